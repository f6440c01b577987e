"""A console for the tests of the site: it makes releases and signs them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dongseon.disclosure import release as releases
from dongseon.disclosure.release import (
    Cluster,
    Count,
    Cross,
    CrossRow,
    Day,
    District,
    Place,
    Release,
)
from dongseon.disclosure.types import Band, Cleaned, Keeper

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
TODAY = date(2020, 11, 6)
NOW = datetime(2020, 11, 6, 3, 0, tzinfo=UTC)  # noon in Seoul


def place(
    number: int = 1, *, day: date = TODAY, name: str = "", lon_deg: float | None = 126.92
) -> Place:
    """A place on a day, an hour from noon on in Seoul."""
    start = datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
    return Place(
        listing_id=f"{number:032x}",
        name=name or f"가게 {number}",
        address=f"마포구 양화로 {number}",
        part="2층",
        kind="cafe",
        district="11440",
        lon_deg=lon_deg,
        lat_deg=None if lon_deg is None else 37.55,
        radius_m=20,
        keeper=Keeper.LOCAL,
        day=day,
        bands=(Band(start, start + timedelta(hours=1)),),
        cleaned=Cleaned.YES,
        last_day=day + timedelta(days=14),
    )


def days(count: int = 30, last: date = TODAY - timedelta(days=1)) -> tuple[Day, ...]:
    """Made-up days, the last two still open."""
    found = []
    confirmed = 100
    for at in range(count):
        new = (at * 7) % 11
        confirmed += new
        found.append(
            Day(
                day=last - timedelta(days=count - 1 - at),
                confirmed=confirmed,
                isolated=confirmed - 62,
                released=60,
                deceased=2,
                tests=1000 + 90 * at,
                positives=confirmed,
                quarantined=300 + at,
                new=new,
                settled=at < count - 2,
            )
        )
    return tuple(found)


def release(sequence: int = 1, **changes: object) -> Release:
    """A release with something of everything."""
    made = Release(
        schema=releases.SCHEMA,
        sequence=sequence,
        made_at=NOW - timedelta(minutes=5),
        as_of=TODAY - timedelta(days=1),
        days=days(),
        districts=(
            District("11440", "마포구", "Mapo-gu", 40, 2),
            District("11680", "강남구", "Gangnam-gu", 70, 0),
        ),
        clusters=(Cluster("c1", "이태원 클럽", "Itaewon clubs", 30, 1),),
        sources=(Count("cluster", 60), Count("contact", 30), Count("unknown", 20)),
        ages=(Count("20-29", 60), Count("30-39", 50)),
        sexes=(Count("female", 55), Count("male", 55)),
        district_ages=Cross(("20-29", "30-39"), (CrossRow("11680", TODAY, (40, 30)),), ("11440",)),
        rule="2020-10",
        places=(place(1), place(2, day=TODAY - timedelta(days=3)), place(3, lon_deg=None)),
        withdrawn=(),
        corrections=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def signed(made: Release, key: Ed25519PrivateKey = KEY) -> tuple[bytes, bytes]:
    """The document of a release and its signature."""
    document = releases.encode(made)
    return document, releases.sign(document, key)
