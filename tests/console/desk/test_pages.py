"""The frame of every page: words in two languages, contrast, a menu without dead ends, errors that help."""

import pytest
from django.test import Client, RequestFactory, override_settings
from tests.console import cast as company

from dongseon.console.access.models import Officer
from dongseon.console.access.roles import Role
from dongseon.console.desk import errors, navigation


def test_the_help_page_opens_for_anybody_in_both_languages(db: None, client: Client) -> None:
    korean = client.get("/help/", headers={"accept-language": "ko"})
    english = client.get("/help/", headers={"accept-language": "en"})
    assert (korean.status_code, english.status_code) == (200, 200)
    assert '<html lang="ko"' in korean.text
    assert '<html lang="en"' in english.text


def test_an_officers_language_is_kept_with_the_officer(db: None) -> None:
    player = company.hire("nurse", role=Role.NURSE, area=company.MAPO)
    browser = company.browser_of(player)
    assert '<html lang="ko"' in browser.get("/").text
    browser.post("/language/", {"language": "en", "next": "/help/"})
    assert Officer.objects.get(pk=player.officer_id).language == "en"
    elsewhere = company.browser_of(player)
    assert '<html lang="en"' in elsewhere.get("/").text


def test_a_language_that_we_do_not_speak_is_refused(db: None, client: Client) -> None:
    assert client.post("/language/", {"language": "tlh"}).status_code == 400


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_nobody_is_sent_to_another_site(db: None, client: Client, next_page: str) -> None:
    for address, choice in (("/language/", {"language": "en"}), ("/contrast/", {"high": "yes"})):
        answer = client.post(address, {**choice, "next": next_page})
        assert answer.headers["location"] == "/"


def test_high_contrast_is_a_choice_of_the_browser(db: None, client: Client) -> None:
    assert "high-contrast" not in client.get("/help/").text.partition("<head>")[0]
    client.post("/contrast/", {"high": "yes", "next": "/help/"})
    assert "high-contrast" in client.get("/help/").text.partition("<head>")[0]
    client.post("/contrast/", {"high": "no", "next": "/help/"})
    assert "high-contrast" not in client.get("/help/").text.partition("<head>")[0]


@pytest.mark.parametrize("role", list(Role))
def test_no_line_of_the_menu_leads_to_a_refusal(db: None, role: Role) -> None:
    browser = company.browser_of(company.hire(role.value, role=role, area=company.MAPO))
    request = browser.get("/").wsgi_request
    lines = [link for group in navigation.menu_of(request, role.value) for link in group.links]
    assert lines
    assert len({link.address for link in lines}) == len(lines)
    assert [link.text for link in lines if browser.get(link.address).status_code != 200] == []


def test_one_line_of_the_menu_is_where_the_page_is() -> None:
    request = RequestFactory().get("/cases/new/")
    lines = [
        link for group in navigation.menu_of(request, Role.NURSE.value) for link in group.links
    ]
    assert [link.address for link in lines if link.here] == ["/cases/"]


def test_a_refusal_names_the_roles_that_may(db: None) -> None:
    press = company.hire("press", role=Role.PRESS, language="en")
    answer = company.browser_of(press).get("/log/")
    assert answer.status_code == 403
    assert "<li>Auditor</li>" in answer.text


def test_what_is_not_there_says_what_may_have_happened(db: None, client: Client) -> None:
    answer = client.get("/nothing/here/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "transferred, merged or erased" in answer.text


def test_an_old_form_is_refused_and_says_that_nothing_was_saved(db: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/contrast/", {"high": "yes"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text


def test_the_page_of_our_own_failures_needs_no_database() -> None:
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"/static/look/plain.css" in answer.content


def test_a_page_claims_to_be_the_governments_or_practice_only_if_told(
    db: None, client: Client
) -> None:
    marks = ('class="masthead"', 'class="practice"')
    assert not [mark for mark in marks if mark in client.get("/help/").text]
    with override_settings(OFFICIAL=True, PRACTICE=True):
        assert not [mark for mark in marks if mark not in client.get("/help/").text]


def test_pages_allow_no_inline_code_and_no_other_host(db: None, client: Client) -> None:
    answer = client.get("/help/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert "<script>" not in answer.text
    assert " onclick=" not in answer.text
