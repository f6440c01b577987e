"""People known as contacts of a case, and the handles by which files and programs name our records."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import actions
from dongseon.console.cases.models import Contact, Handle
from dongseon.console.cases.queries import covers
from dongseon.console.cases.rules import LIVING
from dongseon.console.cases.types import CaseUnknown, Origin, Refused


@dataclass(frozen=True, slots=True)
class NewContact:
    """Whom a case met."""

    person_id: UUID
    case_id: UUID
    area: str
    relation: str
    last_met_on: date | None


@dataclass(frozen=True, slots=True)
class Handled:
    """A record, how others name it (a keyed hash), and what they said of it last (another)."""

    key: bytes
    record_id: UUID
    content: bytes


def name_contacts(
    *, by: Actor, now: datetime, new: Collection[NewContact], origin: Origin
) -> tuple[UUID, ...]:
    """Add contacts of cases. The caller has seen that the cases may be seen."""
    for one in new:
        if not covers(by.area, one.area):
            raise Refused(_("That area is not yours."))
    rows = [
        Contact(
            id=uuid.uuid4(),
            number=number,
            person_id=one.person_id,
            case_id=one.case_id,
            area=one.area,
            relation=one.relation,
            last_met_on=one.last_met_on,
            origin=origin,
            opened_at=now,
            changed_at=now,
        )
        for one, number in zip(new, actions.free_numbers(len(new)), strict=True)
    ]
    Contact.objects.bulk_create(rows)
    actions.add_changes(actions.change_row(by, now, row.id, "named") for row in rows)
    audit.record(
        by=by,
        now=now,
        act="cases.name_contact",
        subjects=[Subject("contact", row.id) for row in rows],
        fields=["relation", "last_met_on"],
    )
    return tuple(row.id for row in rows)


def amend_contact(
    *, by: Actor, now: datetime, contact_id: UUID, relation: str, last_met_on: date | None
) -> None:
    """Change what is known of the meeting."""
    contact = Contact.objects.filter(pk=contact_id, state__in=LIVING).first()
    if contact is None or not covers(by.area, contact.area):
        raise CaseUnknown(contact_id)
    values = {"relation": relation, "last_met_on": last_met_on}
    altered = actions.differences(contact, values)
    if not altered:
        return
    changed = Contact.objects.filter(pk=contact_id, version=contact.version).update(
        **values, version=contact.version + 1, changed_at=now
    )
    if changed:
        actions.tell(
            by=by,
            now=now,
            record_id=contact_id,
            act="amend_contact",
            altered=altered,
            kind="contact",
        )


def remember(*, by: Actor, now: datetime, handles: Collection[Handled]) -> None:
    """Keep how others name records of ours, and what they said of them last."""
    Handle.objects.bulk_create(
        (Handle(key=one.key, record_id=one.record_id, content=one.content) for one in handles),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["content"],
    )
    audit.record(
        by=by,
        now=now,
        act="cases.remember_handles",
        subjects=[],
        fields=["content"],
    )
