"""A program of the console's bench: fills a database with cases, or asks for pages of them.

Started by `bench.console_calling`: `{"step": "fill" or "measure", "cases": …, "seed": …}`.
"""

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from dongseon.bench.console_browsing import employed, quantile, signed_in
from dongseon.console.access.models import Area
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.registry import vault, wording
from dongseon.console.registry.search import names, sounds, terms
from dongseon.console.registry.types import DataClass, Identity, Sex

AT_ONCE = 20_000
BEGAN = date(2020, 1, 20)
DAYS = 400
NOW = datetime(2021, 3, 1, tzinfo=UTC)
EMPLOYED = datetime(2020, 1, 1, tzinfo=UTC)  # since when the officers work here
# Frequent ones more often
SURNAMES = "김김김김김이이이이박박박최최정정강조윤장임한오서신권황안송류홍"
GIVEN = "민서지도하예준윤우시은현수아진영호채원유성재주연훈태건규빈"
CLASSES = ("confirmed", "confirmed", "suspected", "under_investigation", "not_a_case")
STATES = ("open",) * 6 + ("closed",) * 13 + ("deleted",)
PLACES = (("", "national"), ("11", "province"), ("41", "province"), ("11440", "district"), ("26350", "district"))  # fmt: skip
DRAWN: set[str] = set()  # case numbers given out
ROUNDS = 4  # times that each page is asked for


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person."""

    id: UUID
    name: str
    born: date
    phone: str


# ── filling ──────────────────────────────────────────────────────────────────────────────────


def fill(cases: int, seed: int) -> dict[str, float]:
    """Write the cases and their people."""
    begin_s = time.perf_counter()
    chance = random.Random(seed)  # noqa: S311  # made-up people, the same each time
    areas = list(Area.objects.filter(within__isnull=False).values_list("code", flat=True))
    vault.store()
    for begin in range(0, cases, AT_ONCE):
        people = [_somebody(chance) for _row in range(min(AT_ONCE, cases - begin))]
        with transaction.atomic():
            _write_people(people)
            _write_cases(people, areas, chance)
    return {"cases": cases, "fill_s": round(time.perf_counter() - begin_s, 1)}


def _somebody(chance: random.Random) -> Somebody:
    name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(31_000))
    phone = f"010{chance.randrange(10**8):08}"
    return Somebody(UUID(int=chance.getrandbits(128), version=4), name, born, phone)


def _write_people(people: Sequence[Somebody]) -> None:
    keys = vault.store().make(((one.id, DataClass.IDENTITY) for one in people), now=NOW)
    index_key = vault.store().files().index
    _copy("registry_person (id, revision, enrolled_at)", ((one.id, 1, NOW) for one in people))
    _copy(
        "registry_version (person_id, data_class, version, key_id, sealed, at, current)",
        (
            (one.id, "identity", 1, key.id, _sealed(one, key.secret), NOW, True)
            for one in people
            for key in [keys[one.id, DataClass.IDENTITY]]
        ),
    )
    _copy(
        "registry_blindindex (person_id, terms)",
        (
            (
                one.id,
                [
                    *_name_terms(one.name, index_key),
                    *terms.blinded(
                        (terms.phone_term(one.phone), terms.birth_term(one.born)), index_key
                    ),
                ],
            )
            for one in people
        ),
    )


def _sealed(one: Somebody, key: bytes) -> bytes:
    identity = Identity(
        name=one.name, name_romanised=_romanised(one.name), birth_date=one.born, sex=Sex.FEMALE
    )
    said = wording.written(identity)[DataClass.IDENTITY]
    return vault.seal(key, said, person_id=one.id, data_class=DataClass.IDENTITY, what="version 1")


@lru_cache(maxsize=100_000)
def _romanised(name: str) -> str:
    given, surname = sounds.romanise(name[1:]), sounds.romanise(name[:1])
    return f"{given} {surname}".title()


@lru_cache(maxsize=100_000)
def _name_terms(name: str, key: bytes) -> list[int]:
    return terms.blinded(names.terms_of(name) | names.terms_of(_romanised(name)), key)


def _write_cases(people: Iterable[Somebody], areas: Sequence[str], chance: random.Random) -> None:
    _copy(
        "cases_case (id, number, person_id, area, classification, state, state_before, onset_on,"
        " sampled_on, reported_on, origin, version, opened_at, changed_at)",
        (_case(one, areas, chance) for one in people),
    )


def _case(one: Somebody, areas: Sequence[str], chance: random.Random) -> tuple[object, ...]:
    reported = BEGAN + timedelta(days=int(DAYS * chance.random() ** 0.7))  # more and more
    onset = reported - timedelta(days=chance.randrange(8)) if chance.random() < 0.7 else None
    state = chance.choice(STATES)
    return (
        UUID(int=chance.getrandbits(128), version=4),
        _number(),
        one.id,
        areas[int(len(areas) * chance.random() ** 2)],  # the capital's districts have the most
        chance.choice(CLASSES),
        state,
        "open" if state == "deleted" else "",
        onset,
        reported - timedelta(days=1),
        reported,
        "import",
        1,
        NOW,
        NOW,
    )


def _number() -> str:
    """One that nobody has yet."""
    while (number := numbers.draw()) in DRAWN:
        pass
    DRAWN.add(number)
    return number


def _copy(into: str, rows: Iterable[tuple[object, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


# ── asking ───────────────────────────────────────────────────────────────────────────────────


def measure(cases: int, seed: int) -> dict[str, float]:
    """Ask for pages as officers of five areas; the 95th percentile of seconds a page."""
    call_command(
        "collectstatic", "--no-input", verbosity=0
    )  # pages name static files by their hash
    chance = random.Random(seed + 1)  # noqa: S311  # which pages, the same each time
    connection.force_debug_cursor = True  # counts queries
    by_level: dict[str, list[float]] = {}
    queries: list[int] = []
    for area, level in PLACES:
        name = f"bench-{area or 'country'}"
        browser = signed_in(employed(name, role=Role.INVESTIGATOR, area=area, since=EMPLOYED))
        list(_pages(browser, random.Random(seed)))  # noqa: S311  # warm: plans, templates, keys
        for _round in range(ROUNDS):
            for seconds, asked in _pages(browser, chance):
                by_level.setdefault(level, []).append(seconds)
                queries.append(asked)
    every = [seconds for found in by_level.values() for seconds in found]
    return {
        "case_list_p95_s": round(quantile(every, 0.95), 4),
        "case_list_p50_s": round(quantile(every, 0.5), 4),
        "case_list_max_s": round(max(every), 4),
        **{
            f"case_list_p95_s_{level}": round(quantile(found, 0.95), 4)
            for level, found in by_level.items()
        },
        "pages_asked": len(every),
        "queries_most": max(queries),
    }


def _pages(browser: Client, chance: random.Random) -> Iterator[tuple[float, int]]:
    """Each page of the mix, timed: the list as it opens, narrowed, sorted, deep, and searched."""
    day = BEGAN + timedelta(days=chance.randrange(30, DAYS))
    deep = f"after={day}~{UUID(int=chance.getrandbits(128), version=4)}"
    narrowed = (
        "",
        "?c=suspected",
        "?c=not_a_case&s=closed",
        "?s=deleted",
        f"?reported_from={day}&reported_to={day + timedelta(days=3)}",
        f"?onset_from={day}&onset_to={day}&c=confirmed",
        "?sort=onset",
        "?sort=number",
        "?sort=sampled&c=under_investigation",
        f"?{deep}",
        f"?sort=onset&{deep}",
        "?sort=number&after=MMMMMMMMM~00000000-0000-4000-8000-000000000000",
    )
    for query in narrowed:
        yield _timed(browser, f"/cases/{query}")
    for text in _searches(chance):
        answer = browser.post("/cases/", {"q": text})
        yield _timed(browser, answer.headers["Location"])


def _searches(chance: random.Random) -> tuple[str, ...]:
    one = _somebody(chance)
    given, surname = _romanised(one.name).split()
    return (one.name, f"{surname} {given}", f"{given} {surname}", one.phone, one.born.isoformat(),
            numbers.write(numbers.draw()))  # fmt: skip


def _timed(browser: Client, address: str) -> tuple[float, int]:
    begin_s = time.perf_counter()
    answer = browser.get(address)
    seconds = time.perf_counter() - begin_s
    if answer.status_code != 200:
        raise RuntimeError(f"{address.partition('?')[0]}: {answer.status_code}")
    return seconds, len(connection.queries_log)  # emptied when the request began


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """Do one step."""
    step = {"fill": fill, "measure": measure}[told["step"]]
    return step(told["cases"], told["seed"])
