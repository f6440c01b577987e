"""Messages with the names of those whom a person must see to, and one message as the phone shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.messages import actions, queries, texts
from dongseon.console.messages.rules import State, StopReason
from dongseon.console.messages.types import MessageRow, StepRow
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import line_list, reporting

LISTED = ("name", "name_romanised")
OPENED = (
    *LISTED,
    "phones",
    "no_phone",
    "language",
    "safe_contact_only",
    "safe_contact",
    "neutral_messages",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A message, and whom it is for."""

    message: MessageRow
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """What the page of a message shows."""

    message: MessageRow
    identity: Identity | None
    text: str  # as the phone shows it
    steps: tuple[StepRow, ...]
    officers: dict[UUID, str]


def show(
    *,
    by: Actor,
    now: datetime,
    states: Collection[State],
    text: str,
    before: tuple[datetime, UUID] | None,
    size: int,
) -> tuple[Line, ...]:
    """Messages of the officer's area, the latest first; each shown name is in the log."""
    rows = queries.listed(area=by.area, states=states, text=text, before=before, size=size)
    persons = [row.person_id for row in rows]
    named = line_list.identities(by, now, persons, LISTED, act="messages.list")
    return tuple(Line(row, named.get(row.person_id)) for row in rows)


def one(*, by: Actor, now: datetime, message_id: UUID) -> MessagePage:
    """One message. Raises MessageUnknown."""
    row = queries.message(message_id, area=by.area)
    named = line_list.identities(by, now, [row.person_id], OPENED, act="messages.see")
    identity = named.get(row.person_id)
    steps = queries.steps(message_id)
    language = row.language or (identity.language if identity else "ko")
    return MessagePage(
        message=row,
        identity=identity,
        text=texts.written(row.text, row.values, language),
        steps=steps,
        officers=access.names_of({step.officer_id for step in steps if step.officer_id}),
    )


def take_back(*, by: Actor, now: datetime, message_id: UUID, reason: StopReason) -> bool:
    """Take a message back; where somebody may have it already, tell them that it was sent by mistake.

    Whether it could still be stopped. Raises MessageUnknown.
    """
    row = queries.message(message_id, area=by.area)
    if actions.stop(by=by, now=now, message_id=message_id, reason=reason):
        return True
    sent_on = reporting.local_day(row.handed_at or row.made_at)
    actions.send(
        by=by,
        now=now,
        person_id=row.person_id,
        area=row.area,
        text="message_withdrawn",
        values={"sent_on": sent_on.isoformat()},
        language=row.language,
        key=f"withdrawn:{message_id}",
        corrects=message_id,
    )
    return False
