"""What does not fit together: statement against records, record against record.

Everything found here is to be asked again; nothing here is called a lie.
"""

import numpy as np

from dongseon.itinerary import decode, wording
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.types import Discrepancy
from dongseon.records.columns import (
    BASE_STATION,
    CARD,
    CCTV,
    CHECK_IN,
    GPS,
    INTERVIEW,
    TRANSIT,
    Ints,
)


def find(case: Case, answer: Answer, runs: list[Run]) -> tuple[Discrepancy, ...]:
    """All discrepancies of one person, in time order."""
    found = [
        *_contradicted(case, answer),
        *_omitted(case, answer, runs),
        *_misplaced(case, answer),
    ]
    return tuple(sorted(found, key=lambda d: (d.start, d.kind, d.statement)))


DOUBT = 0.15  # a statement or record whose place keeps less probability than this is questioned
SURE = 0.7  # another answer must reach this to question it
HARD = (CARD, CHECK_IN, CCTV, TRANSIT, GPS)  # sources that can carry an omitted stay
LIKELY = 0.3  # the answer that stands against a statement must be at least this probable
ROUNDED_MIN = 30.0  # minutes by which the ends of a statement are rounded
LEAST_CONTRADICTED_MIN = (
    10.0  # minutes of a statement, its rounded ends apart, that must be doubtful
)
LARGE_PART_MIN = 60.0  # minutes, or half of a shorter statement, that must be doubtful
LEAST_OMITTED_MIN = 15.0  # minutes, shorter stays are forgotten by everybody
NEAR_STATEMENT_MIN = 60.0  # minutes, a statement about the same place this near is the same visit


def _contradicted(case: Case, answer: Answer) -> list[Discrepancy]:
    """Statements of a place that the other records exclude."""
    records, found = case.records, []
    told = case.rows[(records.source[case.rows] == INTERVIEW) & (records.place[case.rows] >= 0)]
    for row in told:
        candidate = case.candidates.places.position[case.places.place_id[records.place[row]]]
        first, last = _doubtful(case, answer, candidate, *_span(case, row))
        if first == last:
            continue
        against = _against(case, answer, candidate, first, last)
        if against is None:
            continue
        other, probability, evidence = against
        found.append(
            Discrepancy(
                "statement_contradicted",
                case.grid.time(first),
                case.grid.time(last),
                records.record_id[row],
                evidence,
                *wording.contradicted(case, int(row), other, probability, len(evidence)),
            )
        )
    return found


def _doubtful(case: Case, answer: Answer, candidate: int, first: int, last: int) -> tuple[int, int]:
    """The longest part of a statement in which its place is improbable; empty if that is rounding."""
    doubtful = decode.marginal_of(answer, candidate, first, last) < DOUBT
    edges = np.flatnonzero(np.diff(np.concatenate([[0], doubtful.astype(np.int8), [0]])))
    if not len(edges):
        return first, first
    longest = int(np.argmax(edges[1::2] - edges[::2])) * 2
    begin, end = first + int(edges[longest]), first + int(edges[longest + 1])
    per_min = 60 / case.grid.step_s
    rounding = min(ROUNDED_MIN * per_min, (last - first) / 4)
    core = min(end, last - rounding) - max(begin, first + rounding)
    least = min(LARGE_PART_MIN * per_min, (last - first) / 2)
    matters = core >= LEAST_CONTRADICTED_MIN * per_min and end - begin >= least
    return (begin, end) if matters else (first, first)


def _span(case: Case, row: int) -> tuple[int, int]:
    times = case.grid.step(np.stack([case.records.start[row], case.records.end[row]]))
    return int(times[0]), max(int(times[1]), int(times[0]) + 1)


def _against(
    case: Case, answer: Answer, claimed: int, first: int, last: int
) -> tuple[int, float, tuple[str, ...]] | None:
    """The best other answer for these steps, if records of its own carry it."""
    rivals = decode.rivals_of(answer, Run(claimed, first, last, 0.0), most=1)
    away = decode.marginal_of(answer, NOWHERE, first, last).mean()
    other, probability = rivals[0] if rivals else (NOWHERE, 0.0)
    if away > probability:
        other, probability = NOWHERE, float(away)
    inside = _inside(case, first, last)
    evidence = [row for row in inside if _excludes(case, int(row), claimed)]
    if not evidence or probability < LIKELY:
        return None
    return other, probability, tuple(case.records.record_id[row] for row in evidence)


def _inside(case: Case, first: int, last: int) -> Ints:
    step = case.grid.step(case.records.start[case.rows])
    told = case.records.source[case.rows] == INTERVIEW
    return np.asarray(case.rows[(step >= first) & (step < last) & ~told], dtype=np.int64)


