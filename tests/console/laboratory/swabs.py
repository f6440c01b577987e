"""A bench for the tests: a laboratory, a kit that may be used and others, people, swabs, readings."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tests.console import cast

from dongseon.console.audit.types import HOUSE
from dongseon.console.laboratory import actions, custody, kits, queries
from dongseon.console.laboratory.models import Kit, Laboratory, Lot
from dongseon.console.laboratory.rules import Decision, Outcome, Reason
from dongseon.console.laboratory.types import Reading, SpecimenRow
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity

CODE, LOT = "AT-2020", "L1"


def laboratory(area: str = cast.SEOUL, code: str = "SEOUL-IHE") -> UUID:
    """A laboratory of an area."""
    found, _made = Laboratory.objects.get_or_create(
        code=code,
        defaults={"name_ko": "서울시보건환경연구원", "name_en": "Seoul Institute", "area": area},
    )
    return found.pk


def kit(
    now: datetime,
    *,
    code: str = CODE,
    authorised: bool = True,
    expires_on: date | None = None,
) -> tuple[UUID, UUID]:
    """A kit and a lot of it, good for 200 days; authorised on 4 February 2020, or only applied for."""
    there = Kit.objects.filter(code=code).first()
    if there is not None:
        return there.pk, Lot.objects.get(kit=there).pk
    applied = kits.Step(Decision.APPLIED, date(2020, 1, 28))
    kit_id = kits.apply(
        by=HOUSE, now=now, code=code, name=f"Kit {code}", maker="Maker", step=applied
    )
    if authorised:
        for step in (
            kits.Step(Decision.EVALUATED, date(2020, 2, 1), sensitivity=0.98, specificity=0.99, specimens=200),
            kits.Step(Decision.AUTHORISED, date(2020, 2, 4)),
        ):  # fmt: skip
            kits.decide(by=HOUSE, now=now, kit_id=kit_id, step=step)
    ends = expires_on or (now + timedelta(days=200)).date()
    lot_id = kits.add_lot(by=HOUSE, now=now, kit_id=kit_id, number=LOT, expires_on=ends)
    return kit_id, lot_id


def person(now: datetime, **known: object) -> UUID:
    """Somebody in the registry."""
    said = {"name": "김하나", "birth_date": date(1980, 1, 1), "phones": ("01012345678",)} | known
    return registry.enrol(by=HOUSE, now=now, identity=Identity(**said))  # type: ignore[arg-type]


def swab(
    now: datetime,
    *,
    person_id: UUID | None = None,
    area: str = cast.MAPO,
    reason: Reason = Reason.SYMPTOMS,
    symptoms: bool | None = None,
) -> SpecimenRow:
    """A specimen that was just taken."""
    specimen_id = actions.take(
        by=HOUSE,
        now=now,
        person_id=person_id or person(now),
        area=area,
        reason=reason,
        symptoms=reason is Reason.SYMPTOMS if symptoms is None else symptoms,
    )
    return queries.specimen(specimen_id, area="")


def in_laboratory(now: datetime, *specimens: SpecimenRow) -> tuple[SpecimenRow, ...]:
    """Sent in a box and received."""
    laboratory_id = laboratory()
    ids = [one.id for one in specimens]
    box = custody.send(by=HOUSE, now=now, specimen_ids=ids, laboratory_id=laboratory_id)
    custody.receive_box(by=HOUSE, now=now, box_id=box, found=ids, temperature_c=4.0)
    found = queries.specimens(ids)
    return tuple(found[one] for one in ids)


def reading(now: datetime, outcome: Outcome, **more: object) -> Reading:
    """What an authorised kit says."""
    kit_id, lot_id = kit(now)
    said: dict[str, object] = {"kit_id": kit_id, "lot_id": lot_id} | more
    return Reading(outcome, said.pop("reported_at", now + timedelta()), **said)  # type: ignore[arg-type]
