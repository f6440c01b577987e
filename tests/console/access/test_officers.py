"""Who may give which role to whom, and that it takes two."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.console.cast import BUSAN, COUNTRY, MAPO, SEOUL, Player, browser_of, cast, give, hire

from dongseon.console.access import actions, people, queries, rules
from dongseon.console.access.actions import Post, Refused
from dongseon.console.access.models import Assignment, Authenticator, Officer, RecoveryCode
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.access.rules import PURPOSES
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 6, 3, tzinfo=UTC)


@pytest.fixture
def house(db: None) -> dict[str, Player]:
    """Two administrators, an auditor, an investigator."""
    return cast("administrator", "second_administrator", "auditor", "investigator")


def post(role: Role, area: str = MAPO, purpose: Purpose | None = None) -> Post:
    """A role from now on, without an end."""
    return Post(role, purpose or PURPOSES[role][0], area, NOW, None)


def newcomer(by: Player) -> UUID:
    """Somebody who has just begun and holds nothing."""
    return actions.employ(
        by=by.actor, now=NOW, username="New.Comer", name="새사람", language="ko", password="x" * 16
    )


def propose(by: Player, officer_id: UUID, role: Role, area: str = MAPO) -> UUID:
    """One person asks."""
    return actions.assign(by=by.actor, now=NOW, officer_id=officer_id, post=post(role, area))


def test_a_role_that_sees_personal_data_holds_once_a_second_person_agrees(
    house: dict[str, Player],
) -> None:
    officer_id = newcomer(house["administrator"])
    asked = propose(house["administrator"], officer_id, Role.INVESTIGATOR)
    assert queries.held_by(officer_id, NOW) == ()
    actions.confirm_assignment(by=house["auditor"].actor, now=NOW, assignment_id=asked)
    (held,) = queries.held_by(officer_id, NOW)
    assert (held.role, held.purpose, held.actor.area) == (
        Role.INVESTIGATOR, Purpose.INVESTIGATION, MAPO,
    )  # fmt: skip
    assert set(Entry.objects.filter(subject_id=officer_id).values_list("act", flat=True)) == {
        "access.employ", "access.assign", "access.confirm_assignment",
    }  # fmt: skip


def test_a_role_that_sees_none_holds_at_once(house: dict[str, Player]) -> None:
    officer_id = newcomer(house["administrator"])
    propose(house["administrator"], officer_id, Role.PRESS, COUNTRY)
    assert [held.role for held in queries.held_by(officer_id, NOW)] == [Role.PRESS]


@pytest.mark.parametrize("role", Role)
def test_only_roles_without_personal_data_are_given_by_one(role: Role) -> None:
    assert rules.needs_second_person(role) is (role not in {Role.PRESS, Role.EPIDEMIOLOGIST})


@pytest.mark.parametrize("role", Role)
def test_no_administrator_gives_themselves_anything(house: dict[str, Player], role: Role) -> None:
    me = house["administrator"]
    with pytest.raises(Refused, match="oneself"):
        propose(me, me.officer_id, role)


def test_nobody_is_their_own_second_person(house: dict[str, Player]) -> None:
    officer_id = newcomer(house["administrator"])
    asked = propose(house["administrator"], officer_id, Role.NURSE)
    with pytest.raises(Refused, match="same_person"):
        actions.confirm_assignment(by=house["administrator"].actor, now=NOW, assignment_id=asked)


def test_nobody_confirms_what_is_for_themselves(house: dict[str, Player]) -> None:
    second = house["second_administrator"]
    asked = Assignment.objects.create(
        officer_id=second.officer_id, role="nurse", purpose="testing", begins_at=NOW,
        proposed_by_id=house["administrator"].officer_id,
    ).pk  # fmt: skip
    with pytest.raises(Refused, match="oneself"):
        actions.confirm_assignment(by=second.actor, now=NOW, assignment_id=asked)


def test_the_database_refuses_it_too(house: dict[str, Player]) -> None:
    me = house["administrator"].officer_id
    for fields in (
        {"officer_id": me, "proposed_by_id": me},
        {"officer_id": house["auditor"].officer_id, "proposed_by_id": me, "confirmed_by_id": me},
        {"officer_id": house["auditor"].officer_id, "confirmed_by_id": house["auditor"].officer_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(role="nurse", purpose="testing", begins_at=NOW, **fields)


def test_a_confirmation_counts_once(house: dict[str, Player]) -> None:
    officer_id = newcomer(house["administrator"])
    asked = propose(house["administrator"], officer_id, Role.NURSE)
    actions.confirm_assignment(by=house["auditor"].actor, now=NOW, assignment_id=asked)
    with pytest.raises(Refused, match="not_found"):
        actions.confirm_assignment(
            by=house["second_administrator"].actor, now=NOW, assignment_id=asked
        )


@pytest.mark.parametrize("alone", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_administrators_and_auditors_hold_nothing_else(
    house: dict[str, Player], alone: Role
) -> None:
    officer_id = house["investigator"].officer_id
    with pytest.raises(Refused, match="alone"):
        propose(house["administrator"], officer_id, alone, COUNTRY)
    other = hire("alone", role=alone).officer_id
    with pytest.raises(Refused, match="alone"):
        propose(house["administrator"], other, Role.NURSE)


def test_a_role_is_held_for_its_own_purposes_alone(house: dict[str, Player]) -> None:
    officer_id = newcomer(house["administrator"])
    with pytest.raises(Refused, match="purpose"):
        actions.assign(
            by=house["administrator"].actor,
            now=NOW,
            officer_id=officer_id,
            post=post(Role.NURSE, purpose=Purpose.INVESTIGATION),
        )


def test_an_administrators_rights_end_where_their_area_ends(house: dict[str, Player]) -> None:
    local = hire("local", role=Role.ADMINISTRATOR, area=SEOUL)
    officer_id = newcomer(local)
    with pytest.raises(Refused, match="outside_area"):
        propose(local, officer_id, Role.NURSE, BUSAN)
    with pytest.raises(Refused, match="outside_area"):
        propose(local, officer_id, Role.NURSE, COUNTRY)
    propose(local, officer_id, Role.NURSE, MAPO)
    abroad = hire("abroad", role=Role.NURSE, area=BUSAN).officer_id
    with pytest.raises(Refused, match="outside_area"):
        actions.give_first_password(by=local.actor, now=NOW, officer_id=abroad, password="y" * 16)


def test_an_unknown_area_and_an_early_end_are_refused(house: dict[str, Player]) -> None:
    officer_id = newcomer(house["administrator"])
    with pytest.raises(Refused, match="unknown_area"):
        propose(house["administrator"], officer_id, Role.NURSE, "00000")
    early = Post(Role.NURSE, Purpose.TESTING, MAPO, NOW, NOW)
    with pytest.raises(Refused, match="ends_early"):
        actions.assign(by=house["administrator"].actor, now=NOW, officer_id=officer_id, post=early)


def test_ending_takes_one_person_and_holds_at_once(house: dict[str, Player]) -> None:
    officer = house["investigator"]
    actions.end_assignment(by=house["auditor"].actor, now=NOW, assignment_id=officer.assignment_id)
    assert queries.held_by(officer.officer_id, NOW) == ()
    with pytest.raises(Refused, match="not_found"):
        actions.end_assignment(
            by=house["auditor"].actor, now=NOW, assignment_id=officer.assignment_id
        )


def test_what_was_ended_before_it_began_never_holds(house: dict[str, Player]) -> None:
    officer_id, later = newcomer(house["administrator"]), NOW + timedelta(days=3)
    coming = Post(Role.PRESS, Purpose.INFORMATION, COUNTRY, later, None)
    made = actions.assign(
        by=house["administrator"].actor, now=NOW, officer_id=officer_id, post=coming
    )
    actions.end_assignment(by=house["administrator"].actor, now=NOW, assignment_id=made)
    assert queries.held_by(officer_id, later) == ()


def test_the_last_administrator_stays(db: None) -> None:
    players = cast("administrator", "auditor")
    with pytest.raises(Refused, match="last_administrator"):
        actions.end_assignment(
            by=players["auditor"].actor,
            now=NOW,
            assignment_id=players["administrator"].assignment_id,
        )
    with pytest.raises(Refused, match="last_administrator"):
        actions.dismiss(
            by=players["auditor"].actor, now=NOW, officer_id=players["administrator"].officer_id
        )


def test_the_house_itself_appoints_the_first_ones(db: None) -> None:
    officer_id = actions.employ(
        by=HOUSE, now=NOW, username="first", name="first", language="ko", password="z" * 16
    )
    actions.assign(by=HOUSE, now=NOW, officer_id=officer_id, post=post(Role.ADMINISTRATOR, COUNTRY))
    assert [held.role for held in queries.held_by(officer_id, NOW)] == [Role.ADMINISTRATOR]


def test_a_lost_phone_is_taken_away_by_two(house: dict[str, Player]) -> None:
    """One alone could take the phone, set a password, and come in as that officer."""
    officer = house["investigator"]
    RecoveryCode.objects.create(officer_id=officer.officer_id, digest="d")
    browser = browser_of(officer)
    asked = actions.propose_factor_reset(
        by=house["administrator"].actor, now=NOW, officer_id=officer.officer_id
    )
    assert Authenticator.objects.filter(user_id=officer.officer_id).exists()
    with pytest.raises(Refused, match="same_person"):
        actions.confirm_factor_reset(by=house["administrator"].actor, now=NOW, reset_id=asked)
    actions.confirm_factor_reset(by=house["auditor"].actor, now=NOW, reset_id=asked)
    assert not Authenticator.objects.filter(user_id=officer.officer_id).exists()
    assert not RecoveryCode.objects.filter(officer_id=officer.officer_id).exists()
    assert browser.get("/sign-in/account/").status_code == 302


def test_dismissing_ends_roles_and_sessions(house: dict[str, Player]) -> None:
    officer = house["investigator"]
    browser = browser_of(officer)
    actions.dismiss(by=house["administrator"].actor, now=NOW, officer_id=officer.officer_id)
    assert browser.get("/sign-in/account/").status_code == 302
    assert not Officer.objects.get(pk=officer.officer_id).is_active


# ── pages ────────────────────────────────────────────────────────────────────────────────────


def test_from_a_new_officer_to_a_confirmed_role_over_the_pages(house: dict[str, Player]) -> None:
    first, second = browser_of(house["administrator"]), browser_of(house["auditor"])
    typed = {"name": "나새별", "username": "na.saebyeol", "language": "ko"}
    page = first.post("/officers/new/", typed).content.decode()
    assert len(re.findall(r'<code class="key">([\w-]{16})</code>', page)) == 1
    officer_id = Officer.objects.get(username="na.saebyeol").pk
    assert 'class="key"' not in first.get(f"/officers/{officer_id}/").content.decode()
    given = {"role": "nurse", "area": MAPO}
    assert first.post(f"/officers/{officer_id}/roles/", given).status_code == 302
    (waiting,) = people.waiting_assignments(datetime.now(UTC))
    refused = first.post(f"/officers/roles/{waiting.id}/confirm/", follow=True)
    assert "notice error" in refused.content.decode()
    assert second.get("/officers/waiting/").content.decode().count("/confirm/") == 1
    second.post(f"/officers/roles/{waiting.id}/confirm/")
    assert [held.role for held in queries.held_by(officer_id, datetime.now(UTC))] == [Role.NURSE]


def test_an_auditor_changes_nothing_alone(house: dict[str, Player]) -> None:
    browser, officer_id = browser_of(house["auditor"]), house["investigator"].officer_id
    assert browser.get(f"/officers/{officer_id}/").status_code == 200
    for path in ("new/", f"{officer_id}/roles/", f"{officer_id}/password/", f"{officer_id}/phone/",
                 f"{officer_id}/dismiss/"):  # fmt: skip
        assert browser.post(f"/officers/{path}").status_code == 403


def test_the_list_costs_a_bounded_number_of_queries(
    house: dict[str, Player], django_assert_max_num_queries: type
) -> None:
    for number in range(30):
        give(hire(f"n{number}", role=Role.NURSE).officer_id, role=Role.LABORATORY, area=SEOUL)
    browser = browser_of(house["administrator"])
    with django_assert_max_num_queries(16):
        assert browser.get("/officers/?q=n&role=nurse").status_code == 200


def test_the_pages_speak_both_languages(house: dict[str, Player]) -> None:
    browser = browser_of(house["administrator"])
    for language in ("ko", "en"):
        Officer.objects.update(language=language)
        for path in ("", "waiting/", "new/", f"{house['investigator'].officer_id}/"):
            page = browser.get(f"/officers/{path}").content.decode()
            assert f'<html lang="{language}"' in page
