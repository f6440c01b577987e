"""A console as an operator runs it, and what kill -9 does to each of its processes.

For the proofs: a console in a folder, started from the command line, killed, started again.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg

from dongseon.running import postgres

BACK_WITHIN_S = 180.0
ELSEWHERE = ("DATABASE_URL", "DATABASE_OWNER_URL")  # a console here has a database of its own only


class Console:
    """A console in a folder, as an operator runs it."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str] | None = None, *, processes: int = 1
    ) -> None:
        self.folder = folder
        self.environment = environment or {}
        self.processes = processes
        self.port = free_port()
        self.log = (folder.parent / "console.log").open("ab")
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it says where it is."""
        words = ["console", "--data", str(self.folder), "--port", str(self.port), "--json"]
        words += ["--processes", str(self.processes)]
        process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "dongseon", *words],
            env={name: value for name, value in os.environ.items() if name not in ELSEWHERE}
            | dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        said = process.stdout.readline() if process.stdout else b""
        if not said:
            raise SystemExit(f"the console did not start: status {process.wait()}")
        return process

    @property
    def supervisor(self) -> int:
        """The supervisor's process id."""
        return self.process.pid

    def find(self, word: str, of: int | None = None) -> int:
        """The process of ours that was started with this word."""
        for pid, parent, line in processes():
            if parent == (of or self.supervisor) and word in line:
                return pid
        raise LookupError(word)

    @property
    def database(self) -> int:
        """The postmaster's process id."""
        pid = (self.folder / "database/cluster/postmaster.pid").read_text().split()[0]
        return int(pid)

    def ready(self) -> bool:
        """Whether pages are served."""
        try:
            url = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> int:
        """Stop it in order; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def connect(self, role: str) -> "psycopg.Connection[Any]":
        """The database as one of its roles."""
        server = postgres.Server(self.folder / "database")
        return psycopg.connect(server.url(role), connect_timeout=5)


def kill_server(console: Console) -> None:
    """The server's main process."""
    os.kill(console.find("serving"), signal.SIGKILL)


def kill_page_process(console: Console) -> None:
    """The process in which Django answers."""
    server = console.find("serving")
    children = [
        pid
        for pid, parent, line in processes()
        if parent == server and "resource_tracker" not in line
    ]
    os.kill(children[-1], signal.SIGKILL)


def kill_worker(console: Console) -> None:
    """The worker."""
    os.kill(console.find("working"), signal.SIGKILL)


def kill_database(console: Console) -> None:
    """The postmaster."""
    os.kill(console.database, signal.SIGKILL)


def kill_backend(console: Console) -> None:
    """One of the database's own processes: it then restarts itself, and cuts everybody off."""
    children = [pid for pid, parent, _ in processes() if parent == console.database]
    os.kill(children[-1], signal.SIGKILL)


def kill_supervisor(console: Console) -> None:
    """The supervisor; its children must go, its database must stay and be taken over."""
    database, folder = console.database, console.folder
    os.kill(console.supervisor, signal.SIGKILL)
    console.process.wait()
    until = time.monotonic() + BACK_WITHIN_S
    while console_processes(folder) and time.monotonic() < until:
        time.sleep(0.05)
    console.process = console.start()
    if console.database != database:
        raise SystemExit("the database was not taken over")


KILLS: dict[str, Callable[[Console], None]] = {
    "server": kill_server,
    "page process": kill_page_process,
    "worker": kill_worker,
    "database": kill_database,
    "database backend": kill_backend,
    "supervisor": kill_supervisor,
}


def seconds_until_back(console: Console, kill: Callable[[Console], None]) -> float:
    """Kill; then how long it takes until a server serves pages and a worker is there, s."""
    begun = time.monotonic()
    kill(console)
    time.sleep(0.05)
    while time.monotonic() - begun < BACK_WITHIN_S:
        # A page process outlives its server for a moment and still answers.
        if console.ready() and runs(console, "serving") and runs(console, "working"):
            return time.monotonic() - begun
        time.sleep(0.05)
    raise SystemExit(f"not back {BACK_WITHIN_S:.0f} s after {kill.__doc__}")


def runs(console: Console, word: str) -> bool:
    """Whether the process of ours that was started with this word is there."""
    try:
        return bool(console.find(word))
    except LookupError:
        return False


def console_processes(folder: Path) -> list[int]:
    """Processes of the console in this folder, its database aside."""
    mark = f"DONGSEON_CONSOLE_DATA={folder}\0".encode()
    found = []
    for pid, _, line in processes():
        try:
            if mark in Path(f"/proc/{pid}/environ").read_bytes() and "postgres" not in line:
                found.append(pid)
        except OSError:
            continue
    return found


def processes() -> list[tuple[int, int, str]]:
    """Every process: its id, its parent's, its command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        found.append((int(entry.name), int(stat.rsplit(")", 1)[1].split()[1]), line))
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def end_database(folder: Path) -> None:
    """Stop a database that a failed drill has left."""
    server = postgres.Server(folder / "database")
    if server.cluster.exists():
        postgres.stop(server)
