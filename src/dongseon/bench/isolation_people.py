"""A program of the bench of isolation: fills a console with people under an order, and measures it.

Started by `bench.console_calling`: `{"step": "fill" | "generate" | "lists" | "reassign" | "day" | "count", …}`.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from dongseon.bench.console_browsing import employed, quantile, signed_in
from dongseon.console.access.models import Area, Officer
from dongseon.console.access.roles import Role
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import numbers
from dongseon.console.isolation import actions, rules
from dongseon.console.isolation.models import Order, Question
from dongseon.console.isolation.rules import Kind, Reason, Slot
from dongseon.console.messages.models import Message
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import QUARANTINE
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import isolating_daily

AT_ONCE = 1_000
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN = "민서지도하예준윤우시은현수아진영호채원유성재주연훈태건규빈"
VIEWS = ("due", "missed", "unheard", "symptomatic", "all")
READERS = 40  # officers who open their lists
MOVED = 3_000  # people given to another officer at once
TODAY = datetime.now(UTC).astimezone(rules.HERE).date()
MORNING = rules.due_at(TODAY, rules.FIRST_HOUR) + timedelta(minutes=1)
EMPLOYED = MORNING - timedelta(days=30)  # since when the officers work here


def fill(told: Mapping[str, Any]) -> dict[str, float]:
    """People under an order in all districts, two officers a district, and yesterday's questions."""
    begun_s = time.perf_counter()
    chance = random.Random(told["seed"])  # noqa: S311  # made-up people, the same each time
    districts = list(Area.objects.filter(within__isnull=False).values_list("code", flat=True))
    officers = [_officer(at, districts[at % len(districts)]) for at in range(int(told["officers"]))]
    for begin in range(0, int(told["people"]), AT_ONCE):
        with transaction.atomic():
            _people(chance, officers, begin, min(AT_ONCE, int(told["people"]) - begin))
    yesterday = MORNING - timedelta(days=1)
    isolating_daily.begin_day(now=yesterday)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE isolation_question SET state = 'done', reminded = true")
        cursor.execute("ANALYZE")
    return {"fill_s": round(time.perf_counter() - begun_s, 1)}


@dataclass(frozen=True, slots=True)
class Watcher:
    """An officer and their district."""

    id: UUID
    area: str


def _officer(at: int, area: str) -> Watcher:
    officer = employed(f"officer {at}", role=Role.CASE_OFFICER, area=area, since=EMPLOYED)
    return Watcher(officer.pk, area)


def _people(chance: random.Random, officers: Sequence[Watcher], begin: int, size: int) -> None:
    identities = [
        Identity(
            name=chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
            phones=(f"010{begin + at:08}",),
        )
        for at in range(size)
    ]
    persons = registry.enrol_many(by=HOUSE, now=MORNING, identities=identities)
    rule = policy.rule(QUARANTINE, TODAY)
    rows = []
    for at, person_id in enumerate(persons):
        watcher = officers[(begin + at) % len(officers)]
        met = TODAY - timedelta(days=chance.randrange(rule.value.days - 1) + 1)
        ill = chance.random() < 0.02
        missed = 0 if chance.random() < 0.9 else chance.randrange(1, 5)
        rows.append(
            Order(
                id=uuid4(), number=numbers.draw(), person_id=person_id, area=watcher.area,
                kind=Kind.CONTACT, rule_id=rule.id, counted_from=met, starts_on=met,
                ends_on=met + timedelta(days=rule.value.days),
                asked_per_day=rule.value.asked_per_day, officer_id=watcher.id, issued_at=MORNING,
                symptomatic_since=TODAY if ill else None, missed_in_row=missed,
                urgency=rules.urgency(open_breach=False, symptomatic=ill, missed_in_row=missed),
                last_heard_at=MORNING - timedelta(hours=chance.randrange(40)),
            )
        )  # fmt: skip
    Order.objects.bulk_create(rows)


