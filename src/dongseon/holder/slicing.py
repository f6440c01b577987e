"""From an accepted mandate to the rows that it is about, and not one more.

Questions go to the lake; what comes back is held against the mandate's scope once more, row by row,
before anything of it may leave.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from dongseon import lake, mandate
from dongseon.errors import InvalidInput
from dongseon.lake import Desk
from dongseon.mandate import (
    AlertQuestion,
    Area,
    Identifier,
    Issue,
    Kind,
    Mandate,
    PersonQuestion,
    Policy,
    PresenceQuestion,
    Refusal,
    ResolveQuestion,
    Token,
    Window,
)

TIME = pa.timestamp("us", tz="UTC")
RECORDS = pa.schema(
    [
        ("kind", pa.string()),
        ("number", pa.string()),  # phone or card
        ("place_id", pa.string()),  # place or sector
        ("start_utc", TIME),
        ("end_utc", TIME),
        ("amount", pa.int64()),  # of an approval
        ("cancelled", pa.bool_()),
    ]
)
PRESENT = pa.schema(
    [
        ("token", pa.string()),
        ("area", pa.int32()),  # index into the question's areas
        ("kind", pa.string()),
        ("place_id", pa.string()),
        ("start_utc", TIME),
        ("end_utc", TIME),
    ]
)
RESOLVED = pa.schema([("token", pa.string()), ("scheme", pa.string()), ("number", pa.string())])
ALERTED = pa.schema([("recipients", pa.int64())])
MOST_READ = 500_000  # rows of a question and kind that are read before they are counted; assumption
SCHEME_OF = {kind: s for s, kinds in mandate.KINDS_OF_SCHEME.items() for kind in kinds}


class OutOfScope(InvalidInput):
    """A row that the mandate does not cover."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What an accepted request is answered with."""

    table: pa.Table
    tokens: tuple[Token, ...] = ()
    recipients: tuple[Identifier, ...] = ()  # of a text; they never leave the holder
    refusals: tuple[Refusal, ...] = field(default=())


def cut(
    request: Mandate,
    desk: Desk,
    *,
    policy: Policy,
    sensitive: bool,
    known: Mapping[str, Token],
    now: datetime,
    draw: Callable[[int], bytes],
    most_read: int = MOST_READ,
) -> Slice:
    """Answer an accepted mandate. `draw(n)` gives n bytes of cryptographic chance."""
    question = request.question
    match question:
        case PersonQuestion():
            return Slice(_records(request, question, desk))
        case PresenceQuestion():
            found = _stayed_at(request, question, desk, most_read)
            issued = mandate.issue(
                _people(found), request, policy=policy, now=now, sensitive=sensitive, draw=draw
            )
            return _presence(question, desk, found, issued)
        case AlertQuestion():
            there = _present(request, question, desk)
            people = tuple(sorted({i for found in there.values() for i in found}))
            return Slice(pa.table([[len(people)]], schema=ALERTED), recipients=people)
        case ResolveQuestion():
            return Slice(_resolved(question, known))


def _records(request: Mandate, question: PersonQuestion, desk: Desk) -> pa.Table:
    """The rows of one person, by kind."""
    tables = []
    for kind in request.kinds:
        given = [i.value for i in question.identifiers if i.scheme is SCHEME_OF[kind]]
        numbers = lake.as_kept(lake.kind_named(kind.value), given)
        rows = desk.person_slice(numbers, _window(question.window), kinds=[kind.value])[kind.value]
        guard(rows, question.window, column="person_id", allowed=numbers)
        tables.append(_shaped(rows, kind))
    return pa.concat_tables([RECORDS.empty_table(), *tables])


@dataclass(frozen=True, slots=True)
class Stayed:
    """Who was in an area for long enough."""

    people: pa.Array  # numbers
    # Everybody's of the area; None where they are too many to be read unasked
    rows: pa.Table | None


Found = Mapping[tuple[int, Kind], Stayed]  # by the area's index and kind of record


def _presence(question: PresenceQuestion, desk: Desk, there: Found, issued: Issue) -> Slice:
    """Tokens for those who were there, and their raw rows where and when they were."""
    if issued.refusals:
        return Slice(PRESENT.empty_table(), refusals=issued.refusals)
    token_of = {token.subject: token.value for token in issued.tokens}
    tables = [
        _observed(desk, question.areas[number], number, kind, found, token_of)
        for (number, kind), found in there.items()
        if len(found.people)
    ]
    order = [("token", "ascending"), ("area", "ascending"), ("start_utc", "ascending")]
    table = pa.concat_tables([PRESENT.empty_table(), *tables]).sort_by(order)
    return Slice(table, tokens=issued.tokens)


def _people(there: Found) -> dict[Identifier, Kind]:
    return {
        Identifier(SCHEME_OF[kind], value): kind
        for (_, kind), found in there.items()
        for value in found.people.to_pylist()
    }


