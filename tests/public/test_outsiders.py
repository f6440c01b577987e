"""What somebody tries who has nothing but an address: odd bodies, odd paths, other people's language."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from dongseon.public.masks import actions
from dongseon.public.pages import founding as pages

REPORT = {"code": "1", "seq": 1, "sent_at": "2020-05-06T03:00:00+00:00", "remain_stat": "few"}


def test_there_is_no_signing_in_at_the_readers_door(db: None) -> None:
    """Wagtail's own routes brought a form for names and passwords, and a cookie with it."""
    answer = Client().get("/ko/_util/login/")
    assert answer.status_code == 404
    assert not answer.cookies
    assert Client().get("/cms/", follow=True).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        json.dumps({"people": 3, "note": "\0"}),
        '{"people": 3, "note": "\\ud800"}',
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_no_honest_json_is_refused_and_breaks_nothing(
    db: None, body: str | bytes
) -> None:
    """Each of these was a server error: nesting, a letter that no database keeps, half a letter."""
    answer = Client().put(
        "/clinics/v1/waiting",
        body,
        content_type="application/json",
        headers={"Authorization": "Bearer x"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("code", ["a\0b", "\ud800", "a\u200bb", ""])
def test_a_shop_with_an_impossible_code_is_refused(db: None, code: str) -> None:
    token = actions.let_report(now=datetime.now(UTC), name="feed")
    answer = Client().post(
        "/masks/v1/stock",
        json.dumps({"reports": [REPORT | {"code": code}]}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 400


def test_a_readers_language_is_nobody_elses(db: None) -> None:
    """The redirect was kept in memory by its address alone: whoever came first chose for all."""
    for language in ("en", "ko"):
        answer = Client().get("/clinics/", headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/clinics/")
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/ko/x%00y/", "/ko/%ff%fe/", "//evil.example/..", "/ko//evil.example/", "/ko/a/../b/"]
)
def test_an_odd_address_is_not_found_and_leads_nowhere_else(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code in (301, 404)
    assert not answer.headers.get("Location", "/").startswith(("//", "http"))


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example"]
)
def test_another_hosts_name_is_refused(db: None, host: str) -> None:
    assert Client().get("/ko/", headers={"Host": host}).status_code == 400
    said = Client().get("/ko/", headers={"X-Forwarded-Host": host}).content.decode()
    assert host not in said


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("/ko/alerts/", True),
        ("https://example.go.kr/notice", True),
        ("", True),
        ("javascript:alert(document.domain)", False),
        ("data:text/html,<script>", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("https://example.go.kr@evil.example/", False),
    ],
)
def test_an_urgent_link_leads_to_a_page_and_runs_nothing(db: None, link: str, fits: bool) -> None:
    """A script in it would run with the rights of whoever looks the page over."""
    page = pages.home("ko")
    page.urgent_link = link
    if fits:
        page.clean()
    else:
        with pytest.raises(ValidationError, match=r"https://|경로"):
            page.clean()
