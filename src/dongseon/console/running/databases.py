"""Which database a console works on: its own, or one that somebody else runs."""

import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg

from dongseon.console.running import home, migrating
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput
from dongseon.running import postgres
from dongseon.running.migrations import Progress

GIVEN, GIVEN_OWNER = "DATABASE_URL", home.OWNERS  # in the environment


@dataclass(frozen=True, slots=True)
class Database:
    """Where the application reaches its tables, and where their owner does."""

    url: str
    owner_url: str | None  # None: given without one; then somebody else migrates
    own: postgres.Server | None  # None: somebody else's server


def open_database(place: Home) -> Database:
    """The database of the environment if it names one, else our own, started.

    Raises InvalidInput if it does not answer.
    """
    given = os.environ.get(GIVEN)
    if given:
        owner = os.environ.get(GIVEN_OWNER) or None
        for url in filter(None, (given, owner)):
            check(url)
        return Database(given, owner, None)
    server = postgres.open_server(place.database)
    return Database(server.url(postgres.APPLICATION), server.url(postgres.OWNER), server)


def find_running(place: Home) -> Database:
    """The database of a console that runs already."""
    given = os.environ.get(GIVEN)
    if given:
        return Database(given, os.environ.get(GIVEN_OWNER) or None, None)
    own = postgres.Server(place.database)
    return Database(own.url(postgres.APPLICATION), own.url(postgres.OWNER), own)


def check(url: str) -> None:
    """Raise InvalidInput if nobody answers there. The URL is not repeated: it holds a password."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as fault:
        # psycopg's words name host, role and database, never a password
        raise InvalidInput(f"the database does not answer: {str(fault).splitlines()[0]}") from None


def bring_up_to_date(place: Home, database: Database, progress: Progress) -> int:
    """Run missing migrations. Returns their number.

    Raises InvalidInput where some are missing and nobody was named who may run them.
    """
    if database.owner_url is None:
        missing = migrating.count_missing(place, database.url)
        if missing:
            raise InvalidInput(
                f"{missing} migrations are missing, and {GIVEN_OWNER} does not say as whom to run them"
            )
        return 0
    application = unquote(urlsplit(database.url).username or "")
    return migrating.migrate(
        place, owner_url=database.owner_url, application=application, progress=progress
    )


def is_new(database: Database) -> bool:
    """Whether nobody works here yet."""
    with psycopg.connect(database.url) as connection:
        found = connection.execute("SELECT NOT EXISTS (SELECT FROM access_officer)").fetchone()
    return bool(found and found[0])


def close(database: Database) -> None:
    """Stop the server if it is ours."""
    if database.own is not None:
        postgres.stop(database.own)
