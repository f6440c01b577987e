"""The pages of figures and places, in both languages, with and without a release."""

import re

import pytest
from django.test import Client
from tests.public import press
from tests.public.press import PUBLIC

from dongseon.public.releases import actions

pytestmark = pytest.mark.django_db
PAGES = ("", "figures/", "places/", "places/check/", "data/")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_without_a_cookie(language: str, page: str, client: Client) -> None:
    for released in (False, True):
        if released:
            now = press.datetime.now(press.UTC)
            today = actions.local_day(now)
            made = press.release(made_at=now, places=(press.place(1, day=today),))
            document, signature = press.signed(made)
            actions.receive(document, signature, trusted=(PUBLIC,), now=now)
        answer = client.get(f"/{language}/{page}")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in text
        assert text.count("<h1") == 1
        assert not answer.cookies
        assert "://" not in text.replace("http://testserver", "").replace(
            "http://www.w3.org/2000/svg", ""
        )


@pytest.mark.parametrize(
    ("language", "first"),
    [("ko", "청운 족발 (Cheongun Jokbal)"), ("en", "Cheongun Jokbal (청운 족발)")],
)
def test_a_place_of_two_names_begins_with_the_page_s_language(
    language: str, first: str, client: Client
) -> None:
    now = press.datetime.now(press.UTC)
    place = press.place(1, day=actions.local_day(now), name="Cheongun Jokbal (청운 족발)")
    document, signature = press.signed(press.release(made_at=now, places=(place,)))
    actions.receive(document, signature, trusted=(PUBLIC,), now=now)
    for page in ("", f"{place.listing_id}/", "check/"):
        text = client.get(f"/{language}/places/{page}").content.decode()
        assert first in text.encode().decode("unicode_escape" if page == "check/" else "utf-8")


def test_a_filter_that_finds_nothing_says_what_to_do(client: Client) -> None:
    answer = client.get("/en/places/?cleaned=no")
    assert answer.status_code == 200
    assert "All places" in answer.content.decode()


def test_every_figure_has_a_page_with_its_definition(client: Client) -> None:
    document, signature = press.signed(press.release())
    actions.receive(document, signature, trusted=(PUBLIC,), now=press.NOW)
    assert "PCR" in client.get("/en/figures/confirmed/").content.decode()
    assert client.get("/en/figures/nothing/").status_code == 404
    assert client.get("/embed/new.svg?lang=en")["Content-Type"].startswith("image/svg+xml")


def test_a_phone_is_sent_no_font(client: Client) -> None:
    """It has a Korean font; ours would be three quarters of a first load."""
    page = client.get("/ko/figures/").content.decode()
    (link,) = re.findall(r"<link[^>]*pretendard[^>]*>", page)
    assert 'media="(min-width: 48rem)"' in link
