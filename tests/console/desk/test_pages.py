"""The frame of every page: words in two languages, contrast, errors that help."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_help_page_opens_for_anybody_in_both_languages(client: Client) -> None:
    korean = client.get("/help/", headers={"accept-language": "ko"})
    english = client.get("/help/", headers={"accept-language": "en"})
    assert (korean.status_code, english.status_code) == (200, 200)
    assert '<html lang="ko"' in korean.text
    assert '<html lang="en"' in english.text
