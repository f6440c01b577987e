"""A program of the bench of isolation: a console of its own, filled, measured, killed. `PEOPLE OFFICERS SEED`.

A PostgreSQL of its own is made and filled in a temporary folder. Pages are asked for through the whole
application (door, audit, registry, template), one after the other; the daily jobs run as the worker runs
them, and are killed with SIGKILL in the midst of making questions and of telling people.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from dongseon.bench import console_calling
from dongseon.running import postgres

KILLS = 6  # the first while the questions are made, then at each sixth of the messages
SENT = "SELECT count(*) FROM sms_message WHERE text = 'isolation_reminder'"
WORKING = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
    " AND pid <> pg_backend_pid() AND query LIKE '%INSERT INTO isolation_question%'"
)


Watching: TypeAlias = "psycopg.Connection[tuple[int, ...]]"


def run(*, people: int, officers: int, seed: int) -> dict[str, float]:
    """`morning_list_p95_s`, `generation_s`, `reassign_s`, `lost`, `doubled` and companions.

    Raises InvalidInput where a step fails.
    """
    said: dict[str, float] = {"people": people, "officers": officers}
    told = {"people": people, "officers": officers, "seed": seed}
    with console_calling.empty_console() as (folder, _server):
        for step in ("fill", "generate", "lists", "reassign"):
            said |= console_calling.call(folder, "isolation_people", {"step": step, **told})
        said |= _killed(folder, people)
        return said | console_calling.call(folder, "isolation_people", {"step": "count", **told})


def _killed(folder: Path, people: int) -> dict[str, float]:
    """Begin the next day and remind everybody; kill it at work again and again, at last let it end."""
    kills = 0
    begun_s = time.perf_counter()
    server = postgres.Server(folder / "database")
    with psycopg.connect(server.url(postgres.OWNER), autocommit=True) as watching:
        for share in range(KILLS):
            process = _begin(folder)
            kills += _kill_at(process, watching, people * share // KILLS)
    process = _begin(folder)
    if process.wait():
        raise RuntimeError("the daily job failed after the kills")
    return {"kills": kills, "day_with_kills_s": round(time.perf_counter() - begun_s, 1)}


def _kill_at(process: "subprocess.Popen[bytes]", watching: Watching, messages: int) -> bool:
    """Kill it once so many messages are there; for none, while it makes the day's questions.

    Whether it was at work when it died.
    """
    while process.poll() is None:
        row = watching.execute(WORKING if messages == 0 else SENT).fetchone()
        if row is not None and row[0] > messages:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.02)
    return False


def _begin(folder: Path) -> "subprocess.Popen[bytes]":
    """The daily job in a process of its own."""
    process = subprocess.Popen(  # our own module
        [sys.executable, "-m", "dongseon.bench.console_calling", "isolation_people"],
        env=console_calling.environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    told: dict[str, Any] = {"step": "day"}
    if process.stdin is not None:
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
    return process


if __name__ == "__main__":
    people, officers, seed = map(int, sys.argv[1:4])
    sys.stdout.write(json.dumps(run(people=people, officers=officers, seed=seed)) + "\n")
