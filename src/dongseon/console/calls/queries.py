"""Reading calls: what is open, whose turn it is, how each went."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from dongseon.console.calls.models import Attempt, Task
from dongseon.console.calls.rules import Kind, Outcome, State
from dongseon.console.calls.types import AttemptRow, TaskRow, TaskUnknown

MOST_SHOWN = 200


def open_calls(
    *,
    area: str,
    now: datetime,
    kinds: Collection[Kind] = (),
    after: tuple[datetime, UUID] | None = None,
    size: int = 50,
) -> tuple[TaskRow, ...]:
    """Open calls of an area, the soonest due first; `after`: due time and id of the last one seen."""
    found = Task.objects.filter(state=State.OPEN)
    if area:
        found = found.filter(area__startswith=area)
    if kinds:
        found = found.filter(kind__in=list(kinds))
    if after is not None:
        from_here = found.filter(due_at__gte=after[0])
        found = from_here.exclude(due_at=after[0], id__lte=after[1])
    return tuple(_row(task) for task in found.order_by("due_at", "id")[:size])


def call(task_id: UUID, *, area: str) -> TaskRow:
    """One call. Raises TaskUnknown."""
    found = Task.objects.filter(pk=task_id, area__startswith=area).first()
    if found is None:
        raise TaskUnknown(task_id)
    return _row(found)


def of_key(key: str) -> TaskRow | None:
    """The call about something, if there is one. The caller has seen that it may be seen."""
    found = Task.objects.filter(key=key).first()
    return None if found is None else _row(found)


def calls_of(person_ids: Collection[UUID]) -> tuple[TaskRow, ...]:
    """All calls to these persons, the latest first. The caller has seen that they may be seen."""
    found = Task.objects.filter(person_id__in=person_ids).order_by("-opened_at", "id")
    return tuple(_row(task) for task in found[:MOST_SHOWN])


def attempts(task_id: UUID) -> tuple[AttemptRow, ...]:
    """How a call went so far, the latest first."""
    found = Attempt.objects.filter(task=task_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(AttemptRow(one.at, one.officer_id, Outcome(one.outcome)) for one in found)


def waiting(area: str, now: datetime, kinds: Collection[Kind] = ()) -> tuple[int, datetime | None]:
    """How many calls wait for somebody, and since when the oldest does."""
    found = Task.objects.filter(area__startswith=area, state=State.OPEN)
    if kinds:
        found = found.filter(kind__in=list(kinds))
    told = found.aggregate(number=Count("id"), oldest=Min("opened_at"))
    return told["number"], told["oldest"]


def _row(task: Task) -> TaskRow:
    return TaskRow(
        task.id,
        task.key,
        Kind(task.kind),
        task.person_id,
        task.area,
        task.case_id,
        State(task.state),
        task.opened_at,
        task.due_at,
        task.call_at,
        task.attempts,
        task.taken_by,
        task.taken_at,
        task.ended_at,
        task.follows_id,
    )
