"""A place of regular hours that neither the register nor the interview speaks of.

One day on which a record names the place, while the interview says "at home" or nothing, is enough to
look at the same hours of the other days: what the phone heard then, at that place against at home, adds up.
"""

from collections import Counter

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.discrepancies import visits as visit_of
from dongseon.itinerary.discrepancies.conflicts import Doubt, speaking_rows
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told, Visit
from dongseon.records.columns import CARD

Shift = tuple[int, int]  # steps [first, last)
LONGER = 1.5  # usual stays of a guest; who stays longer and never pays may work there


def undeclared(
    scale: Scale, told: Told, runs: list[Run], visits: list[Visit], doubts: dict[int, Doubt]
) -> list[Matter]:
    """Places where the person spent hours on several days, and said nothing of it."""
    case, asking, found = scale.case, scale.case.model.asking, []
    spoken = visit_of.in_words(case, told, visits)
    untold = [v for k, v in enumerate(visits) if k not in spoken]
    for place in sorted({run.place for run in runs} - {NOWHERE}):
        if _known(case, told, place):
            continue
        shifts = [
            (r.first, r.last) for r in runs if r.place == place and _like_work(scale, told, r)
        ]
        named = [r for v in untold if v.place == place for r in v.rows if doubts[r].nats < 0]
        if not shifts or not any(_inside(case, r, shifts) for r in named):
            continue
        shifts += _same_hours(scale, told, place, shifts)
        if len({_day(case, s) for s in shifts}) < asking.least_working_days:
            continue
        home = case.candidates.places.position.get(case.subject.home_place_id, NOWHERE)
        heard = [r for s in shifts if home != NOWHERE for r in speaking_rows(scale, home, *s)]
        rows = dict.fromkeys([*named, *heard])
        whole = Matter(
            "undeclared_workplace",
            *min(shifts),
            float(np.inf),  # before what the phone alone tells of the same hours
            rows=tuple(rows),
            other=place,
            shifts=tuple(shifts),
        )
        if not _as_a_guest(case, whole):
            found.append(whole)
    return found


def _known(case: Case, told: Told, place: int) -> bool:
    """Whether the register or the interview speaks of the place, or of hours spent next to it.

    Next to it, because the reconstruction may have taken one door for another.
    """
    if case.candidates.places.category[place] == "home" or (told.place == place).any():
        return True
    position, own = case.candidates.places.position, case.subject
    category = case.candidates.places.category
    guests_h = np.array([case.model.habit(category[p]).stay_min / 60 for p in told.place.tolist()])
    least_h = np.maximum(case.model.asking.working_h[0], 2.0 * guests_h)
    long = (told.place >= 0) & ((told.last - told.first) * case.grid.step_s >= least_h * 3600)
    known = [position[p] for p in (own.home_place_id, own.work_place_id) if p in position]
    known += told.place[long].tolist()
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    away_m = np.hypot(x_m[known] - x_m[place], y_m[known] - y_m[place])
    return bool((away_m < case.model.asking.daily_round_m).any())


def _like_work(scale: Scale, told: Told, run: Run) -> bool:
    """A stay of hours, no whole night, in which the interview tells of home, or of nothing."""
    case = scale.case
    hours = (run.last - run.first) * case.grid.step_s / 3600
    least, most = case.model.asking.working_h
    category = case.candidates.places.category[run.place]
    if category not in visit_of.WORKED_AT:
        least = max(least, LONGER * case.model.habit(category).stay_min / 60)
    if not least <= hours <= most or not _at_home_or_silent(case, told, (run.first, run.last)):
        return False
    return _heard_there(scale, run.place, (run.first, run.last))


def _heard_there(scale: Scale, place: int, shift: Shift) -> bool:
    """Whether what the phone heard in these hours speaks for the place rather than for home."""
    case = scale.case
    home = case.candidates.places.position.get(case.subject.home_place_id, NOWHERE)
    if home == NOWHERE:
        return False
    nats = scale.without(*shift).between(home, place, *shift)
    return nats >= case.model.asking.same_hours_nats


def _as_a_guest(case: Case, found: Matter) -> bool:
    """Whether the person paid there: who works at a place does not buy at its till every time."""
    if (
        found.other != NOWHERE
        and case.candidates.places.category[found.other] in visit_of.WORKED_AT
    ):
        return False
    return bool((case.records.source[list(found.rows)] == CARD).any())


def _at_home_or_silent(case: Case, told: Told, shift: Shift) -> bool:
    middle = (shift[0] + shift[1]) // 2
    home = case.candidates.places.position.get(case.subject.home_place_id, NOWHERE)
    there = (told.first <= middle) & (middle < told.last) & (told.place != home)
    return told.covers(case, middle) and not there.any()


def _same_hours(scale: Scale, told: Told, place: int, shifts: list[Shift]) -> list[Shift]:
    """The same hours of other days, where what the phone heard speaks for the place and not home."""
    case = scale.case
    per_day, first_of = 86_400 // case.grid.step_s, shifts[0]
    days, found = {_day(case, s) for s in shifts}, []
    for day in range(-(-case.grid.steps // per_day)):
        off = (day - _day(case, first_of)) * per_day
        shift = (max(0, first_of[0] + off), min(case.grid.steps, first_of[1] + off))
        if day in days or shift[1] <= shift[0] or not _at_home_or_silent(case, told, shift):
            continue
        if _heard_there(scale, place, shift):
            found.append(shift)
    return found


def _inside(case: Case, row: int, shifts: list[Shift]) -> bool:
    step = int(case.grid.step(case.records.start[[row]])[0])
    return any(first - 5 <= step < last + 5 for first, last in shifts)


def _day(case: Case, shift: Shift) -> int:
    """The local day of a shift's middle, counted from the first."""
    zone_s = int(case.grid.hour[0]) % 24 * 3600
    return ((shift[0] + shift[1]) // 2 * case.grid.step_s + zone_s) // 86_400


def repeated(scale: Scale, matters: list[Matter]) -> list[Matter]:
    """Statements of being at home that do not hold at the same hours of several days: one matter."""
    case, asking = scale.case, scale.case.model.asking
    home = case.candidates.places.position.get(case.subject.home_place_id, NOWHERE)
    away = [m for m in matters if m.kind == "statement_contradicted" and m.claimed == home]
    per_day = 86_400 // case.grid.step_s
    near = asking.same_hours_min * 60 / case.grid.step_s
    least = asking.working_h[0] * 3600 / case.grid.step_s
    left, found = [m for m in away if home != NOWHERE and m.last - m.first >= least], []
    while left:
        seed = left[0]
        off = [((m.first - seed.first + per_day // 2) % per_day) - per_day // 2 for m in left]
        group = [m for m, steps in zip(left, off, strict=True) if abs(steps) <= near]
        left = [m for m in left if m not in group]
        days = {_day(case, (m.first, m.last)) for m in group}
        whole = _as_one(group)
        if len(days) >= asking.least_repeated_days and not _as_a_guest(case, whole):
            found.append(whole)
    return found


def _as_one(group: list[Matter]) -> Matter:
    """One matter of several days; the place that most of them name, if any does."""
    named = Counter(m.other for m in group if m.other != NOWHERE)
    return Matter(
        "undeclared_workplace",
        group[0].first,
        group[0].last,
        min(m.nats for m in group),
        statement=group[0].statement,
        rows=tuple(dict.fromkeys(r for m in group for r in m.rows)),
        other=named.most_common(1)[0][0] if named else NOWHERE,
        nearby=True,
        shifts=tuple((m.first, m.last) for m in group),
    )
