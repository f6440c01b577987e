"""The same text to many people at once: each once, as `actions.send` would, with a few statements."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.messages import doorbell, texts
from dongseon.console.messages.models import Message

SUBJECT = "message"


@dataclass(frozen=True, slots=True)
class Receiver:
    """One of many who get a text."""

    person_id: UUID
    area: str  # whose work it is if it cannot go by itself
    key: str  # so it is sent once


def send_many(*, by: Actor, now: datetime, text: str, to: Collection[Receiver]) -> int:
    """Have a text without values sent to many people; how many were not sent it under their key before."""
    rows = [
        Message(
            id=uuid.uuid4(),
            key=one.key,
            person_id=one.person_id,
            area=one.area,
            text=text,
            values=texts.checked(text, {}),
            made_at=now,
            due_at=now,
        )
        for one in to
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    kept = set(Message.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", flat=True))
    made = [row for row in rows if row.id in kept]
    if made:
        subjects = [
            subject
            for row in made
            for subject in (Subject(SUBJECT, row.id), Subject("person", row.person_id))
        ]
        audit.record(by=by, now=now, act="messages.send", subjects=subjects, fields=[text])
        doorbell.ring_later()
    return len(made)
