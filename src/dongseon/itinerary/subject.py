"""Whom a reconstruction is about: one person's facts and rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dongseon.records.columns import Ints, Persons, Records


@dataclass(frozen=True, slots=True)
class Subject:
    """The person asked about, with what is known from the register."""

    person_id: str
    home_place_id: str = ""  # "" = not known
    work_place_id: str = ""  # "" = none or not known


def subject_of(persons: Persons, person_id: str) -> Subject:
    """The subject for a person of a bundle; a number that is in no register has no facts."""
    if person_id not in persons.person_id:
        return Subject(person_id)
    row = persons.index(person_id)
    return Subject(person_id, persons.home_place_id[row], persons.work_place_id[row])


def rows_of(records: Records, person_id: str) -> Ints:
    """Rows of one person by time, then content, whatever their order; identical rows count once."""
    if person_id not in records.person.labels:
        return np.empty(0, np.int64)
    code = records.person.labels.index(person_id)
    rows = np.flatnonzero(records.person.codes == code).astype(np.int64)
    content = [_ordinal(column[rows]) for column in _content(records)]
    order = np.lexsort(content[::-1])
    rows = rows[order]
    again = records.text[rows][1:] == records.text[rows][:-1]
    for column in content:
        again &= np.diff(column[order]) == 0
    return rows[~np.concatenate([[False], again])] if len(rows) else rows


def _content(records: Records) -> tuple[NDArray[np.generic], ...]:
    """What makes a row what it is: all but its text and its provenance."""
    return (
        records.start,
        records.end,
        records.source,
        records.event,
        records.place,
        records.base_station,
        records.lon_deg,
        records.lat_deg,
        records.error_radius_m,
        records.reliability,
        records.vehicle.codes,
    )


def _ordinal(column: NDArray[np.generic]) -> Ints:
    """Whole numbers that are equal where the values are, NaN included."""
    wide = column.astype(np.float64) if column.dtype.kind == "f" else column.astype(np.int64)
    return np.ascontiguousarray(wide).view(np.int64)
