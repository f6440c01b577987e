"""Statement against records: another place, another day, or somewhere else for a part of it."""

import itertools

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies import visits as visit_of
from dongseon.itinerary.discrepancies.conflicts import (
    Doubt,
    log_odds,
    named_elsewhere,
    speaking_rows,
)
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told, Visit

SHIFTS_MIN = (-90, -60, -40, -20, 0, 20, 40, 60, 90)  # by which a told begin or end is tried


def contradicted(
    scale: Scale, told: Told, visits: list[Visit], doubts: dict[int, Doubt]
) -> list[Matter]:
    """Statements of a visit that no shift of their ends brings into line with the records."""
    case, found = scale.case, []
    spoken = visit_of.in_words(case, told, visits)
    untold = [
        v
        for i, v in enumerate(visits)
        if i not in spoken and not visit_of.named_near(case, told, v)
    ]
    for k, place in enumerate(told.place.tolist()):
        if place < 0 or visit_of.is_own(case, place):
            continue
        first, last = int(told.first[k]), int(told.last[k])
        if _witnessed(case, place, first, last, visits, doubts):
            continue
        reason, other, at, rows = _explanation(scale, told, k, untold)
        misfit = _misfit(scale, place, first, last, visits, doubts)
        if reason == "shift" and misfit < case.model.asking.speaks_nats:
            continue  # there on both days, as far as anybody knows: the other day was left out
        if reason != "mistaken" and _agreed(scale, place, first, last):
            continue
        nats = log_odds(case.model.asking.odd_statement) + misfit
        nats += case.model.asking.shift_nats * bool(reason)
        nats += case.model.asking.again_nats * max(0, len(rows) - 1)
        if nats < case.model.asking.ask_statement_nats or (
            not reason and visit_of.next_door(case, place, other)
        ):
            continue
        found.append(
            Matter(
                "statement_contradicted",
                first,
                last,
                nats,
                statement=int(told.rows[k]),
                rows=(*rows, *speaking_rows(scale, place, first, last)),
                claimed=place,
                other=other,
                reason=reason,
                at=at,
            )
        )
    return found


def _agreed(scale: Scale, place: int, first: int, last: int) -> bool:
    """Whether the reconstruction tells of the same place for most of the time: an end told roughly."""
    return 2 * int((scale.path[first:last] == place).sum()) > last - first


def _witnessed(
    case: Case,
    place: int,
    first: int,
    last: int,
    visits: list[Visit],
    doubts: dict[int, Doubt],
) -> bool:
    """Whether a record that is not itself in doubt names the place told, near the time told."""
    margin = case.model.asking.mention_min * 60 / case.grid.step_s
    return any(
        v.place == place and first - margin < v.until + 1 and v.step < last + margin
        for v in visits
        if min(doubts[r].nats for r in v.rows) < case.model.asking.ask_nats
    )


def _misfit(
    scale: Scale,
    place: int,
    first: int,
    last: int,
    visits: list[Visit],
    doubts: dict[int, Doubt],
) -> float:
    """Nats against a visit of at least half the told length, its ends where they fit best."""
    case = scale.case
    per_min = 60 / case.grid.step_s
    sigma = case.model.asking.told_sigma_min * per_min
    usual_min = case.model.habit(case.candidates.places.category[place]).stay_min
    least = min((last - first) / 2, usual_min / 2 * per_min)
    widest = round(SHIFTS_MIN[-1] * per_min)
    moved = np.array(list(itertools.product(SHIFTS_MIN, SHIFTS_MIN))) * per_min
    spans = np.clip(np.array([first, last]) + moved, 0, case.grid.steps).astype(np.int64)
    cost = (moved**2).sum(axis=1) / (2 * sigma**2)
    kept = spans[:, 1] - spans[:, 0] >= least
    if not kept.any():
        return 0.0
    hearing = scale.without(first - widest, last + widest)
    nats = hearing.against_each(place, spans[kept]) + cost[kept]
    best = np.inf
    for k in np.argsort(nats, kind="stable"):
        if nats[k] >= best:
            break
        begin, end = spans[kept][k].tolist()
        named = named_elsewhere(case, place, begin, end, visits, doubts)
        best = min(best, float(nats[k]) + named)
    return best


def _explanation(
    scale: Scale, told: Told, k: int, untold: list[Visit]
) -> tuple[str, int, int, tuple[int, ...]]:
    """(reason, other place, step, rows): the untold visit that the statement may have meant."""
    case, place = scale.case, int(told.place[k])
    shifted = _shifted(case, told, k, untold)
    if shifted is not None:
        return "shift", place, shifted.step, shifted.rows
    meant = _next_to(case, told, k, untold)
    if meant:
        rows = tuple(r for v in meant for r in v.rows)
        return "mistaken", meant[0].place, meant[0].step, rows
    there = scale.path[int(told.first[k]) : int(told.last[k])]
    other = int(np.bincount(there + 1).argmax()) - 1
    return "", other if other != place else NOWHERE, -1, ()


def _next_to(case: Case, told: Told, k: int, untold: list[Visit]) -> list[Visit]:
    """Untold visits of the hours told to one other place of the same kind nearby."""
    place, category = int(told.place[k]), case.candidates.places.category
    margin = 30 * 60 // case.grid.step_s
    first, last = int(told.first[k]) - margin, int(told.last[k]) + margin
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    away_m = np.hypot(x_m - x_m[place], y_m - y_m[place])
    near = [
        v
        for v in untold
        if first < (v.first + v.last) // 2 < last and v.place != place
        if category[v.place] == category[place] and away_m[v.place] < case.model.asking.mistaken_m
    ]
    return [v for v in near if v.place == near[0].place]


def _shifted(case: Case, told: Told, k: int, untold: list[Visit]) -> Visit | None:
    """A visit to the place told, at that hour of a day near, that nothing else tells of."""
    day = 86_400 // case.grid.step_s
    margin = case.model.asking.mention_min * 60 / case.grid.step_s
    for days in range(1, case.model.asking.shift_days + 1):
        for off in (-days * day, days * day):
            first, last = int(told.first[k]) + off, int(told.last[k]) + off
            for visit in untold:
                near = first - margin < visit.until + 1 and visit.step < last + margin
                if near and visit.place == told.place[k]:
                    return visit
    return None
