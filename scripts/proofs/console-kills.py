"""kill -9 of the console's supervisor, database, worker and server in turn: it comes back with everything.

A console runs in a folder of its own while a client writes rows as fast as it can, each in a transaction, and
keeps the number of each that was acknowledged; and while jobs are deferred. One process after the other is
killed with -9. Each time the pages must be served again without anybody's help (a killed supervisor is started
again, as an operator would), every acknowledged row must be there, and no process of the killed console but its
database may be left. In the end every job must have been done.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from dongseon.running import postgres

BACK_WITHIN_S = 180.0
ELSEWHERE = ("DATABASE_URL", "DATABASE_OWNER_URL")  # the drill kills a database of its own only
JOB = "running.forget_old"  # a job of the console that harms nothing


class Console:
    """A console in a folder, as an operator runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = (folder.parent / "console.log").open("ab")
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it says where it is."""
        words = ["console", "--data", str(self.folder), "--port", str(self.port), "--json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "dongseon", *words],
            env={name: value for name, value in os.environ.items() if name not in ELSEWHERE},
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


class Writer(threading.Thread):
    """Writes rows; knows which were acknowledged."""

    def __init__(self, console: Console) -> None:
        super().__init__(daemon=True)
        self.console = console
        self.acknowledged: list[int] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        """Write until told to stop, over a new connection wherever one breaks."""
        number = 0
        while not self.stopping.is_set():
            try:
                with self.console.connect(postgres.APPLICATION) as connection:
                    while not self.stopping.is_set():
                        number += 1
                        connection.execute("INSERT INTO drill VALUES (%s)", (number,))
                        connection.commit()
                        self.acknowledged.append(number)
                        time.sleep(0.002)
            except (psycopg.Error, OSError):
                time.sleep(0.1)


def main() -> int:
    """Run the drill; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=KILLS, default=list(KILLS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-jobs", action="store_true", help="do not wait for jobs at the end")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  # when to kill
    home = Path(tempfile.mkdtemp(prefix="kills-"))
    home.chmod(0o711)  # the database may run under another account
    try:
        figures = drill(
            Console(home / "c"), asked.only * asked.rounds, chance, with_jobs=not asked.no_jobs
        )
    finally:
        end_database(home / "c")
        shutil.rmtree(home)
    print(json.dumps(figures))
    return 1 if figures["faults"] else 0


def drill(
    console: Console, kills: list[str], chance: random.Random, *, with_jobs: bool
) -> dict[str, Any]:
    """Kill one after the other."""
    prepare(console)
    writer = Writer(console)
    writer.start()
    faults: list[str] = []
    back_s: dict[str, list[float]] = {}
    jobs = 0
    for name in kills:
        jobs += defer(console) if with_jobs else 0
        time.sleep(chance.uniform(0.1, 1.0))
        back_s.setdefault(name, []).append(round(seconds_until_back(console, KILLS[name]), 2))
        faults += missing(console, writer, name)
    writer.stopping.set()
    writer.join(10)
    left = jobs_left(console)
    if left:
        faults.append(f"{left} jobs were never done")
    status = console.stop()
    if status or console_processes(console.folder):
        faults.append(f"it did not stop: status {status}")
    return {
        "kills": len(kills),
        "rows_acknowledged": len(writer.acknowledged),
        "jobs": jobs,
        "back_s": back_s,
        "faults": faults,
    }


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
    """Kill; then how long it takes until pages are served and a worker is there, s."""
    begun = time.monotonic()
    kill(console)
    time.sleep(0.05)
    while time.monotonic() - begun < BACK_WITHIN_S:
        if console.ready() and worker_is_there(console):
            return time.monotonic() - begun
        time.sleep(0.05)
    raise SystemExit(f"not back {BACK_WITHIN_S:.0f} s after {kill.__doc__}")


def worker_is_there(console: Console) -> bool:
    """Whether a worker runs."""
    try:
        return bool(console.find("working"))
    except LookupError:
        return False


def prepare(console: Console) -> None:
    """A table for the rows."""
    with console.connect(postgres.OWNER) as connection:
        connection.execute("CREATE TABLE drill (number bigint PRIMARY KEY)")
        connection.execute(f"GRANT SELECT, INSERT ON drill TO {postgres.APPLICATION}")


def defer(console: Console) -> int:
    """Put jobs into the queue. Returns how many."""
    many = 5
    with console.connect(postgres.APPLICATION) as connection:
        for _ in range(many):
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
                " VALUES ('default', %s, '{\"timestamp\": 0}')",
                (JOB,),
            )
    return many


def jobs_left(console: Console) -> int:
    """How many jobs are not done after two minutes: so long a dead worker's may take."""
    until = time.monotonic() + 120
    with console.connect(postgres.APPLICATION) as connection:
        while True:
            found = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", (JOB,)
            ).fetchone()
            connection.commit()
            left = int(found[0]) if found else 0
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.5)


def missing(console: Console, writer: Writer, after: str) -> list[str]:
    """Acknowledged rows that are not there."""
    told = set(writer.acknowledged)
    with console.connect(postgres.APPLICATION) as connection:
        there = {row[0] for row in connection.execute("SELECT number FROM drill")}
    lost = told - there
    return [f"after {after}: {len(lost)} acknowledged rows are lost"] if lost else []


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


if __name__ == "__main__":
    sys.exit(main())
