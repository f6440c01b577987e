"""The fifteenth day: pages, files, feeds, memory and tables hold nothing of a place any more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.public import press
from tests.public.press import PUBLIC

from dongseon.public import due
from dongseon.public.front import turning
from dongseon.public.releases import actions, queries

pytestmark = pytest.mark.django_db
NAME = "잊혀질 가게"
ADDRESSES = (
    "/ko/", "/en/", "/ko/places/", "/en/places/", "/ko/places/check/", "/api/v1/places.csv",
    "/api/v1/places.json", "/api/v1/places.geojson", "/feeds/places-ko.xml", "/feeds/places-en.xml",
    "/api/v1/changes.json",
)  # fmt: skip


@pytest.fixture
def there() -> str:
    """A place of fourteen days ago, on its last day."""
    now = datetime.now(UTC)
    place = press.place(7, day=actions.local_day(now) - timedelta(days=14), name=NAME)
    made = press.release(1, made_at=now, places=(place,))
    document, signature = press.signed(made)
    actions.receive(document, signature, trusted=(PUBLIC,), now=now)
    return place.listing_id


def texts(client: Client) -> dict[str, str]:
    return {address: client.get(address).content.decode() for address in ADDRESSES}


def test_on_its_last_day_it_is_there(there: str, client: Client) -> None:
    assert NAME in texts(client)["/ko/places/"]
    assert client.get(f"/ko/places/{there}/").status_code == 200


def test_on_the_next_it_is_nowhere(
    there: str, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    before = turning.generation().now()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        due.once(tomorrow)
    assert turning.generation().now() != before  # every page in memory is old now
    assert not queries.places(tomorrow)
    said = texts(client)
    assert not [address for address, text in said.items() if NAME in text or there in text]
    assert client.get(f"/ko/places/{there}/").status_code == 404
    assert not tables_with(NAME)
    assert not tables_with(there)
    assert not files_with(NAME)


def test_even_before_anybody_has_tidied_up_no_page_shows_it(there: str) -> None:
    """The process that erases may be down: what is read is narrowed by the day itself."""
    assert not queries.places(datetime.now(UTC) + timedelta(days=1))


def tables_with(text: str) -> list[str]:
    """Every table in which a text stands anywhere, search index and revisions included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{name}" AS one WHERE one::text LIKE %s)',  # noqa: S608  # names of the catalogue
                [f"%{text}%"],
            )
            if cursor.fetchone()[0]:
                found.append(name)
    return found


def files_with(text: str) -> list[Path]:
    """Every file of the site, but for the database's own, in which a text stands."""
    folders = (settings.MEDIA_ROOT, settings.DATA / "secrets")
    return [
        path
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]
