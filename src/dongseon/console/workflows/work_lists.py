"""What waits for whom: the lists that make up the first screen of each role.

A context that has work waiting offers a query `waiting(…) -> (how many, since when)` and gets a line in
`LISTS`. Lists count; they never name anybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import people
from dongseon.console.access.roles import Role
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
from dongseon.console.publishing import queries as publishing
from dongseon.console.roster import queries as roster
from dongseon.console.screening import queries as screening
from dongseon.console.screening import rosters
from dongseon.console.workflows import (
    bed_board,
    daily_report,
    linking_page,
    reconstructing_list,
    reporting,
)
from dongseon.console.workflows.bed_board import Need

DAY, SHIFT, HOUR = timedelta(days=1), timedelta(hours=8), timedelta(hours=1)
UNFINISHED = (State.UPLOADED, State.CHECKED, State.RUNNING)
SHIFT_WORK = frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.PRESS}
CARE = frozenset({Role.TRIAGE})
AT_HOME = frozenset({Role.CASE_OFFICER})  # who watches over people under an order
Waiting = tuple[int, datetime | None]  # how many; since when the oldest waits
Query = Callable[[Actor, datetime], Waiting]


@dataclass(frozen=True, slots=True)
class WorkList:
    """One kind of work."""

    key: str  # where it is done: desk.home.addresses
    name: str | Promise
    roles: frozenset[Role]  # whose first screen shows it
    query: Query
    due: timedelta | None = None  # waiting longer than this is late


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much of one kind of work waits for somebody."""

    key: str
    name: str
    count: int
    oldest_at: datetime | None
    late: bool


def _cases(classification: Classification) -> Query:
    return lambda by, now: listing.waiting(by.area, classification)


def _transfers(by: Actor, now: datetime) -> Waiting:
    return cases.offers_waiting(by.area)


def _pairs(by: Actor, now: datetime) -> Waiting:
    return cases.pairs_waiting(by.area)


def _calls(by: Actor, now: datetime) -> Waiting:
    return calls.waiting(by.area, now)


def _needing(need: Need) -> Query:
    return lambda by, now: bed_board.waiting(by.area, need)


def _signs(by: Actor, now: datetime) -> Waiting:
    return bed_board.late_waiting(by.area, now)


def _daily_report(by: Actor, now: datetime) -> Waiting:
    return daily_report.waiting(now)


def _unsent(by: Actor, now: datetime) -> Waiting:
    return messages.unsent_waiting(by.area)


def _imports(by: Actor, now: datetime) -> Waiting:
    mine = () if by.officer_id is None else intake.recent(by.officer_id)
    return _sum(row.uploaded_at for row in mine if row.state in UNFINISHED)


def _screening_queue(by: Actor, now: datetime) -> Waiting:
    return screening.queue_waiting(by.area)


def _screening_groups(by: Actor, now: datetime) -> Waiting:
    today = reporting.local_day(now)
    rule = policy.rule(kinds.GROUP_TESTING, today).value
    return rosters.due_waiting(by.area, rule=rule, today=today)


def _screening_bookings(by: Actor, now: datetime) -> Waiting:
    return screening.bookings_waiting(by.area, reporting.local_day(now))


def _hand_overs(by: Actor, now: datetime) -> Waiting:
    mine = () if by.officer_id is None else roster.shifts_of(by.officer_id, now)
    ids = tuple(shift.id for shift in mine)
    given = roster.handovers(ids)
    return _sum(one.given_at for one in given if one.taking in ids and one.taken_at is None)


def _proposals(by: Actor, now: datetime) -> Waiting:
    others = (one for one in policy.open_proposals() if one.proposed_by != by.officer_id)
    return _sum(one.proposed_at for one in others)


def _confirmations(by: Actor, now: datetime) -> Waiting:
    asked = [(one.proposed_by, one.officer_id) for one in people.waiting_assignments(now)]
    asked += [(one.proposed_by, one.officer_id) for one in people.waiting_resets()]
    return sum(by.officer_id not in concerned for concerned in asked), None


def _programs(by: Actor, now: datetime) -> Waiting:
    waiting = programs.waiting(area=by.area, now=now)
    return _sum(one.issued_at for one in waiting if one.issued_by != by.officer_id)


def _not_interviewed(by: Actor, now: datetime) -> Waiting:
    return investigations.waiting(by.area)


def _to_sign(by: Actor, now: datetime) -> Waiting:
    return asked.waiting_for(by.officer_id, Signer.REQUESTER)


