"""Coming in: password, code, enrolment; and what somebody who guesses meets."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, override_settings
from django_otp.oath import totp
from tests.console.cast import MAPO, Player, browser_of, hire

from dongseon.console.access import actions, lockout, queries
from dongseon.console.access.models import Authenticator, Officer, RecoveryCode
from dongseon.console.access.roles import Role
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE

pytestmark = pytest.mark.django_db
PASSWORD = "the lake in autumn 41"  # noqa: S105  # of a made-up officer
WRONG = "a wrong guess"
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"
OFFICE, ELSEWHERE = "10.20.30.40", "10.99.0.7"


@pytest.fixture
def kim(db: None) -> Iterator[Player]:
    """An investigator with a password and a phone. The real hash would take a third of a second."""
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        player = hire("kim", role=Role.INVESTIGATOR, area=MAPO, name="김민서")
        Officer.objects.update(password=make_password(PASSWORD))
        yield player


def sign_in(
    browser: Client, *, username: str = "kim", password: str = PASSWORD, address: str = OFFICE,
    following: str = "",
) -> HttpResponse:  # fmt: skip
    """Type name and password."""
    given = {"username": username, "password": password, "next": following}
    return browser.post("/sign-in/", given, REMOTE_ADDR=address)


def code_of(player: Player) -> str:
    """What the officer's phone shows now."""
    device = queries.factor_of(player.officer_id) or Authenticator.objects.get()
    return f"{totp(device.bin_key):06d}"


def test_password_and_code_let_in_and_back_to_the_page_that_was_wanted(kim: Player) -> None:
    browser = Client()
    answer = sign_in(browser, following="/help")
    assert answer["Location"] == "/sign-in/code/?next=%2Fhelp"
    answer = browser.post("/sign-in/code/", {"code": code_of(kim), "next": "/help"})
    assert answer["Location"] == "/help"
    assert browser.get("/sign-in/account/").status_code == 200
    assert Entry.objects.filter(act="access.sign_in", why="authenticator").count() == 1