def _excludes(case: Case, row: int, candidate: int) -> bool:
    """Whether one record can hardly have come from a candidate."""
    records, source = case.records, int(case.records.source[row])
    if source == BASE_STATION:
        sector = int(np.searchsorted(case.sector_row, records.base_station[row]))
        best = float(case.sector_place[sector].max())
        return bool(case.sector_place[sector, candidate] < 0.05 * best)
    if source == GPS:
        x_m, y_m = case.plane.to_metres(records.lon_deg[[row]], records.lat_deg[[row]])
        away_m = np.hypot(
            x_m[0] - case.candidates.x_m[candidate], y_m[0] - case.candidates.y_m[candidate]
        )
        return bool(away_m > 250.0 + case.candidates.places.radius_m[candidate])
    return int(records.place[row]) not in (-1, int(case.candidates.row[candidate]))


def _omitted(case: Case, answer: Answer, runs: list[Run]) -> list[Discrepancy]:
    """Sure stays with hard evidence that the interview does not mention though it covers the day."""
    records = case.records
    told = case.rows[records.source[case.rows] == INTERVIEW]
    if not len(told):
        return []
    spans = [_span(case, int(row)) for row in told]
    begin, end = min(s[0] for s in spans), max(s[1] for s in spans)
    home_work = (case.subject.home_place_id, case.subject.work_place_id)
    found = []
    for run in runs:
        if run.place == NOWHERE or run.probability < SURE or not begin <= run.first < end:
            continue
        place_id = case.candidates.places.place_id[run.place]
        minutes = (run.last - run.first) * case.grid.step_s / 60
        if minutes < LEAST_OMITTED_MIN or place_id in home_work:
            continue
        if _mentioned(case, told, spans, run):
            continue
        evidence = _hard_evidence(case, run)
        if evidence:
            found.append(
                Discrepancy(
                    "omitted_stay",
                    case.grid.time(run.first),
                    case.grid.time(run.last),
                    "",
                    evidence,
                    *wording.omitted(case, run, len(evidence)),
                )
            )
    return found


def _mentioned(case: Case, told: Ints, spans: list[tuple[int, int]], run: Run) -> bool:
    """Told of by its place, or for its greater part in words alone, which may mean any place."""
    near = NEAR_STATEMENT_MIN * 60 / case.grid.step_s
    by_place = any(
        case.records.place[row] == case.candidates.row[run.place]
        and first - near < run.last
        and run.first < last + near
        for row, (first, last) in zip(told, spans, strict=True)
    )
    in_words = any(
        case.records.place[row] < 0
        and 2 * (min(last, run.last) - max(first, run.first)) >= run.last - run.first
        for row, (first, last) in zip(told, spans, strict=True)
    )
    return by_place or in_words


def _hard_evidence(case: Case, run: Run) -> tuple[str, ...]:
    records = case.records
    inside = _inside(case, run.first, run.last)
    named = records.place[inside] == case.candidates.row[run.place]
    hard = np.isin(records.source[inside], HARD)
    fix = records.source[inside] == GPS
    near = np.array([not _excludes(case, int(r), run.place) for r in inside], dtype=np.bool_)
    carried = inside[hard & (named | (fix & near))]
    return tuple(records.record_id[row] for row in carried)


def _misplaced(case: Case, answer: Answer) -> list[Discrepancy]:
    """Records that name a place where, all else considered, the person was not."""
    records, found = case.records, []
    for k, row in enumerate(case.anchors.row):
        if records.source[row] == INTERVIEW:
            continue
        step, candidate = int(case.anchors.step[k]), int(case.anchors.place[k])
        margin = 10 * 60 // case.grid.step_s
        first, last = max(0, step - margin), min(case.grid.steps, step + margin + 1)
        marginal = decode.marginal_of(answer, candidate, first, last)
        if marginal.max() > 0.3 or (case.anchors.passing[k] and _under_way(answer, step)):
            continue
        found.append(
            Discrepancy(
                "record_conflict",
                case.grid.time(step),
                case.grid.time(step + 1),
                "",
                (records.record_id[row], *_disagreeing(case, first, last, candidate)),
                *wording.misplaced(case, int(row), answer, step),
            )
        )
    return found


def _under_way(answer: Answer, step: int) -> bool:
    return bool(answer.way[step] > 0.3)


def _disagreeing(case: Case, first: int, last: int, candidate: int) -> tuple[str, ...]:
    rows = [r for r in _inside(case, first, last) if _excludes(case, int(r), candidate)]
    return tuple(case.records.record_id[r] for r in rows)
