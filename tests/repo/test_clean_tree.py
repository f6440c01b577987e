"""The tree belongs to nobody's machine, and its lock to no server."""

import re
import tomllib
from pathlib import Path

import pytest

# Written in two halves, so that this file does not break its own promise.
MACHINE_PATHS = re.compile(r"/(?:" + r"work/|root/|home/[a-z]+/|Users/[A-Za-z]+/|tmp/)")
REGISTRIES = re.compile(
    r"pypi\." + r"org|python" + r"hosted\.org|npm" + r"js\.(?:org|com)|deb\.deb" + r"ian\.org"
)


def test_no_file_knows_a_path_of_one_machine(texts: dict[str, str]) -> None:
    assert not lines_with(MACHINE_PATHS, texts)


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    assert not lines_with(REGISTRIES, texts)


LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_every_package_by_hash_and_names_no_address(root: Path, name: str) -> None:
    lock = (root / name).read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock
    packages = re.split(r"^(?=\S.*==)", lock, flags=re.MULTILINE)[1:]
    assert packages
    assert not [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package]


@pytest.mark.parametrize("other", LOCKS[1:])
def test_no_package_has_two_versions_in_two_locks(root: Path, other: str) -> None:
    """The other locks are installed over the first: they may add, never change."""
    first, second = pins(root / LOCKS[0]), pins(root / other)
    assert "pyarrow" in first.keys() & second.keys()
    assert not {
        name: (first[name], second[name])
        for name in first.keys() & second.keys()
        if first[name] != second[name]
    }


def test_what_tests_and_checks_holds_all_that_running_needs(root: Path) -> None:
    """`scripts/setup --dev` installs one lock only."""
    assert pins(root / "requirements.lock").keys() < pins(root / "requirements-dev.lock").keys()


def test_a_demonstration_is_set_up_without_what_only_tests_and_checks_need(root: Path) -> None:
    """A newcomer waits for what runs, and for nothing else."""
    assert not pins(root / "requirements.lock").keys() & {
        "mypy",
        "pytest",
        "ruff",
        "playwright",
        "polars",
    }


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions of each package; several where systems or Pythons differ."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9-]+)(==[^ ]+).*? \\$", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(name, set()).add(version)
    return found


def test_the_lock_covers_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(x for e in project["optional-dependencies"].values() for x in e),
    ]
    names = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in asked} - {"dongseon"}
    lock = "".join((root / name).read_text(encoding="utf-8") for name in LOCKS)
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert names <= locked


def test_every_script_can_be_run(root: Path) -> None:
    scripts = [*(root / "scripts").iterdir(), root / ".ci/run"]
    assert not [str(s) for s in scripts if s.is_file() and not s.stat().st_mode & 0o100]


def lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    """File, line number and match of every hit."""
    return [
        f"{name}:{number}: {found.group()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]