def test_the_session_gets_a_new_key_at_each_proof(kim: Player) -> None:
    """Whoever has planted a session key in the browser beforehand holds nothing afterwards."""
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = True
    session.save()
    keys = [session.session_key]
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(browser)
    keys.append(browser.session.session_key)
    browser.post("/sign-in/code/", {"code": code_of(kim)})
    keys.append(browser.session.session_key)
    assert len(set(keys)) == 3
    for old in keys[:2]:
        stale = Client()
        stale.cookies[settings.SESSION_COOKIE_NAME] = old
        assert stale.get("/sign-in/account/").status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(kim: Player, wanted: str) -> None:
    browser = Client()
    assert sign_in(browser, following=wanted)["Location"].endswith("?next=%2F")
    answer = browser.post("/sign-in/code/", {"code": code_of(kim), "next": wanted})
    assert answer["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_look_alike(kim: Player) -> None:
    wrong = sign_in(Client(), password=WRONG).content.decode()
    unknown = sign_in(Client(), username="nobody").content.decode()
    strip = re.compile(r'value="[^"]*"|content="[^"]*"|X-CSRFToken[^}]*')
    assert strip.sub("", wrong) == strip.sub("", unknown)
    assert Entry.objects.filter(act="access.refuse_sign_in").count() == 2
    assert not Entry.objects.filter(why__contains="nobody").exists()


def test_a_code_is_good_once_and_a_wrong_one_never(kim: Player) -> None:
    first, second = Client(), Client()
    code = code_of(kim)
    for browser in (first, second):
        sign_in(browser)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    assert second.post("/sign-in/code/", {"code": code}).status_code == 200
    assert second.get("/sign-in/account/").status_code == 302
    assert Entry.objects.filter(act="access.refuse_sign_in", why="code").exists()


def test_who_has_no_phone_yet_joins_one_and_gets_recovery_codes_once(kim: Player) -> None:
    Authenticator.objects.all().delete()
    browser = Client()
    sign_in(browser)
    assert browser.get("/sign-in/code/")["Location"] == "/sign-in/enrol/"
    page = browser.get("/sign-in/enrol/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert browser.get("/sign-in/account/").status_code == 302
    page = browser.post("/sign-in/enrol/", {"code": code_of(kim)}).content.decode()
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", page)
    assert len(codes) == 10
    assert browser.get("/sign-in/account/").status_code == 200
    assert RecoveryCode.objects.filter(digest__in=codes).count() == 0  # only digests are kept
    assert browser.get("/sign-in/enrol/")["Location"] == "/sign-in/code/"

    later = Client()
    sign_in(later)
    typed = codes[3].upper().replace("-", " ")
    assert later.post("/sign-in/code/", {"code": typed}).status_code == 302
    again = Client()
    sign_in(again)
    assert again.post("/sign-in/code/", {"code": codes[3]}).status_code == 200


def test_what_the_database_holds_of_a_phone_makes_no_codes(kim: Player) -> None:
    device = Authenticator.objects.get()
    assert device.bin_key.hex() not in device.key
    assert f"{totp(bytes.fromhex(device.key)):06d}" != f"{totp(device.bin_key):06d}"


def test_a_first_password_must_be_changed_and_expires(kim: Player) -> None:
    now = datetime.now(UTC)
    Officer.objects.update(first_password_until=now + timedelta(hours=1))
    browser = Client()
    sign_in(browser)
    browser.post("/sign-in/code/", {"code": code_of(kim)})
    assert browser.get("/sign-in/account/")["Location"] == "/sign-in/first-password/"
    short = {"new": "short", "again": "short"}
    assert browser.post("/sign-in/first-password/", short).status_code == 200
    assert browser.post("/sign-in/first-password/", twice(PASSWORD)).status_code == 200
    assert browser.post("/sign-in/first-password/", twice("1q2w3e4r5t6y")).status_code == 200
    assert (
        browser.post("/sign-in/first-password/", twice("a bridge of 17 boats")).status_code == 302
    )
    assert browser.get("/sign-in/account/").status_code == 200

    Officer.objects.update(
        password=make_password(PASSWORD), first_password_until=now - timedelta(seconds=1)
    )
    answer = sign_in(Client())
    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session


def twice(password: str) -> dict[str, str]:
    """A new password as the form wants it."""
    return {"new": password, "again": password}


def test_changing_ones_password_ends_ones_other_sessions(kim: Player) -> None:
    here, there = browser_of(kim), browser_of(kim)
    new = "a bridge of 17 boats"
    wrong = here.post("/sign-in/account/password/", {"present": "no", **twice(new)})
    assert wrong.status_code == 200
    done = here.post("/sign-in/account/password/", {"present": PASSWORD, **twice(new)})
    assert done.status_code == 302
    assert here.get("/sign-in/account/").status_code == 200
    assert there.get("/sign-in/account/").status_code == 302


def test_signing_out_everywhere_does(kim: Player) -> None:
    here, there = browser_of(kim), browser_of(kim)
    here.post("/sign-in/account/sessions/")
    assert here.get("/sign-in/account/").status_code == 302
    assert there.get("/sign-in/account/").status_code == 302


def test_signing_out_ends_this_session_alone(kim: Player) -> None:
    here, there = browser_of(kim), browser_of(kim)
    here.post("/sign-in/out/")
    assert here.get("/sign-in/account/").status_code == 302
    assert there.get("/sign-in/account/").status_code == 200


def test_passwords_are_kept_as_argon2() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


# ── guessing ─────────────────────────────────────────────────────────────────────────────────


def fail(times: int, *, username: str = "kim", address: str = OFFICE) -> HttpResponse:
    """Guess wrongly so many times, each from a fresh browser."""
    answer = HttpResponse()
    for _ in range(times):
        answer = sign_in(Client(), username=username, password=WRONG, address=address)
    return answer


def test_five_wrong_guesses_lock_a_name_from_wherever_they_came(kim: Player) -> None:
    assert fail(4).status_code == 200
    assert fail(1, address=ELSEWHERE).status_code == 429
    assert sign_in(Client()).status_code == 429  # even with the right password


def test_a_lock_ends_after_a_quarter_of_an_hour_even_if_somebody_goes_on(kim: Player) -> None:
    fail(6)
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(minutes=16))
    assert sign_in(Client()).status_code == 302


def test_locking_a_name_does_not_lock_out_the_officers_own_browser(kim: Player) -> None:
    """Else anybody who knows the names could lock the whole office out."""
    browser = Client()
    sign_in(browser)
    known = Client()
    known.cookies[lockout.KNOWN] = browser.cookies[lockout.KNOWN].value
    fail(8)
    assert sign_in(known).status_code == 302


def test_a_known_browser_is_locked_by_its_own_failures(kim: Player) -> None:
    browser = Client()
    sign_in(browser)
    mark = browser.cookies[lockout.KNOWN].value
    for _ in range(5):
        known = Client()
        known.cookies[lockout.KNOWN] = mark
        answer = sign_in(known, password=WRONG)
    assert answer.status_code == 429


def test_the_cookie_of_one_officer_is_none_of_anothers(kim: Player) -> None:
    hire("lee", role=Role.NURSE)
    browser = Client()
    sign_in(browser)
    fail(5, username="lee")
    known = Client()
    known.cookies[lockout.KNOWN] = browser.cookies[lockout.KNOWN].value
    assert sign_in(known, username="lee").status_code == 429


def test_an_address_that_tries_many_names_is_locked_and_its_known_browsers_are_not(
    kim: Player,
) -> None:
    browser = Client()
    sign_in(browser)
    for number in range(10):
        fail(3, username=f"officer{number}")
    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(), address=ELSEWHERE).status_code == 302
    known = Client()
    known.cookies[lockout.KNOWN] = browser.cookies[lockout.KNOWN].value
    assert sign_in(known).status_code == 302


def test_signing_in_as_oneself_does_not_clear_guesses_at_others(kim: Player) -> None:
    hire("lee", role=Role.NURSE)
    fail(4, username="lee")
    sign_in(Client())
    assert fail(1, username="lee").status_code == 429


def test_nothing_typed_as_a_password_is_kept(kim: Player) -> None:
    fail(2)
    kept = AccessAttempt.objects.values_list("post_data", flat=True)
    assert not any(WRONG in text for text in kept)


def test_sessions_that_are_over_and_old_failures_are_forgotten(kim: Player) -> None:
    fail(2)
    browser_of(kim)
    now = datetime.now(UTC)
    actions.forget_sessions(by=HOUSE, now=now)
    assert (Session.objects.count(), AccessAttempt.objects.count()) == (1, 1)
    actions.forget_sessions(by=HOUSE, now=now + timedelta(days=2))
    assert (Session.objects.count(), AccessAttempt.objects.count()) == (0, 0)
