"""A console on a PostgreSQL that somebody else runs: `DATABASE_URL`, and never a server of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dongseon.running import keeping, postgres
from dongseon.running.postgres import Server

pytestmark = pytest.mark.slow
WAIT_S = 180


@pytest.fixture
def theirs() -> Iterator[Server]:
    """A server that was there before."""
    folder = Path(tempfile.mkdtemp(prefix="theirs-"))
    folder.chmod(0o711)  # it may run under another account
    server = postgres.open_server(folder / "database")
    yield server
    postgres.stop(server)
    shutil.rmtree(folder)


def started(folder: Path, urls: dict[str, str]) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """A console, and what it said when it was ready or gave up."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    environment = {
        name: said for name, said in os.environ.items() if not name.startswith("DATABASE")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "dongseon", "console", "--data", str(folder), "--port", port, "--json"],
        env=environment | urls,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def test_it_works_on_a_given_server_and_leaves_it_running(theirs: Server, tmp_path: Path) -> None:
    application = {"DATABASE_URL": theirs.url(postgres.APPLICATION)}
    process, said = started(tmp_path / "c", application)
    process.communicate(timeout=WAIT_S)
    assert process.returncode == 2  # an empty database, and nobody said as whom to fill it
    assert "migrations are missing" in said["error"]
    assert theirs.url(postgres.APPLICATION) not in said["error"]

    whole = application | {"DATABASE_OWNER_URL": theirs.url(postgres.OWNER)}
    process, said = started(tmp_path / "c", whole)
    try:
        assert keeping.answers(f"{said['url']}readyz")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_S)
    assert process.returncode == 0
    assert not (tmp_path / "c" / "database").exists()
    assert postgres.is_running(theirs)
    with psycopg.connect(theirs.url(postgres.APPLICATION)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM access_officer").fetchone() or (0,)
        assert count == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM audit_entry")

    process, said = started(tmp_path / "c", application)  # a second start needs no owner
    try:
        assert keeping.answers(f"{said['url']}readyz")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_S)
