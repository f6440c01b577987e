"""A release for measuring the public site: 90 days, 25 districts, 200 places, signed by a key of the bench."""

import base64
import urllib.request
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dongseon.disclosure import release as releases
from dongseon.disclosure.release import Count, Cross, Day, District, Place, Release
from dongseon.disclosure.types import Band, Cleaned, Keeper
from dongseon.look import districts

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))  # of the bench alone; nobody else trusts it
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
DAYS, PLACES = 90, 200
AGES = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+")


def made(now: datetime) -> Release:
    """The release."""
    today = now.date()
    seoul = [each for each in districts.outlines() if each.code.startswith("11")]
    days, total = [], 0
    for at in range(DAYS):
        new = 20 + at * 37 % 60
        total += new
        day = today - timedelta(days=DAYS - at)
        days.append(
            Day(
                day,
                total,
                total - total // 2,
                total // 2,
                0,
                90 * total,
                total,
                9 * new,
                new,
                at < DAYS - 2,
            )
        )
    return Release(
        schema=releases.SCHEMA,
        sequence=1,
        made_at=now - timedelta(seconds=1),
        as_of=days[-1].day,
        days=tuple(days),
        districts=tuple(
            District(each.code, each.name_ko, each.name, 40 + 7 * at, at % 5)
            for at, each in enumerate(seoul)
        ),
        clusters=(),
        sources=(Count("contact", total // 2), Count("investigating", total - total // 2)),
        ages=tuple(Count(age, total // len(AGES)) for age in AGES),
        sexes=(Count("female", total // 2), Count("male", total - total // 2)),
        district_ages=Cross(AGES, (), ()),
        rule="2020-10",
        places=tuple(place(number, now) for number in range(PLACES)),
        withdrawn=(),
        corrections=(),
    )


def place(number: int, now: datetime) -> Place:
    """One of the places."""
    start = (now - timedelta(days=1 + number % 10)).replace(minute=0, second=0, microsecond=0)
    day = (start + timedelta(hours=9)).date()
    return Place(
        listing_id=f"{number:032x}",
        name=f"가게 {number}",
        address=f"양화로 {number}",
        part="",
        kind="cafe",
        district="11440",
        lon_deg=126.9 + number % 20 / 1000,
        lat_deg=37.55 + number // 20 / 1000,
        radius_m=20,
        keeper=Keeper.LOCAL,
        day=day,
        bands=(Band(start, start + timedelta(hours=1)),),
        cleaned=Cleaned.YES,
        last_day=day + timedelta(days=14),
    )


def hand_over(url: str) -> None:
    """Have a site take the release."""
    document = releases.encode(made(datetime.now(UTC)))
    signature = base64.b64encode(releases.sign(document, KEY)).decode()
    asked = urllib.request.Request(  # noqa: S310  # our own address
        url, document, {"Dongseon-Signature": signature, "Content-Type": "application/json"}
    )
    urllib.request.urlopen(asked, timeout=60).close()  # noqa: S310  # the same
