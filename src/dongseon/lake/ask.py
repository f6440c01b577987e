"""Asking: from a pinned generation, choose the files that can matter, run the question, order the answer.

Contacts are asked in two steps: the case's own rows first, by person; then, by place, with the literal list
of its places. A join alone would read nearly every row group (docs/method/lake.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from dongseon.errors import InvalidInput
from dongseon.lake import engines, generations, numbers, questions, workshop
from dongseon.lake.engines import Engine
from dongseon.lake.kinds import KINDS, TIME, Kind, kind_named
from dongseon.lake.manifest import BY_PERSON, BY_PLACE, Manifest, Part
from dongseon.lake.questions import LEAST_CELL, Area, Keyed, Window

PRESENT = pa.schema(
    [
        ("person_id", pa.string()),
        ("stay_s", pa.int64()),
        ("first_utc", TIME),
        ("last_utc", TIME),
        ("traces", pa.int64()),
    ]
)
CONTACTS = pa.schema(
    [
        ("case_id", pa.string()),
        ("person_id", pa.string()),
        ("place_id", pa.string()),
        ("overlap_s", pa.int64()),
        ("first_utc", TIME),
        ("last_utc", TIME),
        ("meetings", pa.int64()),
    ]
)
FLOW = pa.schema(
    [
        ("origin", pa.string()),
        ("destination", pa.string()),
        ("from_s", pa.int64()),
        ("persons", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One generation of a lake with an engine that reads it: where questions are asked."""

    lake: Path
    manifest: Manifest
    engine: Engine

    def person_slice(
        self, persons: Sequence[str], window: Window, *, kinds: Sequence[str] = tuple(KINDS)
    ) -> Mapping[str, pa.Table]:
        """The rows of some persons in a window, by kind; times are cut to the window."""
        _need(persons, "a person")
        return {name: self._slice(kind_named(name), persons, window) for name in kinds}

    def rows_at(self, places: Sequence[str], window: Window, *, kind: str) -> pa.Table:
        """All rows at some places or sectors in a window; times are cut to the window."""
        _need(places, "a place")
        chosen = kind_named(kind)
        rows = self.engine.read(self._files(chosen, BY_PLACE, places, window), chosen.schema)
        asked = questions.rows_at(rows, places=places, window=window)
        return ordered(self.engine.run(asked), chosen.schema)

    def few_rows_at_each(
        self, areas: Sequence[Area], *, kind: str, most: int
    ) -> tuple[pa.Table, ...] | None:
        """The rows that `rows_at` tells of for each of some areas, read at once: stays at one place share their rows.

        None where more than ``most`` rows lie at any of the places in any of the windows, and no more are read.
        """
        chosen = kind_named(kind)
        _need(areas, "an area")
        files = {
            file
            for area in areas
            for file in self._files(chosen, BY_PLACE, area.places, area.window)
        }
        asked = Keyed(
            "place_id",
            tuple(sorted({place for area in areas for place in area.places})),
            tuple(area.window for area in areas),
        )
        found = self.engine.keyed_rows(sorted(files), chosen.schema, asked, most=most + 1)
        if len(found) > most:
            return None
        whole = found.select(chosen.schema.names).cast(chosen.schema)
        return tuple(
            ordered(_cut(_at(whole, area.places), area.window), chosen.schema) for area in areas
        )

    def present_at(
        self, places: Sequence[str], window: Window, *, kind: str, least_stay_s: int
    ) -> pa.Table:
        """Who was at any of some places or sectors for at least so long. Columns: PRESENT."""
        _need(places, "a place")
        chosen = kind_named(kind)
        rows = self.engine.read(self._files(chosen, BY_PLACE, places, window), chosen.schema)
        asked = questions.present_at(
            rows, places=places, window=window, least_stay_s=least_stay_s, stay=chosen.stay
        )
        return ordered(self.engine.run(asked), PRESENT, keys=1)

    def contacts_of(self, cases: Sequence[str], window: Window, *, kind: str = "visit") -> pa.Table:
        """Who was where the cases were, while they were there. Columns: CONTACTS."""
        _need(cases, "a case")
        chosen = kind_named(kind)
        own = self._slice(chosen, cases, window)
        if not len(own):
            return CONTACTS.empty_table()
        places = pc.unique(own["place_id"]).to_pylist()
        names = ["case_id", "case_place", "case_start", "case_end"]
        stays = own.select(list(chosen.columns[:4])).rename_columns(names)
        rows = self.engine.read(self._files(chosen, BY_PLACE, places, window), chosen.schema)
        asked = questions.contacts_of(
            rows, cases=self.engine.values(stays), places=places, window=window
        )
        return ordered(self.engine.run(asked), CONTACTS, keys=3)

    def flow_counts(
        self, window: Window, *, kind: str, step_s: int, areas: pa.Table | None = None
    ) -> pa.Table:
        """Persons from area to area by time, small counts and all: only to be combined. Columns: FLOW."""
        if step_s < 1:
            raise InvalidInput(f"step_s={step_s} is not at least 1")
        chosen = kind_named(kind)
        files = self._files(chosen, BY_PERSON, None, window)
        named = None if areas is None else self.engine.values(areas)
        asked = questions.population_flow(
            self.engine.read(files, chosen.schema), areas=named, window=window, step_s=step_s
        )
        return ordered(self.engine.run(asked), FLOW, keys=3)

    def _slice(self, kind: Kind, persons: Sequence[str], window: Window) -> pa.Table:
        kept = numbers.as_kept(kind, persons)
        files = self._files(kind, BY_PERSON, kept, window)
        found = self.engine.keyed_rows(
            files, kind.schema, Keyed("person_id", tuple(kept), (window,))
        )
        whole = found.select(kind.schema.names).cast(kind.schema)
        return ordered(_cut(whole, window), kind.schema)

    def _files(
        self, kind: Kind, order: str, keys: Sequence[str] | None, window: Window
    ) -> list[Path]:
        """The files that can hold any of these keys in the window, None = whatever key."""
        from_us, to_us = workshop.micros(window.start), workshop.micros(window.end)
        wanted = None if keys is None else sorted(keys)
        return [
            self.lake / part.path
            for part in self.manifest.of(kind.name, order)
            if part.touches(from_us, to_us) and _may_hold_any(part, wanted)
        ]


