"""Who truly was at one place together, in a city that was lived; and whom to hand over with a case."""

from dataclasses import dataclass

import numpy as np

from dongseon.bench.lived import Lived
from dongseon.city.chance import stream
from dongseon.records.columns import Bools, Codes

CONTACT_S = 15 * 60  # together at one place at least so long is a contact: the scoring line
AROUND_S = 3600  # those who were there within an hour are handed over too: they were not contacts
COLLEAGUES, STRANGERS, BYSTANDERS = 12, 8, 8  # with a full log, for each case


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Stretches that a case and somebody else were at one place. Row = stretch."""

    case: Codes  # (m,)
    other: Codes  # (m,)
    place: Codes  # (m,)
    start_s: Codes  # (m,)
    end_s: (
        Codes  # (m,) exclusive; before the start by the time between them if they missed each other
    )

    def take(self, rows: Bools) -> "Together":
        """Some of the rows."""
        columns = (self.case, self.other, self.place, self.start_s, self.end_s)
        return Together(*(column[rows] for column in columns))


def together(city: Lived, cases: Codes) -> Together:
    """All meetings of the cases at places, and near misses by up to ``AROUND_S``. Vehicles are no places."""
    v = city.visits
    order = np.argsort(v.place, kind="stable")
    first = np.searchsorted(v.place[order], np.arange(int(v.place.max()) + 2))
    mine = np.flatnonzero(np.isin(v.person, cases))
    count = np.diff(first)[v.place[mine]]
    one = np.repeat(mine, count)
    step = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    other = order[first[v.place[one]] + step]
    start = np.maximum(v.start_s[one], v.start_s[other])
    end = np.minimum(v.end_s[one], v.end_s[other])
    near = (end - start > -AROUND_S) & (v.person[one] != v.person[other])
    one, other = one[near], other[near]
    return Together(v.person[one], v.person[other], v.place[one], start[near], end[near])


def contacts_of(met: Together) -> Together:
    """Those long enough to be contacts."""
    return met.take(np.asarray(met.end_s - met.start_s >= CONTACT_S))


def are_strangers(city: Lived, case: Codes, other: Codes) -> Bools:
    """Whether two share neither household nor work nor school (rooms of one firm or school included)."""
    folk, group = city.population, city.world.group
    out = np.asarray(folk.household[case] != folk.household[other])
    one, two = folk.work[case], folk.work[other]
    employed = (one >= 0) & (two >= 0)
    same_firm = (group[one] == group[two]) & (group[one] >= 0)
    return np.asarray(out & ~(employed & ((one == two) | same_firm)))


def in_full(city: Lived, met: Together) -> Codes:
    """Whose whole log is handed over: household, some colleagues, some strangers met, some bystanders."""
    chosen = []
    true = contacts_of(met)
    for case in np.unique(met.case).tolist():
        rng = stream(city.seed, "bench", "in full", case)
        alien = are_strangers(city, true.case, true.other)
        strangers = np.unique(true.other[(true.case == case) & alien])
        folk = city.population
        colleagues = np.flatnonzero((folk.work == folk.work[case]) & (folk.work[case] >= 0))
        chosen += [
            np.flatnonzero(folk.household == folk.household[case]),
            rng.permutation(colleagues)[:COLLEAGUES],
            rng.permutation(strangers)[:STRANGERS],
            rng.integers(0, len(folk.work), BYSTANDERS),
        ]
    return np.unique(np.concatenate(chosen)).astype(np.int32)
