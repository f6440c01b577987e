"""Observations of all sources to one table: owners, identical rows, the period, the order."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dongseon.errors import InvalidInput
from dongseon.records import fields, identity, times
from dongseon.records.columns import Coded, Codes, Ints, Period, Records
from dongseon.records.observations import Draft

SHORTEST_PERIOD = dt.timedelta(minutes=1)  # when all records are of one moment

Rows = NDArray[np.intp]
_Scalar = TypeVar("_Scalar", bound=np.generic)

_CONTENT = (  # the numeric columns that tell two rows of one person and moment apart, in this order
    "end",
    "source",
    "event",
    "place",
    "base_station",
    "lon_deg",
    "lat_deg",
    "error_radius_m",
    "reliability",
)
_TEXTS = ("vehicle", "text", "attributes")


def assemble(
    drafts: Sequence[Draft],
    owners: identity.Owners,
    *,
    place_ids: tuple[str, ...],
    base_station_ids: tuple[str, ...],
) -> tuple[Records, int]:
    """All observations in order, each once, and the number of identical rows left out."""
    person = _persons(drafts, owners)
    merged = {name: _join(drafts, name) for name in ("record_id", "start", *_CONTENT, *_TEXTS)}
    order, duplicates = _order(person, merged)
    vehicle_labels, vehicle = fields.factorise(merged["vehicle"][order].tolist())
    records = Records(
        person=Coded(person.codes[order], person.labels),
        record_id=merged["record_id"][order],
        source=merged["source"][order],
        event=merged["event"][order],
        start=merged["start"][order],
        end=merged["end"][order],
        lon_deg=merged["lon_deg"][order],
        lat_deg=merged["lat_deg"][order],
        error_radius_m=merged["error_radius_m"][order],
        place=merged["place"][order],
        base_station=merged["base_station"][order],
        reliability=merged["reliability"][order],
        vehicle=_without_empty(vehicle_labels, vehicle),
        text=merged["text"][order],
        attributes=merged["attributes"][order],
        place_ids=place_ids,
        base_station_ids=base_station_ids,
    )
    return records, duplicates


def period_of(
    records: Records, timezone: str, begin: dt.datetime | None, end: dt.datetime | None
) -> Period:
    """The period asked about; where a bound is not given, that of the records.

    Raises InvalidInput if there is neither a bound nor a record to tell it.
    """
    if len(records) == 0 and (begin is None or end is None):
        raise InvalidInput("no source holds a usable row, and bundle.toml names no period")
    first = begin or times.to_datetime(records.start.min())
    last = end or times.to_datetime(records.end.max())
    if last <= first and begin is not None and end is None:
        raise InvalidInput(f"bundle.toml: all records end before period_from {first.isoformat()}")
    if last <= first and begin is None and end is not None:
        raise InvalidInput(f"bundle.toml: all records begin after period_to {last.isoformat()}")
    return Period(first, max(last, first + SHORTEST_PERIOD), timezone)


def within(records: Records, period: Period) -> tuple[Records, int]:
    """The records that touch the period, and the number of those that do not."""
    begin, end = (
        np.datetime64(moment.astimezone(dt.UTC).replace(tzinfo=None), "us")
        for moment in (period.start, period.end)
    )
    inside = (records.end >= begin) & (records.start <= end)
    if inside.all():
        return records, 0
    return take(records, np.flatnonzero(inside)), int(np.count_nonzero(~inside))


def take(records: Records, rows: Rows) -> Records:
    """The given rows of a table, in the given order."""
    return Records(
        person=Coded(records.person.codes[rows], records.person.labels),
        record_id=records.record_id[rows],
        source=records.source[rows],
        event=records.event[rows],
        start=records.start[rows],
        end=records.end[rows],
        lon_deg=records.lon_deg[rows],
        lat_deg=records.lat_deg[rows],
        error_radius_m=records.error_radius_m[rows],
        place=records.place[rows],
        base_station=records.base_station[rows],
        reliability=records.reliability[rows],
        vehicle=Coded(records.vehicle.codes[rows], records.vehicle.labels),
        text=records.text[rows],
        attributes=records.attributes[rows],
        place_ids=records.place_ids,
        base_station_ids=records.base_station_ids,
    )


def _persons(drafts: Sequence[Draft], owners: identity.Owners) -> Coded:
    """The person of every row; the labels are sorted and hold everybody asked about."""
    used = [np.unique(draft.owner) for draft in drafts]
    given = [
        (draft.numbers[code], draft.spellings[code])
        for draft, codes in zip(drafts, used, strict=True)
        for code in codes.tolist()
    ]
    label_of = identity.labels(owners, given)
    labels = tuple(sorted(owners.person_ids | set(label_of.values())))
    position = {label: i for i, label in enumerate(labels)}
    codes = [
        np.array([position.get(label_of.get(n, ""), -1) for n in draft.numbers], np.int32)[
            draft.owner
        ]
        for draft in drafts
    ]
    return Coded(np.concatenate([np.empty(0, dtype=np.int32), *codes]), labels)


def _join(drafts: Sequence[Draft], name: str) -> NDArray[Any]:  # Any: columns of every type
    return np.concatenate([getattr(draft, name) for draft in drafts])


def _order(person: Coded, merged: dict[str, NDArray[Any]]) -> tuple[Rows, int]:
    """The rows sorted by person, start and content, identical ones left out, and how many those are.

    Content is compared only among the rows of one person and moment: they are few.
    """
    start = merged["start"].astype(np.int64)
    order = np.lexsort((start, person.codes))
    again = (np.diff(start[order]) == 0) & (np.diff(person.codes[order]) == 0)
    tied = np.concatenate(([False], again)) | np.concatenate((again, [False]))
    tied &= len(order) > 0
    rows = order[tied[: len(order)]]
    keys: list[Ints] = [person.codes[rows].astype(np.int64), start[rows]]
    keys += [_rank(merged[name][rows]) for name in (*_CONTENT, *_TEXTS)]
    inner = np.lexsort(keys[::-1])  # lexsort's last key comes first
    same = np.ones(max(len(rows) - 1, 0), dtype=np.bool_)
    for key in keys:
        same &= np.diff(key[inner]) == 0
    order[tied[: len(order)]] = rows[inner]
    keep = np.ones(len(order), dtype=np.bool_)
    keep[np.flatnonzero(tied)[1:][same]] = False
    return order[keep], int(np.count_nonzero(same))


def _rank(column: NDArray[Any]) -> Ints:  # Any: columns of every type
    """Integers that are equal where the values are (NaN equals NaN) and sort alike everywhere."""
    if column.dtype == np.object_:
        _, ranks = np.unique(column.astype(str), return_inverse=True)
        return ranks.astype(np.int64)
    if column.dtype == np.float64:
        return (column + 0.0).view(np.int64)  # + 0.0 turns -0.0 into 0.0
    return column.astype(np.int64)


def _without_empty(labels: tuple[str, ...], codes: Codes) -> Coded:
    """A coded column in which the empty text is no label; labels sorted."""
    kept = sorted(label for label in labels if label)
    position = {label: i for i, label in enumerate(kept)}
    lookup = np.array([position.get(label, -1) for label in labels], dtype=np.int32)
    return Coded(lookup[codes], tuple(kept))
