"""Bringing a database to the present shape, as its owner."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import TypeAlias

import psycopg

from dongseon.console.running import home, rights
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput

Progress: TypeAlias = Callable[[int, int, str], None]  # steps done, steps in all, what was done

APPLIED = re.compile(r"  Applying \S+\.\.\. OK")
ONE_AT_A_TIME = 0x646F6E67  # the advisory lock of migrations: "dong"


def migrate(
    place: Home, *, owner_url: str, application: str, progress: Progress = lambda *_: None
) -> int:
    """Run the missing migrations in a process of their own, then say the application's rights anew.

    Returns how many there were. Raises InvalidInput with Django's last words if one fails: it is
    undone, and those before it stay.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
        steps = run_steps(place, owner_url, progress)
        with connection.transaction():
            rights.grant(connection, application)
    return steps


def count_missing(place: Home, url: str) -> int:
    """How many migrations the database lacks; none is run."""
    return run_steps(place, url, lambda *_: None, words=("--count",))


def run_steps(place: Home, url: str, progress: Progress, *, words: tuple[str, ...] = ()) -> int:
    """Run the migrations that are missing, telling of each. Returns their number."""
    done = steps = 0
    last = "killed"
    with subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-u", "-m", "dongseon.console.running", "migration_steps", *words],
        env=home.environment(place, database_url=url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            last = line.strip() or last
            if line.startswith("steps "):
                steps = int(line.split()[1])
            elif APPLIED.fullmatch(line.rstrip()):
                done += 1
                progress(done, steps, line.split()[1].removesuffix("..."))
    if process.returncode:
        raise InvalidInput(f"migration failed: {last}")
    return steps
