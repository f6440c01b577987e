"""Where a case was is erased when the case has been closed for long enough: its own key is destroyed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.investigations import actions, queries, retention
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.registry import boxes

MOST = 100_000  # investigations that are looked through; the oldest first


def erase_places(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Cases closed or deleted before a time: their boxes end, and the sealed rows go."""
    kept = {one.case_id: one.person_id for one in queries.kept(MOST)}
    due = cases.ended_before(kept, before)
    stay = spared(frozenset(kept[case_id] for case_id in due))
    going = [case_id for case_id in sorted(due) if kept[case_id] not in stay][:limit]
    if not going:
        return ()
    boxes.end(by=by, now=now, box_ids=going, why="retention.location")
    return actions.erase(by=by, now=now, case_ids=going)


KEEPER = Keeper(
    holdings=(
        Holding(
            models=retention.PLACES,
            what=retention.PLACES_WHAT,
            rule="retention.location",
            counted_from=retention.PLACES_COUNTED_FROM,
            erase=erase_places,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=retention.RECORD,
            what=retention.RECORD_WHAT,
            rule="",
            counted_from=_("they name nobody: a person is a random number in them"),
        ),
    ),
    not_personal=retention.NOT_PERSONAL,
)
