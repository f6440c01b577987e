"""A browser at the window of a site: forms are read, filled in and sent."""

import re

from django.test import Client


def token(page: str) -> str:
    """The page's token against forged forms."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def send(browser: Client, path: str, *, form_at: str = "", **given: object) -> str:
    """Fill in the form of a page and send it. What comes back, redirects followed."""
    page = browser.get(form_at or path).content.decode()
    answer = browser.post(
        path, {"csrfmiddlewaretoken": token(page), **given}, follow=True, headers={"referer": ""}
    )
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())
