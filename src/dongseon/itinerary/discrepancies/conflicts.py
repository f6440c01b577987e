"""Record against record: a card, camera or code that names a place where the person hardly was."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies import visits as visit_of
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale, discounted, holding
from dongseon.itinerary.discrepancies.visits import Told, Visit
from dongseon.records.columns import CANCELLATION, CARD, CCTV, CHECK_IN, GPS, TRANSIT, Floats, Ints


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure it is that one record is not what it seems."""

    row: int
    step: int
    place: int  # candidate
    nats: float  # log-odds that the person was not there then
    against: float  # of these, what other evidence adds to what is usual with its source
    rivals: tuple[int, ...]  # rows that name a place too far away


def doubts(scale: Scale, told: Told, visits: list[Visit]) -> dict[int, Doubt]:
    """One doubt for each row that names a place, by row."""
    case = scale.case
    naming = _naming(case)
    step = case.grid.step(case.records.start[naming]).astype(np.int64)
    place = np.searchsorted(case.candidates.row, case.records.place[naming]).astype(np.int64)
    trusts = -np.array([_prior(case, int(r), naming, step, place) for r in naming])
    own = [visit_of.is_own(case, p) for p in place.tolist()]
    trusts += case.model.asking.own_place_nats * np.array(own, dtype=np.float64)
    reach = int(case.model.asking.around_record_min * 60 / case.grid.step_s)
    found = {}
    for k, row in enumerate(naming.tolist()):
        near = slice(*np.searchsorted(step, [step[k] - reach, step[k] + reach + 1]))
        heard, named, rivals = _around(
            scale, k - near.start, naming[near], step[near], place[near], trusts[near]
        )
        against = heard + named + _told_against(case, told, int(place[k]), int(step[k]))
        nats = against - float(trusts[k])
        found[row] = Doubt(row, int(step[k]), int(place[k]), nats, against, tuple(rivals))
    return found


def _naming(case: Case) -> Ints:
    records = case.records
    sources = (CARD, CHECK_IN, CCTV, TRANSIT)
    kept = np.isin(records.source[case.rows], sources) & (records.place[case.rows] >= 0)
    return np.asarray(case.rows[kept], dtype=np.int64)


def _prior(case: Case, row: int, naming: Ints, step: Ints, place: Ints) -> float:
    """Log-odds, before any other evidence, that a record is not a visit at its time."""
    records, model = case.records, case.model
    source = int(records.source[row])
    if source == CCTV:
        confidence = float(np.clip(records.reliability[row], 0.05, 0.99))
        return float(np.log((1 - confidence) / confidence)) - model.asking.camera_trust
    if source == CARD and records.event[row] == CANCELLATION:
        again = _again(case, row, naming, step, place)
        return log_odds(model.asking.odd_card if again else model.asking.odd_cancelled)
    shares = {
        CARD: model.asking.odd_card,
        CHECK_IN: model.asking.odd_check_in,
        TRANSIT: model.asking.odd_tap,
    }
    return log_odds(shares[source])


def _again(case: Case, row: int, naming: Ints, step: Ints, place: Ints) -> bool:
    """Whether the same till was used again within minutes: a wrong amount, put right."""
    k = int(np.flatnonzero(naming == row)[0])
    near = np.abs(step - step[k]) <= 10 * 60 / case.grid.step_s
    return bool((near & (place == place[k]) & (naming != row)).any())


def log_odds(share: float) -> float:
    """Of a share, in nats."""
    return float(np.log(share / (1 - share)))


def _around(
    scale: Scale, k: int, naming: Ints, step: Ints, place: Ints, trusts: Floats
) -> tuple[float, float, list[int]]:
    """Nats of the phone and of other rows that name a place against being there at a record.

    Who was there stayed a while: before the till, or after the door. Each shape of the stay that the
    source allows is tried, and the chance that it still (or already) held counts for each sign.
    """
    case = scale.case
    reach = int(case.model.asking.around_record_min * 60 / case.grid.step_s)
    first, last = max(0, int(step[k]) - reach), min(case.grid.steps, int(step[k]) + reach + 1)
    hearing = scale.without(first, last)
    row, total, best = int(naming[k]), 0.0, (np.inf, 0.0, 0.0)
    shapes = np.array(_shapes(case, row, int(place[k])))
    each = hearing.staying(int(place[k]), first, last, around=int(step[k]), means_min=shapes[:, 1:])
    for heard, (weight, before_min, after_min) in zip(each.tolist(), shapes.tolist(), strict=True):
        named = _rivals(case, k, step, place, before_min, after_min, trusts)
        against = float(named.sum())
        against = min(against, case.model.asking.most_trust)
        total += weight * float(np.exp(-heard - against))
        best = min(best, (heard + against - float(np.log(weight)), heard, against))
    rivals = [int(r) for r in naming[named > 0.3]]
    together = -float(np.log(total))
    return together - best[2], best[2], rivals


def _shapes(case: Case, row: int, place: int) -> list[tuple[float, float, float]]:
    """(weight, mean minutes before, mean minutes after) of the stays that a record may be part of."""
    source, model = int(case.records.source[row]), case.model
    habit = model.habit(case.candidates.places.category[place])
    till, stay, brief = model.till_min, habit.stay_min, model.asking.brief_visits
    arriving, leaving = (till, stay), (stay, till)
    if source == TRANSIT:
        return [(1.0, till / 2, till / 2)]
    if source == CHECK_IN:
        shapes = [(1.0, *arriving)]
    elif source == CCTV:
        shapes = [(0.35, *arriving), (0.35, *leaving), (0.3, stay / 2, stay / 2)]
    else:
        paid_at = float(np.clip(habit.paid_at, 0.05, 0.95))
        shapes = [(paid_at, *leaving), (1 - paid_at, *arriving)]
    return [*((w * (1 - brief), b, a) for w, b, a in shapes), (brief, till, till)]