def _stayed_at(
    request: Mandate, question: PresenceQuestion, desk: Desk, most_read: int
) -> dict[tuple[int, Kind], Stayed]:
    least_stay_s = question.least_stay_min * 60
    found = {
        kind: _of_kind(desk, question.areas, kind, least_stay_s, most_read)
        for kind in request.kinds
    }
    return {
        (number, kind): found[kind][number]
        for number in range(len(question.areas))
        for kind in request.kinds
    }


def _of_kind(
    desk: Desk, areas: Sequence[Area], kind: Kind, least_stay_s: int, most_read: int
) -> list[Stayed]:
    """Read all areas at once: who stayed is told from their rows. Huge ones are counted first, and perhaps refused."""
    asked = [lake.Area(area.place_ids, _window(area.window)) for area in areas]
    read = desk.few_rows_at_each(asked, kind=kind.value, most=most_read)
    if read is not None:
        return [
            Stayed(lake.stayed(rows, kind=kind.value, least_stay_s=least_stay_s), rows)
            for rows in read
        ]
    counted = [
        desk.present_at(one.places, one.window, kind=kind.value, least_stay_s=least_stay_s)
        for one in asked
    ]
    return [Stayed(there["person_id"].combine_chunks(), None) for there in counted]


def _present(
    request: Mandate, question: AlertQuestion, desk: Desk
) -> dict[tuple[int, Kind], list[Identifier]]:
    """Who was there for long enough, by area (its index) and kind of record."""
    found = {}
    for number, area in enumerate(question.areas):
        for kind in request.kinds:
            there = desk.present_at(
                area.place_ids,
                _window(area.window),
                kind=kind.value,
                least_stay_s=question.least_stay_min * 60,
            )
            values = there["person_id"].to_pylist()
            found[number, kind] = [Identifier(SCHEME_OF[kind], value) for value in values]
    return found


def _observed(
    desk: Desk,
    area: Area,
    number: int,
    kind: Kind,
    found: Stayed,
    token_of: Mapping[Identifier, str],
) -> pa.Table:
    """The rows of those who qualified in one area, with the token in place of the number."""
    rows = found.rows
    if rows is None:
        rows = desk.rows_at(area.place_ids, _window(area.window), kind=kind.value)
    whose = pc.index_in(rows["person_id"], value_set=found.people)
    qualified = pc.is_valid(whose)
    rows, whose = rows.filter(qualified), whose.filter(qualified)
    guard(rows, area.window, column="place_id", allowed=area.place_ids)
    scheme = SCHEME_OF[kind]
    tokens = [token_of[Identifier(scheme, value)] for value in found.people.to_pylist()]
    return pa.table(
        [
            pa.array(tokens, pa.string()).take(whose),
            pa.array([number] * len(rows), pa.int32()),
            pa.array([kind.value] * len(rows), pa.string()),
            rows["place_id"],
            rows["start_utc"],
            rows["end_utc"],
        ],
        schema=PRESENT,
    )


def _resolved(question: ResolveQuestion, known: Mapping[str, Token]) -> pa.Table:
    subjects = mandate.resolve(question, known)
    return pa.table(
        [
            list(subjects),
            [subject.scheme.value for subject in subjects.values()],
            [subject.value for subject in subjects.values()],
        ],
        schema=RESOLVED,
    )


def guard(rows: pa.Table, window: Window, *, column: str, allowed: Sequence[str]) -> None:
    """Raise OutOfScope if a row lies outside: the last check before anything may leave.

    The lake cuts rows to what was asked. If one day it did not, nobody should learn it from an answer.
    """
    wanted = pa.array(list(allowed), pa.string())
    begin, end = (pa.scalar(moment, TIME) for moment in (window.begin, window.end))
    inside = [
        pc.is_in(rows[column], wanted),
        pc.greater_equal(rows["start_utc"], begin),
        pc.less_equal(rows["end_utc"], end),
    ]
    if not all(pc.all(check, min_count=0).as_py() for check in inside):
        raise OutOfScope("the lake gave a row outside the mandate's scope; nothing is sent")


def _shaped(rows: pa.Table, kind: Kind) -> pa.Table:
    """Rows of one kind in the columns of an answer."""
    columns = {"kind": pa.array([kind.value] * len(rows), pa.string()), "number": rows["person_id"]}
    columns |= {name: rows[name] for name in rows.column_names if name in RECORDS.names}
    missing = {
        name: pa.nulls(len(rows), RECORDS.field(name).type)
        for name in RECORDS.names
        if name not in columns
    }
    return pa.table({**columns, **missing}).select(RECORDS.names).cast(RECORDS)


def _window(window: Window) -> lake.Window:
    return lake.Window(window.begin, window.end)
