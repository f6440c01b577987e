"""A person's page: who may open it, what it shows, who looked, and how it is amended or erased."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit import queries as log
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.cases import people as files
from dongseon.console.cases import queries as cases
from dongseon.console.cases import retention as kept_cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.intake import taking
from dongseon.console.isolation import queries as orders
from dongseon.console.isolation import retention as kept_orders
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.policy.types import Rule
from dongseon.console.registry import actions, endings, queries
from dongseon.console.registry.types import (
    FIELDS,
    SUBJECT,
    DataClass,
    Edition,
    Ending,
    Hold,
    Identity,
    Person,
)
from dongseon.console.screening import queries as screening
from dongseon.errors import DongseonError, NotFound

OPEN = (Role.NURSE, Role.TRIAGE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.PORT)  # see who it is
HIDDEN = (Role.INVESTIGATOR, Role.CASE_OFFICER)  # also an address that is kept from others
OVERSEE = (Role.AUDITOR,)  # sees who looked, holds and erases, and never who it is
LOOKS = 50  # entries of the log a page


class InWork(DongseonError):
    """An open file concerns this person: they cannot be erased yet."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What may be shown of a person without opening who they are."""

    person: Person
    survivor_id: UUID | None
    cases: tuple[CaseRow, ...]
    holds: tuple[Hold, ...]
    endings: tuple[Ending, ...]
    log: log.Page
    officers: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """Who a person is, with all earlier states of what the look named."""

    identity: Identity
    guardian: Identity | None
    history: tuple[Edition, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was ever different."""
        return any(edition.version > 1 for edition in self.history)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told to the person themselves."""

    identity: Identity
    held: tuple[DataClass, ...]
    rules: tuple[Rule[kinds.Retention], ...]
    log: log.Page
    holds: tuple[Hold, ...]


def show(*, by: Actor, now: datetime, person_id: UUID, older: int | None = None) -> PersonPage:
    """A person's page before it is opened. Raises NotFound for whom no file of the area concerns."""
    person = reachable(by, person_id)
    everybody = queries.everybody_in([person_id])
    found = () if by.role in OVERSEE else cases.cases_of_persons(everybody, area=by.area)
    subject = Subject(SUBJECT, person_id)
    audit.look(by=by, now=now, act="people.see", subjects=[subject], fields=["log"])
    page = log.looks_at(subject, before=older, size=LOOKS)
    holds = queries.holds_of(person_id)
    officers = {entry.officer_id for entry in page.entries} | {
        officer for hold in holds for officer in (hold.placed_by, hold.lifted_by)
    }
    return PersonPage(
        person,
        queries.survivors_of([person_id])[0] if person.survivor_id else None,
        found,
        holds,
        queries.endings_of(person_id),
        page,
        access.names_of([one for one in officers if one is not None]),
    )


def open_identity(*, by: Actor, now: datetime, person_id: UUID, why: str) -> Opened:
    """Who a person is, for a reason that is written down. Raises NotFound."""
    reachable(by, person_id)
    look = _look(by, now, [person_id], "people.open", why)
    identity = queries.identity_of(person_id, look)
    return Opened(
        identity,
        _guardian(by, now, identity, why),
        queries.history_of(person_id, look),
    )


def amend(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    revision: int,
    identity: Identity,
    fields: Collection[str],
    why: str,
) -> None:
    """Change fields of a person. Raises NotFound, Overtaken, InvalidInput."""
    reachable(by, person_id)
    actions.amend(
        by=by,
        now=now,
        person_id=person_id,
        revision=revision,
        identity=identity,
        fields=fields,
        why=why,
    )


def erase(*, by: Actor, now: datetime, person_id: UUID, why: str) -> None:
    """Erase a person before their day, at their request. Raises InWork, Held, NotFound."""
    reachable(by, person_id)
    everybody = queries.everybody_in([person_id])
    if kept_cases.works_on(everybody) or kept_orders.works_on(everybody):
        raise InWork
    endings.destroy(by=by, now=now, person_ids=[person_id], classes=tuple(DataClass), why=why)
    taking.outdated(by=by, now=now)


def notice(*, by: Actor, now: datetime, today: date, person_id: UUID) -> Notice:
    """What the person is told: what is kept for how long, and in which role somebody looked."""
    reachable(by, person_id)
    look = _look(by, now, [person_id], "people.notice", "")
    identity = queries.identity_of(person_id, look)
    keeping = (kinds.KEEP_CASE, kinds.KEEP_CONTACT, kinds.KEEP_LOCATION, kinds.KEEP_PERSON)
    return Notice(
        identity,
        queries.kinds_of(person_id),
        tuple(policy.rule(kind, today) for kind in keeping),
        log.looks_at(Subject(SUBJECT, person_id), size=LOOKS),
        queries.holds_of(person_id),
    )


def fields_for(by: Actor) -> tuple[str, ...]:
    """The fields of an identity that a role may see."""
    return tuple(field for field in FIELDS if field != "hidden_address" or by.role in HIDDEN)


def reachable(by: Actor, person_id: UUID) -> Person:
    """The person, if the officer's area has a file that concerns them. Raises NotFound otherwise.

    The same answer for nobody and for somebody else's: an identifier tells nothing.
    """
    person = queries.persons([person_id]).get(person_id)
    if person is None:
        raise NotFound("nobody is there")
    if by.role in OVERSEE:
        return person
    if orders.known_in(queries.everybody_in([person_id]), area=by.area):
        return person
    everybody = queries.everybody_in([person_id])
    if not (files.known_in(everybody, area=by.area) or screening.known_in(everybody, area=by.area)):
        raise NotFound("nobody is there")
    return person


def _look(by: Actor, now: datetime, person_ids: Collection[UUID], act: str, why: str) -> Look:
    subjects = [Subject(SUBJECT, one) for one in person_ids]
    return audit.look(by=by, now=now, act=act, subjects=subjects, fields=fields_for(by), why=why)


def _guardian(by: Actor, now: datetime, ward: Identity, why: str) -> Identity | None:
    """How to reach who answers for a minor."""
    if ward.guardian_id is None:
        return None
    subjects = [Subject(SUBJECT, ward.guardian_id)]
    fields = (
        "name",
        "phones",
        "language",
        "needs_interpreter",
        "safe_contact_only",
        "safe_contact",
    )
    look = audit.look(
        by=by, now=now, act="people.open_guardian", subjects=subjects, fields=fields, why=why
    )
    return queries.identities_of([ward.guardian_id], look).get(ward.guardian_id)