def _to_approve(by: Actor, now: datetime) -> Waiting:
    return asked.waiting_for(by.officer_id, Signer.APPROVER)


def _tapes(by: Actor, now: datetime) -> Waiting:
    return investigations.tapes_waiting(by.area)


def _signing_keys(by: Actor, now: datetime) -> Waiting:
    return signing_keys.waiting()


def _objections(by: Actor, now: datetime) -> Waiting:
    return asked.objections_waiting()


def _isolation_due(by: Actor, now: datetime) -> Waiting:
    if by.officer_id is None:
        return 0, None
    whose = watching.stands_in_for(by.officer_id, isolation_rules.local_day(now))
    return isolation.due_waiting(whose, area=by.area, now=now)


def _within(query: Callable[[str], Waiting]) -> Query:
    return lambda by, now: query(by.area)


def _sum(since: Iterable[datetime]) -> Waiting:
    moments = sorted(since)
    return len(moments), moments[0] if moments else None


# The times after which work is late are assumptions: a shift, a day, three days.
def _specimens(kind: Work) -> Query:
    return lambda by, now: specimens.waiting(by.area, kind)


def _reports(by: Actor, now: datetime) -> Waiting:
    return inbox.how_many(by.area)


LISTS: tuple[WorkList, ...] = (
    WorkList("hand_overs", _("Hand-overs to take over"), SHIFT_WORK, _hand_overs, SHIFT),
    WorkList(
        "calls",
        _("Calls to make"),
        frozenset({Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE}),
        _calls,
        HOUR,
    ),
    WorkList(
        "isolation_due", _("People at home to call"), AT_HOME, _isolation_due, timedelta(hours=4)
    ),
    WorkList(
        "isolation_unassigned",
        _("People at home without a case officer"),
        AT_HOME,
        _within(isolation.unassigned),
        DAY,
    ),
    WorkList(
        "isolation_signals",
        _("Signals of leaving, and lost ones"),
        AT_HOME,
        _within(watching.breaches_waiting),
        timedelta(hours=1),
    ),
    WorkList(
        "isolation_needs",
        _("Needs of people at home"),
        AT_HOME,
        _within(watching.needs_waiting),
        DAY,
    ),
    WorkList(
        "isolation_offers",
        _("People offered to us"),
        AT_HOME,
        _within(watching.offers_waiting),
        DAY,
    ),
    WorkList(
        "isolation_objections",
        _("Objections to orders"),
        AT_HOME | {Role.INVESTIGATOR},
        _within(watching.complaints_waiting),
        3 * DAY,
    ),
    WorkList("triage", _("Need triage"), CARE, _needing(Need.TRIAGE), HOUR),
    WorkList("beds", _("Need a bed"), CARE, _needing(Need.BED), DAY),
    WorkList("signs", _("Late with vital signs"), CARE, _signs, 6 * HOUR),
    WorkList(
        "daily_report",
        _("Daily report to issue"),
        frozenset({Role.EPIDEMIOLOGIST}),
        _daily_report,
        10 * HOUR,
    ),
    WorkList(
        "unsent",
        _("Messages that need somebody"),
        frozenset({Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE}),
        _unsent,
        DAY,
    ),
    WorkList(
        "screening_queue",
        _("Waiting for a swab"),
        frozenset({Role.NURSE, Role.PORT}),
        _screening_queue,
        HOUR,
    ),
    WorkList(
        "screening_bookings",
        _("Booked for a test, not come yet"),
        frozenset({Role.NURSE, Role.PORT}),
        _screening_bookings,
    ),
    WorkList(
        "screening_groups",
        _("Groups due for a round of tests"),
        frozenset({Role.NURSE, Role.INVESTIGATOR}),
        _screening_groups,
        3 * DAY,
    ),
    WorkList(
        "under_investigation",
        _("Cases under investigation"),
        frozenset({Role.INVESTIGATOR, Role.PORT}),
        _cases(Classification.UNDER_INVESTIGATION),
        DAY,
    ),
    WorkList(
        "suspected",
        _("Suspected cases"),
        frozenset({Role.NURSE, Role.LABORATORY, Role.INVESTIGATOR, Role.PORT}),
        _cases(Classification.SUSPECTED),
        DAY,
    ),
    WorkList(
        "confirmed",
        _("Confirmed cases, open"),
        frozenset({Role.TRIAGE, Role.CASE_OFFICER, Role.INVESTIGATOR, Role.EPIDEMIOLOGIST}),
        _cases(Classification.CONFIRMED),
    ),
    WorkList(
        "transfers", _("Cases offered to us"), frozenset({Role.INVESTIGATOR}), _transfers, DAY
    ),
    WorkList(
        "not_interviewed",
        _("Cases that nobody has interviewed"),
        frozenset({Role.INVESTIGATOR}),
        _not_interviewed,
        HOUR,
    ),
    WorkList("to_sign", _("Requests to sign"), frozenset({Role.INVESTIGATOR}), _to_sign, HOUR),
    WorkList("to_approve", _("Requests to approve"), frozenset({Role.APPROVER}), _to_approve, HOUR),
    WorkList("tapes", _("Recordings to be watched"), frozenset({Role.INVESTIGATOR}), _tapes, DAY),
    WorkList(
        "signing_keys",
        _("Keys that wait for their organisation"),
        frozenset({Role.ADMINISTRATOR}),
        _signing_keys,
        DAY,
    ),
    WorkList("objections", _("Objections"), frozenset({Role.AUDITOR}), _objections, 7 * DAY),
    WorkList(
        "ask_again",
        _("Itineraries with questions to ask again"),
        frozenset({Role.INVESTIGATOR}),
        reconstructing_list.waiting,
        DAY,
    ),
    WorkList(
        "clusters",
        _("Places shared by several cases, to be decided"),
        frozenset({Role.INVESTIGATOR}),
        linking_page.waiting,
        DAY,
    ),
    WorkList(
        "referred",
        _("Statements referred to the legal officer"),
        frozenset({Role.APPROVER}),
        reconstructing_list.referrals_waiting,
        3 * DAY,
    ),
    WorkList(
        "lab_to_send",
        _("Specimens to be sent"),
        frozenset({Role.NURSE, Role.PORT}),
        _specimens(Work.TO_SEND),
        SHIFT,
    ),
    WorkList(
        "lab_to_test",
        _("Specimens to be tested"),
        frozenset({Role.LABORATORY}),
        _specimens(Work.TO_TEST),
        SHIFT,
    ),
    WorkList(
        "lab_to_verify",
        _("Results to be verified"),
        frozenset({Role.LABORATORY}),
        _specimens(Work.TO_VERIFY),
        timedelta(hours=1),
    ),
    WorkList(
        "lab_held",
        _("Results kept back"),
        frozenset({Role.LABORATORY}),
        _specimens(Work.HELD),
        SHIFT,
    ),
    WorkList(
        "lab_inbox",
        _("Reports without a specimen"),
        frozenset({Role.LABORATORY}),
        _reports,
        timedelta(hours=1),
    ),
    WorkList(
        "lab_again",
        _("People who need a new swab"),
        frozenset({Role.NURSE, Role.PORT}),
        _specimens(Work.AGAIN),
        DAY,
    ),
    WorkList("pairs", _("Possible duplicates"), frozenset({Role.INVESTIGATOR}), _pairs, 3 * DAY),
    WorkList(
        "imports",
        _("My unfinished imports"),
        frozenset({Role.INVESTIGATOR, Role.CASE_OFFICER}),
        _imports,
        DAY,
    ),
    WorkList(
        "proposals",
        _("Rules that wait for a second person"),
        frozenset({Role.EPIDEMIOLOGIST, Role.APPROVER}),
        _proposals,
        3 * DAY,
    ),
    WorkList(
        "publishing_sites",
        _("Owners of places to be told"),
        frozenset({Role.PRESS}),
        lambda by, _now: publishing.sites_waiting(by.area),
        DAY,
    ),
    WorkList(
        "publishing_drafts",
        _("Releases that wait for a second person"),
        frozenset({Role.PRESS, Role.EPIDEMIOLOGIST}),
        lambda _by, _now: publishing.drafts_waiting(),
        HOUR,
    ),
    WorkList(
        "confirmations",
        _("Roles and phones to be confirmed"),
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
        _confirmations,
    ),
    WorkList(
        "programs",
        _("Tokens of programs to be confirmed"),
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
        _programs,
        DAY,
    ),
)


def backlogs(*, by: Actor, now: datetime) -> tuple[Backlog, ...]:
    """All work that the actor's role is there for, in the order of `LISTS`; what is late comes first."""
    found = [_backlog(work, by, now) for work in LISTS if by.role in work.roles]
    return tuple(sorted(found, key=lambda backlog: not backlog.late))


def _backlog(work: WorkList, by: Actor, now: datetime) -> Backlog:
    count, oldest_at = work.query(by, now)
    late = bool(work.due and oldest_at and now - oldest_at > work.due)
    return Backlog(work.key, str(work.name), count, oldest_at, late)
