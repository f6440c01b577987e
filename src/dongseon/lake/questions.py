"""The questions, each written once, as Ibis expressions over the columns on disk.

An expression says what is asked; which files it reads and what runs it is for others to know (ask.py,
engines.py). Times in answers are cut to the window that was asked about: nothing from outside it leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import ibis
from ibis import ir

from dongseon.errors import InvalidInput

LEAST_CELL = 5  # persons that a told count is of, at least: assumption, usual in tables of health


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time; its end is exclusive."""

    start: datetime  # aware
    end: datetime  # aware

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InvalidInput("a window needs times with an offset")
        if self.end <= self.start:
            raise InvalidInput(f"a window must end after {self.start.isoformat()}")


@dataclass(frozen=True, slots=True)
class Area:
    """Some places or sectors in a stretch of time."""

    places: tuple[str, ...]
    window: Window

    def __post_init__(self) -> None:
        if not self.places:
            raise InvalidInput("name a place to ask about")


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows by what they are of and when: those of some persons or places, in any of some windows."""

    column: Literal["person_id", "place_id"]
    keys: tuple[str, ...]
    windows: tuple[Window, ...]


def keyed_rows(rows: ir.Table, asked: Keyed) -> ir.Table:
    """These rows. Columns as on disk; one may lie in several windows, so its times are not cut."""
    mine = rows[asked.column].isin(list(asked.keys))
    return rows.filter(mine, ibis.or_(*(_within(rows, window) for window in asked.windows)))


def rows_at(rows: ir.Table, *, places: Sequence[str], window: Window) -> ir.Table:
    """All rows at some places or sectors in a window. Columns as on disk."""
    return _cut(rows.filter(rows.place_id.isin(list(places)), _within(rows, window)), window)


def present_at(
    rows: ir.Table,
    *,
    places: Sequence[str],
    window: Window,
    least_stay_s: int,
    stay: Literal["overlap", "span"],
) -> ir.Table:
    """Who was at any of some places or sectors for long enough.

    Columns: ``person_id``, ``stay_s`` (whole seconds: the time of the rows for ``overlap``, from the first to
    the last row for ``span``), ``first_utc``, ``last_utc``, ``traces`` (rows).
    """
    there = rows_at(rows, places=places, window=window)
    first, last = there.start_utc.min(), there.end_utc.max()
    lasted = _seconds(there.start_utc, there.end_utc).sum()
    found = there.group_by("person_id").aggregate(
        stay_s=(lasted if stay == "overlap" else _seconds(first, last)).cast("int64"),
        first_utc=first,
        last_utc=last,
        traces=there.count(),
    )
    return found.filter(found.stay_s >= least_stay_s)


def contacts_of(
    rows: ir.Table, *, cases: ir.Table, places: Sequence[str], window: Window
) -> ir.Table:
    """Everybody who was where a case was, while it was there. A row without duration meets nobody.

    ``cases``: ``case_id``, ``case_place``, ``case_start``, ``case_end``; ``places``: all of the second, given
    literally so that an engine can pass over files and row groups without them.
    Columns: ``case_id``, ``person_id``, ``place_id``, ``overlap_s`` (whole seconds, summed over pairs of rows),
    ``first_utc``, ``last_utc``, ``meetings`` (pairs).
    """
    lasting = (rows.start_utc < rows.end_utc) & _within(rows, window)
    near = rows.filter(rows.place_id.isin(list(places)), lasting)
    stays = cases.filter(cases.case_start < cases.case_end)
    met = near.inner_join(
        stays,
        [
            near.place_id == stays.case_place,
            near.start_utc < stays.case_end,
            near.end_utc > stays.case_start,
            near.person_id != stays.case_id,
        ],
    )
    both = met.mutate(
        from_utc=ibis.greatest(met.start_utc, met.case_start),
        to_utc=ibis.least(met.end_utc, met.case_end),
    )
    return both.group_by(["case_id", "person_id", "place_id"]).aggregate(
        overlap_s=_seconds(both.from_utc, both.to_utc).sum().cast("int64"),
        first_utc=both.from_utc.min(),
        last_utc=both.to_utc.max(),
        meetings=both.count(),
    )


def population_flow(
    rows: ir.Table, *, areas: ir.Table | None, window: Window, step_s: int
) -> ir.Table:
    """How many persons went from one area to another, by the time at which they appear in the second.

    ``areas``: ``area_place``, ``area``; None = each place or sector is an area of its own. Columns: ``origin``,
    ``destination``, ``from_s`` (beginning of the step, seconds since 1970 UTC), ``persons``. Not yet suppressed.
    """
    seen = rows.filter(_within(rows, window)).select(
        "person_id", "place_id", "start_utc", "end_utc"
    )
    if areas is None:
        located = seen.mutate(area=seen.place_id)
    else:
        located = seen.inner_join(areas, seen.place_id == areas.area_place)
    before = located.area.lag().over(
        ibis.window(
            group_by=located.person_id,
            order_by=[located.start_utc, located.end_utc, located.place_id],
        )
    )
    steps = located.mutate(
        origin=before, from_s=located.start_utc.epoch_seconds() // step_s * step_s
    )
    moved = steps.filter(steps.origin.notnull(), steps.origin != steps.area)
    return moved.group_by(["origin", moved.area.name("destination"), "from_s"]).aggregate(
        persons=moved.person_id.nunique()
    )


def _within(rows: ir.Table, window: Window) -> ir.BooleanValue:
    """Rows that share time with the window; an instant does when it lies in it."""
    start, end = _instant(window.start), _instant(window.end)
    return (rows.start_utc < end) & ((rows.end_utc > start) | (rows.start_utc >= start))


def _cut(rows: ir.Table, window: Window) -> ir.Table:
    """Times cut to the window."""
    return rows.mutate(
        start_utc=ibis.greatest(rows.start_utc, _instant(window.start)),
        end_utc=ibis.least(rows.end_utc, _instant(window.end)),
    )


def _instant(moment: datetime) -> ir.TimestampScalar:
    return ibis.literal(moment.astimezone(UTC), type="timestamp('UTC', 6)")


def _seconds(start: ir.TimestampValue, end: ir.TimestampValue) -> ir.IntegerValue:
    """Whole seconds between two times."""
    return end.epoch_seconds() - start.epoch_seconds()
