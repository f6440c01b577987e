"""The line list with the names that an officer may see: found, narrowed, and every shown name logged."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import listing, numbers
from dongseon.console.cases.types import CaseRow, Count, Filters, Place, Sort
from dongseon.console.registry import queries as registry
from dongseon.console.registry import types as people
from dongseon.console.registry.types import Identity
from dongseon.errors import InvalidInput

# Of a search: more than bear the commonest full name among a million. Assumption
MOST_PEOPLE = 5_000
NAMELESS = frozenset({Role.EPIDEMIOLOGIST.value})  # see cases, never who they are
IDENTITY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "name_romanised"),
    "birth_date": ("birth_date",),
    "sex": ("sex",),
    "phone": ("phones", "safe_contact_only"),
    "language": ("language", "needs_interpreter"),
}
_DIGITS = re.compile(r"\+?[\d\s().-]{7,20}")
_DAY = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})")


@dataclass(frozen=True, slots=True)
class Line:
    """A case and, as far as the officer may see it and asked for it, who that is."""

    case: CaseRow
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of the line list."""

    lines: tuple[Line, ...]
    count: Count
    next: Place | None
    previous: Place | None
    too_many_people: bool  # the search found more people than it can go through


def show(
    *,
    by: Actor,
    now: datetime,
    text: str,
    filters: Filters,
    sort: Sort,
    place: Place,
    size: int,
    columns: Collection[str],
) -> Lines:
    """One page; the look at it is in the log, whoever is on it."""
    narrowed, too_many = search(filters, text, by=by)
    page = listing.line_list(area=by.area, filters=narrowed, sort=sort, place=place, size=size)
    fields = visible_fields(by, columns)
    named = identities(by, now, [row.person_id for row in page.rows], fields, act="cases.list")
    lines = tuple(Line(row, named.get(row.person_id)) for row in page.rows)
    return Lines(lines, page.count, page.next, page.previous, too_many)


def search(filters: Filters, text: str, *, by: Actor) -> tuple[Filters, bool]:
    """Filters narrowed to a case number, a phone, a birth date or a name; whether hits were cut off.

    Whoever sees no names finds by number alone: a search by name would tell them who is a case.
    """
    wanted = text.strip()
    if not wanted:
        return filters, False
    if number := numbers.read(wanted):
        return replace(filters, number=number), False
    if by.role in NAMELESS:
        return replace(filters, person_ids=()), False
    found = find_people(wanted, limit=MOST_PEOPLE + 1)
    return replace(filters, person_ids=found[:MOST_PEOPLE]), len(found) > MOST_PEOPLE


def find_people(wanted: str, *, limit: int) -> tuple[UUID, ...]:
    """Persons by what somebody typed into one field."""
    born = _birth_date(wanted)
    if born is not None:
        return registry.find(birth_date=born, limit=limit)
    if _DIGITS.fullmatch(wanted):
        try:
            return registry.find(phone=wanted, limit=limit)
        except InvalidInput:
            return ()
    return registry.find(text=wanted, limit=limit)


def _birth_date(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def visible_fields(by: Actor, columns: Collection[str]) -> tuple[str, ...]:
    """Fields of an identity behind these columns, as far as the role may see any."""
    if by.role in NAMELESS:
        return ()
    return tuple(
        field
        for column, fields in IDENTITY_COLUMNS.items()
        if column in columns
        for field in fields
    )


def identities(
    by: Actor,
    now: datetime,
    person_ids: Collection[UUID],
    fields: Collection[str],
    *,
    act: str,
    case_id: UUID | None = None,
    why: str = "",
) -> dict[UUID, Identity]:
    """Who these persons are, each with an entry in the log; a look without names leaves one entry too."""
    seen = list(dict.fromkeys(person_ids)) if fields else []
    look = audit.look(
        by=by,
        now=now,
        act=act,
        subjects=[Subject(people.SUBJECT, person_id) for person_id in seen],
        fields=fields,
        case_id=case_id,
        why=why,
    )
    return registry.identities_of(seen, look) if seen else {}


def every_line(
    *,
    by: Actor,
    now: datetime,
    text: str,
    filters: Filters,
    sort: Sort,
    columns: Collection[str],
    at_once: int = 500,
) -> Iterator[Line]:
    """The whole list, in pieces: for an export. Each piece is logged before it is opened."""
    narrowed, _too_many = search(filters, text, by=by)
    fields = visible_fields(by, columns)
    piece: list[CaseRow] = []
    for row in listing.every_row(area=by.area, filters=narrowed, sort=sort):
        piece.append(row)
        if len(piece) == at_once:
            yield from _named(by, now, piece, fields)
            piece = []
    if piece:
        yield from _named(by, now, piece, fields)


def lines_behind(
    *,
    by: Actor,
    now: datetime,
    filters: Filters,
    sort: Sort,
    place: Place,
    size: int,
    columns: Collection[str],
) -> tuple[tuple[Line, ...], Place | None]:
    """The next lines of a list behind a place, each look logged, and the place behind them."""
    rows, behind = listing.rows_behind(
        area=by.area, filters=filters, sort=sort, place=place, size=size
    )
    return tuple(_named(by, now, rows, visible_fields(by, columns))), behind


def _named(
    by: Actor, now: datetime, rows: Collection[CaseRow], fields: Collection[str]
) -> Iterator[Line]:
    named: Mapping[UUID, Identity] = {}
    if fields:
        named = identities(by, now, [row.person_id for row in rows], fields, act="cases.export")
    return (Line(row, named.get(row.person_id)) for row in rows)
