"""Which rule holds on a day."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from dongseon.console.policy import kinds, types
from dongseon.console.policy.kinds import Kind
from dongseon.console.policy.models import Proposal, Row
from dongseon.console.policy.types import Rule
from dongseon.errors import NotFound

T = TypeVar("T")


def rule(kind: Kind[T], on: date) -> Rule[T]:
    """The rule that holds on a day; a decision keeps its id. Raises NotFound if there is none yet."""
    for found in reversed(history(kind)):
        if found.valid_from <= on:
            return found
    raise NotFound(f"{kind.name}: no rule holds on {on}")


def rule_of(rule_id: UUID) -> Rule[Any]:
    """The rule that a decision followed. Raises NotFound."""
    row = Row.objects.filter(pk=rule_id).first()
    if row is None:
        raise NotFound("no such rule")
    for found in history(kinds.KINDS[row.name]):
        if found.id == rule_id:
            return found
    return _rule(row, until=row.valid_from)  # replaced before it came into force


def history(kind: Kind[T]) -> tuple[Rule[T], ...]:
    """All rules of a kind, the earliest first."""
    editions = Row.objects.filter(name=kind.name).order_by("valid_from", "-edition")
    rows = list(editions.distinct("valid_from"))
    ends = [row.valid_from for row in rows[1:]]
    return tuple(_rule(row, until=end) for row, end in zip(rows, [*ends, None], strict=True))


def open_proposals() -> tuple[types.Proposal[Any], ...]:
    """Successors that wait for a second person, the oldest first."""
    rows = Proposal.objects.filter(closed_at=None).order_by("proposed_at", "pk")
    return tuple(_proposal(row) for row in rows)


def _rule(row: Row, *, until: date | None) -> Rule[Any]:
    return Rule(
        row.pk,
        row.name,
        kinds.read(row.name, row.value),
        row.valid_from,
        until,
        row.source,
        row.decided_by,
        row.entered_at,
        row.proposed_by,
        row.approved_by,
    )


def _proposal(row: Proposal) -> types.Proposal[Any]:
    return types.Proposal(
        row.pk,
        row.name,
        kinds.read(row.name, row.value),
        row.valid_from,
        row.source,
        row.decided_by,
        row.proposed_at,
        row.proposed_by,
    )
