"""Visits that records name, and whether the interview tells of them."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary import words
from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.records.columns import CARD, CCTV, CHECK_IN, INTERVIEW, Bools, Codes, Ints

NAMING = (CARD, CHECK_IN, CCTV)  # sources whose rows name a place where somebody stays
WORKED_AT = ("academy", "call_centre", "factory", "hospital", "office", "school", "warehouse")


@dataclass(frozen=True, slots=True)
class Visit:
    """Records of one place that belong together, and the claimed stay around them."""

    place: int  # candidate
    rows: tuple[int, ...]  # of Records, in time order
    step: int  # of the first record
    until: int  # of the last
    first: int  # the claimed stay; the records alone if none is claimed
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The statements of the interview. n statements, by their begin."""

    rows: Ints  # (n,) rows of Records
    first: Codes  # (n,) steps, as told
    last: Codes  # (n,)
    place: Codes  # (n,) candidate, -1 = in words alone
    kinds: tuple[frozenset[str], ...]  # (n,) categories that the words may mean

    def covers(self, case: Case, step: int) -> bool:
        """Whether the interview speaks of that day, and of something later and earlier."""
        if not len(self.rows) or not self.first.min() <= step < self.last.max():
            return False
        day = 86_400 // case.grid.step_s
        return bool(((self.first - day < step) & (step < self.last + day)).any())


def told_by(case: Case) -> Told:
    """The statements of one person."""
    records = case.records
    rows = case.rows[records.source[case.rows] == INTERVIEW]
    place = np.full(len(rows), -1, dtype=np.int32)
    home = case.candidates.places.position.get(case.subject.home_place_id, -1)
    for k in np.flatnonzero(records.place[rows] < 0).tolist():
        place[k] = home if words.at_home(records.text[rows[k]]) else -1
    named = records.place[rows] >= 0
    place[named] = np.searchsorted(case.candidates.row, records.place[rows[named]])
    first = case.grid.step(records.start[rows])
    last = np.maximum(case.grid.step(records.end[rows]), first + 1)
    return Told(rows, first, last, place, tuple(words.kinds_in(records.text[r]) for r in rows))


def named_visits(case: Case, runs: list[Run]) -> list[Visit]:
    """Records that name a place, those of one claimed stay together."""
    records, found = case.records, []
    rows = case.rows[np.isin(records.source[case.rows], NAMING) & (records.place[case.rows] >= 0)]
    place = np.searchsorted(case.candidates.row, records.place[rows])
    step = case.grid.step(records.start[rows])
    groups: dict[tuple[int, int], list[int]] = {}
    for k in range(len(rows)):
        groups.setdefault(
            (int(place[k]), _stay_around(case, runs, int(place[k]), int(step[k]))), []
        ).append(k)
    for (candidate, stay), members in groups.items():
        at = step[members]
        begin, end = _around(case, candidate, int(rows[members[0]]), int(at.min()), int(at.max()))
        if stay >= 0:
            begin, end = (
                min(runs[stay].first, int(at.min())),
                max(runs[stay].last, int(at.max()) + 1),
            )
        found.append(
            Visit(
                candidate,
                tuple(int(rows[k]) for k in members),
                int(at.min()),
                int(at.max()),
                begin,
                end,
            )
        )
    return sorted(found, key=lambda v: (v.step, v.place))


def _stay_around(case: Case, runs: list[Run], place: int, step: int) -> int:
    """Index of the claimed stay that a record belongs to; records without one keep apart."""
    margin = case.model.till_min * 60 / case.grid.step_s
    for k, run in enumerate(runs):
        if run.place == place and run.first - margin <= step < run.last + margin:
            return k
    return -1 - step


def _around(case: Case, place: int, row: int, step: int, until: int) -> tuple[int, int]:
    """The usual stay around a record that no claimed stay holds: before the till, or after the door."""
    habit = case.model.habit(case.candidates.places.category[place])
    before = habit.paid_at if case.records.source[row] == CARD else 0.0
    steps = habit.stay_min * 60 / case.grid.step_s
    first, last = round(step - before * steps), round(until + (1 - before) * steps) + 1
    return max(0, first), min(case.grid.steps, max(last, until + 1))


def is_own(case: Case, place: int) -> bool:
    """Whether a candidate is the registered home or place of work."""
    own = (case.subject.home_place_id, case.subject.work_place_id)
    return case.candidates.places.place_id[place] in own


def named_near(case: Case, told: Told, visit: Visit) -> bool:
    """Whether a statement names the place of a visit for about that time."""
    margin = case.model.asking.mention_min * 60 / case.grid.step_s
    near = (told.first - margin < visit.until + 1) & (visit.step < told.last + margin)
    return bool((near & (told.place == visit.place)).any())


def telling_of(case: Case, told: Told, place: int) -> Bools:
    """(n,) which statements are of a place, by its name or by a word for its kind."""
    if place == NOWHERE:
        return np.zeros(len(told.rows), dtype=np.bool_)
    category = case.candidates.places.category[place]
    by_word = np.array([category in kinds for kinds in told.kinds], np.bool_)
    return np.asarray((told.place == place) | ((told.place < 0) & by_word))


def in_words(case: Case, told: Told, visits: list[Visit]) -> set[int]:
    """Visits that a statement without a named place may be about: each tells of one place."""
    asking, per_min = case.model.asking, 60 / case.grid.step_s
    found: set[int] = set()
    for row in np.flatnonzero(told.place < 0):
        first, last = int(told.first[row]), int(told.last[row])
        kinds = told.kinds[row]
        margin = per_min * (asking.mention_min if kinds else asking.mention_words_min)
        near = [
            k
            for k, v in enumerate(visits)
            if k not in found
            and first - margin < v.until + 1
            and v.step < last + margin
            and (not kinds or case.candidates.places.category[v.place] in kinds)
            and not is_own(case, v.place)
            and not named_near(case, told, v)
        ]
        found |= _of_one_place(visits, near, first, last)
    return found


def _of_one_place(visits: list[Visit], near: list[int], first: int, last: int) -> set[int]:
    """Of some visits those to one place: the one whose visits together fit the hours best."""
    by_place: dict[int, list[int]] = {}
    for k in near:
        by_place.setdefault(visits[k].place, []).append(k)

    def misfit(ks: list[int]) -> tuple[int, int]:
        begin, end = min(visits[k].first for k in ks), max(visits[k].last for k in ks)
        return abs(begin - first) + abs(end - last), ks[0]

    best: list[int] = min(by_place.values(), key=misfit) if by_place else []
    return set(best)


def on_daily_round(case: Case, told: Told, place: int) -> bool:
    """Whether a place lies by home, work or what is told of again and again, and may stand for it."""
    position, own = case.candidates.places.position, case.subject
    daily = [p for p in np.unique(told.place).tolist() if p >= 0 and (told.place == p).sum() > 1]
    daily += [position[p] for p in (own.home_place_id, own.work_place_id) if p in position]
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    away_m = np.hypot(x_m[daily] - x_m[place], y_m[daily] - y_m[place])
    return bool((away_m < case.model.asking.daily_round_m).any())


def next_door(case: Case, place: int, other: int) -> bool:
    """Whether the other answer is so near that no phone can tell the two apart."""
    if other == NOWHERE:
        return False
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    away_m = np.hypot(x_m[place] - x_m[other], y_m[place] - y_m[other])
    return bool(away_m < case.model.asking.daily_round_m)
