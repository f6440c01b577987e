"""The first screen of each role is the work that waits for it; it names nobody."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import resolve
from tests.console import cast as company

from dongseon.console.access import doors
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.cases.models import Case
from dongseon.console.cases.rules import Classification, State
from dongseon.console.desk.home import addresses
from dongseon.console.workflows import work_lists

DAYS_BACK = 3


def case(area: str, now: datetime, classification: Classification, **more: object) -> Case:
    return Case.objects.create(
        **{
            "number": numbers.draw(),
            "person_id": uuid4(),
            "area": area,
            "classification": classification,
            "state": State.OPEN,
            "reported_on": now.date(),
            "origin": "desk",
            "opened_at": now,
            "changed_at": now,
            **more,
        }
    )


def test_every_work_list_leads_to_a_page_that_its_roles_may_open() -> None:
    for work in work_lists.LISTS:
        door = doors.of(resolve(addresses.of(work.key).partition("?")[0]).func)
        assert door is not None
        assert work.roles <= door.roles, work.key


def test_work_is_counted_in_the_officers_area_alone(db: None, now: datetime) -> None:
    nurse = company.hire("nurse", role=Role.NURSE, area=company.MAPO).actor
    for area in (company.MAPO, company.MAPO, company.HAEUNDAE):
        case(area, now, Classification.SUSPECTED)
    case(company.MAPO, now, Classification.SUSPECTED, state=State.CLOSED)
    (found,) = [b for b in work_lists.backlogs(by=nurse, now=now) if b.key == "suspected"]
    assert (found.count, found.oldest_at, found.late) == (2, now, False)


def test_what_waits_too_long_comes_first_and_says_so(db: None, now: datetime) -> None:
    actor = company.hire("investigator", role=Role.INVESTIGATOR, area=company.MAPO).actor
    long_ago = now - timedelta(days=DAYS_BACK)
    case(company.MAPO, long_ago, Classification.SUSPECTED, reported_on=long_ago.date())
    case(company.MAPO, now, Classification.UNDER_INVESTIGATION)
    first, second, *_ = work_lists.backlogs(by=actor, now=now)
    assert (first.key, first.late) == ("suspected", True)
    assert (second.late, second.count) == (False, 0)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_role_has_a_first_screen(db: None, role: Role, language: str) -> None:
    player = company.hire(role.value, role=role, area=company.MAPO, language=language)
    answer = company.browser_of(player).get("/")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_curve_shows_every_day_with_its_numbers(db: None) -> None:
    player = company.hire("nurse", role=Role.NURSE, area=company.MAPO, language="en")
    browser = company.browser_of(player)
    assert "<svg" not in browser.get("/").text
    case(company.MAPO, datetime.now().astimezone(), Classification.CONFIRMED)
    page = browser.get("/").text
    assert "<svg" in page
    assert page.count('<th scope="row">') == 28


def test_an_administrator_sees_no_curve_and_no_cases(db: None, now: datetime) -> None:
    player = company.hire("administrator", role=Role.ADMINISTRATOR)
    case(company.MAPO, datetime.now().astimezone(), Classification.CONFIRMED)
    page = company.browser_of(player).get("/").text
    assert "<svg" not in page
    assert "/cases/" not in page
