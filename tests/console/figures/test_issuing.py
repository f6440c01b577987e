"""The daily report from the register to the page: issued once, kept as issued, corrected beside it."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from tests.console.cast import HAEUNDAE, MAPO, Player, browser_of, cast

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.figures import actions, queries
from dongseon.console.figures.actions import Refused
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import caring, daily_report, reporting
from dongseon.console.workflows.reporting import Report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def case(now: datetime, area: str = MAPO, **known: object) -> UUID:
    """A confirmed case."""
    identity = Identity(name="김하나", phones=("01012345678",), **known)  # type: ignore[arg-type]
    report = Report(
        identity, area, Classification.CONFIRMED, Basis.PCR_POSITIVE,
        Dates(None, now.date(), now.date()),
    )  # fmt: skip
    [case_id] = reporting.report_cases(by=HOUSE, now=now, reports=[report], origin=Origin.DESK)
    return case_id


@pytest.fixture
def moon(db: None) -> Player:
    """The epidemiologist, who sees no names."""
    return cast("epidemiologist")["epidemiologist"]


def test_the_tables_count_what_was_before_midnight(now: datetime) -> None:
    day = now.date()
    case(now - DAY, sex=Sex.FEMALE, birth_date=date(1950, 1, 1))
    dead = case(now - 2 * DAY, HAEUNDAE, sex=Sex.MALE, birth_date=date(1935, 1, 1))
    case(now)  # today: tomorrow's report
    caring.note_death(by=HOUSE, now=now - DAY, case_id=dead, on=day - DAY)
    draft = daily_report.drawn_up(now=now, day=day)
    table = draft.report.national
    assert (table.confirmed, table.isolated, table.deceased) == (2, 1, 1)
    assert [(one.province, one.new) for one in draft.report.provinces] == [("11", 1), ("26", 0)]
    assert {one.name: one.deceased for one in draft.report.ages if one.confirmed} == {
        "70-79": 0, "80+": 1,
    }  # fmt: skip
    assert draft.faults == ()


def test_an_identity_is_opened_once_for_its_sex_and_age(now: datetime) -> None:
    case(now - DAY, sex=Sex.FEMALE)
    for _time in range(2):
        daily_report.drawn_up(now=now, day=now.date())
    assert Entry.objects.filter(act="figures.open", subject_kind="person").count() == 1


def test_what_was_issued_stays_when_the_register_changes(now: datetime, moon: Player) -> None:
    case(now - DAY)
    daily_report.issue(by=moon.actor, now=now, day=now.date())
    case(now - 2 * DAY)
    issued = queries.report(now.date())
    assert issued is not None
    assert issued.report.national.confirmed == 1
    with pytest.raises(Refused, match="has been issued"):
        daily_report.issue(by=moon.actor, now=now, day=now.date())
    daily_report.issue(by=moon.actor, now=now, day=now.date(), note="late report of a clinic")
    last, first = queries.editions(now.date())
    assert (last.report.national.confirmed, first.report.national.confirmed) == (2, 1)
    assert last.note == "late report of a clinic"


def test_the_database_lets_nobody_change_what_was_issued(now: datetime, moon: Player) -> None:
    daily_report.issue(by=moon.actor, now=now, day=now.date())
    for order in ("UPDATE figures_report SET edition = 9", "DELETE FROM figures_report"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(order)


def test_a_day_that_is_not_over_is_not_reported(now: datetime, moon: Player) -> None:
    with pytest.raises(Refused, match="not over"):
        daily_report.issue(by=moon.actor, now=now, day=now.date() + DAY)


def test_a_number_that_would_fall_is_not_issued(now: datetime, moon: Player) -> None:
    """A case that was taken back lowers a cumulative number: that is a correction, not a new day."""
    case(now - 2 * DAY)
    draft = daily_report.drawn_up(now=now, day=now.date() - DAY)
    higher = draft.report.national
    actions.issue(by=moon.actor, now=now, report=draft.report)
    assert higher.confirmed == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET classification = 'not_a_case'")
    with pytest.raises(Refused, match="sums do not hold"):
        daily_report.issue(by=moon.actor, now=now, day=now.date())


def test_the_pages_of_a_report(moon: Player) -> None:
    case(datetime.now(reporting.ZONE) - DAY, sex=Sex.MALE)
    browser = browser_of(moon, language="en")
    page = browser.get("/figures/today/")
    assert "Nothing is issued yet" in page.content.decode()
    token = {"x-csrftoken": str(page.context["csrf_token"])}
    answer = browser.post("/figures/today/issue/", headers=token)
    at = answer.headers["Location"]
    assert "Table 5" in browser.get(at).content.decode()
    for table in ("national", "provinces", "sexes", "ages"):
        rows = browser.get(f"{at}{table}.csv").content.decode("utf-8-sig").splitlines()
        assert rows[0].startswith("day,"), table
    assert browser.get(f"{at}people.csv").status_code == 404
    assert browser.get("/figures/of/yesterday/").status_code == 404
    assert browser.get("/figures/of/1999-01-01/").status_code == 404


def test_the_press_reads_and_issues_nothing(db: None) -> None:
    browser = browser_of(cast("press")["press"], language="en")
    assert browser.get("/figures/").status_code == 200
    assert browser.get("/figures/today/").status_code == 403
