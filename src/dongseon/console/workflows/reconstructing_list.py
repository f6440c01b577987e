"""Lists around itineraries: which cases have one, what was referred to the legal officer, the gazetteer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon import records
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing import actions, gazetteer, queries
from dongseon.console.tracing.types import Running, TraceUnknown
from dongseon.console.workflows import reconstructing_page
from dongseon.errors import InvalidInput
from dongseon.records.columns import Reject

MOST_REJECTS = 20  # rows of a gazetteer that are named; the others are counted
Waiting = tuple[int, datetime | None]


@dataclass(frozen=True, slots=True)
class ItineraryRow:
    """A case with an itinerary, as the list shows it: counts, and no place."""

    case: CaseRow
    state: Running
    version: int
    changed_at: datetime
    questions: int
    answered: int

    @property
    def open_questions(self) -> int:
        """Questions that nobody has asked again yet."""
        return max(0, self.questions - self.answered)


@dataclass(frozen=True, slots=True)
class Referral:
    """A question that was referred, with what it is about."""

    case: CaseRow
    key: str
    at: datetime
    explanation: str
    note: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a gazetteer."""

    places: int
    stations: int
    rejects: tuple[Reject, ...]
    more_rejects: int


def itineraries(*, by: Actor) -> tuple[ItineraryRow, ...]:
    """Cases of the officer's area that have or wait for an itinerary, open questions first."""
    counts = queries.counts()
    rows = cases.cases(list(counts), area=by.area)
    found = [ItineraryRow(rows[case_id], *counts[case_id]) for case_id in counts if case_id in rows]
    return tuple(
        sorted(found, key=lambda one: (one.open_questions == 0, -one.changed_at.timestamp()))
    )


def waiting(by: Actor, now: datetime) -> Waiting:
    """Itineraries with questions that nobody has asked again, and since when the oldest waits."""
    open_ones = [row for row in itineraries(by=by) if row.open_questions]
    return len(open_ones), min((row.changed_at for row in open_ones), default=None)


def referrals_waiting(by: Actor, now: datetime) -> Waiting:
    """Statements that wait for the legal officer."""
    waiting_ones = queries.referred()
    seen = cases.cases({case_id for case_id, _, _ in waiting_ones}, area=by.area)
    since = [at for case_id, _, at in waiting_ones if case_id in seen]
    return len(since), min(since, default=None)


def referrals(*, by: Actor, now: datetime, language: str) -> tuple[Referral, ...]:
    """What waits for the legal officer of an area, the oldest first. Each case opened is a look."""
    found = []
    rows = cases.cases({case_id for case_id, _, _ in queries.referred()}, area=by.area)
    for case_id, key, at in queries.referred():
        if case_id not in rows:
            continue
        bench = reconstructing_page.show(by=by, now=now, case_id=case_id)
        for one in bench.asked:
            if one.key == key:
                told = one.discrepancy
                said = told.explanation_ko if language == "ko" else told.explanation
                found.append(Referral(rows[case_id], key, at, said, one.note))
    if not found:  # the list was looked at, though nobody was on it
        audit.look(by=by, now=now, act="tracing.see_referrals", subjects=[], fields=[])
    return tuple(found)


def decide_referral(*, by: Actor, now: datetime, case_id: UUID, key: str, decided: str) -> None:
    """Decide about a statement that was referred. Raises CaseUnknown, Overtaken."""
    cases.case(case_id, area=by.area)
    if investigations.of_case(case_id) is None:
        raise TraceUnknown(case_id)
    actions.decide_referral(by=by, now=now, case_id=case_id, key=key, decided=decided)


def gazetteer_counts() -> tuple[int, int]:
    """How many places and base stations are known."""
    return gazetteer.count()


def bring_gazetteer(
    *, by: Actor, now: datetime, places: bytes | None, stations: bytes | None
) -> Brought:
    """Take `places.csv` and `base_stations.csv` in. Raises InvalidInput for a file that is neither."""
    found_places, found_stations, rejects = records.read_gazetteer(places, stations)
    count = gazetteer.bring(by=by, now=now, places=found_places, stations=found_stations)
    if not any(count):
        raise InvalidInput("no usable row in it")
    return Brought(*count, rejects[:MOST_REJECTS], max(0, len(rejects) - MOST_REJECTS))
