"""Everybody else of a bundle, and what each way of knowing about them says of a case's visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.contacts import (
    ground,
    haunts,
    household,
    logs,
    moment,
    named,
    near,
    overlap,
    presence,
    teaching,
    visits,
)
from dongseon.contacts.ground import Ground
from dongseon.contacts.haunts import Haunts
from dongseon.contacts.logs import Logs
from dongseon.contacts.meetings import Meeting, meeting_of
from dongseon.contacts.named import Named
from dongseon.contacts.presence import Whereabouts
from dongseon.contacts.visits import Visit
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.types import Itinerary
from dongseon.records.categories import are_of_kind
from dongseon.records.columns import Bools, Evidence, Floats

LINE_MIN = 15.0  # minutes together that the chance of a lasting contact is about
LEAST = 0.002  # chances of a meeting below this are nil
# How much likelier one whose log was handed over was where the case was; assumption
ASKED_FOR = 12.0
AROUND_MIN = 15.0  # minutes round a visit whose rows tell how busy the place was
NAMES_SHARE = 0.6  # of visitors leave a row that names the place; assumption
OUT_AND_ABOUT = 0.15  # share of all people who are visiting some place by day; assumption
STAY_MIN = 60.0  # minutes after which most visitors have changed; assumption

DAMPED = 0.6  # exponent: who names a place differs from place to place; assumption
MOST_BUSY = 10.0  # times the usual visitors, at most
OWN_MIN = 600.0  # minutes that a place of the case must have to count as its home or work


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The others of one search. P = labels of the records."""

    evidence: Evidence
    grid: Grid
    ground: Ground
    logs: Logs
    haunts: Haunts
    named: Named
    known: Mapping[str, Whereabouts]  # of persons with an itinerary, at the visited places
    residents: Mapping[str, int]  # registered persons whose home the case visited -> row of Places
    code: Mapping[str, int]  # label -> its code
    asked: Bools  # (P,) whose rows and log are to be weighed


def crowd_of(
    case_id: str,
    stays: Sequence[Visit],
    evidence: Evidence,
    grid: Grid,
    itineraries: Mapping[str, Itinerary],
    *,
    model: Model,
) -> Crowd:
    """Read everybody but the case, as far as the visits are concerned."""
    labels, persons = evidence.records.person.labels, evidence.persons
    laid = ground.ground_of(stays, evidence, model=model)
    read = logs.logs_of(evidence, grid, laid.plane, laid.sector, model=model)
    by_name = named.named_of(evidence, grid, model=model)
    code = labels.index(case_id) if case_id in labels else -1
    laid = teaching.taught(laid, read, by_name, stays, case=code, step_s=grid.step_s)
    home, work = _own(case_id, stays, evidence, grid)
    learned = haunts.learn(read, laid, home=_point(laid, home), work=_point(laid, work))
    haunts.register(learned, laid, persons, evidence.places, labels)
    living = household.residents(persons, evidence.places, {v.place for v in stays})
    known = {
        p: presence.of_itinerary(itinerary, step_s=grid.step_s, only=laid.place)
        for p, itinerary in itineraries.items()
        if p != case_id
    }
    asked = np.array([p != case_id and p not in known for p in labels], np.bool_)
    return Crowd(
        evidence,
        grid,
        laid,
        read,
        learned,
        by_name,
        known,
        {p: home for p, home in living.items() if p != case_id and p not in known},
        {label: row for row, label in enumerate(labels)},
        asked,
    )


def _point(laid: Ground, place: int) -> int:
    """The point of the ground that a place is, -1 for none."""
    at = int(np.searchsorted(laid.place, place))
    return at if at < len(laid.place) and laid.place[at] == place else -1


