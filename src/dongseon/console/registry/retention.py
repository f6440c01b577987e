"""What the registry holds, and when it ends."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit.types import Actor
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.registry import endings, queries
from dongseon.console.registry.models import Hold, Note, Person
from dongseon.console.registry.types import DataClass


def erase_persons(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Persons taken up before a time whom no file needs: all keys destroyed."""
    known = Person.objects.filter(destroyed_at=None, survivor=None, enrolled_at__lt=before)
    gone = _some(known.order_by("pk").values_list("pk", flat=True).iterator(), spared, limit)
    if gone:
        endings.destroy(
            by=by, now=now, person_ids=gone, classes=tuple(DataClass), why="retention.person"
        )
    return gone


def erase_locations(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Texts about where somebody was, of persons whom no open file concerns: that key destroyed."""
    written = (
        Note.objects.filter(data_class=DataClass.LOCATION)
        .values_list("person_id", flat=True)
        .distinct()
    )
    recent = set(written.filter(at__gte=before))
    old = (one for one in written.filter(at__lt=before).order_by("person_id") if one not in recent)
    gone = _some(old, spared, limit)
    if gone:
        endings.destroy(
            by=by,
            now=now,
            person_ids=gone,
            classes=[DataClass.LOCATION],
            why="retention.location",
        )
    return gone


def held(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Persons on legal hold, themselves or somebody merged into them."""
    holds = set(Hold.objects.filter(lifted_at=None).values_list("person_id", flat=True))
    return frozenset(queries.survivors_of(holds)) | holds


def _some(ids: Iterable[UUID], spared: Whose, limit: int) -> tuple[UUID, ...]:
    """The first so many who are not spared, asked about in blocks."""
    found: list[UUID] = []
    waiting = iter(ids)
    while len(found) < limit and (block := list(islice(waiting, endings.AT_ONCE))):
        stay = queries.survivors_of(spared(queries.everybody_in(block)))  # any of those merged
        found += [one for one in block if one not in stay]
    return tuple(found[:limit])


KEEPER = Keeper(
    holdings=(
        Holding(
            models=(
                "registry.Person",
                "registry.Version",
                "registry.BlindIndex",
                "registry.Note",
                "registry.Hold",
                "registry.Ending",
                "registry.Box",
            ),
            what=_("Identities, how to reach people, texts about them"),
            rule="retention.person",
            counted_from=_("the day they were taken up; not while any file needs them"),
            erase=erase_persons,
        ),
        Holding(
            models=("registry.Note",),
            what=_("Texts about where somebody was"),
            rule="retention.location",
            counted_from=_("the day of the last such text; not while a file is open"),
            erase=erase_locations,
            spared=Spared.IN_WORK,
        ),
    ),
    held=held,
)
