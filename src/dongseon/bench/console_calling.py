"""Starts a program of the console's bench: Django first, then the module with ordinary imports.

`python -m dongseon.bench.console_calling MODULE`, JSON in and out: `main(told)` of the module.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dongseon.console.running import migrating
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput
from dongseon.running import postgres, secret_files
from dongseon.running.postgres import Server


@contextmanager
def empty_console() -> Iterator[tuple[Path, Server]]:
    """A console without data in a temporary folder: the folder, and its database's server. Gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dongseon-bench-"))
    folder.chmod(0o711)  # the database may run under another account
    server = Server(folder / "database")
    try:
        place = Home(folder)
        secret_files.make(place.django_key)
        place.static.mkdir()  # WhiteNoise wants it, also where no page is drawn
        postgres.open_server(server.folder)
        migrating.migrate(
            place, owner_url=server.url(postgres.OWNER), application=postgres.APPLICATION
        )
        yield folder, server
    finally:
        postgres.stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def environment(folder: Path) -> dict[str, str]:
    """What a process is told that works in the console of a folder."""
    server = postgres.Server(folder / "database")
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "dongseon.console.settings",
        "DONGSEON_CONSOLE_DATA": str(folder),
        "DONGSEON_CONSOLE_TLS": "off",
        "DATABASE_URL": server.url(postgres.APPLICATION),
    }


def call(folder: Path, module: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What `main(told)` of a module of the bench answers. Raises InvalidInput with its last words."""
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "dongseon.bench.console_calling", module],
        env=environment(folder),
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"{module}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Set Django up, then call."""
    import_django().setup()
    said = importlib.import_module(f"dongseon.bench.{sys.argv[1]}").main(json.load(sys.stdin))
    json.dump(said, sys.stdout)


def import_django() -> Any:  # a module
    """Django, where a console is installed: the other benches need none."""
    return importlib.import_module("django")


if __name__ == "__main__":
    main()
