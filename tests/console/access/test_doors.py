"""Who comes through which door, as whom, for how long; and what is written down when they do not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from tests.console.cast import BUSAN, MAPO, Player, browser_of, give, hire

from dongseon.console.access import doors, rules
from dongseon.console.access.doors import DeskRequest, UnauditedRead
from dongseon.console.access.models import Assignment, Officer
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Kind, Subject
from dongseon.console.urls import urlpatterns as real


@doors.door(Role.INVESTIGATOR, Role.CASE_OFFICER, personal=True)
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """A page of a person that says in the log that it was seen."""
    audit.look(
        by=request.actor,
        now=request.now,
        act="registry.see",
        subjects=[Subject("person", person_id)],
        fields=["name"],
    )
    return HttpResponse(f"{request.actor.role} {request.actor.area} {request.actor.purpose}")


@doors.door(Role.INVESTIGATOR, personal=True)
def careless(request: DeskRequest) -> HttpResponse:
    """A page that shows a name and tells nobody."""
    return HttpResponse("Hong Gildong")


@doors.door(Role.INVESTIGATOR, personal=True)
def elsewhere(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A case that lies in another area, or nowhere."""
    audit.look(
        by=request.actor, now=request.now, act="cases.see", subjects=[Subject("case", case_id)],
        fields=["status"],
    )  # fmt: skip
    raise Http404


@doors.door(Role.CASE_OFFICER, personal=False, purposes=[Purpose.CARE])
def care(request: DeskRequest) -> HttpResponse:
    """A page for one purpose of a role that has two."""
    return HttpResponse("care")


@doors.own
def mine(request: DeskRequest) -> HttpResponse:
    """One's own affairs."""
    return HttpResponse(request.actor.role)


