"""Bringing a database to the present shape, as its owner."""

import os
import subprocess
import sys

import psycopg

from dongseon.console.running import postgres, rights
from dongseon.console.running.postgres import Server
from dongseon.errors import InvalidInput


def migrate(server: Server, *, data: str) -> None:
    """Run all migrations in a process of their own, then say the application's rights anew.

    Raises InvalidInput with Django's last words if a migration fails; it is then undone.
    """
    owner = server.url(postgres.OWNER)
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "dongseon.console.settings",
            "DONGSEON_CONSOLE_DATA": data,
            "DATABASE_URL": owner,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"migration failed: {done.stderr.strip().splitlines()[-1]}")
    with psycopg.connect(owner) as connection:
        rights.grant(connection)
