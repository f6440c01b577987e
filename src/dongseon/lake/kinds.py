"""The kinds of records that a lake holds, and their columns at the door and on disk.

On disk every kind has the same four columns, so that every question is asked in one way: ``person_id`` is
the personal number at this holder (a phone, a card), ``place_id`` the place or the sector.
"""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from dongseon.errors import NotFound

TIME = pa.timestamp("us", tz="UTC")
ID_COLUMNS = ("person_id", "place_id")
COLUMNS = (*ID_COLUMNS, "start_utc", "end_utc")


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that only one kind has."""

    name: str
    sql: str  # its type in DuckDB
    arrow: pa.DataType


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    name: str
    file: str  # the name without its ending of a file that is of this kind unless said otherwise
    person: str  # columns at the door
    place: str
    start: str
    end: str  # "" = an instant
    end_needed: bool  # False: a row without an end is an instant
    extras: tuple[Extra, ...]
    # How long somebody was there: the rows' time, or first to last row.
    stay: Literal["overlap", "span"]
    number: Literal["phone", "card", ""]  # what the person is named by; "" = an id, kept as it is

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns on disk."""
        return (*COLUMNS, *(extra.name for extra in self.extras))

    @property
    def schema(self) -> pa.Schema:
        """The columns on disk with their types."""
        texts = [(name, pa.string()) for name in ID_COLUMNS]
        times = [(name, TIME) for name in COLUMNS[len(ID_COLUMNS) :]]
        return pa.schema([*texts, *times, *((extra.name, extra.arrow) for extra in self.extras)])


_PAYMENT = (Extra("amount", "BIGINT", pa.int64()), Extra("cancelled", "BOOLEAN", pa.bool_()))

KINDS = {
    kind.name: kind
    for kind in (
        Kind("connection", "base_station", "phone", "base_station_id", "from", "to",
             end_needed=False, extras=(), stay="span", number="phone"),
        Kind("approval", "card", "card", "place_id", "at", "",
             end_needed=False, extras=_PAYMENT, stay="span", number="card"),
        Kind("check_in", "check_in", "phone", "place_id", "at", "",
             end_needed=False, extras=(), stay="span", number="phone"),
        Kind("visit", "visits", "person_id", "place_id", "start_utc", "end_utc",
             end_needed=True, extras=(), stay="overlap", number=""),
    )
}  # fmt: skip


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises NotFound."""
    if name not in KINDS:
        raise NotFound(f"kind {name!r} is none of {', '.join(KINDS)}")
    return KINDS[name]
