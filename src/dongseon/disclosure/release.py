"""A release: all that the public may know at one time, as one signed document.

The console makes and signs it; the public site believes nothing else. No field of it is about a person:
counts past `tables`, places past `gate` and `anonymity`. A change of any field needs a new `SCHEMA`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dongseon.disclosure import wire
from dongseon.disclosure.tables import Table
from dongseon.disclosure.types import Band, Cleaned, Keeper, Listing
from dongseon.errors import DongseonError, InvalidInput

SCHEMA = "dongseon-release/1"
CONTEXT = b"dongseon release\n"  # what else the key signs can never pass for a release
MOST_BYTES = 8 * 2**20  # of one document


class Unsigned(DongseonError):
    """No key that is trusted here has signed this."""


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one local day, as counted at midnight."""

    day: date
    confirmed: int  # all until then
    isolated: int  # under treatment or in isolation, cases only
    released: int  # from isolation, all until then
    deceased: int  # all until then
    tests: int | None  # persons tested, all until then; None: not counted
    positives: int | None  # of these
    quarantined: int | None  # contacts in quarantine on that day
    new: int  # confirmed on that day
    settled: bool  # False: reports for this day are still coming in


@dataclass(frozen=True, slots=True)
class District:
    """One district's totals."""

    code: str  # area code
    name_ko: str
    name_en: str
    cases: int
    new: int  # on the day of the figures


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases with a common source, under the name it is known by."""

    cluster_id: str
    name_ko: str
    name_en: str
    cases: int
    new: int


@dataclass(frozen=True, slots=True)
class Count:
    """Cases of one kind: an age band, a sex, a source of infection."""

    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One row of a cross-table, rounded."""

    name: str
    as_of: date  # rows are refreshed in batches
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cross:
    """A cross-table that counts nobody out."""

    columns: tuple[str, ...]
    rows: tuple[CrossRow, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the public list of places."""

    listing_id: str
    name: str
    address: str
    part: str
    kind: str
    district: str
    lon_deg: float | None
    lat_deg: float | None
    radius_m: int  # extent of the place around its position
    keeper: Keeper
    day: date
    bands: tuple[Band, ...]
    cleaned: Cleaned
    last_day: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is no longer told: an identifier alone."""

    listing_id: str
    on: date
    last_day: date  # after it the identifier goes, too


@dataclass(frozen=True, slots=True)
class Correction:
    """What an earlier release had wrong, in both languages."""

    on: date
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that is public at one time."""

    schema: str
    sequence: int  # one more than the release before
    made_at: datetime
    as_of: date  # local day that the figures are counted until
    days: tuple[Day, ...]  # oldest first, one a day
    districts: tuple[District, ...]
    clusters: tuple[Cluster, ...]
    sources: tuple[Count, ...]
    ages: tuple[Count, ...]
    sexes: tuple[Count, ...]
    district_ages: Cross
    rule: str  # of disclosure, in force on that day
    places: tuple[Place, ...]  # in the order of the public list
    withdrawn: tuple[Withdrawn, ...]
    corrections: tuple[Correction, ...]


def place(listing: Listing, at: tuple[float, float] | None, radius_m: int, keeper: Keeper) -> Place:
    """A listing as the public sees it: without our own identifier of the site, or its crowd."""
    site = listing.site
    return Place(
        listing_id=listing.listing_id,
        name=site.name,
        address=site.address,
        part=site.part,
        kind=site.kind,
        district=site.district,
        lon_deg=None if at is None else round(at[0], 5),
        lat_deg=None if at is None else round(at[1], 5),
        radius_m=radius_m,
        keeper=keeper,
        day=listing.day,
        bands=listing.bands,
        cleaned=listing.cleaned,
        last_day=listing.last_day,
    )


def cross(table: Table) -> Cross:
    """A table as the public sees it: without who is counted where."""
    rows = tuple(CrossRow(row.name, row.as_of, row.cells) for row in table.rows)
    return Cross(table.columns, rows, table.hidden)


def encode(release: Release) -> bytes:
    """The document: JSON in one spelling only, so that the same release is the same bytes."""
    check(release)
    text = json.dumps(
        wire.write(release), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def decode(document: bytes) -> Release:
    """A release from its document. Raises InvalidInput for an unknown schema or anything malformed."""
    if len(document) > MOST_BYTES:
        raise InvalidInput(f"release: more than {MOST_BYTES} bytes")
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):  # of spelling, of encoding; of depth
        raise InvalidInput("release: no JSON") from None
    named = found.get("schema") if isinstance(found, Mapping) else None
    if named != SCHEMA:
        raise InvalidInput(f"release: schema {str(named)[:40]!r} is not known here")
    release = wire.read(Release, found)
    check(release)
    return release


def check(release: Release) -> None:
    """Raise InvalidInput for what can be in no true release."""
    if release.sequence < 1:
        raise InvalidInput("release: sequence is not positive")
    distinct("days", [str(each.day) for each in release.days])
    distinct("places", [each.listing_id for each in release.places])
    distinct("districts", [each.code for each in release.districts])
    if [each.day for each in release.days] != sorted(each.day for each in release.days):
        raise InvalidInput("release: days are not in order")
    for each in release.days:
        counts = (each.confirmed, each.isolated, each.released, each.deceased, each.new)
        known = (each.tests, each.positives, each.quarantined)
        if min(*counts, *(count for count in known if count is not None)) < 0:
            raise InvalidInput(f"release: {each.day}: a count below zero")
        if each.confirmed != each.isolated + each.released + each.deceased:
            raise InvalidInput(
                f"release: {each.day}: isolated, released and deceased miss the total"
            )
    for row in release.district_ages.rows:
        if len(row.cells) != len(release.district_ages.columns):
            raise InvalidInput(f"release: district_ages: {row.name}: cells and columns differ")


def distinct(what: str, names: Iterable[str]) -> None:
    """Raise InvalidInput if one is there twice."""
    found = list(names)
    if len(set(found)) != len(found):
        raise InvalidInput(f"release: {what}: one is there twice")


def sign(document: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of a document, 64 bytes (Ed25519, RFC 8032)."""
    return key.sign(CONTEXT + document)


def verify(document: bytes, signature: bytes, trusted: Sequence[bytes]) -> None:
    """Raise Unsigned unless one of the trusted public keys (32 bytes each) has signed the document."""
    for public in trusted:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, CONTEXT + document)
        except (InvalidSignature, ValueError):
            continue
        return
    raise Unsigned("release: signed by no key that is trusted here")
