"""A program of the console's bench: what lies in the laboratories before the day, and what came of it.

Started by `bench.console_calling`: `{"step": "fill", …}`, `{"step": "call"}` or `{"step": "count", …}`.
Everything is written by the console's own actions.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dongseon.console.access.models import Area
from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import queries as calls
from dongseon.console.calls.rules import Kind, Outcome
from dongseon.console.laboratory import actions, custody, kits, queries
from dongseon.console.laboratory.models import Laboratory
from dongseon.console.laboratory.rules import Decision, Reason
from dongseon.console.programs import actions as programs
from dongseon.console.programs.actions import Scope
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import telling

AT_ONCE = 100  # people of one transaction, and specimens of one box
LABORATORIES = 8  # that send at the same time
KIT, LOT = "BENCH-1", "L1"
SYLLABLES = "가나다라마바사아자차카타파하민서지도예준윤우시은현수진영호채원유성재연훈태건규빈"


def fill(told: Mapping[str, Any]) -> dict[str, Any]:
    """So many people with a specimen each that lies in a laboratory; tokens of the laboratories."""
    begun_s = time.perf_counter()
    now = datetime.now(UTC)
    chance = random.Random(told["seed"])  # noqa: S311  # made-up people, the same each time
    _kit(now)
    tokens = [_laboratory(now, number) for number in range(LABORATORIES)]
    districts = list(Area.objects.filter(within__isnull=False).values_list("code", flat=True))
    swabs: list[dict[str, Any]] = []
    for begin in range(0, told["tests"], AT_ONCE):
        size = min(AT_ONCE, told["tests"] - begin)
        laboratory_id, token = tokens[begin // AT_ONCE % LABORATORIES]
        with transaction.atomic():
            swabs += _swabs(
                now, chance, begin, size, chance.choice(districts), laboratory_id, token
            )
    return {
        "swabs": swabs,
        "kit": KIT,
        "fill_s": round(time.perf_counter() - begun_s, 1),
    }


def _kit(now: datetime) -> None:
    with transaction.atomic():
        today = now.date()
        applied = kits.Step(Decision.APPLIED, today - timedelta(days=30))
        kit_id = kits.apply(by=HOUSE, now=now, code=KIT, name="Bench", maker="Bench", step=applied)
        for step in (
            kits.Step(Decision.EVALUATED, today - timedelta(days=20), sensitivity=0.98, specificity=0.99, specimens=200),
            kits.Step(Decision.AUTHORISED, today - timedelta(days=10)),
        ):  # fmt: skip
            kits.decide(by=HOUSE, now=now, kit_id=kit_id, step=step)
        kits.add_lot(
            by=HOUSE, now=now, kit_id=kit_id, number=LOT, expires_on=today + timedelta(days=300)
        )


def _laboratory(now: datetime, number: int) -> tuple[UUID, str]:
    with transaction.atomic():
        program_id, token = programs.issue(
            by=HOUSE,
            now=now,
            name=f"Laboratory {number}",
            area="",
            scopes=[Scope.RESULTS],
            ends_at=now + timedelta(days=30),
        )
        row = Laboratory.objects.create(
            code=f"BENCH-{number}",
            name_ko=f"검사실 {number}",
            name_en=f"Laboratory {number}",
            area="",
            program_id=program_id,
        )
    return row.pk, token


def _swabs(
    now: datetime,
    chance: random.Random,
    begin: int,
    size: int,
    area: str,
    laboratory_id: UUID,
    token: str,
) -> list[dict[str, Any]]:
    people = [
        Identity(
            name="".join(chance.choice(SYLLABLES) for _sign in range(3)),
            birth_date=date(1930, 1, 1) + timedelta(days=chance.randrange(31_000)),
            phones=(f"010{begin + number:08}",),
        )
        for number in range(size)
    ]
    persons = registry.enrol_many(by=HOUSE, now=now, identities=people)
    ids = [
        actions.take(
            by=HOUSE,
            now=now,
            person_id=person_id,
            area=area,
            reason=Reason.SYMPTOMS,
            symptoms=True,
            taken_at=now - timedelta(hours=6),
        )
        for person_id in persons
    ]
    box = custody.send(by=HOUSE, now=now, specimen_ids=ids, laboratory_id=laboratory_id)
    custody.receive_box(by=HOUSE, now=now, box_id=box, found=ids, temperature_c=4.0)
    codes = queries.specimens(ids)
    return [
        {
            "code": codes[specimen_id].code,
            "phone": identity.phone,
            "person": str(person_id),
            "token": token,
        }
        for specimen_id, person_id, identity in zip(ids, persons, people, strict=True)
    ]


def call(told: Mapping[str, Any]) -> dict[str, Any]:
    """Make every call about a positive result: somebody is reached, so the message goes."""
    made, now = 0, datetime.now(UTC)
    while rows := calls.open_calls(area="", now=now, kinds=[Kind.POSITIVE_RESULT], size=100):
        for row in rows:
            with transaction.atomic():
                telling.called(by=HOUSE, now=now, task_id=row.id, outcome=Outcome.REACHED)
            made += 1
    return {"called": made}


def count(told: Mapping[str, Any]) -> dict[str, Any]:
    """Cases and calls of each person, and how many results stand."""
    positive, negative = set(told["positive"]), set(told["negative"])
    cases = _counted("SELECT person_id::text, count(*) FROM cases_case GROUP BY 1")
    tasks = _counted(
        "SELECT person_id::text, count(*) FROM calls_task WHERE kind = 'positive_result' GROUP BY 1"
    )
    messages = _counted("SELECT person_id::text, count(*) FROM sms_message GROUP BY 1")
    standing = _counted("SELECT 'standing', count(*) FROM laboratory_specimen WHERE outcome <> ''")
    waiting = _counted(
        "SELECT 'waiting', count(*) FROM sms_message WHERE state NOT IN ('handed', 'delivered')"
    )
    return {
        "results_standing": standing["standing"],
        "positive_without_one_case": sum(cases[one] != 1 for one in positive),
        "positive_without_one_call": sum(tasks[one] != 1 for one in positive),
        "negative_with_a_case": sum(cases[one] > 0 for one in negative),
        "negative_with_a_call": sum(tasks[one] > 0 for one in negative),
        "without_one_message": sum(messages[one] != 1 for one in positive | negative),
        "messages_waiting": waiting["waiting"],
    }


def _counted(query: str) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return Counter(dict(cursor.fetchall()))


STEPS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "fill": fill,
    "call": call,
    "count": count,
}


def main(told: Mapping[str, Any]) -> dict[str, Any]:
    """Do one step."""
    return STEPS[told["step"]](told)
