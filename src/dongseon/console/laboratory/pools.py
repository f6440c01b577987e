"""Pools: specimens of people without symptoms tested as one, opened again when the one is not negative."""

import uuid
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import actions, rules
from dongseon.console.laboratory.models import Specimen
from dongseon.console.laboratory.rules import (
    Material,
    Poolable,
    PoolFault,
    Reason,
    State,
)
from dongseon.console.laboratory.types import SpecimenUnknown
from dongseon.console.policy import kinds
from dongseon.console.policy.types import Rule


class Unpoolable(ValueError):
    """These specimens cannot be tested together; `faults` say why."""

    def __init__(self, faults: Collection[PoolFault]) -> None:
        super().__init__(_("These specimens cannot be tested together."))
        self.faults = tuple(faults)


def pool(
    *, by: Actor, now: datetime, specimen_ids: Collection[UUID], rule: Rule[kinds.Pooling]
) -> UUID:
    """Mix specimens into a pool with a code of its own. Raises Unpoolable, SpecimenUnknown."""
    rows = list(
        Specimen.objects.select_for_update(no_key=True)
        .filter(pk__in=specimen_ids, lab_area__startswith=by.area)
        .exclude(lab_area="")
        .order_by("taken_at", "pk")
    )
    if len(rows) != len(set(specimen_ids)):
        raise SpecimenUnknown(by.area)
    faults = rules.pool_faults([_poolable(row) for row in rows], most=rule.value.most)
    if faults:
        raise Unpoolable(faults)
    first = rows[0]
    mixed = Specimen(
        id=uuid.uuid4(),
        code=actions.free_code(),
        area=first.area,
        lab_area=first.lab_area,
        laboratory=first.laboratory,
        material=Material.POOL,
        reason=Reason.SURVEILLANCE,
        symptoms=False,
        state=State.RECEIVED,
        pool_of=len(rows),
        taken_at=first.taken_at,
        since=now,
    )
    Specimen.objects.bulk_create([mixed])
    for place, row in enumerate(rows, start=1):
        actions.move(
            by=by,
            now=now,
            specimens=[row],
            target=State.POOLED,
            act="pool",
            values={"pool": mixed, "pool_place": place},
        )
    actions.tell(by=by, now=now, specimens=[mixed], act="mix", detail=str(len(rows)))
    return mixed.pk


def open_pool(*, by: Actor, now: datetime, pool_id: UUID) -> tuple[UUID, ...]:
    """A pool that is not negative: its specimens are tested one by one. Returns them."""
    rows = list(
        Specimen.objects.select_for_update(no_key=True)
        .filter(pool=pool_id, state=State.POOLED)
        .order_by("pool_place")
    )
    if rows:
        actions.move(by=by, now=now, specimens=rows, target=State.RECEIVED, act="open_pool")
    return tuple(row.pk for row in rows)


def waiting_in(pool_id: UUID) -> tuple[UUID, ...]:
    """The specimens that wait for a pool's result, in their places."""
    found = Specimen.objects.filter(pool=pool_id, state=State.POOLED).order_by("pool_place")
    return tuple(found.values_list("pk", flat=True))


def _poolable(row: Specimen) -> Poolable:
    return Poolable(
        state=State(row.state),
        reason=Reason(row.reason),
        symptoms=row.symptoms,
        material=Material(row.material),
        laboratory=str(row.laboratory_id),
        pooled_before=row.pool_id is not None,
        again=row.again,
    )