def _own(case_id: str, stays: Sequence[Visit], evidence: Evidence, grid: Grid) -> tuple[int, int]:
    """Home and work place of the case: as registered, or where it was longest. -1 = not known."""
    persons, places = evidence.persons, evidence.places
    total = np.zeros(len(places))
    for visit in stays:
        total[visit.place] += visit.series.sum() * grid.step_s / 60
    homes = are_of_kind(places.category, "home")
    row = persons.person_id.index(case_id) if case_id in persons.person_id else -1
    said = (persons.home_place_id[row], persons.work_place_id[row]) if row >= 0 else ("", "")
    own = []
    for registered, kind in zip(said, (homes, ~homes), strict=True):
        longest = np.where(kind, total, -1.0)
        best = int(np.argmax(longest)) if len(longest) else -1
        best = best if best >= 0 and longest[best] >= OWN_MIN else -1
        own.append(places.position.get(registered, best))
    return own[0], own[1]


def meetings_of(crowd: Crowd, stays: Sequence[Visit], *, least: float) -> list[tuple[str, Meeting]]:
    """All meetings on all visits with that chance, each by the grounds that make fifteen minutes likeliest."""
    found = []
    for visit in stays:
        found.extend(_on_visit(crowd, visit, max(least, LEAST)))
    return found


def _on_visit(crowd: Crowd, visit: Visit, least: float) -> list[tuple[str, Meeting]]:
    step_s, labels = crowd.grid.step_s, crowd.evidence.records.person.labels
    line = max(1, round(LINE_MIN * 60 / step_s))
    told, by_name = near.meetings_at(
        visit,
        moment.scene_of(
            visit,
            crowd.ground,
            crowd.grid,
            asked_for=haunts.reason(ASKED_FOR, crowd.haunts.logged),
            busy=_busy(crowd, visit),
        ),
        crowd.named,
        crowd.logs,
        crowd.haunts,
        point=_point(crowd.ground, visit.place),
        asked=crowd.asked,
        line=line,
        step_s=step_s,
    )
    best = {
        labels[code]: (told[code], "rows" if by_name[code] else "log")
        for code in np.flatnonzero(told[:, overlap.CHANCE] >= least)
    }
    for person_id, theirs in crowd.known.items():
        best[person_id] = visits.meeting_at(visit, theirs, line=line), "itinerary"
    for person_id, home in crowd.residents.items():
        if home == visit.place and person_id not in best:
            code = crowd.code.get(person_id, -1)
            best[person_id] = _by_register(crowd, visit, code, line), "register"
    return [
        (person_id, meeting_of(visit, said, grounds, step_s=step_s))
        for person_id, (said, grounds) in best.items()
        if said[overlap.CHANCE] >= least
    ]


def _busy(crowd: Crowd, visit: Visit) -> float:
    """How many times the usual visitors the rows that name the place tell of, one at least.

    Usual is what the phones heard at the time would bring there, each by its prior alone.
    """
    step_min, around = crowd.grid.step_s / 60, round(AROUND_MIN * 60 / crowd.grid.step_s)
    seen = named.count(crowd.named, visit.place, visit.first - around, visit.last + around)
    first_min, last_min = visit.first * step_min, visit.last * step_min
    phones = logs.count(crowd.logs, first_min - AROUND_MIN, last_min + AROUND_MIN)
    week = crowd.grid.hour[min(visit.first + len(visit.series) // 2, crowd.grid.steps - 1)]
    usual = crowd.ground.point_visitors[week, _point(crowd.ground, visit.place)] * OUT_AND_ABOUT
    expected = max(phones, 1) * usual * max(1.0, (last_min - first_min) / STAY_MIN)
    return float(np.clip((seen / NAMES_SHARE / max(expected, 1e-9)) ** DAMPED, 1.0, MOST_BUSY))


def _by_register(crowd: Crowd, visit: Visit, code: int, line: int) -> Floats:
    """What the register alone says of a night at home, as far as no row speaks of another place."""
    there, away = np.zeros(len(visit.series)), np.zeros(len(visit.series))
    if code >= 0:
        named.around(crowd.named, code, visit.place, visit.first, there, away)
    return household.night_at(visit, crowd.grid, away, line=line)
