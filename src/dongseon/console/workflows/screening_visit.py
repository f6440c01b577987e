"""A visit with who it is: its page, the questionnaire judged by the rules of the day, the swab."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.access import queries as access
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import actions as laboratory
from dongseon.console.laboratory import codes
from dongseon.console.laboratory import queries as specimens
from dongseon.console.laboratory.rules import Reason
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CASE_DEFINITION, TESTING
from dongseon.console.policy.types import Rule
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry import types as persons
from dongseon.console.registry.types import DataClass, Identity
from dongseon.console.screening import actions, criteria, queries
from dongseon.console.screening.actions import Rested
from dongseon.console.screening.criteria import Answered, Ground, Judged
from dongseon.console.screening.rules import BookingReason
from dongseon.console.screening.types import SiteRow, VisitDetail, VisitRow
from dongseon.errors import InvalidInput

FIELDS = (
    "name", "name_romanised", "birth_date", "sex", "phones", "no_phone", "language",
    "needs_interpreter", "guardian_id", "safe_contact_only", "safe_contact", "address",
)  # fmt: skip
REASONS = {  # ground → as the laboratory names it
    Ground.SUSPECTED: Reason.SYMPTOMS,
    Ground.OPINION: Reason.SYMPTOMS,
    Ground.TRAVEL: Reason.ENTRANT,
    Ground.CLUSTER: Reason.CLUSTER,
    Ground.CONTACT: Reason.CONTACT,
    Ground.ENTRANT: Reason.ENTRANT,
    Ground.EXPOSED: Reason.CLUSTER,
    Ground.GROUP: Reason.SURVEILLANCE,
    Ground.EVERYBODY: Reason.REQUEST,
    Ground.OWN_WISH: Reason.REQUEST,
}
BOOKED = {  # what was booked for a reason of its own is tested for that
    BookingReason.RELEASE: Reason.RELEASE,
    BookingReason.RETEST: Reason.RETEST,
}


@dataclass(frozen=True, slots=True)
class VisitPage:
    """What the page of a visit shows."""

    visit: VisitDetail
    site: SiteRow
    identity: Identity | None  # None: erased
    guardian: Identity | None
    note: str
    earlier: tuple[VisitRow, ...]  # of the same person, in the area
    rules: tuple[Rule[object], ...]  # that the ground rests on
    officers: dict[UUID, str]
    specimen_code: str  # "" before the swab


def show(*, by: Actor, now: datetime, visit_id: UUID) -> VisitPage:
    """The page of a visit. Raises Unknown."""
    visit = queries.visit(visit_id, area=by.area)
    row = visit.row
    subject = Subject(persons.SUBJECT, row.person_id)
    fields = (*FIELDS, *((DataClass.HEALTH.value,) if visit.note_id else ()))
    look = audit.look(by=by, now=now, act="screening.see", subjects=[subject], fields=fields)
    identity = people.identities_of([row.person_id], look).get(row.person_id)
    notes = people.notes([visit.note_id], look) if visit.note_id else {}
    earlier = queries.visits_of_persons([row.person_id], area=by.area)
    rested = [one for one in (row.definition_id, row.testing_id) if one is not None]
    return VisitPage(
        visit=visit,
        site=queries.site(row.site_id, area=by.area),
        identity=identity,
        guardian=_guardian(by, now, identity),
        note="".join(one.text for one in notes.values()),
        earlier=tuple(one for one in earlier if one.id != row.id),
        rules=tuple(policy.rule_of(one) for one in rested),
        officers=access.names_of([visit.answered_by] if visit.answered_by else []),
        specimen_code=code_of(row),
    )


def code_of(row: VisitRow) -> str:
    """The number on the tube, as people read it; "" before the swab."""
    if row.specimen_id is None:
        return ""
    found = specimens.specimens([row.specimen_id]).get(row.specimen_id)
    return codes.write(found.code) if found else ""


def _guardian(by: Actor, now: datetime, ward: Identity | None) -> Identity | None:
    if ward is None or ward.guardian_id is None:
        return None
    subject = Subject(persons.SUBJECT, ward.guardian_id)
    look = audit.look(
        by=by,
        now=now,
        act="screening.see_guardian",
        subjects=[subject],
        fields=("name", "phones", "language"),
    )
    return people.identities_of([ward.guardian_id], look).get(ward.guardian_id)


@transaction.atomic  # a note is not kept of answers that are refused
def answer(
    *,
    by: Actor,
    now: datetime,
    visit_id: UUID,
    seen: int,
    answered: Answered,
    note: str = "",
) -> Judged:
    """Keep the answers and what follows from them by the rules of the day of the visit.

    Raises InvalidInput, Unknown, Refused, Overtaken.
    """
    row = queries.visit(visit_id, area=by.area).row
    check(answered, row.on)
    judged, rested = judge(answered, row)
    note_id = None
    if note.strip():
        note_id = registry.write_note(
            by=by, now=now, person_id=row.person_id, data_class=DataClass.HEALTH, text=note
        )
    actions.answer(
        by=by,
        now=now,
        visit_id=visit_id,
        seen=seen,
        answered=answered,
        judged=judged,
        rested=rested,
        note_id=note_id,
    )
    return judged


def judge(answered: Answered, row: VisitRow) -> tuple[Judged, Rested]:
    """What the rules in force on the day of a visit say of answers."""
    definition = policy.rule(CASE_DEFINITION, row.on)
    testing = policy.rule(TESTING, row.on)
    judged = criteria.judge(
        answered,
        on=row.on,
        definition=definition.value,
        testing=testing.value,
        of_a_group=row.group_id is not None,
        anonymous=row.anonymous,
    )
    return judged, Rested(definition.id, testing.id)


def check(answered: Answered, today: date) -> None:
    """Raise InvalidInput for a day that cannot be."""
    for name in ("contact_on", "returned_on", "onset_on"):
        day = getattr(answered, name)
        if day is not None and day > today:
            raise InvalidInput(
                _("A day lies after the visit: please check contact, return and onset.")
            )


@transaction.atomic  # no specimen without its visit, no visit without its specimen
def swab(*, by: Actor, now: datetime, visit_id: UUID, seen: int) -> UUID:
    """Take the swab: the laboratory's specimen, whose label is printed next. Pressed twice it is one.

    Raises Unknown, Refused, Overtaken.
    """
    visit = queries.visit(visit_id, area=by.area)
    row = visit.row
    if row.specimen_id is not None:
        return row.specimen_id
    definition = policy.rule(CASE_DEFINITION, row.on).value
    answered = visit.answered or Answered()
    specimen_id = laboratory.take(
        by=by,
        now=now,
        person_id=row.person_id,
        area=row.area,
        reason=_reason(row),
        symptoms=criteria.has_symptoms(answered, definition),
        site_id=row.site_id,
        visit_id=row.id,
        key=f"visit {row.id}",
    )
    actions.swab(by=by, now=now, visit_id=visit_id, seen=seen, specimen_id=specimen_id)
    return specimen_id


def _reason(row: VisitRow) -> Reason:
    if row.booking_id is not None:
        booked = queries.booking(row.booking_id, area="").reason
        if booked in BOOKED:
            return BOOKED[booked]
    return REASONS[Ground(row.ground)] if row.ground else Reason.REQUEST


def result_came(*, by: Actor, now: datetime, specimen_id: UUID, outcome: str) -> None:
    """A result was verified or corrected: the clock of the visit stops. For the laboratory's workflow."""
    actions.resulted(by=by, now=now, specimen_id=specimen_id, outcome=outcome)