urlpatterns = [
    *real,
    path("t/person/<uuid:person_id>/", person),
    path("t/careless/", careless),
    path("t/elsewhere/<uuid:case_id>/", elsewhere),
    path("t/care/", care),
    path("t/mine/", mine),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def investigator(db: None) -> Player:
    """Somebody who investigates in Mapo."""
    return hire("kim", role=Role.INVESTIGATOR, area=MAPO)


def see(browser: Client, person_id: UUID | None = None, **headers: str) -> HttpResponse:
    """Open the person's page."""
    return browser.get(f"/t/person/{person_id or uuid4()}/", headers=headers)


def age(browser: Client, **seconds: int) -> None:
    """Let the browser's session be older than it is."""
    session = browser.session
    for name, s in seconds.items():
        session[name] -= s
    session.save()


def test_an_officer_comes_in_and_is_written_down(investigator: Player) -> None:
    person_id = uuid4()
    answer = see(browser_of(investigator), person_id)
    assert answer.content.decode() == f"investigator {MAPO} investigation"
    entry = Entry.objects.get(subject_id=person_id)
    assert (entry.officer_id, entry.role, entry.area, entry.purpose, entry.kind) == (
        investigator.officer_id, "investigator", MAPO, "investigation", Kind.READ,
    )  # fmt: skip


def test_nobody_is_sent_to_sign_in_and_comes_back(investigator: Player) -> None:
    answer = Client().get("/t/mine/?a=1")
    assert answer["Location"] == "/sign-in/?next=%2Ft%2Fmine%2F%3Fa%3D1"


def test_htmx_is_sent_to_sign_in_as_a_whole_page() -> None:
    answer = Client().get("/t/mine/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_a_password_alone_opens_nothing(investigator: Player) -> None:
    answer = see(browser_of(investigator, verified=False))
    assert answer["Location"].startswith("/sign-in/code/")


def test_a_first_password_opens_nothing_until_it_is_changed(investigator: Player) -> None:
    Officer.objects.update(first_password_until=datetime.now(UTC) + timedelta(hours=1))
    assert see(browser_of(investigator))["Location"] == "/sign-in/first-password/"


@pytest.mark.parametrize("change", [{"ends_at": datetime(2020, 3, 1, tzinfo=UTC)},
                                    {"begins_at": datetime(2999, 1, 1, tzinfo=UTC)},
                                    {"confirmed_at": None}])  # fmt: skip
def test_an_assignment_that_is_over_not_begun_or_not_confirmed_opens_nothing(
    investigator: Player, change: dict[str, datetime | None]
) -> None:
    Assignment.objects.update(**change)
    assert see(browser_of(investigator)).status_code == 403


def test_who_was_dismissed_is_out_at_once(investigator: Player) -> None:
    browser = browser_of(investigator)
    Officer.objects.update(is_active=False)
    assert see(browser)["Location"].startswith("/sign-in/?")


def test_another_role_is_refused_and_the_attempt_is_written_down(db: None) -> None:
    nurse, person_id = hire("oh", role=Role.NURSE, area=MAPO), uuid4()
    assert see(browser_of(nurse), person_id).status_code == 403
    entry = Entry.objects.get(act="access.refuse")
    assert (entry.kind, entry.officer_id, entry.subject_kind, entry.subject_id) == (
        Kind.REFUSED, nurse.officer_id, "person", person_id,
    )  # fmt: skip
    assert entry.why.startswith("role")


def test_what_lies_elsewhere_looks_as_if_it_were_not_there_and_leaves_only_the_refusal(
    investigator: Player,
) -> None:
    case_id = uuid4()
    assert browser_of(investigator).get(f"/t/elsewhere/{case_id}/").status_code == 404
    entry = Entry.objects.get(subject_id=case_id)
    assert (entry.kind, entry.why.split(":")[0]) == (Kind.REFUSED, "not found")


def test_a_page_that_tells_nobody_what_it_shows_is_not_shown(investigator: Player) -> None:
    browser = browser_of(investigator)
    see(browser)  # an earlier entry of the same transaction does not count
    with pytest.raises(UnauditedRead):
        browser.get("/t/careless/")


def test_one_acts_in_one_role_at_a_time_and_switches(investigator: Player) -> None:
    second = give(investigator.officer_id, role=Role.CASE_OFFICER, area=BUSAN)
    browser = browser_of(investigator)
    switch = {"assignment": str(second), "next": "/t/mine/"}
    assert browser.post("/sign-in/account/role/", switch)["Location"] == "/t/mine/"
    assert see(browser).content.decode() == f"case_officer {BUSAN} quarantine"
    assert browser.get("/t/careless/").status_code == 403
    assert Entry.objects.filter(act="access.switch_role", why="case_officer").exists()


def test_nobody_switches_to_what_is_not_theirs(investigator: Player) -> None:
    other = hire("park", role=Role.CASE_OFFICER, area=BUSAN)
    browser = browser_of(investigator)
    answer = browser.post("/sign-in/account/role/", {"assignment": str(other.assignment_id)})
    assert answer.status_code == 403
    assert see(browser).content.decode().startswith("investigator")


def test_a_door_for_one_purpose_stays_shut_for_another(db: None) -> None:
    watching = hire("choi", role=Role.CASE_OFFICER, area=MAPO)
    caring = hire("ryu", role=Role.CASE_OFFICER, area=MAPO, purpose=Purpose.CARE)
    assert browser_of(watching).get("/t/care/").status_code == 403
    assert browser_of(caring).get("/t/care/").content == b"care"


@pytest.mark.parametrize(
    ("aged", "ended"),
    [
        ({"seen_at": rules.IDLE_S + 1}, "idle"),
        ({"signed_in_at": rules.SHIFT_S + 1}, "shift"),
        ({"generation": 1}, "revoked"),
    ],
)
def test_a_session_ends(investigator: Player, aged: dict[str, int], ended: str) -> None:
    browser = browser_of(investigator)
    age(browser, **aged)
    assert see(browser)["Location"].endswith(f"ended={ended}")
    assert "_auth_user_id" not in browser.session


def test_who_works_is_not_idle_but_the_shift_ends_all_the_same(investigator: Player) -> None:
    browser = browser_of(investigator)
    age(browser, seen_at=rules.IDLE_S - 5)
    assert see(browser).status_code == 200
    age(browser, seen_at=rules.IDLE_S - 5)
    assert see(browser).status_code == 200
    age(browser, signed_in_at=rules.SHIFT_S)
    assert see(browser).status_code == 302


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(investigator: Player) -> None:
    browser = browser_of(investigator)
    age(browser, seen_at=rules.IDLE_S - 5)
    assert see(browser, **{doors.UNATTENDED: "yes"}).status_code == 200
    age(browser, seen_at=10)
    assert see(browser).status_code == 302


def test_a_demonstration_may_do_without_the_second_factor(investigator: Player) -> None:
    with override_settings(SECOND_FACTOR=False):
        assert see(browser_of(investigator, verified=False)).status_code == 200


def test_forms_from_elsewhere_are_refused(investigator: Player) -> None:
    browser = browser_of(investigator)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post("/sign-in/account/sessions/")
    assert answer.status_code == 403
    assert see(browser).status_code == 200
