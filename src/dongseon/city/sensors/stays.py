"""The visits of some persons as columns, each with a number of chance of its own."""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.types import Population, Rides, Visits
from dongseon.records.columns import Bytes, Codes, Floats, Ints, read_only

PERSON_STEP = 2**24  # a draw belongs to person * PERSON_STEP + start_s: 194 days have room


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Visits of chosen persons, by person in the order asked for, then start; midnight splits none."""

    person: Codes  # (v,) row of the population
    place: Codes  # (v,)
    start_s: Ints  # (v,)
    end_s: Ints  # (v,)
    mode: Bytes  # (v,) how the person came: index into MODES
    ticket: Ints  # (v,) what chance about this visit belongs to

    def __post_init__(self) -> None:
        for codes in (self.person, self.place):
            read_only(codes)
        for column in (self.start_s, self.end_s, self.ticket):
            read_only(column)
        read_only(self.mode)

    def __len__(self) -> int:
        return len(self.person)


def rows_of(sorted_person: Codes, persons: Codes) -> Ints:
    """Rows of a table sorted by person that belong to these persons, in the order asked for."""
    first = np.searchsorted(sorted_person, persons, side="left").astype(np.int64)
    count = np.searchsorted(sorted_person, persons, side="right").astype(np.int64) - first
    before = np.cumsum(count) - count
    rows: Ints = np.arange(count.sum(), dtype=np.int64) + np.repeat(first - before, count)
    return rows


def stays(visits: Visits, persons: Codes) -> Stays:
    """The visits of these persons (rows of the population); what goes on over midnight is one."""
    row = rows_of(visits.person, np.asarray(persons, dtype=np.int32))
    person, place = visits.person[row], visits.place[row]
    start_s, end_s = visits.start_s[row].astype(np.int64), visits.end_s[row].astype(np.int64)
    goes_on = np.zeros(len(row), dtype=np.bool_)
    goes_on[1:] = (
        (person[1:] == person[:-1]) & (place[1:] == place[:-1]) & (start_s[1:] <= end_s[:-1])
    )
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], len(row))[: len(first)] - 1
    ticket = person[first].astype(np.int64) * PERSON_STEP + start_s[first]
    return Stays(
        person[first], place[first], start_s[first], end_s[last], visits.mode[row][first], ticket
    )


class Luck:
    """Draws about rows, by the name of what is decided; one number of chance a row and a name."""

    def __init__(self, seed: int, source: str, tickets: Ints) -> None:
        self._seed = seed
        self._source = source
        self._tickets = tickets

    def uniform(self, name: str) -> Floats:
        """A number in [0, 1) for each row: (n,)."""
        return chance.uniforms(chance.key(self._seed, self._source, name), self._tickets, 0)

    def normal(self, name: str) -> Floats:
        """A standard normal number for each row: (n,) (Box-Muller)."""
        key = chance.key(self._seed, self._source, name)
        radius = np.sqrt(-2.0 * np.log1p(-chance.uniforms(key, self._tickets, 0)))
        return np.asarray(radius * np.cos(2.0 * np.pi * chance.uniforms(key, self._tickets, 1)))


def household_of(population: Population, persons: Codes) -> Codes:
    """Everybody who lives in the households of these persons, themselves included, ascending."""
    wanted = np.isin(population.household, population.household[persons])
    return np.flatnonzero(wanted).astype(np.int32)


def rides_of(rides: Rides, persons: Codes) -> Ints:
    """Rows of the rides of these persons, in the order asked for."""
    return rows_of(rides.person, np.asarray(persons, dtype=np.int32))
