"""Record against record: a card, camera or code that names a place where the person hardly was."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies.matter import Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told, Visit
from dongseon.records.columns import CANCELLATION, CARD, CCTV, CHECK_IN, GPS, TRANSIT, Ints


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure it is that one record is not what it seems."""

    row: int
    step: int
    place: int  # candidate
    nats: float  # log-odds that the person was not there then
    heard: float  # nats of the phone alone
    rivals: tuple[int, ...]  # rows that name a place too far away


def doubts(scale: Scale, told: Told, visits: list[Visit]) -> dict[int, Doubt]:
    """One doubt for each row that names a place, by row."""
    case = scale.case
    naming = _naming(case)
    step = case.grid.step(case.records.start[naming]).astype(np.int64)
    place = np.searchsorted(case.candidates.row, case.records.place[naming]).astype(np.int64)
    found = {}
    for k, row in enumerate(naming.tolist()):
        rivals = _too_far(case, k, naming, step, place)
        heard = _heard_against(scale, int(place[k]), int(step[k]), row)
        trust = -sum(_prior(case, r, naming, step, place) for r in rivals)
        nats = (
            _prior(case, row, naming, step, place)
            + heard
            + min(trust, case.model.asking.most_trust)
        )
        nats += _told_against(case, told, int(place[k]), int(step[k]))
        found[row] = Doubt(row, int(step[k]), int(place[k]), nats, heard, tuple(rivals))
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
        return _log_odds(model.asking.odd_card if again else model.asking.odd_cancelled)
    shares = {
        CARD: model.asking.odd_card,
        CHECK_IN: model.asking.odd_check_in,
        TRANSIT: model.asking.odd_tap,
    }
    return _log_odds(shares[source])


def _again(case: Case, row: int, naming: Ints, step: Ints, place: Ints) -> bool:
    """Whether the same till was used again within minutes: a wrong amount, put right."""
    k = int(np.flatnonzero(naming == row)[0])
    near = np.abs(step - step[k]) <= 10 * 60 / case.grid.step_s
    return bool((near & (place == place[k]) & (naming != row)).any())


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _too_far(case: Case, k: int, naming: Ints, step: Ints, place: Ints) -> list[int]:
    """Other rows that name places nobody reaches in the time between."""
    x_m, y_m = case.candidates.x_m[place], case.candidates.y_m[place]
    radius_m = case.candidates.places.radius_m[place]
    away_m = np.hypot(x_m - x_m[k], y_m - y_m[k]) - radius_m - radius_m[k]
    minutes = np.abs(step - step[k]) * case.grid.step_s / 60 + case.model.asking.clocks_differ_min
    return [int(r) for r in naming[away_m > minutes * case.model.asking.fastest_m_per_min]]


def _heard_against(scale: Scale, place: int, step: int, row: int) -> float:
    """Nats of what the phone heard around a record; before or after it, whichever fits better.

    Somebody was there for a part of a usual stay: until the record, from it on, or around it.
    """
    case = scale.case
    stay_min = case.model.habit(case.candidates.places.category[place]).stay_min
    least, most = case.model.asking.around_record_min
    width = int(np.clip(stay_min / 2, least, most) * 60 / case.grid.step_s)
    if case.records.source[row] == TRANSIT:
        width = max(1, width // 4)
    end = int(case.grid.step(case.records.end[[row]])[0])
    starts = (step - width, step - width // 2, step)
    hearing = scale.without(step - width, end + width + 1)
    return min(
        hearing.against(place, max(0, first), min(case.grid.steps, first + width + 1 + end - step))
        for first in starts
    )


def _told_against(case: Case, told: Told, place: int, step: int) -> float:
    """What the interview adds: it names the place then (a witness), or an end well before."""
    here = told.place == place
    if not here.any():
        return 0.0
    per_min = 60 / case.grid.step_s
    early = np.maximum(0, told.first[here] - step) / per_min
    late = np.maximum(0, step - told.last[here]) / per_min
    off = float(np.minimum(np.maximum(early, late).min(), 120.0))
    sigma_min = case.model.asking.told_sigma_min
    return min(off * off / (2 * sigma_min**2), 3.0) - case.model.asking.witness_nats * (off < 60.0)


def conflicts(
    scale: Scale, told: Told, doubts: dict[int, Doubt], visits: list[Visit]
) -> list[Matter]:
    """Records to be asked about, with the explanation that fits best."""
    case, found = scale.case, []
    for doubt in doubts.values():
        if doubt.nats < case.model.asking.ask_nats:
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
