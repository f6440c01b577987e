"""Editors' pages of the content: both languages side by side, and what is missing in one of them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

A_PAGE = 50
LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Pair:
    """A page in both languages, as far as it is there."""

    pages: tuple[Page | None, Page | None]  # Korean, English
    path: str

    @property
    def state(self) -> str:
        """missing, draft (one side is not live), behind (one side was changed a day later) or even."""
        if None in self.pages:
            return "missing"
        if not all(page is not None and page.live for page in self.pages):
            return "draft"
        changed = [page.last_published_at for page in self.pages if page is not None]
        return "behind" if apart(changed) > 86_400 else "even"


def apart(moments: list[datetime | None]) -> float:
    """How far two moments are from each other, s; 0 where one is not known."""
    known = [moment for moment in moments if moment is not None]
    return abs((known[0] - known[1]).total_seconds()) if len(known) == 2 else 0.0


def pairs() -> list[Pair]:
    """All pages, each with its other language; what is missing stands first."""
    found: dict[str, dict[str, Page]] = {}
    rows = Page.objects.filter(depth__gt=1).select_related("locale").order_by("path")
    for page in rows.iterator():
        found.setdefault(str(page.translation_key), {})[page.locale.language_code] = page
    listed = [
        Pair(
            (sides.get("ko"), sides.get("en")),
            next(iter(sides.values())).path,
        )
        for sides in found.values()
    ]
    order = {"missing": 0, "draft": 1, "behind": 2, "even": 3}
    return sorted(listed, key=lambda pair: (order[pair.state], pair.path))


@permission_required("wagtailadmin.access_admin", login_url="wagtailadmin_login")
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Every page with its other language; a missing one leads to where it is made."""
    found = pairs()
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
        "missing": sum(pair.state == "missing" for pair in found),
        "behind": sum(pair.state == "behind" for pair in found),
    }
    return render(request, "content/editing/languages.html", context)


@permission_required("wagtailadmin.access_admin", login_url="wagtailadmin_login")
@require_safe
def side_by_side(request: HttpRequest, page_id: int) -> HttpResponse:
    """One page's newest drafts in both languages beside each other."""
    page = Page.objects.select_related("locale").filter(pk=page_id, depth__gt=1).first()
    if page is None:
        raise Http404
    sides: dict[str, Page] = {page.locale.language_code: page}
    for other in page.get_translations():
        sides[other.locale.language_code] = other
    context = {
        "title": page.title,
        "sides": [
            (
                name,
                language,
                sides.get(language),
                reverse("wagtailadmin_pages:view_draft", args=[sides[language].pk])
                if language in sides
                else "",
            )
            for language, name in zip(LANGUAGES, ("한국어", "English"), strict=True)
        ],
        "make": reverse("simple_translation:submit_page_translation", args=[page.pk]),
        "none": _("This page is not there in this language yet."),
    }
    return render(request, "content/editing/side_by_side.html", context)
