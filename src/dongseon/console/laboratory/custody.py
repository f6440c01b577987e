"""Boxes: specimens packed and sent together, received one by one; what is missing on arrival is told."""

import uuid
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import actions, codes
from dongseon.console.laboratory.models import Box, Laboratory, Specimen
from dongseon.console.laboratory.rules import State
from dongseon.console.laboratory.types import Overtaken, Refused, SpecimenUnknown

SUBJECT = "box"
MOST_IN_BOX = 200  # specimens: two racks of 96. Assumption


def send(*, by: Actor, now: datetime, specimen_ids: Collection[UUID], laboratory_id: UUID) -> UUID:
    """Pack specimens into a box and send it. Raises Refused, Overtaken, SpecimenUnknown."""
    laboratory = Laboratory.objects.filter(pk=laboratory_id, closed=False).first()
    if laboratory is None:
        raise Refused(_("Choose a laboratory."))
    if not 0 < len(specimen_ids) <= MOST_IN_BOX:
        raise Refused(_("A box takes from 1 to %(most)d specimens.") % {"most": MOST_IN_BOX})
    rows = list(
        Specimen.objects.select_for_update(no_key=True)
        .filter(pk__in=specimen_ids, area__startswith=by.area)
        .order_by("pk")
    )
    if len(rows) != len(set(specimen_ids)):
        raise SpecimenUnknown(laboratory_id)
    box = Box.objects.create(
        id=uuid.uuid4(),
        code=codes.draw(),
        area=_area_of(rows),
        laboratory=laboratory,
        lab_area=laboratory.area,
        sent_at=now,
        sent_by=by.officer_id,
        packed=len(rows),
    )
    actions.move(
        by=by,
        now=now,
        specimens=rows,
        target=State.SENT,
        act="send",
        values={"box": box, "laboratory": laboratory, "lab_area": laboratory.area},
        place=laboratory.code,
    )
    audit.record(by=by, now=now, act="laboratory.send_box", subjects=[Subject(SUBJECT, box.pk)])
    return box.pk


def receive_box(
    *,
    by: Actor,
    now: datetime,
    box_id: UUID,
    found: Collection[UUID],
    temperature_c: float | None,
) -> tuple[UUID, ...]:
    """A box arrived; these specimens were in it. Returns those that were packed and are not there.

    What is missing stays on its way, where everybody sees it, until somebody finds it or sets it aside.
    """
    box = Box.objects.filter(pk=box_id, lab_area__startswith=by.area).first()
    if box is None:
        raise SpecimenUnknown(box_id)
    closed = Box.objects.filter(pk=box_id, received_at=None).update(
        received_at=now, received_by=by.officer_id, temperature_c=temperature_c
    )
    if not closed:
        raise Overtaken(box_id)
    packed = list(
        Specimen.objects.select_for_update(no_key=True)
        .filter(box=box, state=State.SENT)
        .order_by("pk")
    )
    here = [one for one in packed if one.pk in set(found)]
    if here:
        actions.move(
            by=by, now=now, specimens=here, target=State.RECEIVED, act="receive",
            place=box.laboratory.code,
        )  # fmt: skip
    missing = [one for one in packed if one.pk not in set(found)]
    if missing:
        actions.tell(by=by, now=now, specimens=missing, act="missing", place=box.laboratory.code)
    audit.record(by=by, now=now, act="laboratory.receive_box", subjects=[Subject(SUBJECT, box.pk)])
    return tuple(one.pk for one in missing)


def _area_of(rows: Collection[Specimen]) -> str:
    """What the areas of these specimens have in common: a district, a province, or the country."""
    areas = {row.area for row in rows}
    if len(areas) == 1:
        return areas.pop()
    provinces = {area[:2] for area in areas}
    return provinces.pop() if len(provinces) == 1 else ""
