"""What waits for whom: the lists that make up the first screen of each role.

A context that has work waiting offers a query `waiting(…) -> (how many, since when)` and gets a line in
`LISTS`. Lists count; they never name anybody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.access.roles import Role
from dongseon.console.audit.types import Actor
from dongseon.console.cases.rules import Classification
from dongseon.console.isolation import lists as isolation
from dongseon.console.isolation import watching
from dongseon.console.laboratory.types import Work
from dongseon.console.publishing import queries as publishing
from dongseon.console.workflows import (
    linking_page,
    reconstructing_list,
    waiting,
)
from dongseon.console.workflows.bed_board import Need
from dongseon.console.workflows.waiting import Query

DAY, SHIFT, HOUR = timedelta(days=1), timedelta(hours=8), timedelta(hours=1)
SHIFT_WORK = frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.PRESS}
CARE = frozenset({Role.TRIAGE})
AT_HOME = frozenset({Role.CASE_OFFICER})  # who watches over people under an order


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


# The times after which work is late are assumptions: a shift, a day, three days.
LISTS: tuple[WorkList, ...] = (
    WorkList("hand_overs", _("Hand-overs to take over"), SHIFT_WORK, waiting.hand_overs, SHIFT),
    WorkList(
        "calls",
        _("Calls to make"),
        frozenset({Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE}),
        waiting.calls_to_make,
        HOUR,
    ),
    WorkList(
        "isolation_due",
        _("People at home to call"),
        AT_HOME,
        waiting.isolation_due,
        timedelta(hours=4),
    ),
    WorkList(
        "isolation_unassigned",
        _("People at home without a case officer"),
        AT_HOME,
        waiting.within(isolation.unassigned),
        DAY,
    ),
    WorkList(
        "isolation_signals",
        _("Signals of leaving, and lost ones"),
        AT_HOME,
        waiting.within(watching.breaches_waiting),
        timedelta(hours=1),
    ),
    WorkList(
        "isolation_needs",
        _("Needs of people at home"),
        AT_HOME,
        waiting.within(watching.needs_waiting),
        DAY,
    ),
    WorkList(
        "isolation_offers",
        _("People offered to us"),
        AT_HOME,
        waiting.within(watching.offers_waiting),
        DAY,
    ),
    WorkList(
        "isolation_objections",
        _("Objections to orders"),
        AT_HOME | {Role.INVESTIGATOR},
        waiting.within(watching.complaints_waiting),
        3 * DAY,
    ),
    WorkList("triage", _("Need triage"), CARE, waiting.needing(Need.TRIAGE), HOUR),
    WorkList("beds", _("Need a bed"), CARE, waiting.needing(Need.BED), DAY),
    WorkList("signs", _("Late with vital signs"), CARE, waiting.signs, 6 * HOUR),
    WorkList(
        "daily_report",
        _("Daily report to issue"),
        frozenset({Role.EPIDEMIOLOGIST}),
        waiting.reports_to_issue,
        10 * HOUR,
    ),
    WorkList(
        "unsent",
        _("Messages that need somebody"),
        frozenset({Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE}),
        waiting.unsent,
        DAY,
    ),
    WorkList(
        "screening_queue",
        _("Waiting for a swab"),
        frozenset({Role.NURSE, Role.PORT}),
        waiting.screening_queue,
        HOUR,
    ),
    WorkList(
        "screening_bookings",
        _("Booked for a test, not come yet"),
        frozenset({Role.NURSE, Role.PORT}),
        waiting.screening_bookings,
    ),
    WorkList(
        "screening_groups",
        _("Groups due for a round of tests"),
        frozenset({Role.NURSE, Role.INVESTIGATOR}),
        waiting.screening_groups,
        3 * DAY,
    ),
    WorkList(
        "under_investigation",
        _("Cases under investigation"),
        frozenset({Role.INVESTIGATOR, Role.PORT}),
        waiting.cases_at(Classification.UNDER_INVESTIGATION),
        DAY,
    ),
    WorkList(
        "suspected",
        _("Suspected cases"),
        frozenset({Role.NURSE, Role.LABORATORY, Role.INVESTIGATOR, Role.PORT}),
        waiting.cases_at(Classification.SUSPECTED),
        DAY,
    ),
    WorkList(
        "confirmed",
        _("Confirmed cases, open"),
        frozenset({Role.TRIAGE, Role.CASE_OFFICER, Role.INVESTIGATOR, Role.EPIDEMIOLOGIST}),
        waiting.cases_at(Classification.CONFIRMED),
    ),
    WorkList(
        "transfers",
        _("Cases offered to us"),
        frozenset({Role.INVESTIGATOR}),
        waiting.transfers,
        DAY,
    ),
    WorkList(
        "not_interviewed",
        _("Cases that nobody has interviewed"),
        frozenset({Role.INVESTIGATOR}),
        waiting.not_interviewed,
        HOUR,
    ),
    WorkList(
        "to_sign", _("Requests to sign"), frozenset({Role.INVESTIGATOR}), waiting.to_sign, HOUR
    ),
    WorkList(
        "to_approve", _("Requests to approve"), frozenset({Role.APPROVER}), waiting.to_approve, HOUR
    ),
    WorkList(
        "tapes", _("Recordings to be watched"), frozenset({Role.INVESTIGATOR}), waiting.tapes, DAY
    ),
    WorkList(
        "signing_keys",
        _("Keys that wait for their organisation"),
        frozenset({Role.ADMINISTRATOR}),
        waiting.keys_to_enrol,
        DAY,
    ),
    WorkList("objections", _("Objections"), frozenset({Role.AUDITOR}), waiting.objections, 7 * DAY),
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
        waiting.specimens_for(Work.TO_SEND),
        SHIFT,
    ),
    WorkList(
        "lab_to_test",
        _("Specimens to be tested"),
        frozenset({Role.LABORATORY}),
        waiting.specimens_for(Work.TO_TEST),
        SHIFT,
    ),
    WorkList(
        "lab_to_verify",
        _("Results to be verified"),
        frozenset({Role.LABORATORY}),
        waiting.specimens_for(Work.TO_VERIFY),
        timedelta(hours=1),
    ),
    WorkList(
        "lab_held",
        _("Results kept back"),
        frozenset({Role.LABORATORY}),
        waiting.specimens_for(Work.HELD),
        SHIFT,
    ),
    WorkList(
        "lab_inbox",
        _("Reports without a specimen"),
        frozenset({Role.LABORATORY}),
        waiting.reports,
        timedelta(hours=1),
    ),
    WorkList(
        "lab_again",
        _("People who need a new swab"),
        frozenset({Role.NURSE, Role.PORT}),
        waiting.specimens_for(Work.AGAIN),
        DAY,
    ),
    WorkList(
        "pairs", _("Possible duplicates"), frozenset({Role.INVESTIGATOR}), waiting.pairs, 3 * DAY
    ),
    WorkList(
        "imports",
        _("My unfinished imports"),
        frozenset({Role.INVESTIGATOR, Role.CASE_OFFICER}),
        waiting.imports,
        DAY,
    ),
    WorkList(
        "proposals",
        _("Rules that wait for a second person"),
        frozenset({Role.EPIDEMIOLOGIST, Role.APPROVER}),
        waiting.proposals,
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
        waiting.confirmations,
    ),
    WorkList(
        "programs",
        _("Tokens of programs to be confirmed"),
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
        waiting.programs_to_confirm,
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
