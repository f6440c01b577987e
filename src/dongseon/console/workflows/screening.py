"""Registration: somebody is found in the registry or taken up, and gets a number, or an appointment."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import TESTING
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry import rules as person_rules
from dongseon.console.registry import types as persons
from dongseon.console.registry.types import Identity
from dongseon.console.screening import actions, queries
from dongseon.console.screening.actions import Arrival
from dongseon.console.screening.types import BookingRow, Refused
from dongseon.console.workflows.reporting import local_day
from dongseon.errors import InvalidInput

MOST_LIKE = 5  # persons that are shown to choose from
SHOWN = ("name", "name_romanised", "birth_date", "sex", "phones")  # of whom somebody may be
BROUGHT = ("phones", "no_phone", "language", "needs_interpreter", "guardian_id", "address")


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who answers for a minor."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Comer:
    """Who stands at the window: what they said, or whom the nurse chose, and whose ward they are."""

    identity: Identity
    person_id: UUID | None = None  # somebody of the registry
    guardian: Guardian | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of the registry whom the comer may be."""

    person_id: UUID
    identity: Identity
    last_digits: str  # of the phone
    bookings: tuple[BookingRow, ...]


def alike(*, by: Actor, now: datetime, identity: Identity) -> tuple[Alike, ...]:
    """Whom in the registry this may be: two of name, birth date and phone fit. Each is a look.

    One alone shows nobody: names are shared by thousands, and a phone alone would tell whose it is.
    """
    found: dict[UUID, None] = {}
    name = identity.name or identity.name_romanised
    if name and identity.birth_date:
        found |= dict.fromkeys(people.find(text=name, birth_date=identity.birth_date))
    if name and identity.phone:
        found |= dict.fromkeys(people.find(text=name, phone=identity.phone))
    if identity.phone and identity.birth_date:
        found |= dict.fromkeys(people.find(phone=identity.phone, birth_date=identity.birth_date))
    ids = list(found)[:MOST_LIKE]
    subjects = [Subject(persons.SUBJECT, one) for one in ids]
    look = audit.look(by=by, now=now, act="screening.look_up", subjects=subjects, fields=SHOWN)
    named = people.identities_of(ids, look) if ids else {}
    booked = queries.open_bookings_of(ids, area=by.area)
    return tuple(
        Alike(
            one,
            replace(named[one], phones=()),
            named[one].phone[-4:],
            tuple(row for row in booked if row.person_id == one),
        )
        for one in ids
        if one in named
    )


@transaction.atomic  # who cannot be registered is not taken up either
def register(
    *,
    by: Actor,
    now: datetime,
    site_id: UUID,
    comer: Comer,
    booking_id: UUID | None = None,
) -> UUID:
    """Somebody is here: the visit's id. Raises InvalidInput, Refused, Unknown naming what is wrong."""
    today = local_day(now)
    if comer.anonymous:
        check_anonymous(today)
    arrival = Arrival(
        site_id=site_id,
        person_id=person_of(by=by, now=now, comer=comer),
        on=today,
        anonymous=comer.anonymous,
        booking_id=booking_id,
    )
    return actions.register(by=by, now=now, arrival=arrival)


def check_anonymous(day: date) -> None:
    """Raise Refused on a day on which everybody has to be named."""
    if not policy.rule(TESTING, day).value.anonymous:
        raise Refused(_("On this day a name has to be taken: a phone number alone is not enough."))


@transaction.atomic
def book(
    *,
    by: Actor,
    now: datetime,
    comer: Comer,
    site_id: UUID,
    on: date,
    slot: time | None,
    reason: str,
    key: str,
) -> UUID:
    """An appointment for somebody who called. Raises InvalidInput, Refused, Unknown."""
    if on < local_day(now):
        raise Refused(_("That day is over: choose today or a later one."))
    site = queries.site(site_id, area=by.area)
    return actions.book(
        by=by,
        now=now,
        person_id=person_of(by=by, now=now, comer=comer),
        area=site.area,
        reason=reason,
        on=on,
        key=key,
        site_id=site_id,
        slot=slot,
    )


def person_of(*, by: Actor, now: datetime, comer: Comer) -> UUID:
    """The comer in the registry: taken up, or as chosen with what they brought that is new."""
    identity = comer.identity
    if not comer.anonymous and not (identity.name or identity.name_romanised):
        raise InvalidInput(_("name: give a name, or register with a phone number alone"))
    if comer.guardian is not None:
        identity = replace(identity, guardian_id=_guardian(by, now, comer.guardian))
    if comer.person_id is None:
        return registry.enrol(by=by, now=now, identity=identity)
    [there] = people.survivors_of([comer.person_id])
    _bring(by, now, there, identity)
    return there


def _guardian(by: Actor, now: datetime, guardian: Guardian) -> UUID:
    """The guardian: somebody of that name and phone, or taken up."""
    for one in people.find(text=guardian.name, phone=guardian.phone, limit=1):
        return one
    identity = Identity(name=guardian.name, phones=(guardian.phone,))
    return registry.enrol(by=by, now=now, identity=identity)


def _bring(by: Actor, now: datetime, person_id: UUID, said: Identity) -> None:
    """Write down how the comer is reached now: the number they gave is called first."""
    subject = Subject(persons.SUBJECT, person_id)
    look = audit.look(by=by, now=now, act="screening.look_up", subjects=[subject], fields=BROUGHT)
    known = people.identity_of(person_id, look)
    phones = (*said.phones, *(one for one in known.phones if one not in said.phones))
    brought = replace(
        known,
        phones=phones[: person_rules.MOST_PHONES],
        no_phone=said.no_phone and not phones,
        language=said.language,
        needs_interpreter=said.needs_interpreter,
        guardian_id=said.guardian_id or known.guardian_id,
        address=said.address or known.address,
    )
    fields = changed(known, brought)
    if fields:
        registry.amend(
            by=by,
            now=now,
            person_id=person_id,
            revision=people.persons([person_id])[person_id].revision,
            identity=brought,
            fields=fields,
            why="screening",
        )


def changed(before: Identity, after: Identity) -> Collection[str]:
    """The fields brought that differ."""
    return [name for name in BROUGHT if getattr(before, name) != getattr(after, name)]
