"""Stays that the interview does not mention though it covers the day."""

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.itinerary.discrepancies import visits as visit_of
from dongseon.itinerary.discrepancies.conflicts import Doubt, log_odds, speaking_rows
from dongseon.itinerary.discrepancies.matter import NOBODY_SAID, Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told, Visit


def omitted(
    scale: Scale, told: Told, visits: list[Visit], doubts: dict[int, Doubt]
) -> list[Matter]:
    """Visits that records name and the interview, though it covers the day, does not."""
    case, found = scale.case, []
    spoken = visit_of.in_words(case, told, visits)
    for k, visit in enumerate(visits):
        sure = [r for r in visit.rows if doubts[r].nats < case.model.asking.ask_nats]
        middle = (visit.first + visit.last) // 2
        if not sure or k in spoken or not told.covers(case, middle):
            continue
        if (
            visit_of.is_own(case, visit.place)
            or visit_of.named_near(case, told, visit)
            or _brief(case, visit)
        ):
            continue
        statement = _told_instead(told, visit)
        found.append(
            Matter(
                "omitted_stay",
                visit.first,
                visit.last,
                -min(doubts[r].nats for r in sure),
                statement=int(told.rows[statement]) if statement >= 0 else NOBODY_SAID,
                rows=tuple(sure),
                claimed=int(told.place[statement]) if statement >= 0 else NOWHERE,
                other=visit.place,
            )
        )
    return found


def _brief(case: Case, visit: Visit) -> bool:
    """A stop that nobody thinks of: short as claimed, and short by the habit of the trade."""
    minutes = (visit.last - visit.first) * case.grid.step_s / 60
    usual = case.model.habit(case.candidates.places.category[visit.place]).stay_min
    return max(minutes, usual) < case.model.asking.least_omitted_min


def _told_instead(told: Told, visit: Visit) -> int:
    """The statement of another place that covers most of a visit; -1 = none."""
    shared = np.minimum(told.last, visit.last) - np.maximum(told.first, visit.first)
    shared = np.where((told.place >= 0) & (told.place != visit.place), shared, 0)
    if not len(shared) or shared.max() * 2 < visit.last - visit.first:
        return -1
    shortest = np.where(shared * 2 >= visit.last - visit.first, told.last - told.first, 1 << 30)
    return int(np.argmin(shortest))


def unspoken(scale: Scale, told: Told, runs: list[Run]) -> list[Matter]:
    """Stays away from home and work in hours of which the interview says nothing."""
    case, found = scale.case, []
    position, own = case.candidates.places.position, case.subject
    usual = [position.get(p, NOWHERE) for p in (own.home_place_id, own.work_place_id)]
    usual = [p for p in usual if p != NOWHERE]
    for run in runs:
        if not usual or not _is_outing(case, told, run) or _is_told(case, told, run):
            continue
        hearing = scale.without(run.first, run.last)
        nats = log_odds(case.model.asking.odd_unspoken)
        nats += min(hearing.against(p, run.first, run.last) for p in usual)
        if nats < case.model.asking.ask_statement_nats:
            continue
        rows = speaking_rows(scale, usual[0], run.first, run.last)
        found.append(Matter("omitted_stay", run.first, run.last, nats, rows=rows, other=run.place))
    return found


def _is_outing(case: Case, told: Told, run: Run) -> bool:
    """A stay of some length, but no day's work, away from the places of the daily round."""
    minutes = (run.last - run.first) * case.grid.step_s / 60
    least, most = case.model.asking.outing_min
    if run.place == NOWHERE or not least <= minutes <= most:
        return False
    if case.candidates.places.category[run.place] in (*visit_of.WORKED_AT, "home"):
        return False  # a usual day, told or not
    return not visit_of.on_daily_round(case, told, run.place)


def _is_told(case: Case, told: Told, run: Run) -> bool:
    """Whether the interview speaks of these hours or the place, or does not cover them."""
    if not told.covers(case, (run.first + run.last) // 2):
        return True
    shared = np.minimum(told.last, run.last) - np.maximum(told.first, run.first)
    if 2 * np.maximum(shared, 0).sum() > run.last - run.first:
        return True
    margin = case.model.asking.mention_words_min * 60 / case.grid.step_s
    near = (told.first - margin < run.last) & (run.first < told.last + margin)
    # words alone may be of any place: the phone that shows this one cannot tell it from its neighbours
    return bool((near & ((told.place == run.place) | (told.place < 0))).any())
