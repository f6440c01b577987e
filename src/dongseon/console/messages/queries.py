"""Reading messages: which wait, which a person must see to, what happened to each."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from dongseon.console.messages.models import Message, Step
from dongseon.console.messages.rules import Settling, State
from dongseon.console.messages.types import MessageRow, MessageUnknown, StepRow

MOST_SHOWN = 200


def listed(
    *,
    area: str,
    states: Collection[State] = (),
    text: str = "",
    before: tuple[datetime, UUID] | None = None,
    size: int = 50,
) -> tuple[MessageRow, ...]:
    """Messages of an area, the latest first; `before`: time and id of the last one seen."""
    found = Message.objects.all()
    if area:
        found = found.filter(area__startswith=area)
    if states:
        found = found.filter(state__in=list(states))
    if text:
        found = found.filter(text=text)
    if before is not None:
        found = found.filter(made_at__lte=before[0]).exclude(made_at=before[0], id__gte=before[1])
    return tuple(_row(one) for one in found.order_by("-made_at", "-id")[:size])


def message(message_id: UUID, *, area: str) -> MessageRow:
    """One message. Raises MessageUnknown."""
    found = Message.objects.filter(pk=message_id, area__startswith=area).first()
    if found is None:
        raise MessageUnknown(message_id)
    return _row(found)


def by_key(key: str) -> MessageRow | None:
    """The message that tells of this, if there is one."""
    found = Message.objects.filter(key=key).first()
    return None if found is None else _row(found)


def steps(message_id: UUID) -> tuple[StepRow, ...]:
    """What happened to a message, the latest first."""
    found = Step.objects.filter(message=message_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(StepRow(one.at, one.what, one.gateway, one.officer_id) for one in found)


def messages_of(person_ids: Collection[UUID]) -> tuple[MessageRow, ...]:
    """All messages to these persons, the latest first. The caller has seen that they may be seen."""
    found = Message.objects.filter(person_id__in=person_ids).order_by("-made_at", "id")
    return tuple(_row(one) for one in found[:MOST_SHOWN])


def counts(area: str) -> dict[State, int]:
    """How many messages stand where."""
    found = Message.objects.filter(area__startswith=area).values("state").annotate(n=Count("id"))
    return {State(one["state"]): one["n"] for one in found.order_by("state")}


def unsent_waiting(area: str) -> tuple[int, datetime | None]:
    """How many messages a person must see to, and since when the oldest is there."""
    found = Message.objects.filter(area__startswith=area, state=State.UNSENT)
    told = found.aggregate(number=Count("id"), oldest=Min("made_at"))
    return told["number"], told["oldest"]


def _row(one: Message) -> MessageRow:
    return MessageRow(
        one.id,
        one.person_id,
        one.area,
        one.text,
        one.values,
        one.language,
        State(one.state),
        one.why,
        one.attempts,
        one.neutral,
        one.corrects_id,
        one.made_at,
        one.due_at,
        one.handed_at,
        one.ended_at,
        one.settled_by,
        Settling(one.settling) if one.settling else None,
    )
