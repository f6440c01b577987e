"""Itineraries, decisions and candidates end with the box of their case: closed for long enough, it is destroyed."""

from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.registry import boxes
from dongseon.console.tracing import actions, queries, retention


def erase_traces(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Cases closed or deleted before a time: their boxes end, and what was sealed in them goes."""
    kept = queries.persons_traced()
    due = cases.ended_before(kept, before)
    stay = spared(frozenset(kept[case_id] for case_id in due))
    going = [case_id for case_id in sorted(due) if kept[case_id] not in stay][:limit]
    if not going:
        return ()
    boxes.end(by=by, now=now, box_ids=going, why="retention.location")
    actions.erase(by=by, now=now, case_ids=going)
    return tuple(going)


KEEPER = Keeper(
    holdings=(
        Holding(
            models=retention.LOCATION,
            what=retention.LOCATION_WHAT,
            rule="retention.location",
            counted_from=retention.COUNTED_FROM,
            erase=erase_traces,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=retention.RELATIONS,
            what=retention.RELATIONS_WHAT,
            rule="",
            counted_from=retention.COUNTED_FROM,
        ),
    ),
    not_personal=retention.NOT_PERSONAL,
)
