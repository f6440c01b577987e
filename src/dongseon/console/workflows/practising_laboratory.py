"""The laboratory in a demonstration: kits, specimens at every step, a pool, a report that fits nobody."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.laboratory import actions, custody, inbox, kits, places, pools, queries
from dongseon.console.laboratory.kits import Step
from dongseon.console.laboratory.rules import Decision, Outcome, Reason, Source
from dongseon.console.laboratory.types import Reading, SpecimenRow
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.programs import actions as programs
from dongseon.console.programs.actions import Scope
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import receiving, reporting, results

FAMILY, GIVEN = "배백서성손송신심", ("가람", "나린", "도담", "마루", "보람", "소담", "이든", "하늬")
TAKEN = 34  # specimens
LOT = "2011A"
MESSAGE = (
    "MSH|^~\\&|LIS|SEOUL-IHE|DONGSEON|KDCA|{at}||ORU^R01^ORU_R01|{control}|P|2.5.1\r"
    "PID|1||1^^^LIS||{name}||{born}|{sex}\r"
    "OBR|1|{code}|F-1|94500-6^SARS-CoV-2 RNA^LN|||{at}|||||||||||||||{at}|||F\r"
    "OBX|1|CWE|94500-6^SARS-CoV-2 RNA^LN||{value}||||||F|||{at}|||{kit}\r"
    "SPM|1|{code}||258500001^Nasopharyngeal swab^SCT\r"
)
NEGATIVE, POSITIVE = "260415000^Not detected^SCT", "260373001^Detected^SCT"


def fill(*, now: datetime, nurse: Actor, laboratory: Actor) -> dict[str, UUID]:
    """Fill the laboratory's lists through the actions that people use. Returns one of each thing."""
    with transaction.atomic():
        program = _program(now, laboratory.area)
        laboratory_id = places.found(
            by=laboratory,
            now=now,
            code="SEOUL-IHE",
            name_ko="서울특별시 보건환경연구원",
            name_en="Seoul Institute of Health and Environment",
            area=laboratory.area,
            program_id=program.officer_id,
        )
        kit_id = _kits(laboratory, now)
        rows = _swabs(nurse, now)
        box_id = custody.send(
            by=nurse, now=now - timedelta(hours=3), specimen_ids=[one.id for one in rows[4:]],
            laboratory_id=laboratory_id,
        )  # fmt: skip
        custody.receive_box(
            by=laboratory, now=now - timedelta(hours=2), box_id=box_id,
            found=[one.id for one in rows[6:]], temperature_c=4.5,
        )  # fmt: skip
        pool_id = _pool(laboratory, now, rows)
        _by_hand(laboratory, now, rows[6:10], kit_id)
    for number, one in enumerate(rows[10:22]):
        value = POSITIVE if number == 0 else NEGATIVE
        _by_message(program, now, number, one.code, value, "AT-2020")
    _by_message(program, now, 50, rows[22].code, POSITIVE, "UNKNOWN-KIT")
    _by_message(program, now, 51, rows[23].code, NEGATIVE, "AT-2020", sex="M", name="홍^길동")
    [finding, *_] = inbox.waiting(laboratory.area)
    return {
        "specimen_id": rows[6].id,
        "box_id": box_id,
        "kit_id": kit_id,
        "laboratory_id": laboratory_id,
        "finding_id": finding.id,
        "pool_id": pool_id,
    }


def _program(now: datetime, area: str) -> Actor:
    program_id, _token = programs.issue(
        by=HOUSE,
        now=now,
        name="Seoul Institute (LIS)",
        area=area,
        scopes=[Scope.RESULTS],
        ends_at=now + timedelta(days=90),
    )
    return Actor(program_id, "program", area, "testing")


def _kits(by: Actor, now: datetime) -> UUID:
    """One kit that was authorised, and one that was only applied for."""
    applied = Step(Decision.APPLIED, date(2020, 1, 28))
    kit_id = kits.apply(
        by=by, now=now, code="AT-2020", name="Allplex-type PCR kit", maker="Maker A", step=applied
    )
    evaluated = Step(
        Decision.EVALUATED, date(2020, 2, 1), sensitivity=0.985, specificity=0.997, specimens=240
    )
    for step in (evaluated, Step(Decision.AUTHORISED, date(2020, 2, 4), "EUA 2020-1")):
        kits.decide(by=by, now=now, kit_id=kit_id, step=step)
    ends = (now + timedelta(days=180)).date()
    kits.add_lot(by=by, now=now, kit_id=kit_id, number=LOT, expires_on=ends)
    kits.apply(
        by=by, now=now, code="AG-1", name="Rapid antigen kit", maker="Maker B",
        step=Step(Decision.APPLIED, date(2020, 4, 2)),
    )  # fmt: skip
    return kit_id


def _swabs(nurse: Actor, now: datetime) -> tuple[SpecimenRow, ...]:
    """Specimens taken over the last hours; the last of them are surveillance."""
    people = [
        Identity(
            name=FAMILY[n % len(FAMILY)] + GIVEN[(n * 3 + n // 8) % len(GIVEN)],
            sex=(Sex.FEMALE, Sex.MALE)[n % 2],
            birth_date=date(1945 + n, 1 + n % 12, 1 + n % 28),
            phones=(f"0105550{n:04d}",),
        )
        for n in range(TAKEN)
    ]
    persons = registry.enrol_many(by=nurse, now=now, identities=people)
    ids = [
        actions.take(
            by=nurse,
            now=now - timedelta(hours=4),
            person_id=person_id,
            area=nurse.area,
            reason=Reason.SURVEILLANCE if number >= 24 else Reason.SYMPTOMS,
            symptoms=number < 24,
            taken_at=now - timedelta(hours=5 + number % 9),
        )
        for number, person_id in enumerate(persons)
    ]
    found = queries.specimens(ids)
    return tuple(found[one] for one in ids)


def _pool(by: Actor, now: datetime, rows: tuple[SpecimenRow, ...]) -> UUID:
    rule = policy.rule(kinds.POOLING, reporting.local_day(now))
    wanted = [one.id for one in rows[24:30]]
    return pools.pool(by=by, now=now, specimen_ids=wanted, rule=rule)


def _by_hand(by: Actor, now: datetime, rows: tuple[SpecimenRow, ...], kit_id: UUID) -> None:
    """Results that wait for a second person."""
    [lot, *_] = kits.lots(kit_id)
    for number, row in enumerate(rows):
        outcome = Outcome.POSITIVE if number == 1 else Outcome.NEGATIVE
        results.reported(
            by=by,
            now=now - timedelta(minutes=40 - number),
            specimen_id=row.id,
            reading=Reading(outcome, now - timedelta(minutes=50), kit_id=kit_id, lot_id=lot.id),
            source=Source.HAND,
            final=False,
        )


def _by_message(
    by: Actor,
    now: datetime,
    number: int,
    code: str,
    value: str,
    kit: str,
    *,
    name: str = "",
    sex: str = "",
) -> None:
    at = f"{now - timedelta(minutes=30):%Y%m%d%H%M%S}+0000"
    text = MESSAGE.format(
        at=at,
        control=f"DEMO-{number}",
        name=name,
        born="",
        sex=sex,
        code=code,
        value=value,
        kit=kit,
    )
    receiving.message(by=by, now=now, data=text.encode())
