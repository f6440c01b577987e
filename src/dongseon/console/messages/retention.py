"""What is kept of messages, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.messages.models import Message, Step
from dongseon.console.messages.rules import OPEN


def erase_messages(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Messages that are over, made before a time. One that was corrected goes with its correction."""
    old = Message.objects.filter(made_at__lt=before).exclude(state__in=OPEN)
    kept = Message.objects.filter(corrects__isnull=False, made_at__gte=before)
    rows = dict(
        old.exclude(pk__in=kept.values("corrects"))
        .order_by("-made_at", "pk")  # a correction before what it corrects
        .values_list("pk", "person_id")[: 2 * limit]
    )
    stay = spared(frozenset(rows.values()))
    gone = tuple(pk for pk, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        Message.objects.filter(corrects__in=gone).update(corrects=None)
        Step.objects.filter(message__in=gone).delete()
        Message.objects.filter(pk__in=gone).delete()
        subjects = [Subject("message", one) for one in gone]
        audit.record(by=by, now=now, act="messages.erase", subjects=subjects)
    return gone


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom an open message is for."""
    found = Message.objects.filter(person_id__in=person_ids, state__in=OPEN)
    return frozenset(found.values_list("person_id", flat=True))


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom any message is for."""
    found = Message.objects.filter(person_id__in=person_ids)
    return frozenset(found.values_list("person_id", flat=True))


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("sms.Message", "sms.Step"),
            what=_("Messages: which text was sent when, never to which number"),
            rule="retention.message",
            counted_from=_("the day the message was made"),
            erase=erase_messages,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
)
