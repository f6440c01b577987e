"""Promises of every route at once: each declares its door, and the door keeps whom it does not name out.

The walk finds new routes by itself; whoever adds a public one lists it here.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation
from tests.console.cast import COUNTRY, MAPO, browser_of, hire

from dongseon.console.access import doors
from dongseon.console.access.doors import Door, Stage
from dongseon.console.access.roles import Role
from dongseon.console.access.rules import PURPOSES
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Kind

PUBLIC = {
    "live", "ready", "metrics",  # for whoever watches over the machine; no data
    "help", "language", "contrast",
    "sign_in:password",
    "screening:wall",  # numbers on a screen in a waiting room, at a random address
}  # fmt: skip
API = "api"  # ninja's routes: each operation carries its own door
BRIEF = {Role.ADMINISTRATOR, Role.AUDITOR}  # these two hold no second role


@dataclass(frozen=True, slots=True)
class Route:
    """A route, and a path that leads to it."""

    name: str
    view: Callable[..., object]
    path: str
    ids: tuple[UUID, ...]  # made-up ones in the path

    @property
    def door(self) -> Door:
        """What it declares."""
        found = doors.of(self.view)
        assert found is not None, f"{self.name}: behind no door"
        return found


def walk(
    patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Name, pattern and view of every route."""
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, whole, inner)
        else:
            yield f"{space}{pattern.name or whole}", whole, pattern.callback


def leading_to(name: str, pattern: str, view: Callable[..., object]) -> Route:
    """A path of the pattern, with made-up identifiers."""
    ids = []

    def made_up(match: re.Match[str]) -> str:
        if match[1] == "uuid":
            ids.append(uuid4())
            return str(ids[-1])
        return "1"

    path = re.sub(r"<(?:(\w+):)?\w+>", made_up, pattern)
    return Route(name, view, f"/{path}", tuple(ids))


ROUTES = [leading_to(*found) for found in walk(get_resolver().url_patterns)]
PAGES = [route for route in ROUTES if not route.name.startswith(f"{API}:")]
OF_A_ROLE = [
    route
    for route in PAGES
    if (found := doors.of(route.view)) is not None and found.stage is Stage.ROLE
]


def test_every_route_is_behind_a_door() -> None:
    assert [route.name for route in PAGES if doors.of(route.view) is None] == []


def test_what_is_public_is_listed() -> None:
    assert {route.name for route in PAGES if route.door.stage is Stage.PUBLIC} == PUBLIC


def test_the_administrator_reads_no_case() -> None:
    """No page with personal data opens for who gives out rights."""
    assert [
        r.name for r in OF_A_ROLE if r.door.personal and Role.ADMINISTRATOR in r.door.roles
    ] == []


def test_a_door_names_roles_and_purposes_that_fit() -> None:
    for route in OF_A_ROLE:
        assert route.door.roles, f"{route.name}: opens for nobody"
        possible = {purpose for role in route.door.roles for purpose in PURPOSES[role]}
        assert route.door.purposes <= possible, f"{route.name}: a purpose that no role of it has"


@pytest.mark.django_db
def test_nobody_comes_in_without_signing_in() -> None:
    browser = Client()
    for route in PAGES:
        if route.door.stage is not Stage.PUBLIC:
            answer = browser.get(route.path)
            assert answer.status_code == 302, route.name
            assert answer["Location"].startswith("/sign-in/?"), route.name


@pytest.mark.django_db
def test_nobody_comes_in_without_the_second_factor() -> None:
    browser = browser_of(hire("half", role=Role.INVESTIGATOR), verified=False)
    for route in PAGES:
        if route.door.stage in (Stage.OWN, Stage.ROLE):
            answer = browser.get(route.path)
            assert answer["Location"].startswith("/sign-in/code/?"), route.name


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_doors_and_no_other(role: Role) -> None:
    """The matrix. What a role may open answers anything but a refusal by role, for made-up ids too."""
    player = hire("player", role=role, area=COUNTRY if role in BRIEF else MAPO)
    browser = browser_of(player)
    for route in OF_A_ROLE:
        answer = browser.get(route.path)
        refused = Entry.objects.filter(
            act="access.refuse", kind=Kind.REFUSED, why=f"role: {route.name}"
        ).exists()
        assert refused is (role not in route.door.roles), (role, route.name)
        if refused:
            assert answer.status_code == 403, route.name
        else:
            assert answer.status_code < 500, route.name


@pytest.mark.django_db
def test_a_guessed_id_at_a_personal_page_is_written_down() -> None:
    """Whoever tries identifiers finds nothing and is found."""
    for role in (Role.INVESTIGATOR, Role.CASE_OFFICER, Role.NURSE, Role.APPROVER):
        player = hire(f"guesser {role}", role=role, area=MAPO)
        browser = browser_of(player)
        for route in OF_A_ROLE:
            if route.ids and route.door.personal and role in route.door.roles:
                answer = browser.get(route.path)
                assert answer.status_code in (404, 405), route.name
                if answer.status_code == 404:
                    assert Entry.objects.filter(
                        kind=Kind.REFUSED, subject_id__in=route.ids, officer_id=player.officer_id
                    ).exists(), route.name


def test_every_operation_of_the_api_asks_for_a_token() -> None:
    """But the description of the API itself, and the address below which it lies."""
    programs = [route for route in ROUTES if route.name.startswith(f"{API}:")]
    bare = {route.name for route in programs if not operations(route.view)}
    assert bare <= {"api:openapi-json", "api:api-root"}
    for route in programs:
        for operation in operations(route.view):
            assert operation.auth_callbacks, f"{route.name}: {operation.path} is open to everybody"


def operations(view: Callable[..., object]) -> list[Operation]:
    """What django-ninja has at a route; nothing for anything else."""
    if not inspect.isfunction(view):
        return []
    return list(getattr(inspect.getclosurevars(view).nonlocals.get("self"), "operations", []))
