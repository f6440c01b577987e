"""`dongseon console` as an operator runs it: first start, second start, backup, restore, stop."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dongseon.console.running import backup
from dongseon.errors import InvalidInput
from dongseon.running import keeping, postgres
from dongseon.running.postgres import Server

pytestmark = pytest.mark.slow
WAIT_S = 120


@dataclass(slots=True)
class Started:
    """A console that runs, and what its first and second start said."""

    folder: Path  # of the console; beside it is room for backups
    port: int
    process: "subprocess.Popen[str]"
    first: dict[str, Any]
    second: dict[str, Any]


def command(*words: str) -> list[str]:
    """The program, as the tests' own Python."""
    return [sys.executable, "-m", "dongseon", "console", *words]


def environment() -> dict[str, str]:
    """Ours, without the database of the other tests."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program to its end."""
    return subprocess.run(
        command(*words),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_S,
    )


def start(folder: Path, port: int) -> tuple["subprocess.Popen[str]", dict[str, Any]]:
    """Start a console and wait for what it says."""
    process = subprocess.Popen(
        command("--data", str(folder), "--port", str(port), "--json"),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it did not start"
    said: dict[str, Any] = json.loads(line)
    return process, said


def stopped(process: "subprocess.Popen[str]") -> int:
    """Stop a console in order; its exit status."""
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=WAIT_S)
    return process.returncode


@pytest.fixture(scope="module")
def console() -> Iterator[Started]:
    """A console in its second run."""
    home = Path(tempfile.mkdtemp(prefix="run-"))
    home.chmod(0o711)  # the database may run under another account
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    process, first = start(home / "c", port)
    assert stopped(process) == 0
    assert not postgres.is_running(Server(home / "c" / "database"))
    process, second = start(home / "c", port)
    yield Started(home / "c", port, process, first, second)
    assert stopped(process) == 0
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def saved(console: Started) -> Path:
    """A backup of the running console: `data` and `keys`."""
    target = console.folder.parent / "saved"
    done = run(
        "backup", str(target / "data"), "--keys", str(target / "keys"),
        "--data", str(console.folder), "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return target


def officers(folder: Path) -> list[tuple[str, ...]]:
    """Who works in a console whose database runs."""
    server = Server(folder / "database")
    with psycopg.connect(server.url(postgres.APPLICATION)) as connection:
        rows = connection.execute("SELECT username, password FROM access_officer ORDER BY 1")
        return [tuple(row) for row in rows]


def test_the_first_administrator_s_password_is_said_once(console: Started) -> None:
    assert console.first["username"] == "administrator"
    assert len(console.first["password"]) == 16
    assert "password" not in console.second
    assert [name for name, _ in officers(console.folder)] == ["administrator"]


def test_it_serves_where_it_says(console: Started) -> None:
    assert keeping.answers(f"{console.second['url']}readyz")


def test_forty_clients_that_never_finish_keep_nobody_out(console: Started) -> None:
    head = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx"
    with ExitStack() as closing:
        for _ in range(40):
            slow = closing.enter_context(socket.create_connection(("127.0.0.1", console.port)))
            slow.sendall(head)
        assert keeping.answers(f"{console.second['url']}readyz")


def test_a_second_supervisor_is_refused(console: Started) -> None:
    done = run("--data", str(console.folder), "--port", "1", "--json")
    assert done.returncode == 2
    assert "a console runs here already" in json.loads(done.stdout)["error"]


def test_a_taken_port_is_refused_before_anything_is_opened(console: Started) -> None:
    other = console.folder.parent / "other"
    done = run("--data", str(other), "--port", str(console.port), "--json")
    assert done.returncode == 2
    assert f"port {console.port}" in json.loads(done.stdout)["error"]
    assert not (other / "database").exists()


def test_a_backup_s_data_hold_no_key(console: Started, saved: Path) -> None:
    data = b"".join(path.read_bytes() for path in (saved / "data").rglob("*") if path.is_file())
    secrets = list((saved / "keys").rglob("*.key"))
    assert secrets
    for path in secrets:
        assert path.read_bytes().strip() not in data
    assert not {path.name for path in (saved / "data").rglob("*.key")}


def test_a_backup_is_closed_to_others(saved: Path) -> None:
    for path in saved.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_never_replaces_another(console: Started, saved: Path) -> None:
    done = run("backup", str(saved / "data"), "--data", str(console.folder), "--json")
    assert done.returncode == 2
    assert "is there already" in json.loads(done.stdout)["error"]


def test_a_restore_into_a_new_folder_has_everything(console: Started, saved: Path) -> None:
    new = console.folder.parent / "new"
    words = [str(saved / "data"), "--keys", str(saved / "keys"), "--data", str(new), "--json"]
    done = run("restore", *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["destroyed_since"] == 0
    server = postgres.open_server(new / "database")
    try:
        assert officers(new) == officers(console.folder)
        with psycopg.connect(server.url(postgres.APPLICATION)) as connection:
            acts = [
                row[0] for row in connection.execute("SELECT act FROM audit_entry ORDER BY seq")
            ]
        assert acts[-1] == "console.restore"
        assert "access.employ" in acts
    finally:
        postgres.stop(server)
    done = run("restore", *words)
    assert done.returncode == 2
    assert "is not empty" in json.loads(done.stdout)["error"]


def test_a_dump_that_was_changed_is_not_restored(tmp_path: Path, saved: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(saved / "data", copy)
    dump = copy / backup.DUMP
    dump.write_bytes(dump.read_bytes()[:-1] + b"x")
    with pytest.raises(InvalidInput, match="is not what was saved"):
        backup.check(copy)


def test_a_folder_that_is_no_backup_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is no backup"):
        backup.check(tmp_path)
