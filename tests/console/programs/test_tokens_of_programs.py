"""Tokens are given out by one, confirmed by another where they show cases, and taken back by either."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.console.cast import MAPO, SEOUL, Player, browser_of, cast, hire

from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE, Subject
from dongseon.console.desk.audit import showing
from dongseon.console.programs import actions, calling, queries
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.models import Program
from dongseon.console.programs.queries import Caller

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 6, 3, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture
def house(db: None) -> dict[str, Player]:
    """Two administrators and an auditor."""
    return cast("administrator", "second_administrator", "auditor", "investigator")


def issue(by: Player, *scopes: Scope, area: str = MAPO, now: datetime = NOW) -> tuple[UUID, str]:
    return actions.issue(
        by=by.actor, now=now, name="마포구 검사실", area=area, scopes=scopes, ends_at=now + MONTH
    )


def caller_of(token: str, now: datetime = NOW) -> Caller | None:
    found = calling.called(token=token, now=now)
    return found and found[0]


def test_a_token_that_shows_cases_opens_nothing_before_a_second_person_agrees(
    house: dict[str, Player],
) -> None:
    program_id, token = issue(house["administrator"], Scope.READ)
    assert caller_of(token) is None
    own = {"by": house["administrator"].actor, "now": NOW, "program_id": program_id}
    assert not actions.confirm(**own)
    assert actions.confirm(by=house["auditor"].actor, now=NOW, program_id=program_id)
    caller = caller_of(token)
    assert caller is not None
    assert caller.scopes == {Scope.READ}
    assert set(Entry.objects.filter(subject_id=program_id).values_list("act", flat=True)) == {
        "programs.issue", "programs.confirm",
    }  # fmt: skip


def test_a_token_that_only_reports_is_good_at_once(house: dict[str, Player]) -> None:
    program_id, token = issue(house["administrator"], Scope.REPORT)
    assert caller_of(token) is not None
    assert not actions.confirm(by=house["auditor"].actor, now=NOW, program_id=program_id)


def test_the_house_needs_nobody(db: None) -> None:
    _id, token = actions.issue(
        by=HOUSE, now=NOW, name="x", area="", scopes=tuple(Scope), ends_at=NOW + MONTH
    )
    assert caller_of(token) is not None


def test_the_database_refuses_one_person_for_both(house: dict[str, Player]) -> None:
    program_id, _token = issue(house["administrator"], Scope.READ)
    with pytest.raises(IntegrityError, match="token_is_confirmed_by_another"), transaction.atomic():
        Program.objects.filter(pk=program_id).update(
            confirmed_by=house["administrator"].officer_id, confirmed_at=NOW
        )


def test_nobody_confirms_or_takes_back_beyond_their_area(house: dict[str, Player]) -> None:
    program_id, _token = issue(house["administrator"], Scope.READ, area=SEOUL)
    mapo = hire("mapo_administrator", role=Role.ADMINISTRATOR, area=MAPO)
    asked = {"by": mapo.actor, "now": NOW, "program_id": program_id}
    assert not actions.confirm(**asked)
    assert not actions.revoke(**asked)
    assert queries.listed(area=MAPO, number=1) == ((), False)
    assert actions.revoke(by=house["administrator"].actor, now=NOW, program_id=program_id)


def test_a_token_taken_back_cannot_be_confirmed(house: dict[str, Player]) -> None:
    program_id, token = issue(house["administrator"], Scope.IDENTITIES)
    actions.revoke(by=house["auditor"].actor, now=NOW, program_id=program_id)
    assert not actions.confirm(by=house["auditor"].actor, now=NOW, program_id=program_id)
    assert caller_of(token) is None


def test_the_token_is_shown_once_and_kept_as_a_digest(house: dict[str, Player]) -> None:
    browser = browser_of(house["administrator"])
    last = (datetime.now(UTC) + MONTH).date().isoformat()
    said = {"name": "서울 검사실", "area": SEOUL, "scopes": ["cases:read"], "last_day": last}
    page = browser.post("/programs/new/", said).content.decode()
    (token,) = re.findall(r"dsp_[\w-]+", page)
    assert token not in browser.get("/programs/").content.decode()
    stored = Program.objects.get()
    assert token not in str(vars(stored))
    assert stored.digest == actions.digest_of(token)
    assert stored.confirmed_at is None
    assert "Waits for a second person" not in page  # the page is Korean
    auditor = browser_of(house["auditor"])
    answer = auditor.post(f"/programs/{stored.id}/confirm/", follow=True)
    assert answer.status_code == 200
    assert caller_of(token, datetime.now(UTC)) is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("area", "99999"),
        ("scopes", "cases:everything"),
        ("last_day", "2020-01-01"),
        ("last_day", "2999-01-01"),
    ],
)
def test_a_form_that_does_not_fit_gives_out_nothing(
    house: dict[str, Player], field: str, value: str
) -> None:
    last = (datetime.now(UTC) + MONTH).date().isoformat()
    said = {"name": "x", "area": SEOUL, "scopes": "cases:read", "last_day": last} | {field: value}
    answer = browser_of(house["administrator"]).post("/programs/new/", said)
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Program.objects.exists()


def test_who_reads_cases_gives_out_no_token(house: dict[str, Player]) -> None:
    assert browser_of(house["investigator"]).get("/programs/").status_code == 403
    assert browser_of(house["auditor"]).get("/programs/new/").status_code == 403


def test_what_a_program_did_stands_in_the_log_under_its_name(house: dict[str, Player]) -> None:
    _program_id, token = issue(house["administrator"], Scope.REPORT)
    caller = caller_of(token)
    assert caller is not None
    case = Subject("case", uuid4())
    audit.record(by=caller.actor, now=NOW, act="cases.open", subjects=[case])
    (line,) = showing.looks_at(case).lines
    assert line.who == "마포구 검사실"
