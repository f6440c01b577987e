"""A page in the other language: where it is, and that it is missing."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

OTHER = {"ko": "en", "en": "ko"}


def noted(page: Page, request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of a page with `translated` (the live page in the other language, or None).

    The frame's link to the other language leads there, or to that language's first page.
    """
    other = OTHER[page.locale.language_code]
    translated = page.get_translations().live().filter(locale__language_code=other).first()
    request.META["dongseon.translated"] = translated.url if translated else f"/{other}/"
    return context | {"translated": translated, "trail": trail(page)}


def trail(page: Page) -> list[tuple[str, str]]:
    """Text and address of the pages above, from the section down to this one."""
    above = page.get_ancestors(inclusive=True).filter(depth__gte=3)
    return [(each.title, each.url or "") for each in above]
