"""A backup of the console as an earlier commit made it is restored and migrated by the present one.

The earlier commit's source is taken from git into a temporary folder and run with the present environment:
it starts a console, employs its first administrator, and saves a backup. The present source restores it into a
new folder, starts that console, and must serve it with the same officers and every act of the log.
"""

import argparse
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from dongseon.running import postgres

ROOT = Path(__file__).parents[2]
PORT = 8690


def main() -> int:
    """Run the proof; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--commit", default="HEAD~1", help="the earlier one")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="upgrade-"))
    home.chmod(0o711)  # the database may run under another account
    try:
        figures = upgrade(home, asked.commit)
    finally:
        for name in ("old", "new"):
            server = postgres.Server(home / name / "database")
            if server.cluster.exists():
                postgres.stop(server)
        shutil.rmtree(home)
    print(json.dumps(figures))
    return 1 if figures["faults"] else 0


def upgrade(home: Path, commit: str) -> dict[str, Any]:
    """Make an old console, back it up, and bring it up in the present."""
    source = home / "source"
    taken = subprocess.run(
        ["git", "archive", commit, "src"],  # noqa: S607  # git is the user's
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(taken.stdout)) as archive:
        archive.extractall(source, filter="data")
    before = held(source / "src", home / "old")
    keys, data = home / "keys", home / "data"
    run(source / "src", "backup", str(data), "--keys", str(keys), "--data", str(home / "old"))
    run(ROOT / "src", "restore", str(data), "--keys", str(keys), "--data", str(home / "new"))
    after = held(ROOT / "src", home / "new")
    faults = [
        f"{name}: {before[name]} before, {after[name]} after"
        for name in ("officers", "first_acts")
        if after[name][: len(before[name])] != before[name]
    ]
    return {
        "commit": commit,
        "migrations_before": before["migrations"],
        "migrations_after": after["migrations"],
        "acts": len(after["first_acts"]),
        "faults": faults,
    }


def held(source: Path, folder: Path) -> dict[str, Any]:
    """Start a console, look into its database, stop it."""
    process = subprocess.Popen(
        command("--data", str(folder), "--port", str(PORT), "--json"),
        env=environment(source),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if not (process.stdout and process.stdout.readline()):
            raise SystemExit(f"the console of {source} did not start")
        server = postgres.Server(folder / "database")
        with psycopg.connect(server.url(postgres.OWNER)) as connection:
            return {
                "officers": column(connection, "SELECT username FROM access_officer ORDER BY 1"),
                "first_acts": column(connection, "SELECT act FROM audit_entry ORDER BY seq"),
                "migrations": len(column(connection, "SELECT name FROM django_migrations")),
            }
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def column(connection: "psycopg.Connection[Any]", query: Any) -> list[str]:  # a literal of ours
    """The only column of a query."""
    return [row[0] for row in connection.execute(query)]


def run(source: Path, *words: str) -> None:
    """Run a command of the console to its end."""
    subprocess.run(command(*words), env=environment(source), check=True, stdout=subprocess.DEVNULL)


def command(*words: str) -> list[str]:
    """The program, by whichever source comes first."""
    return [sys.executable, "-m", "dongseon", "console", *words]


def environment(source: Path) -> dict[str, str]:
    """Ours, with this source first, and no database but our own."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"PYTHONPATH": str(source)}


if __name__ == "__main__":
    sys.exit(main())
