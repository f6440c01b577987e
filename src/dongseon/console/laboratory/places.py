"""Laboratories: opened, given a program, closed."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory.models import Laboratory
from dongseon.console.laboratory.types import Refused, SpecimenUnknown

SUBJECT = "laboratory"


def found(
    *, by: Actor, now: datetime, code: str, name_ko: str, name_en: str, area: str,
    program_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """A laboratory begins to test for this console. Raises Refused for a code or program that is taken."""
    if not area.startswith(by.area):
        raise Refused(_("That area is not yours."))
    laboratory = Laboratory(
        id=uuid.uuid4(), code=code.strip(), name_ko=name_ko.strip(), name_en=name_en.strip(),
        area=area, program_id=program_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            laboratory.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This code or program belongs to a laboratory already.")) from None
    _tell(by, now, "found", laboratory.pk)
    return laboratory.pk


def close(*, by: Actor, now: datetime, laboratory_id: UUID) -> None:
    """It gets no more boxes; what lies there goes on. Raises SpecimenUnknown."""
    closed = Laboratory.objects.filter(
        pk=laboratory_id, area__startswith=by.area, closed=False
    ).update(closed=True, program_id=None)
    if not closed:
        raise SpecimenUnknown(laboratory_id)
    _tell(by, now, "close", laboratory_id)


def _tell(by: Actor, now: datetime, act: str, laboratory_id: UUID) -> None:
    subjects = [Subject(SUBJECT, laboratory_id)]
    audit.record(by=by, now=now, act=f"laboratory.{act}_place", subjects=subjects)
