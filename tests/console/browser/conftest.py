"""One console and one browser for the tests of a module."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="install dongseon[test] to try the pages in a browser")

from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from dongseon.running.postgres import Server

from . import theatre
from .theatre import Theatre


@pytest.fixture(scope="session")
def house(django_db_setup: None) -> Iterator[Theatre]:
    """A console that runs in earnest, on a database of its own."""
    if theatre.found_browser() is None:
        pytest.skip("no Chromium on the path (apt-get install chromium): pages stay untried in one")
    connections.close_all()  # nobody may be in the database while it is copied
    home = os.environ["DONGSEON_CONSOLE_DATA"]
    names = ("DONGSEON_CONSOLE_DATA", "DONGSEON_CONSOLE_TLS", "DJANGO_SETTINGS_MODULE")
    server = Server(Path(home) / "database")
    with theatre.opened(server, {name: os.environ[name] for name in names}) as there:
        yield there


@pytest.fixture(scope="module")
def browser(house: Theatre) -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=theatre.found_browser(), args=list(theatre.FLAGS)
        )
        yield browser
        browser.close()
