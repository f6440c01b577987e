"""A public site for the tests: a PostgreSQL of its own, made at the first test that asks for it.

Two Django projects do not fit into one process: these tests run in a pytest of their own (`scripts/test`
does so). Where the console's settings are loaded already, this folder is passed over.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("wagtail", reason="install dongseon[public] to test the public site")

if os.environ.get("DJANGO_SETTINGS_MODULE") == "dongseon.console.settings":
    pytest.skip("the public site's tests run apart: pytest tests/public", allow_module_level=True)

from dongseon.public.running import databases, rights
from dongseon.public.running import home as homes
from dongseon.running import migrations, postgres, secret_files
from dongseon.running.postgres import Server

HOME = Path(tempfile.mkdtemp(prefix="dongseon-public-"))
HOME.chmod(0o711)  # the database may run under another account
PLACE = homes.make(HOME)
SERVER = Server(HOME / "database", databases.DATABASE)

for role in (postgres.OWNER, postgres.APPLICATION):
    secret_files.make(SERVER.secret(role))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "dongseon.public.settings",
    "DONGSEON_PUBLIC_DATA": str(HOME),
    "DONGSEON_PUBLIC_TLS": "off",
    "DATABASE_URL": SERVER.url(postgres.APPLICATION),
}

import django

django.setup()

from django.core.management import call_command

NOW = datetime(2020, 5, 6, 3, 0, tzinfo=UTC)  # noon in Seoul


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """In place of pytest-django's own: it would want to make databases as the application."""
    server = postgres.open_server(SERVER.folder, databases.DATABASE)
    owner = server.url(postgres.OWNER)
    migrations.migrate(
        homes.environment(PLACE, database_url=owner),
        owner_url=owner,
        grant=partial(rights.grant, application=postgres.APPLICATION),
        progress=lambda *_: None,
    )
    call_command("collectstatic", "--no-input", verbosity=0)
    with django_db_blocker.unblock():
        from dongseon.public import founding

        founding.main({}, NOW)
    yield
    from django.db import connections

    connections.close_all()
    postgres.stop(server)


@pytest.fixture
def now() -> datetime:
    """The time of a test: the 6th of May 2020, noon in Seoul."""
    return NOW


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)
