"""A console for the tests: a PostgreSQL of their own, made at the first test that asks for it.

Tests run as the application's role, as the server does: what it may not do fails here too. Each is
undone at its end (`db`). Django's settings are read when this folder is collected; that opens nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="install dongseon[console] to test the console")

from dongseon.console.running import migrating
from dongseon.console.running.home import Home
from dongseon.running import postgres, secret_files
from dongseon.running.postgres import Server

HOME = Path(tempfile.mkdtemp(prefix="dongseon-console-"))
HOME.chmod(0o711)  # the database may run under another account
SERVER = Server(HOME / "database")

for role in (postgres.OWNER, postgres.APPLICATION):
    secret_files.make(SERVER.secret(role))
secret_files.make(HOME / "secrets" / "django.key")
(HOME / "static").mkdir()  # WhiteNoise wants it, also where no page is drawn
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "dongseon.console.settings",
    "DONGSEON_CONSOLE_DATA": str(HOME),
    "DONGSEON_CONSOLE_TLS": "off",
    "DATABASE_URL": SERVER.url(postgres.APPLICATION),
}

import django

django.setup()

from django.core.management import call_command
from django.utils import translation

NOW = datetime(2020, 5, 6, 3, 0, tzinfo=UTC)  # noon in Seoul


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """In place of pytest-django's own: it would want to make databases as the application."""
    server = postgres.open_server(SERVER.folder)
    migrating.migrate(
        Home(HOME), owner_url=server.url(postgres.OWNER), application=postgres.APPLICATION
    )
    call_command(
        "collectstatic", "--no-input", verbosity=0
    )  # pages name static files by their hash
    yield
    from django.db import connections

    connections.close_all()
    postgres.stop(server)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are read in English, whatever language the page before was in. Pages choose their own."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> datetime:
    """The time of a test: the 6th of May 2020, noon in Seoul."""
    return NOW


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)
