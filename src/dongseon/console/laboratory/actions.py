"""Specimens taken, moved along, and set aside. Each verb adds a link to the chain of custody."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import codes, queries, rules
from dongseon.console.laboratory.models import Event, Laboratory, Specimen
from dongseon.console.laboratory.rules import Material, Reason, State, VoidReason
from dongseon.console.laboratory.types import SUBJECT, Overtaken, Refused, SpecimenRow

DRAWS = 20  # in vain, until something is wrong: with 5,000,000 codes taken, 1 draw in 180 is


def take(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    area: str,
    material: Material = Material.NASOPHARYNGEAL,
    reason: Reason,
    symptoms: bool,
    site_id: UUID | None = None,
    visit_id: UUID | None = None,
    replaces_id: UUID | None = None,
    taken_at: datetime | None = None,
    key: str = "",
) -> UUID:
    """A swab was taken: a specimen with a code of its own. The same key again changes nothing.

    ``replaces_id``: the specimen that gave no result, for which this one was taken. Raises Refused for
    an area that is not the officer's, or a pool as material.
    """
    if not area.startswith(by.area):
        raise Refused(_("That area is not yours."))
    if material is Material.POOL:
        raise Refused(_("A pool is made in the laboratory, out of specimens."))
    known = Specimen.objects.filter(key=key).values_list("pk", flat=True).first() if key else None
    if known is not None:
        return known
    if replaces_id is not None:
        _replace(by, replaces_id, person_id)
    specimen = Specimen(
        id=uuid.uuid4(),
        code=free_code(),
        key=key or None,
        person_id=person_id,
        area=area,
        site_id=site_id,
        visit_id=visit_id,
        material=material,
        reason=reason,
        symptoms=symptoms,
        state=State.TAKEN,
        replaces_id=replaces_id,
        taken_at=taken_at or now,
        since=now,
    )
    try:
        with transaction.atomic():
            Specimen.objects.bulk_create([specimen])
    except IntegrityError:  # somebody pressed twice, and the other one was first
        known = (
            Specimen.objects.filter(key=key).values_list("pk", flat=True).first() if key else None
        )
        if known is None:
            raise
        return known
    tell(by=by, now=now, specimens=[specimen], act="take", detail=material)
    return specimen.pk


def _replace(by: Actor, specimen_id: UUID, person_id: UUID) -> None:
    """A new swab was taken for one that gave no result."""
    before = held(by, specimen_id)
    if before.person_id != person_id:
        raise Refused(_("The specimen before was another person's."))
    if not rules.needs_swab(queries.outcome_of(before), State(before.state)):
        raise Refused(_("The specimen before needs no new swab."))
    Specimen.objects.filter(pk=specimen_id, replaced=False).update(
        replaced=True, version=F("version") + 1
    )


def free_code() -> str:
    """A code that no specimen has. Two that draw the same at once: the database refuses the second."""
    for _draw in range(DRAWS):
        code = codes.draw()
        if not Specimen.objects.filter(code=code).exists():
            return code
    raise RuntimeError("no free code was found: far more specimens than codes were made for")


def receive(*, by: Actor, now: datetime, specimen_id: UUID, laboratory_id: UUID) -> None:
    """A specimen arrived in the laboratory without a box, or was left out of its box's receipt."""
    specimen = held(by, specimen_id)
    laboratory = Laboratory.objects.filter(pk=laboratory_id, closed=False).first()
    if laboratory is None or not laboratory.area.startswith(by.area):
        raise Refused(_("Choose a laboratory of your area."))
    move(
        by=by,
        now=now,
        specimens=[specimen],
        target=State.RECEIVED,
        act="receive",
        values={"laboratory": laboratory, "lab_area": laboratory.area},
        place=laboratory.code,
    )


def arrive(*, by: Actor, now: datetime, specimen_id: UUID, laboratory_id: UUID) -> None:
    """A laboratory speaks of a specimen that nobody received there: it must have arrived."""
    specimen = queries.locked(specimen_id, area="")
    laboratory = Laboratory.objects.get(pk=laboratory_id)
    move(
        by=by,
        now=now,
        specimens=[specimen],
        target=State.RECEIVED,
        act="receive",
        values={"laboratory": laboratory, "lab_area": laboratory.area},
        place=laboratory.code,
        detail="unscanned",
    )


def void(*, by: Actor, now: datetime, specimen_id: UUID, reason: VoidReason) -> None:
    """A specimen is good for no result: the person has to come again. A result that stands is withdrawn first."""
    specimen = held(by, specimen_id)
    if specimen.outcome:
        raise Refused(_("A result stands for this specimen: withdraw it first."))
    move(by=by, now=now, specimens=[specimen], target=State.VOID, act="void", detail=reason)


def needs_none(*, by: Actor, now: datetime, specimen_id: UUID) -> None:
    """No new swab is needed after all: the person was tested elsewhere, or has left."""
    specimen = held(by, specimen_id)
    done = Specimen.objects.filter(pk=specimen.pk, replaced=False).update(
        replaced=True, version=F("version") + 1
    )
    if not done:
        raise Overtaken(specimen_id)
    tell(by=by, now=now, specimens=[specimen], act="needs_none")


# ── what every verb is made of ───────────────────────────────────────────────────────────────


Held: TypeAlias = Specimen | SpecimenRow  # as it was seen


def held(by: Actor, specimen_id: UUID) -> Specimen:
    """The specimen, if the officer's area has to do with it. Raises SpecimenUnknown."""
    return queries.held(by.area, specimen_id)


def move(
    *,
    by: Actor,
    now: datetime,
    specimens: Collection[Held],
    target: State,
    act: str,
    values: Mapping[str, object] | None = None,
    place: str = "",
    detail: str = "",
) -> None:
    """Bring specimens to a state, and tell it. Raises Refused, Overtaken."""
    shift(now=now, specimens=specimens, target=target, values=values)
    tell(by=by, now=now, specimens=specimens, act=act, place=place, detail=detail)


def shift(
    *,
    now: datetime,
    specimens: Collection[Held],
    target: State,
    values: Mapping[str, object] | None = None,
) -> None:
    """Bring specimens to a state, each still being what was seen; the caller tells it. Raises Refused, Overtaken."""
    wrong = [one for one in specimens if target not in rules.MOVES[State(one.state)]]
    if wrong:
        raise Refused(
            _("%(code)s stands where this cannot be done to it: look at it again.")
            % {"code": codes.write(wrong[0].code)}
        )
    for one in specimens:
        changed = Specimen.objects.filter(pk=one.id, version=one.version).update(
            **(values or {}), state=target, since=now, version=F("version") + 1
        )
        if not changed:
            raise Overtaken(one.id)


def tell(
    *,
    by: Actor,
    now: datetime,
    specimens: Collection[Held],
    act: str,
    place: str = "",
    detail: str = "",
) -> None:
    """Add to the chain of custody and to the audit."""
    Event.objects.bulk_create(
        Event(
            specimen_id=one.id,
            at=now,
            act=act,
            officer_id=by.officer_id,
            role=by.role,
            place=place,
            detail=detail,
        )
        for one in specimens
    )
    audit.record(
        by=by,
        now=now,
        act=f"laboratory.{act}",
        subjects=[Subject(SUBJECT, one.id) for one in specimens],
        why=detail,
    )
