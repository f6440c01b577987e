"""Somebody has everything the public site has: what is there to be learnt?

The drill lists it: all tables with their columns, all files, all that the environment tells, and the pages
in memory. What is neither published nor an editor's own must not be among it.
"""

import gzip
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from tests.public import press
from tests.public.press import NOW, PUBLIC

from dongseon.public import wsgi
from dongseon.public.releases import actions
from dongseon.public.running import home

# What the tables hold, in words. A table that is not named here fails the drill: somebody must look at it.
PUBLISHED = {
    "releases_received", "releases_current", "releases_listing", "releases_tombstone",
}  # fmt: skip
FRAMEWORK = (
    "wagtail",
    "simple_translation",
    "taggit",
    "django_",
    "auth_",
    "otp_totp",
    "axes_",
    "modelsearch_",
)
ELSEWHERE = (
    "alerts_",
    "clinics_",
    "masks_",
    "content_",
    "pages_",
)  # sections: their tests say what is in them
PERSONAL = re.compile(r"case_id|person|patient|phone_of|birth|resident|itinerary|exposure_id|crowd")


@pytest.fixture
def released() -> None:
    document, signature = press.signed(press.release())
    actions.receive(document, signature, trusted=(PUBLIC,), now=NOW)


@pytest.mark.django_db
def test_every_table_is_known_and_none_is_about_a_person(released: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        )
        columns = cursor.fetchall()
    tables = {table for table, _column in columns}
    unknown = {
        t for t in tables if t not in PUBLISHED and not t.startswith((*FRAMEWORK, *ELSEWHERE))
    }
    assert not unknown
    assert not [each for each in columns if each[0] in PUBLISHED and PERSONAL.search(each[1])]


@pytest.mark.django_db
def test_the_release_that_is_kept_holds_only_what_anybody_may_read(released: None) -> None:
    current = apps.get_model("releases", "Current").objects.get()
    listing = apps.get_model("releases", "Listing").objects.first()
    assert listing is not None
    told = {*current.figures, *listing.place}
    assert not [name for name in told if PERSONAL.search(name)]
    assert "site_id" not in told


def test_the_console_s_secrets_and_addresses_reach_no_process_of_the_site() -> None:
    os.environ["DONGSEON_CONSOLE_DATA"] = "/secret"
    try:
        told = home.environment(home.Home(Path("/x")), database_url="postgresql://a@/b")
    finally:
        del os.environ["DONGSEON_CONSOLE_DATA"]
    assert not [name for name in told if name.startswith("DONGSEON_CONSOLE")]


def test_the_keys_that_lie_there_open_nothing_of_the_console() -> None:
    """One signs editors' sessions, passwords open this database; of the console there is a public key."""
    folder = Path(settings.DATA)
    secrets = sorted(p.name for p in (folder / "secrets").iterdir())
    assert secrets == ["django.key"]
    names = {p.name for p in folder.iterdir()}
    assert names <= {
        "secrets",
        "static",
        "media",
        "database",
        "generation",
        "trusted.keys",
        "public.lock",
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A whole request in the test's own transaction, as Django's test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection", "released")
def test_pages_in_memory_are_pages_anybody_may_read() -> None:
    front = wsgi.readers()
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/ko/figures/", "QUERY_STRING": "",
        "HTTP_HOST": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": None,
    }  # fmt: skip
    b"".join(front(environ, lambda status, headers, fault=None: said.append(status)))  # type: ignore[arg-type,return-value,func-returns-value]
    assert said == ["200 OK"]
    kept = b"".join(
        gzip.decompress(entry.forms["gzip"].body[0])
        for entry in front._pages.entries.values()
        if "gzip" in entry.forms
    )
    assert kept
    assert not PERSONAL.search(kept.decode())
