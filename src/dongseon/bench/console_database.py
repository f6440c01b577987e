"""A program of the console's bench: a database of its own, filled, indexed, asked. `CASES SEED`.

A PostgreSQL of its own is made and filled in a temporary folder; every page is asked for through the
whole application (door, audit, registry, template), in one process, one after the other. Every case
has a person of their own: names, sex and birth date sealed under a key of their own, all terms of the
search in the blind index. Telephone numbers are in the index alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from dongseon.console.running import migrating
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput
from dongseon.running import postgres, secret_files

PROGRAM = "dongseon.bench.console_lists"


def run(*, cases: int, seed: int) -> dict[str, float]:
    """`case_list_p95_s` and its companions. Raises InvalidInput where a step fails."""
    folder = Path(tempfile.mkdtemp(prefix="dongseon-bench-"))
    folder.chmod(0o711)  # the database may run under another account
    server = postgres.Server(folder / "database")
    try:
        environment = _made(folder, server)
        owner = server.url(postgres.OWNER)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("DROP INDEX blind_index")  # made at once when all rows are there
            filled = _called(environment, "fill", cases, seed)
            connection.execute("SET maintenance_work_mem = '1GB'")
            connection.execute("CREATE INDEX blind_index ON registry_blindindex USING gin (terms)")
            connection.execute("VACUUM ANALYZE")
        return filled | _called(environment, "measure", cases, seed)
    finally:
        postgres.stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, server: postgres.Server) -> dict[str, str]:
    """A console without data; the environment of whoever works in it."""
    place = Home(folder)
    secret_files.make(place.django_key)
    postgres.open_server(server.folder)
    migrating.migrate(place, owner_url=server.url(postgres.OWNER), application=postgres.APPLICATION)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "dongseon.console.settings",
        "DONGSEON_CONSOLE_DATA": str(folder),
        "DONGSEON_CONSOLE_TLS": "off",
        "DATABASE_URL": server.url(postgres.APPLICATION),
    }


def _called(environment: dict[str, str], step: str, cases: int, seed: int) -> dict[str, float]:
    """One step in a process of its own: Django reads its settings once."""
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", PROGRAM, step, str(cases), str(seed)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"{step}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    said: dict[str, float] = json.loads(done.stdout)
    return said


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(cases=int(sys.argv[1]), seed=int(sys.argv[2]))) + "\n")
