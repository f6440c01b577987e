"""Which database a site works on: its own, or one that somebody else runs."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urlsplit

import psycopg

from dongseon.errors import InvalidInput
from dongseon.public.running import home, rights
from dongseon.public.running.home import Home
from dongseon.running import migrations, postgres
from dongseon.running.migrations import Progress

DATABASE = "public_site"


@dataclass(frozen=True, slots=True)
class Database:
    """Where the application reaches its tables, and where their owner does."""

    url: str
    owner_url: str | None  # None: given without one; then somebody else migrates
    own: postgres.Server | None  # None: somebody else's server


def open_database(place: Home, given: Mapping[str, str] = os.environ) -> Database:
    """The database of the environment if it names one, else our own, started.

    Raises InvalidInput if it does not answer.
    """
    url = given.get("DATABASE_URL")
    if url:
        try:
            psycopg.connect(url, connect_timeout=10).close()
        except psycopg.OperationalError as fault:
            # psycopg's words name host, role and database, never a password
            raise InvalidInput(
                f"the database does not answer: {str(fault).splitlines()[0]}"
            ) from None
        return Database(url, given.get(home.OWNERS) or None, None)
    server = postgres.open_server(place.database, DATABASE)
    return Database(server.url(postgres.APPLICATION), server.url(postgres.OWNER), server)


def bring_up_to_date(place: Home, database: Database, progress: Progress) -> int:
    """Run missing migrations. Returns their number.

    Raises InvalidInput where some are missing and nobody was named who may run them.
    """
    if database.owner_url is None:
        environment = home.environment(place, database_url=database.url)
        missing = migrations.run_steps(environment, progress, words=("--count",))
        if missing:
            raise InvalidInput(
                f"{missing} migrations are missing, and {home.OWNERS} does not say as whom to run them"
            )
        return 0
    return migrations.migrate(
        home.environment(place, database_url=database.owner_url),
        owner_url=database.owner_url,
        grant=partial(rights.grant, application=unquote(urlsplit(database.url).username or "")),
        progress=progress,
    )
