"""Whom a reconstruction is about: one person's facts and rows."""

from dataclasses import dataclass

import numpy as np

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
    """Rows of one person, in time order."""
    if person_id not in records.person.labels:
        return np.empty(0, np.int64)
    code = records.person.labels.index(person_id)
    return np.flatnonzero(records.person.codes == code).astype(np.int64)
