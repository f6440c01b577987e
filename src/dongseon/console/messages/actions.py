"""Sending, and what becomes of what was sent. Handing over is `workflows.handing_over`."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.messages import doorbell, rules, texts
from dongseon.console.messages.models import Message, Step
from dongseon.console.messages.rules import Answer, Receipt, Settling, State, StopReason, Why
from dongseon.console.messages.types import Answered, Claimed, MessageUnknown, Refused

SUBJECT = "message"
NOTHING: Mapping[str, str] = {}


def send(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    text: str,
    key: str,
    values: Mapping[str, str] = NOTHING,
    language: str = "",
    area: str | None = None,
    not_before: datetime | None = None,
    corrects: UUID | None = None,
) -> UUID:
    """Have one of the reviewed texts sent to a person; its id. The same key again changes nothing.

    `area`: whose work it is if it cannot go by itself; the sender's if not given. Raises InvalidInput
    for a text that there is not, or a value that is not of its place's type.
    """
    message_id, due_at = uuid.uuid4(), max(now, not_before or now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sms_message (id, key, person_id, area, text, values, language, corrects_id,"
            " state, why, attempts, neutral, reference, made_at, due_at, settling)"
            " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, '', 0, false, '', %s, %s, '')"
            " ON CONFLICT (key) DO NOTHING",
            [
                message_id, key, person_id, by.area if area is None else area, text,
                json.dumps(texts.checked(text, values)), language, corrects, State.WAITING.value,
                now, due_at,
            ],
        )  # fmt: skip
        made = cursor.rowcount == 1
    if not made:
        return Message.objects.values_list("pk", flat=True).get(key=key)
    subjects = [Subject(SUBJECT, message_id), Subject("person", person_id)]
    audit.record(by=by, now=now, act="messages.send", subjects=subjects, fields=[text])
    if due_at <= now:
        doorbell.ring_later()
    return message_id


def hasten(*, by: Actor, now: datetime, key: str) -> None:
    """Let a message that waits for its time go now. Nothing happens if it has gone, or never was."""
    changed = Message.objects.filter(
        key=key, state=State.WAITING, attempts=0, due_at__gt=now
    ).update(due_at=now)
    if changed:
        message_id = Message.objects.values_list("pk", flat=True).get(key=key)
        _record(by, now, "hasten", message_id)
        doorbell.ring_later()


def stop(*, by: Actor, now: datetime, message_id: UUID, reason: StopReason) -> bool:
    """Take a message back that nobody has yet. False if the carrier may have it: then correct it."""
    _held(by, message_id)
    changed = Message.objects.filter(
        pk=message_id, state__in=rules.sources(State.STOPPED), attempts=0
    ).update(state=State.STOPPED, why=reason, ended_at=now)
    if changed:
        _step(message_id, now, "stopped", by)
        _record(by, now, "stop", message_id, reason)
    return bool(changed)


def settle(*, by: Actor, now: datetime, message_id: UUID, how: Settling) -> None:
    """Say how somebody saw to a message that could not go by itself."""
    _held(by, message_id)
    changed = Message.objects.filter(pk=message_id, state=State.UNSENT).update(
        state=State.SETTLED, settling=how, settled_by=by.officer_id, ended_at=now
    )
    if not changed:
        raise Refused(_("Somebody has seen to this message already."))
    _step(message_id, now, "settled", by)
    _record(by, now, "settle", message_id, how)


def try_again(*, by: Actor, now: datetime, message_id: UUID) -> None:
    """Hand a message over anew: the number was put right, or the carrier works again."""
    message = _held(by, message_id)
    if message.why == Why.NOBODY:
        raise Refused(_("The person's data were erased: there is nobody to send this to."))
    changed = Message.objects.filter(pk=message_id, state=State.UNSENT).update(
        state=State.WAITING, why="", attempts=0, due_at=now, handed_at=None
    )
    if not changed:
        raise Refused(_("Somebody has seen to this message already."))
    _step(message_id, now, "again", by)
    _record(by, now, "try_again", message_id)
    doorbell.ring_later()


# ── handing over: parts of `workflows.handing_over`, which writes down whose phones it opened ─────


def claim(*, now: datetime, limit: int) -> tuple[Claimed, ...]:
    """Take messages that are due, the longest waiting first. Two workers never take the same ones.

    Whoever dies with them loses them after `rules.CLAIM_S`; the carrier knows them again by their ids.
    """
    due = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=State.WAITING, due_at__lte=now)
        .order_by("due_at", "id")[:limit]
    )
    rows = list(due)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        due_at=now + timedelta(seconds=rules.CLAIM_S), attempts=F("attempts") + 1
    )
    return tuple(
        Claimed(row.pk, row.person_id, row.text, row.values, row.language, row.attempts + 1)
        for row in rows
    )


def answered(*, now: datetime, gateway: str, answers: Collection[Answered]) -> None:
    """What the carrier said of messages that were claimed."""
    ids = [one.message_id for one in answers]
    rows = {row.pk: row for row in Message.objects.filter(pk__in=ids, state=State.WAITING)}
    for one in answers:
        if one.message_id in rows:
            _take_answer(now, rows[one.message_id], one)
    _write_answers(list(rows.values()))
    Step.objects.bulk_create(
        Step(message_id=one.message_id, at=now, what=one.answer, gateway=gateway) for one in answers
    )


def _take_answer(now: datetime, row: Message, said: Answered) -> None:
    row.neutral, row.reference = said.neutral, said.reference
    again = rules.next_try(now, row.attempts) if said.answer is Answer.LATER else None
    if said.answer is Answer.TAKEN:
        row.state, row.handed_at = State.HANDED.value, now
    elif again is not None:
        row.due_at = again
    else:
        row.state, row.why = State.UNSENT.value, rules.WHY[said.answer].value


def _write_answers(rows: Sequence[Message]) -> None:
    """What was noted of rows that still wait, in one statement: many are handed over at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sms_message SET state = said.state, why = said.why, handed_at = said.handed_at,"
            " neutral = said.neutral, reference = said.reference, due_at = said.due_at"
            " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::boolean[],"
            " %s::text[], %s::timestamptz[])"
            " AS said(id, state, why, handed_at, neutral, reference, due_at)"
            " WHERE sms_message.id = said.id AND sms_message.state = 'waiting'",
            [
                [row.pk for row in rows], [row.state for row in rows], [row.why for row in rows],
                [row.handed_at for row in rows], [row.neutral for row in rows],
                [row.reference for row in rows], [row.due_at for row in rows],
            ],
        )  # fmt: skip


