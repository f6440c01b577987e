"""The area question: whose card, phone or check-in was near a case's places at those times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays
from dongseon.city.sensors.air import HEARD, Radio
from dongseon.city.types import Epidemic, Population, Visits, World
from dongseon.records.columns import Bools, Codes, Ints, read_only

AROUND_S = 600  # before arrival and after leaving (assumption)
# Of a visit about which card companies and check-in services are asked (assumption)
SHORTEST_S = 600
LINGERED_S = 1_800  # of one about which telcos are asked (Itaewon: phones that stayed 30 minutes)
BEFORE_ONSET_S = 172_800  # contacts are sought from two days before onset (KDCA, April 2020)
COVERS = 0.25  # a sector covers a place if it carries this share of the connections from there
_TIMES = 2**26  # seconds have room below it: 776 days


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Places and stretches of time that holders are asked about."""

    place: Codes  # (w,)
    start_s: Ints  # (w,)
    end_s: Ints  # (w,)
    dump: Bools  # (w,) telcos are asked as well: strangers lingered there

    def __post_init__(self) -> None:
        for column in (self.place, self.start_s, self.end_s):
            read_only(column)
        read_only(self.dump)

    def __len__(self) -> int:
        return len(self.place)


def contact_periods(epidemic: Epidemic, persons: Codes, until_s: int) -> tuple[Ints, Ints]:
    """From when to when each person's contacts are sought: (n,), (n,).

    Two days before onset, or before the specimen of one without symptoms, to isolation; the whole time
    for somebody who is no case.
    """
    start_s = np.zeros(len(persons), dtype=np.int64)
    end_s = np.full(len(persons), until_s, dtype=np.int64)
    row_of = {int(p): row for row, p in enumerate(epidemic.person)}
    for i, person in enumerate(persons.tolist()):
        row = row_of.get(person, -1)
        if row < 0:
            continue
        ill_s = int(epidemic.onset_s[row])
        ill_s = ill_s if ill_s >= 0 else int(epidemic.sampled_s[row])
        start_s[i] = max(ill_s - BEFORE_ONSET_S, 0)
        if epidemic.isolated_s[row] >= 0:
            end_s[i] = int(epidemic.isolated_s[row])
    return start_s, end_s


def windows(
    world: World,
    population: Population,
    visits: Visits,
    persons: Codes,
    periods: tuple[Ints, Ints],
    claimed: Sequence[tuple[int, int, int, int]],
) -> Windows:
    """Where and when to ask: the persons' visits to public places, and claimed ones, in their periods.

    ``persons`` ascend; ``claimed`` are (person, place, from, to) as told in interviews. Homes are never
    asked about; telcos only about crowded kinds of places, and not about a person's own work or school,
    where there are lists.
    """
    own = stays.stays(visits, persons)
    told = np.array(claimed, dtype=np.int64).reshape(-1, 4)
    lived = np.stack([own.person, own.place, own.start_s, own.end_s], axis=1)
    who, place, start_s, end_s = np.concatenate([lived, told]).T
    first, last = (bound[np.searchsorted(persons, who)] for bound in periods)
    start_s, end_s = np.maximum(start_s, first), np.minimum(end_s, last)
    habit = customs.place_habits(world)
    kept = np.flatnonzero((habit.public[place] == 1) & (end_s - start_s >= SHORTEST_S))
    strangers = (habit.crowded[place] == 1) & (place != population.work[who])
    strangers &= end_s - start_s >= LINGERED_S
    return Windows(
        place[kept].astype(np.int32), start_s[kept] - AROUND_S, end_s[kept] + AROUND_S,
        strangers[kept],
    )  # fmt: skip


def at_places(asked: Windows, place: Codes, at_s: Codes) -> Bools:
    """Which rows lie at a place asked about, at the time asked about: (n,)."""
    return _within(place, at_s, asked.place, asked.start_s, asked.end_s)


def on_sectors(asked: Windows, air: Radio, telco: int, sector: Codes, at_s: Codes) -> Bools:
    """Which connections use a sector covering a place that telcos are asked about, then: (n,)."""
    dump = np.flatnonzero(asked.dump)
    weight = air.weight[telco][asked.place[dump]]
    share = np.diff(weight, axis=1, prepend=0.0) / np.maximum(weight[:, HEARD - 1 :], 1e-9)
    window, heard = np.nonzero(share >= COVERS)
    covering = air.heard[telco][asked.place[dump[window]], heard]
    rows = dump[window]
    return _within(sector, at_s, covering, asked.start_s[rows], asked.end_s[rows])


def _within(key: Codes, at_s: Codes, asked: Codes, start_s: Ints, end_s: Ints) -> Bools:
    """Which (key, time) lie in an asked (key, start to end): (n,).

    Key and time become one number, so that one sorted search does for all keys; the running maximum of
    the ends lets the stretches of one key overlap.
    """
    base = asked.astype(np.int64) * _TIMES
    begins, ends = base + np.maximum(start_s, 0), base + np.minimum(end_s, _TIMES - 1)
    order = np.argsort(begins)
    begins, reached = begins[order], np.maximum.accumulate(ends[order])
    number = key.astype(np.int64) * _TIMES + at_s
    last = np.searchsorted(begins, number, side="right") - 1
    if not len(begins):
        return np.zeros(len(key), dtype=np.bool_)
    return np.asarray((last >= 0) & (reached[np.maximum(last, 0)] >= number))
