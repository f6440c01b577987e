"""What is kept of calls, and when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.calls.models import Attempt, Task
from dongseon.console.calls.rules import State
from dongseon.console.keeping import Holding, Keeper, Spared, Whose


def erase_calls(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Calls that ended before a time; a call that another followed goes when that one does."""
    old = Task.objects.filter(ended_at__lt=before).exclude(state=State.OPEN)
    rows = dict(
        old.exclude(next__state=State.OPEN)
        .exclude(next__ended_at__gte=before)
        .order_by("ended_at", "pk")
        .values_list("pk", "person_id")[: 2 * limit]
    )
    stay = spared(frozenset(rows.values()))
    gone = tuple(pk for pk, person_id in rows.items() if person_id not in stay)[:limit]
    if gone:
        Task.objects.filter(follows__in=gone).update(follows=None)
        Attempt.objects.filter(task__in=gone).delete()
        Task.objects.filter(pk__in=gone).delete()
        subjects = [Subject("call", one) for one in gone]
        audit.record(by=by, now=now, act="calls.erase", subjects=subjects)
    return gone


def works_on(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom somebody must still call."""
    found = Task.objects.filter(person_id__in=person_ids, state=State.OPEN)
    return frozenset(found.values_list("person_id", flat=True))


def needs(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom any call concerns."""
    found = Task.objects.filter(person_id__in=person_ids)
    return frozenset(found.values_list("person_id", flat=True))


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("calls.Task", "calls.Attempt"),
            what=_("Calls: what for, when, how they went"),
            rule="retention.message",
            counted_from=_("the day the call was over"),
            erase=erase_calls,
            spared=Spared.NOBODY,
        ),
    ),
    works_on=works_on,
    needs=needs,
)