def keep_back(*, now: datetime, whys: Mapping[UUID, Why]) -> None:
    """Messages that were claimed and cannot go by themselves."""
    for why in set(whys.values()):
        ids = [message_id for message_id, found in whys.items() if found is why]
        Message.objects.filter(pk__in=ids, state=State.WAITING).update(state=State.UNSENT, why=why)
    Step.objects.bulk_create(
        Step(message_id=message_id, at=now, what=why) for message_id, why in whys.items()
    )


def put_off(*, until: datetime, message_ids: Collection[UUID]) -> None:
    """Messages that were claimed in quiet hours: as if nobody had taken them."""
    Message.objects.filter(pk__in=message_ids, state=State.WAITING).update(
        due_at=until, attempts=F("attempts") - 1
    )


def received(*, now: datetime, gateway: str, receipts: Mapping[str, Receipt]) -> None:
    """What the carrier says later, by its own name for a message or by ours.

    The same receipt again changes nothing, and one may be quicker than our note that it was taken.
    """
    ours = [UUID(name) for name in receipts if _is_id(name)]
    waiting = Message.objects.filter(state__in=[State.HANDED, State.WAITING])
    rows = waiting.filter(Q(pk__in=ours) | Q(reference__in=list(receipts)))
    said = {
        message_id: receipts.get(reference) or receipts[str(message_id)]
        for message_id, reference in rows.values_list("pk", "reference")
    }
    for receipt in set(said.values()):
        ids = [message_id for message_id, found in said.items() if found is receipt]
        ends: dict[str, object] = {"state": State.UNSENT, "why": receipt.value}
        if receipt is Receipt.DELIVERED:
            ends = {"state": State.DELIVERED, "ended_at": now}
        Message.objects.filter(pk__in=ids).update(handed_at=Coalesce("handed_at", now), **ends)
    Step.objects.bulk_create(
        Step(message_id=message_id, at=now, what=receipt, gateway=gateway)
        for message_id, receipt in said.items()
    )


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _held(by: Actor, message_id: UUID) -> Message:
    message = Message.objects.filter(pk=message_id, area__startswith=by.area).first()
    if message is None:
        raise MessageUnknown(message_id)
    return message


def _step(message_id: UUID, now: datetime, what: str, by: Actor) -> None:
    Step.objects.bulk_create(
        [Step(message_id=message_id, at=now, what=what, officer_id=by.officer_id)]
    )


def _record(by: Actor, now: datetime, act: str, message_id: UUID, why: str = "") -> None:
    audit.record(
        by=by, now=now, act=f"messages.{act}", subjects=[Subject(SUBJECT, message_id)], why=why
    )
