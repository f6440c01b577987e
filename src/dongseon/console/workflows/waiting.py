"""How much waits of each kind of work, and since when: the queries behind `work_lists.LISTS`."""

from collections.abc import Callable, Iterable
from datetime import datetime

from dongseon.console.access import people
from dongseon.console.audit.types import Actor
from dongseon.console.calls import queries as calls
from dongseon.console.cases import listing
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Classification
from dongseon.console.intake import queries as intake
from dongseon.console.intake.types import State
from dongseon.console.investigations import asked, signing_keys
from dongseon.console.investigations import queries as investigations
from dongseon.console.investigations.rules import Signer
from dongseon.console.isolation import lists as isolation
from dongseon.console.isolation import rules as isolation_rules
from dongseon.console.isolation import watching
from dongseon.console.laboratory import inbox
from dongseon.console.laboratory import listing as specimens
from dongseon.console.laboratory.types import Work
from dongseon.console.messages import queries as messages
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.programs import queries as programs
from dongseon.console.roster import queries as roster
from dongseon.console.screening import queries as screening
from dongseon.console.screening import rosters
from dongseon.console.workflows import (
    bed_board,
    daily_report,
    reporting,
)
from dongseon.console.workflows.bed_board import Need

UNFINISHED = (State.UPLOADED, State.CHECKED, State.RUNNING)
Waiting = tuple[int, datetime | None]  # how many; since when the oldest waits
Query = Callable[[Actor, datetime], Waiting]


def cases_at(classification: Classification) -> Query:
    """Open cases that stand at a classification."""
    return lambda by, now: listing.waiting(by.area, classification)


def transfers(by: Actor, now: datetime) -> Waiting:
    """Cases that another area offers."""
    return cases.offers_waiting(by.area)


def pairs(by: Actor, now: datetime) -> Waiting:
    """Pairs of cases that may be of one person."""
    return cases.pairs_waiting(by.area)


def calls_to_make(by: Actor, now: datetime) -> Waiting:
    """Calls that nobody has made."""
    return calls.waiting(by.area, now)


def needing(need: Need) -> Query:
    """Cases that need something of the board of beds."""
    return lambda by, now: bed_board.waiting(by.area, need)


def signs(by: Actor, now: datetime) -> Waiting:
    """Patients whose vital signs are late."""
    return bed_board.late_waiting(by.area, now)


def reports_to_issue(by: Actor, now: datetime) -> Waiting:
    """Daily reports that are not issued."""
    return daily_report.waiting(now)


def unsent(by: Actor, now: datetime) -> Waiting:
    """Messages that could not be handed over."""
    return messages.unsent_waiting(by.area)


def imports(by: Actor, now: datetime) -> Waiting:
    """The officer's own imports that are not done."""
    mine = () if by.officer_id is None else intake.recent(by.officer_id)
    return _sum(row.uploaded_at for row in mine if row.state in UNFINISHED)


def screening_queue(by: Actor, now: datetime) -> Waiting:
    """People who wait at a screening site."""
    return screening.queue_waiting(by.area)


def screening_groups(by: Actor, now: datetime) -> Waiting:
    """High-risk groups whose round of tests is due."""
    today = reporting.local_day(now)
    rule = policy.rule(kinds.GROUP_TESTING, today).value
    return rosters.due_waiting(by.area, rule=rule, today=today)


def screening_bookings(by: Actor, now: datetime) -> Waiting:
    """Today's bookings."""
    return screening.bookings_waiting(by.area, reporting.local_day(now))


def hand_overs(by: Actor, now: datetime) -> Waiting:
    """What another shift has given and nobody has taken."""
    mine = () if by.officer_id is None else roster.shifts_of(by.officer_id, now)
    ids = tuple(shift.id for shift in mine)
    given = roster.handovers(ids)
    return _sum(one.given_at for one in given if one.taking in ids and one.taken_at is None)


def proposals(by: Actor, now: datetime) -> Waiting:
    """Rules that somebody else proposed."""
    others = (one for one in policy.open_proposals() if one.proposed_by != by.officer_id)
    return _sum(one.proposed_at for one in others)


def confirmations(by: Actor, now: datetime) -> Waiting:
    """Roles and phones that somebody else proposed."""
    asked = [(one.proposed_by, one.officer_id) for one in people.waiting_assignments(now)]
    asked += [(one.proposed_by, one.officer_id) for one in people.waiting_resets()]
    return sum(by.officer_id not in concerned for concerned in asked), None


def programs_to_confirm(by: Actor, now: datetime) -> Waiting:
    """Tokens of programs that somebody else gave out."""
    waiting = programs.waiting(area=by.area, now=now)
    return _sum(one.issued_at for one in waiting if one.issued_by != by.officer_id)


def not_interviewed(by: Actor, now: datetime) -> Waiting:
    """Investigations without an interview."""
    return investigations.waiting(by.area)


def to_sign(by: Actor, now: datetime) -> Waiting:
    """Data requests that the officer drafted and must sign."""
    return asked.waiting_for(by.officer_id, Signer.REQUESTER)


def to_approve(by: Actor, now: datetime) -> Waiting:
    """Data requests that wait for this officer to approve."""
    return asked.waiting_for(by.officer_id, Signer.APPROVER)


def tapes(by: Actor, now: datetime) -> Waiting:
    """Recordings to be watched."""
    return investigations.tapes_waiting(by.area)


def keys_to_enrol(by: Actor, now: datetime) -> Waiting:
    """Signing keys to be enrolled."""
    return signing_keys.waiting()


def objections(by: Actor, now: datetime) -> Waiting:
    """Objections to be answered."""
    return asked.objections_waiting()


def isolation_due(by: Actor, now: datetime) -> Waiting:
    """People under an order who are to be called today."""
    if by.officer_id is None:
        return 0, None
    whose = watching.stands_in_for(by.officer_id, isolation_rules.local_day(now))
    return isolation.due_waiting(whose, area=by.area, now=now)


def within(query: Callable[[str], Waiting]) -> Query:
    """A query over an area, as one over an officer."""
    return lambda by, now: query(by.area)


def specimens_for(kind: Work) -> Query:
    """Specimens that wait for one kind of work."""
    return lambda by, now: specimens.waiting(by.area, kind)


def reports(by: Actor, now: datetime) -> Waiting:
    """Reports of laboratories that match nothing."""
    return inbox.how_many(by.area)


def _sum(since: Iterable[datetime]) -> Waiting:
    moments = sorted(since)
    return len(moments), moments[0] if moments else None
