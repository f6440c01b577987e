"""A program of the bench of specimens: asks for the laboratory's pages, and times them. `SEED`.

Started by `bench.specimens` with Django's environment.
"""

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import django
from django.conf import settings

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  # after setup
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402  # after setup
from django.core.management import call_command  # noqa: E402  # after setup
from django.db import connection  # noqa: E402  # after setup
from django.test import Client  # noqa: E402  # after setup
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402  # after setup

from dongseon.console.access import sessions  # noqa: E402  # after setup
from dongseon.console.access.models import Assignment, Authenticator, Officer  # noqa: E402  # after setup
from dongseon.console.access.roles import Role  # noqa: E402  # after setup
from dongseon.console.access.rules import PURPOSES  # noqa: E402  # after setup
from dongseon.console.laboratory.types import Work  # noqa: E402  # after setup

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = (("", "national"), ("11", "province"), ("11440", "district"))
ROUNDS = 4  # times that each page is asked for
DAYS = 365


def measure(seed: int) -> dict[str, float]:
    """Every page as both roles and three widths of area; the 95th percentile of seconds a page."""
    call_command(
        "collectstatic", "--no-input", verbosity=0
    )  # pages name static files by their hash
    chance = random.Random(seed)  # noqa: S311  # which pages, the same each time
    connection.force_debug_cursor = True  # counts queries
    found: dict[str, list[float]] = {}
    worked: list[float] = []
    queries: list[int] = []
    for area, _level in PLACES:
        for role in (Role.LABORATORY, Role.NURSE):
            browser = _browser(area, role)
            for _name, path in _pages(chance):
                _timed(browser, path)  # warm: plans, templates
            for _round in range(ROUNDS):
                for name, path in _pages(chance):
                    seconds, worked_s, asked = _timed(browser, path)
                    found.setdefault(name, []).append(seconds)
                    worked.append(worked_s)
                    queries.append(asked)
    lists = [seconds for name, times in found.items() for seconds in times if name != "board"]
    return {
        "work_list_p95_s": round(_quantile(lists, 0.95), 4),
        "work_list_p95_cpu_s": round(_quantile(worked, 0.95), 4),
        "work_list_p50_s": round(_quantile(lists, 0.5), 4),
        "work_list_max_s": round(max(lists), 4),
        **{f"{name}_p95_s": round(_quantile(times, 0.95), 4) for name, times in found.items()},
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


def _browser(area: str, role: Role) -> Client:
    """Somebody in a role for an area, signed in."""
    officer = Officer.objects.create(
        username=f"bench-{role.value}-{area or 'country'}", name="Bench", created_at=BEGAN
    )
    Assignment.objects.create(
        officer=officer,
        role=role,
        purpose=PURPOSES[role][0],
        area_id=area or None,
        begins_at=BEGAN,
        confirmed_at=BEGAN,
    )
    device = Authenticator.objects.create(user=officer, name="phone", confirmed=True)
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    sessions.begin(session, generation=officer.generation, now=datetime.now(UTC))
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return browser


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