def generate(told: Mapping[str, Any]) -> dict[str, float]:
    """Make today's questions for everybody."""
    begun_s = time.perf_counter()
    made = isolating_daily.begin_day(now=MORNING)
    took_s = time.perf_counter() - begun_s
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE isolation_question")
    return {"questions": made, "generation_s": round(took_s, 2)}


def lists(told: Mapping[str, Any]) -> dict[str, float]:
    """The morning lists of some officers, and of somebody who sees the whole country."""
    call_command("collectstatic", "--no-input", verbosity=0)
    chance = random.Random(told["seed"])  # noqa: S311  # the same officers each time
    officers = list(Officer.objects.order_by("username"))
    times_s: list[float] = []
    _asked(signed_in(officers[0]), "due", [])  # the first page of a process reads its templates
    for officer in chance.sample(officers, min(READERS, len(officers))):
        browser = signed_in(officer)
        for view in VIEWS:
            _asked(browser, view, times_s)
    country_s: list[float] = []
    browser = signed_in(employed("everywhere", role=Role.INVESTIGATOR, area="", since=EMPLOYED))
    for _round in range(4):
        for view in VIEWS:
            _asked(browser, f"{view}&whose=all", country_s)
    return {
        "lists": len(times_s),
        "morning_list_p50_s": round(quantile(times_s, 0.5), 3),
        "morning_list_p95_s": round(quantile(times_s, 0.95), 3),
        "country_list_p95_s": round(quantile(country_s, 0.95), 3),
    }


def _asked(browser: Client, query: str, times_s: list[float]) -> None:
    begun_s = time.perf_counter()
    answer = browser.get(f"/isolation/?list={query}")
    times_s.append(time.perf_counter() - begun_s)
    if answer.status_code != 200:
        raise RuntimeError(f"{query}: {answer.status_code}")


def reassign(told: Mapping[str, Any]) -> dict[str, float]:
    """Give three thousand people, whom nobody watches over yet, to one officer."""
    ids = list(Order.objects.order_by("number").values_list("pk", flat=True)[:MOVED])
    Order.objects.filter(pk__in=ids).update(officer_id=None)
    to_officer = Officer.objects.order_by("username").values_list("pk", flat=True)[0]
    begun_s = time.perf_counter()
    with transaction.atomic():
        moved = actions.reassign(
            by=HOUSE, now=MORNING, from_officer=None, to_officer=to_officer, most=MOVED,
            reason=Reason.WORKLOAD,
        )  # fmt: skip
    return {"reassigned": moved, "reassign_s": round(time.perf_counter() - begun_s, 2)}


def day(told: Mapping[str, Any]) -> dict[str, float]:
    """The next day: its questions, and a message to everybody. Killed in the midst of it, again and again."""
    tomorrow = MORNING + timedelta(days=1)
    isolating_daily.begin_day(now=tomorrow)
    return {"reminded": isolating_daily.remind(now=tomorrow)}


def count(told: Mapping[str, Any]) -> dict[str, float]:
    """What came of it: questions and messages of the next day, each person once."""
    tomorrow = TODAY + timedelta(days=1)
    asked = Order.objects.filter(ends_on__gte=tomorrow)
    sent = Message.objects.filter(text="isolation_reminder")
    people = sent.values("person_id").distinct().count()
    questions = Question.objects.filter(on=tomorrow)
    rule = policy.rule(QUARANTINE, TODAY).value
    return {
        "to_remind": asked.count(),
        "messages": sent.count(),
        "lost": asked.count() - people,
        "doubled": sent.count() - people,
        "questions_lost": asked.count() * rule.asked_per_day - questions.count(),
        "questions_open": questions.filter(state=Slot.OPEN, slot=1, reminded=False).count(),
    }


STEPS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, float]]] = {
    "fill": fill,
    "generate": generate,
    "lists": lists,
    "reassign": reassign,
    "day": day,
    "count": count,
}


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """One step."""
    return STEPS[told["step"]](told)
