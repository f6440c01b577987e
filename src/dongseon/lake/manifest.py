"""The manifest: which files a generation of a lake is made of, as values and as text.

A manifest is never changed. What changes the lake writes the next one, under the next number.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from dongseon.errors import InvalidInput

VERSION = 1
BY_PERSON, BY_PLACE = "by_person", "by_place"
ORDERS = (BY_PERSON, BY_PLACE)


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: rows of one kind in one order."""

    path: str  # below the lake
    kind: str
    order: str  # by_person or by_place
    rows: int
    size_bytes: int
    sha256: str  # of the whole file
    least: str  # first and last key: person_id or place_id
    most: str
    first_us: int  # earliest and latest start, microseconds since 1970 UTC
    last_us: int
    until_us: int  # latest end

    def may_hold(self, least: str, most: str) -> bool:
        """Whether a key from least to most can be in it."""
        return self.least <= most and least <= self.most

    def touches(self, from_us: int, to_us: int) -> bool:
        """Whether a row can lie in a window; its end is exclusive."""
        return self.first_us < to_us and from_us <= self.until_us


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was taken in."""

    sha256: str
    name: str
    kind: str
    rows: int  # new rows
    duplicates: int  # rows that were there already, or twice in the file
    rejected: int
    first_us: int  # earliest and latest start of its usable rows; 0 without any
    last_us: int
    ingested_utc: str
    rejects: str  # path below the lake of the rejected rows with reasons, "" = none


@dataclass(frozen=True, slots=True)
class Gone:
    """One file that an erasure removes."""

    path: str
    rows: int
    size_bytes: int
    sha256: str
    rows_erased: int
    replaced_by: str  # path of the file with the rows that stay, "" = none stays
    replaced_sha256: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What a purge takes away. Kept in the manifest until every file of it is gone and reported."""

    generation: int  # the first without the rows
    before: str  # local day
    rows: Mapping[str, int]  # by kind
    files: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of a lake."""

    lake_id: str  # random
    generation: int
    timezone: str  # of days, and of times that state no offset
    kept_from: str  # local day; earlier rows were erased and are refused. "" = nothing was
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    pending: tuple[Erasure, ...]

    def of(self, kind: str, order: str) -> tuple[Part, ...]:
        """The files of one kind in one order."""
        return tuple(part for part in self.parts if part.kind == kind and part.order == order)

    def next(self, **changes: Any) -> "Manifest":  # fields of this class
        """The next generation."""
        return replace(self, generation=self.generation + 1, **changes)


def encode(manifest: Manifest) -> bytes:
    """The manifest as text, with a digest of itself."""
    said = {"version": VERSION, **asdict(manifest)}
    return _text({**said, "digest": _digest(said)}) + b"\n"


def decode(text: bytes, *, name: str) -> Manifest:
    """A manifest read back. Raises InvalidInput naming the file."""
    try:
        said = json.loads(text)
        digest = said.pop("digest")
        version = said.pop("version")
        if version != VERSION:
            raise InvalidInput(f"{name}: version {version} is not {VERSION}")
        if digest != _digest({"version": version, **said}):
            raise InvalidInput(f"{name}: damaged: its digest does not fit")
        return Manifest(
            **said
            | {
                "parts": tuple(Part(**part) for part in said["parts"]),
                "sources": tuple(Source(**source) for source in said["sources"]),
                "pending": tuple(_erasure(erasure) for erasure in said["pending"]),
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InvalidInput(f"{name}: damaged: {fault}") from fault


def _erasure(said: dict[str, Any]) -> Erasure:
    return Erasure(**said | {"files": tuple(Gone(**gone) for gone in said["files"])})


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(said)).hexdigest()


def _text(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