def _rivals(
    case: Case,
    k: int,
    step: Ints,
    place: Ints,
    before_min: float,
    after_min: float,
    trusts: Floats,
) -> Floats:
    """(n,) nats of each row that names another place, too near in time for the way between."""
    x_m, y_m = case.candidates.x_m[place], case.candidates.y_m[place]
    radius_m = case.candidates.places.radius_m[place]
    away_m = np.maximum(0.0, np.hypot(x_m - x_m[k], y_m - y_m[k]) - radius_m - radius_m[k])
    lag_min = (step - step[k]) * case.grid.step_s / 60
    way_min = away_m / case.model.asking.fastest_m_per_min - case.model.asking.clocks_differ_min
    holds = holding(lag_min, way_min, before_min, after_min)
    near = np.abs(lag_min) <= case.model.asking.around_record_min
    other = near & (place != place[k])
    return np.where(other, discounted(np.maximum(trusts, 0.0), holds), 0.0)


def _told_against(case: Case, told: Told, place: int, step: int) -> float:
    """What the interview adds: it names the place then (a witness), or an end well before."""
    here = visit_of.telling_of(case, told, place)
    per_min, asking = 60 / case.grid.step_s, case.model.asking
    early = (told.first[here] - step) / per_min
    late = (step - told.last[here]) / per_min
    off_min = float(np.maximum(np.maximum(early, late), 0.0).min(initial=np.inf))
    if off_min > asking.latest_posting_min / 2:
        return 0.0  # of another day
    apart = min(off_min**2 / (2 * asking.told_sigma_min**2), asking.most_apart_nats)
    return apart - asking.witness_nats * (off_min < asking.mention_min)


def named_elsewhere(
    case: Case,
    place: int,
    first: int,
    last: int,
    visits: list[Visit],
    doubts: dict[int, Doubt],
) -> float:
    """Nats of the records that name another place inside these steps."""
    nats = [
        -doubts[r].nats
        for v in visits
        for r in v.rows
        if v.place != place and first <= doubts[r].step < last
    ]
    return float(min(sum(max(0.0, n) for n in nats), case.model.asking.most_trust))


def conflicts(
    scale: Scale, told: Told, doubts: dict[int, Doubt], visits: list[Visit]
) -> list[Matter]:
    """Records to be asked about, with the explanation that fits best."""
    case, asking, found = scale.case, scale.case.model.asking, []
    for doubt in doubts.values():
        if doubt.nats < asking.ask_nats or doubt.against < asking.speaks_nats:
            continue
        first, last = max(0, doubt.step - 10), min(case.grid.steps, doubt.step + 11)
        reason, at = _reason(scale, told, doubt, visits)
        found.append(
            Matter(
                "record_conflict",
                doubt.step,
                doubt.step + 1,
                doubt.nats,
                rows=(doubt.row, *doubt.rivals, *speaking_rows(scale, doubt.place, first, last)),
                claimed=doubt.place,
                other=_instead(scale, doubt),
                reason=reason,
                at=at,
            )
        )
    return found


def _instead(scale: Scale, doubt: Doubt) -> int:
    """Where the person more probably was."""
    there = int(scale.path[doubt.step])
    if there != doubt.place:
        return there
    return scale.case.candidates.places.position.get(scale.case.subject.home_place_id, NOWHERE)


def speaking_rows(scale: Scale, place: int, first: int, last: int) -> tuple[int, ...]:
    """Rows of connections and fixes in [first, last) that speak against a place."""
    case, records = scale.case, scale.case.records
    heard, fixes = scale.without(first, last).speaking(place, first, last)
    step = case.grid.step(records.start[case.rows])
    found: list[int] = []
    for k in heard.tolist():
        same = records.base_station[case.rows] == case.sector_row[scale.sector[k]]
        found.extend(int(r) for r in case.rows[same & (step <= scale.step[k])][-1:])
    for k in fixes.tolist():
        same = (records.source[case.rows] == GPS) & (step == scale.fix_step[k])
        found.extend(int(r) for r in case.rows[same][:1])
    return tuple(dict.fromkeys(found))


def _reason(scale: Scale, told: Told, doubt: Doubt, visits: list[Visit]) -> tuple[str, int]:
    """late: an earlier stay there explains it; cancelled; camera; lent: somebody else used it."""
    case = scale.case
    if case.records.source[doubt.row] == CCTV:
        return "camera", -1
    if case.records.source[doubt.row] != CARD:
        return "", -1
    if case.records.event[doubt.row] == CANCELLATION:
        return "cancelled", -1
    reach = int(case.model.asking.latest_posting_min * 60 / case.grid.step_s)
    ends = [int(t) for t, p in zip(told.last, told.place, strict=True) if p == doubt.place]
    ends += [v.until for v in visits if v.place == doubt.place and doubt.row not in v.rows]
    before = [t for t in ends if doubt.step - reach <= t < doubt.step]
    return ("late", max(before)) if before else ("lent", -1)
