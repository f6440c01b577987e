"""Kits and their lots: the emergency-use path, each step with its day, and whether a kit may be used."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.laboratory import rules
from dongseon.console.laboratory.models import Kit, KitStep, Lot
from dongseon.console.laboratory.rules import Decision, KitPath
from dongseon.console.laboratory.types import (
    KitRow,
    KitStepRow,
    LotRow,
    Overtaken,
    Refused,
    SpecimenUnknown,
)

ZONE = ZoneInfo("Asia/Seoul")
SUBJECT = "kit"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a kit's path, as its document has it."""

    step: Decision
    on: date
    reference: str = ""
    sensitivity: float | None = None  # share, 0 to 1
    specificity: float | None = None  # share, 0 to 1
    specimens: int | None = None


def apply(*, by: Actor, now: datetime, code: str, name: str, maker: str, step: Step) -> UUID:
    """A maker applied for emergency use of a kit. Raises Refused for a code that is taken."""
    kit = Kit(
        id=uuid.uuid4(), code=code.strip(), name=name.strip(), maker=maker.strip(),
        state=Decision.APPLIED,
    )  # fmt: skip
    if not (kit.code and kit.name and kit.maker):
        raise Refused(_("A kit needs a code, a name and a maker."))
    try:
        with transaction.atomic():
            kit.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("There is a kit with this code already.")) from None
    _tell(by, now, kit.pk, step)
    return kit.pk


def decide(*, by: Actor, now: datetime, kit_id: UUID, step: Step) -> None:
    """The next step of a kit's path: evaluated, authorised, refused, withdrawn, applied for anew."""
    kit = Kit.objects.filter(pk=kit_id).first()
    if kit is None:
        raise SpecimenUnknown(kit_id)
    before = Decision(kit.state)
    if step.step not in rules.KIT_MOVES[before]:
        raise Refused(_("The path of this kit does not go there from where it stands."))
    last = KitStep.objects.filter(kit=kit).order_by("-seq").values_list("on", flat=True).first()
    if last is not None and step.on < last:
        raise Refused(_("This step is dated before the last one."))
    days: dict[Decision, dict[str, object]] = {
        Decision.AUTHORISED: {"authorised_on": step.on, "withdrawn_on": None},
        Decision.WITHDRAWN: {"withdrawn_on": step.on},
    }
    changed = Kit.objects.filter(pk=kit_id, state=before).update(
        state=step.step, **days.get(step.step, {})
    )
    if not changed:
        raise Overtaken(kit_id)
    _tell(by, now, kit_id, step)


def add_lot(*, by: Actor, now: datetime, kit_id: UUID, number: str, expires_on: date) -> UUID:
    """A lot of a kit is in use. Raises Refused for a number that is there."""
    if not number.strip() or not Kit.objects.filter(pk=kit_id).exists():
        raise Refused(_("A lot needs a number."))
    try:
        with transaction.atomic():
            lot = Lot.objects.create(kit_id=kit_id, number=number.strip(), expires_on=expires_on)
    except IntegrityError:
        raise Refused(_("This lot is there already.")) from None
    audit.record(
        by=by,
        now=now,
        act="laboratory.add_lot",
        subjects=[Subject(SUBJECT, kit_id)],
        fields=["lot"],
    )
    return lot.pk


def _tell(by: Actor, now: datetime, kit_id: UUID, step: Step) -> None:
    KitStep.objects.create(
        kit_id=kit_id,
        step=step.step,
        on=step.on,
        reference=step.reference.strip()[:80],
        sensitivity=step.sensitivity,
        specificity=step.specificity,
        specimens=step.specimens,
        officer_id=by.officer_id,
        at=now,
    )
    subjects = [Subject(SUBJECT, kit_id)]
    audit.record(by=by, now=now, act="laboratory.decide_kit", subjects=subjects, fields=[step.step])


# ── reads ────────────────────────────────────────────────────────────────────────────────────


def path_of(kit_id: UUID, lot_id: UUID | None) -> KitPath:
    """What decides whether a result of this kit and lot may stand."""
    kit = Kit.objects.get(pk=kit_id)
    lot = None if lot_id is None else Lot.objects.filter(pk=lot_id, kit=kit).first()
    return _path(kit, lot)


@dataclass(frozen=True, slots=True)
class Named:
    """A kit, and perhaps a lot of it, that somebody named."""

    kit_id: UUID
    lot_id: UUID | None  # None: none was named, or none that is known
    path: KitPath


def named(kit: str, lot: str) -> Named | None:
    """Kit and lot as somebody names them: by code or name, whatever the case; None for an unknown kit."""
    text, number = kit.strip(), lot.strip()
    by_code = Case(When(code__iexact=text, then=0), default=1)
    found = (
        Kit.objects.filter(Q(code__iexact=text) | Q(name__iexact=text))
        .order_by(by_code, "pk")
        .first()
    )
    if found is None:
        return None
    lots = Lot.objects.filter(kit=found, number__iexact=number)
    one = lots.order_by("pk").first() if number else None
    return Named(found.pk, None if one is None else one.pk, _path(found, one))


def every() -> tuple[KitRow, ...]:
    """All kits by name."""
    return tuple(_to_row(kit) for kit in Kit.objects.order_by("name", "code"))


def one(kit_id: UUID) -> KitRow:
    """A kit. Raises SpecimenUnknown."""
    kit = Kit.objects.filter(pk=kit_id).first()
    if kit is None:
        raise SpecimenUnknown(kit_id)
    return _to_row(kit)


def steps(kit_id: UUID) -> tuple[KitStepRow, ...]:
    """The path of a kit, from the application on."""
    return tuple(
        KitStepRow(
            Decision(row.step), row.on, row.reference, row.sensitivity, row.specificity,
            row.specimens, row.officer_id, row.at,
        )
        for row in KitStep.objects.filter(kit=kit_id).order_by("seq")
    )  # fmt: skip


def lots(kit_id: UUID) -> tuple[LotRow, ...]:
    """The lots of a kit, the one that lasts longest first."""
    found = Lot.objects.filter(kit=kit_id).order_by("-expires_on", "number")
    return tuple(LotRow(row.pk, row.kit_id, row.number, row.expires_on) for row in found)


def usable(on: date) -> tuple[tuple[KitRow, LotRow], ...]:
    """Kits and lots that may be used on a day, by name."""
    found = Lot.objects.filter(
        kit__state=Decision.AUTHORISED, kit__authorised_on__lte=on, expires_on__gte=on
    ).select_related("kit")
    return tuple(
        (_to_row(row.kit), LotRow(row.pk, row.kit_id, row.number, row.expires_on))
        for row in found.order_by("kit__name", "expires_on", "number")
    )


def day_of(moment: datetime) -> date:
    """The local day of a test."""
    return moment.astimezone(ZONE).date()


def _path(kit: Kit, lot: Lot | None) -> KitPath:
    return KitPath(kit.authorised_on, kit.withdrawn_on, None if lot is None else lot.expires_on)


def _to_row(kit: Kit) -> KitRow:
    return KitRow(
        kit.pk, kit.code, kit.name, kit.maker, Decision(kit.state), kit.authorised_on,
        kit.withdrawn_on,
    )  # fmt: skip
