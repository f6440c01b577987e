"""kill -9 of the console's supervisor, database, worker and server in turn: it comes back with everything.

A console runs in a folder of its own while a client writes rows as fast as it can, each in a transaction, and
keeps the number of each that was acknowledged; and while jobs are deferred. One process after the other is
killed with -9. Each time the pages must be served again without anybody's help (a killed supervisor is started
again, as an operator would), every acknowledged row must be there, and no process of the killed console but its
database may be left. In the end every job must have been done.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from dongseon.bench.console_kills import (
    KILLS,
    Console,
    console_processes,
    end_database,
    seconds_until_back,
)
from dongseon.running import postgres

JOB = "running.forget_old"  # a job of the console that harms nothing


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


if __name__ == "__main__":
    sys.exit(main())
