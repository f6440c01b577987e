"""The program itself: help, version, exit statuses, and one line when it cannot go on."""

import importlib
import inspect
import json
import subprocess
import sys
import time

import pytest

from dongseon import cli

HELP_SECONDS = 2.0  # on a busy machine; 0.3 s on a quiet one


def dongseon(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dongseon", *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "COLUMNS": "100", "PYTHONUTF8": "1", **environment},
    )


def test_help_lists_every_command_without_waiting_for_the_compiler() -> None:
    begun = time.perf_counter()
    done = dongseon("--help")
    assert time.perf_counter() - begun < HELP_SECONDS
    assert done.returncode == 0
    assert all(f" {name} " in done.stdout for name in cli.COMMANDS)
    assert done.stderr == ""


def test_the_program_is_found_under_both_its_names() -> None:
    assert dongseon("--version").stdout.startswith("dongseon 0.")


@pytest.mark.parametrize(("name", "package"), [("holder", "granian"), ("lake", "ibis")])
def test_a_command_whose_extra_is_not_installed_says_which(name: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from dongseon import cli; sys.exit(cli.run([{name!r}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"dongseon: {package} is missing; install dongseon[{name}]\n"


def test_an_unknown_command_is_refused_in_one_line() -> None:
    done = dongseon("trcae")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dongseon: No such command 'trcae'.")
    assert done.stderr.count("\n") == 1


def test_a_refusal_under_json_is_still_one_object() -> None:
    done = dongseon("trace", "--json", "--nonsense")
    assert done.returncode == 2
    assert set(json.loads(done.stdout)) == {"error"}
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_is_listed_by_its_own_first_line(name: str) -> None:
    module, line = cli.COMMANDS[name]
    documentation = inspect.getdoc(cli.load(module))
    assert documentation
    assert documentation.split("\n")[0] == line


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_speaks_json_and_shows_an_example(name: str) -> None:
    done = dongseon(name, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout
    assert f"dongseon {name}" in done.stdout.split("Options")[0].split("\n", 2)[2]


def test_the_shell_completes_commands() -> None:
    done = dongseon(
        _DONGSEON_COMPLETE="complete_bash", COMP_WORDS="dongseon tr", COMP_CWORD="1"
    )  # fmt: skip
    assert "trace" in done.stdout.split()


def test_the_shell_completes_options_of_the_command_on_its_line() -> None:
    done = dongseon(
        _DONGSEON_COMPLETE="complete_bash", COMP_WORDS="dongseon trace --al", COMP_CWORD="2"
    )  # fmt: skip
    assert "--all-cases" in done.stdout.split()


def test_commands_are_modules_of_this_room() -> None:
    for module, _ in cli.COMMANDS.values():
        assert importlib.util.find_spec(f"dongseon.cli.{module}")
