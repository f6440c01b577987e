"""Bringing a database to the present shape, as its owner."""

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TypeAlias

import psycopg
from psycopg import Connection

from dongseon.errors import InvalidInput

Progress: TypeAlias = Callable[[int, int, str], None]  # steps done, steps in all, what was done
Granting: TypeAlias = Callable[["Connection[tuple[object, ...]]"], None]

APPLIED = re.compile(r"  Applying \S+\.\.\. OK")
ONE_AT_A_TIME = 0x646F6E67  # the advisory lock of migrations: "dong"


def migrate(
    environment: Mapping[str, str], *, owner_url: str, grant: Granting, progress: Progress
) -> int:
    """Run the missing migrations in a process of their own, then say the application's rights anew.

    `environment` is a server's own, with the owner's database. Returns how many there were. Raises
    InvalidInput with Django's last words if one fails: it is undone, and those before it stay.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (ONE_AT_A_TIME,))
        steps = run_steps(environment, progress)
        with connection.transaction():
            grant(connection)
    return steps


def run_steps(
    environment: Mapping[str, str], progress: Progress, *, words: tuple[str, ...] = ()
) -> int:
    """Run the migrations that are missing, telling of each. Returns their number."""
    done = steps = 0
    last = "killed"
    with subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-u", "-m", "dongseon.running.migration_steps", *words],
        env=dict(environment),
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
