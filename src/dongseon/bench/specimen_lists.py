"""A program of the bench of specimens: asks for the laboratory's pages, and times them.

Started by `bench.console_calling`: `{"seed": …}`.
"""

import random
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.test import Client

from dongseon.bench.console_browsing import employed, quantile, signed_in
from dongseon.console.access.roles import Role
from dongseon.console.laboratory.types import Work

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = (("", "national"), ("11", "province"), ("11440", "district"))
ROUNDS = 4  # times that each page is asked for
DAYS = 365


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """Every page as both roles and three widths of area; the 95th percentile of seconds a page."""
    call_command(
        "collectstatic", "--no-input", verbosity=0
    )  # pages name static files by their hash
    chance = random.Random(told["seed"])  # noqa: S311  # which pages, the same each time
    connection.force_debug_cursor = True  # counts queries
    found: dict[str, list[float]] = {}
    worked: list[float] = []
    queries: list[int] = []
    for area, _level in PLACES:
        for role in (Role.LABORATORY, Role.NURSE):
            name = f"bench-{role.value}-{area or 'country'}"
            browser = signed_in(employed(name, role=role, area=area, since=BEGAN))
            for _page, path in _pages(chance):
                _timed(browser, path)  # warm: plans, templates
            for _round in range(ROUNDS):
                for page, path in _pages(chance):
                    seconds, worked_s, asked = _timed(browser, path)
                    found.setdefault(page, []).append(seconds)
                    worked.append(worked_s)
                    queries.append(asked)
    lists = [seconds for name, times in found.items() for seconds in times if name != "board"]
    return {
        "work_list_p95_s": round(quantile(lists, 0.95), 4),
        "work_list_p95_cpu_s": round(quantile(worked, 0.95), 4),
        "work_list_p50_s": round(quantile(lists, 0.5), 4),
        "work_list_max_s": round(max(lists), 4),
        **{f"{name}_p95_s": round(quantile(times, 0.95), 4) for name, times in found.items()},
        "pages_asked": len(lists),
        "queries_most": max(queries),
    }


def _pages(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Each page of the mix: what waits, all from both sides, narrowed, deep, by code, and the board."""
    for kind in Work:
        yield "waiting", f"/laboratory/?w={kind.value}"
    moment = datetime.now(UTC) - timedelta(days=chance.randrange(2, DAYS))
    deep = (
        f"after={moment:%Y-%m-%dT%H:%M:%S}%2B00:00~{UUID(int=chance.getrandbits(128), version=4)}"
    )
    for side in ("site", "laboratory"):
        yield "all", f"/laboratory/specimens/?side={side}"
        yield "deep", f"/laboratory/specimens/?side={side}&{deep}"
        for outcome in ("positive", "negative", "invalid"):
            yield "narrowed", f"/laboratory/specimens/?side={side}&outcome={outcome}"
    yield "code", "/laboratory/specimens/?code=100000000" + "00"
    yield "board", "/laboratory/board/?h=24"
    yield "board", "/laboratory/board/?h=168"


def _timed(browser: Client, address: str) -> tuple[float, float, int]:
    """Seconds on the wall, seconds that our process and its database's worked, queries."""
    begin_s, worked_s = time.perf_counter(), time.process_time() + _database_s()
    answer = browser.get(address)
    seconds = time.perf_counter() - begin_s
    worked_s = time.process_time() + _database_s() - worked_s
    if answer.status_code != 200:
        raise RuntimeError(f"{address.partition('?')[0]}: {answer.status_code}")
    return seconds, worked_s, len(connection.queries_log)  # emptied when the request began


def _database_s() -> float:
    """Seconds for which PostgreSQL's process of our connection has worked so far."""
    connection.ensure_connection()
    process = connection.connection.info.backend_pid
    told = Path(f"/proc/{process}/schedstat").read_text(encoding="ascii")
    return int(told.split()[0]) / 1e9
