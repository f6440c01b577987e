"""A database of a test's own, where transactions commit and the owner tampers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from psycopg import sql
from tests.console.conftest import SERVER

from dongseon.running import postgres

Copies = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def copies(django_db_setup: None) -> Copies:
    """Make a copy of a database of the tests' server, drop it at the end. Gives its name."""

    @contextmanager
    def copied(template: str) -> Iterator[str]:
        name = f"own_{uuid4().hex[:12]}"
        connection.close()  # a template has no visitors
        with psycopg.connect(
            SERVER.url(postgres.SUPERUSER, "postgres"), autocommit=True
        ) as superuser:
            superuser.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (name, template, postgres.OWNER))
                )
            )
            try:
                yield name
            finally:
                connection.close()
                superuser.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                )

    return copied


@pytest.fixture(scope="session")
def visiting(
    django_db_blocker: pytest.FixtureRequest,
) -> Callable[..., AbstractContextManager[None]]:
    """Let Django work in another database and another data folder for a while."""

    @contextmanager
    def visit(name: str, folder: Path) -> Iterator[None]:
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            with django_db_blocker.unblock(), override_settings(DATA=folder, AUDIT_WITNESS=""):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual

    return visit


@pytest.fixture
def own_database(
    copies: Copies, visiting: Callable[..., AbstractContextManager[None]], tmp_path: Path
) -> Iterator[str]:
    """An empty console, and a data folder, for this test alone."""
    with copies(postgres.DATABASE) as name, visiting(name, tmp_path):
        yield name