@contextmanager
def open_desk(
    lake: Path, *, engine: str = "duckdb", master: str = "", memory: str = workshop.MEMORY
) -> Iterator[Desk]:
    """A desk over the present generation, which stays as it is for as long as this lasts."""
    with (
        generations.pinned(lake) as manifest,
        engines.open_engine(lake, name=engine, master=master, memory=memory) as opened,
    ):
        yield Desk(lake, manifest, opened)


def stayed(rows: pa.Table, *, kind: str, least_stay_s: int) -> pa.Array:
    """Who was there for at least so long, of all rows at some places: as `Desk.present_at` says, without asking again."""
    micros = {name: rows[f"{name}_utc"].cast(pa.int64()) for name in ("start", "end")}
    lasted = pc.subtract(micros["end"], micros["start"])
    each = pa.table({"person_id": rows["person_id"], **micros, "lasted": lasted})
    found = each.group_by("person_id").aggregate(
        [("start", "min"), ("end", "max"), ("lasted", "sum")]
    )
    span = pc.subtract(found["end_max"], found["start_min"])
    stay = found["lasted_sum"] if kind_named(kind).stay == "overlap" else span
    seconds = pc.round(pc.divide(stay.cast(pa.float64()), 1e6))
    long_enough = found["person_id"].filter(pc.greater_equal(seconds, least_stay_s))
    return long_enough.combine_chunks()


def population_flow(counts: Sequence[pa.Table], *, least: int = LEAST_CELL) -> pa.Table:
    """The counts of several holders as one, without those below a floor. Columns: FLOW.

    Small counts are taken out last: two holders with three persons each tell of six.
    """
    if least < 1:
        raise InvalidInput(f"least={least} is not at least 1")
    whole = pa.concat_tables([FLOW.empty_table(), *counts])
    summed = whole.group_by(["origin", "destination", "from_s"]).aggregate([("persons", "sum")])
    named = summed.rename_columns({"persons_sum": "persons"})
    return ordered(named.filter(pc.greater_equal(named["persons"], least)), FLOW, keys=3)


def ordered(answer: pa.Table, schema: pa.Schema, *, keys: int | None = None) -> pa.Table:
    """An answer with exactly these columns, its rows sorted: the same from every engine.

    ``keys``: the first so many columns tell rows apart, None = it takes all of them.
    """
    table = answer.select(schema.names).cast(schema)
    return table.sort_by([(name, "ascending") for name in schema.names[:keys]]).combine_chunks()


def instant(text: str, *, timezone: str) -> datetime:
    """A time; without an offset it is local. Raises InvalidInput."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise InvalidInput(f"{text!r} is not a time such as 2020-03-01T09:30:00") from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))


def _may_hold_any(part: Part, keys: Sequence[str] | None) -> bool:
    return keys is None or any(part.least <= key <= part.most for key in keys)


def _at(rows: pa.Table, places: Sequence[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["place_id"], value_set=pa.array(places, pa.string())))


def _cut(rows: pa.Table, window: Window) -> pa.Table:
    """The rows in a window, their times cut to it: as `questions.rows_at` has it."""
    begin, end = (pa.scalar(moment.astimezone(UTC), TIME) for moment in (window.start, window.end))
    start, last = rows["start_utc"], rows["end_utc"]
    sharing = pc.or_(pc.greater(last, begin), pc.greater_equal(start, begin))
    inside = rows.filter(pc.and_(pc.less(start, end), sharing))
    start, last = inside["start_utc"], inside["end_utc"]
    times = {
        "start_utc": pc.if_else(pc.less(start, begin), begin, start),
        "end_utc": pc.if_else(pc.greater(last, end), end, last),
    }
    return pa.table({name: times.get(name, inside[name]) for name in rows.column_names})


def _need(given: Sequence[object], what: str) -> None:
    if not given:
        raise InvalidInput(f"name {what} to ask about")
