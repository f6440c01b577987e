"""Questions from the public, search, news as a feed, the list for search engines."""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from dongseon.public.content import actions, searching
from dongseon.public.content.asking import LONGEST, Verdict
from dongseon.public.content.documents import SHELF
from dongseon.public.content.models import NewsPage, Question

STAMP = "question"
A_PAGE = 20
NEWEST = 30
SAID = {
    Verdict.TAKEN: gettext_lazy(
        "Thank you. An editor reads your question; it appears here once it is answered."
    ),
    Verdict.TOO_SHORT: gettext_lazy("Write your question in a sentence."),
    Verdict.TOO_LONG: gettext_lazy("Your question is too long: 1,000 letters at most."),
    Verdict.MARKUP: gettext_lazy("Web addresses and code cannot be sent. Write in plain words."),
    Verdict.ADVERTISING: gettext_lazy("This reads like advertising and was not sent."),
    Verdict.ROBOT: gettext_lazy("That was too quick. Read your question once more, then send it."),
    Verdict.EXPIRED: gettext_lazy("The page was open for a long time. Send your question again."),
    Verdict.REPEATED: gettext_lazy("This question was sent already. It waits for its answer."),
    Verdict.TOO_MANY: gettext_lazy(
        "Too many questions at the moment. Try again later, or call 1339."
    ),
    Verdict.ONLY_PRIVATE: gettext_lazy(
        "Your text holds little but private data. Write the question without them."
    ),
}


@require_safe
@cache_control(public=True, max_age=30)
def questions(request: HttpRequest) -> HttpResponse:
    """Answered questions, newest first, in the page's language."""
    rows = Question.objects.filter(live=True, language=_language()).order_by(
        "-first_published_at", "-pk"
    )
    context = {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}
    return render(request, "content/questions.html", context)


@csrf_exempt  # nobody is signed in here; the form carries a stamp of its own
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form for a question, and what becomes of it."""
    if request.method != "POST":
        return _form(request, "", None)
    text = request.POST.get("text", "")[: LONGEST * 4]
    verdict = actions.ask(
        now=datetime.now(UTC),
        address=_address(request),
        language=_language(),
        text=text,
        seconds=_seconds(request.POST.get("stamp", "")),
        trap=request.POST.get("homepage", "") or _from_elsewhere(request),
    )
    if verdict is Verdict.TAKEN:
        return HttpResponseRedirect(f"{reverse('ask')}?sent=1")
    return _form(request, text, verdict)


def _form(request: HttpRequest, text: str, verdict: Verdict | None) -> HttpResponse:
    context = {
        "text": text,
        "fault": SAID[verdict] if verdict else None,
        "sent": SAID[Verdict.TAKEN] if request.GET.get("sent") == "1" else None,
        "stamp": signing.dumps(int(time.time()), salt=STAMP),
        "longest": LONGEST,
    }
    status = 200 if verdict is None else 429 if verdict is Verdict.TOO_MANY else 422
    return render(request, "content/ask.html", context, status=status)


def _seconds(stamp: str) -> float:
    """How long ago the form was shown, s; 0 for a stamp that is not ours."""
    try:
        shown_at = signing.loads(stamp, salt=STAMP, max_age=timedelta(days=1))
    except signing.BadSignature:
        return 0.0
    return time.time() - float(shown_at)


def _address(request: HttpRequest) -> str:
    """Who asks. Behind a proxy (off loopback there is one, for TLS) its last word is believed.

    On loopback alone the doorway's socket tells no address: all who ask from there share one allowance.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.OVER_TLS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _from_elsewhere(request: HttpRequest) -> str:
    """Where another site's page sent the form in a reader's name; "" where ours did, or nobody says."""
    said = request.headers.get("Sec-Fetch-Site", "")
    return said if said in ("cross-site", "same-site") else ""


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "ko"


@require_safe
@cache_control(public=True, max_age=30)
def search(request: HttpRequest) -> HttpResponse:
    """Search over everything, in both languages."""
    query = request.GET.get("q", "")[: searching.LONGEST_QUERY].strip()
    hits = searching.search(SHELF.documents(), query, language=_language()) if query else ()
    return render(request, "content/search.html", {"query": query, "hits": hits})


@require_safe
@cache_control(public=True, max_age=60)
def news_feed(request: HttpRequest, language: str) -> HttpResponse:
    """The newest news as Atom."""
    root = settings.SITE_URL or request.build_absolute_uri("/")[:-1]
    title = "소식" if language == "ko" else "News"
    feed = Atom1Feed(
        title=f"{settings.SITE_NAMES[language]} · {title}",
        link=f"{root}/{language}/",
        description=title,
        language=language,
        feed_url=f"{root}{request.path}",
        author_name=settings.SITE_NAMES[language],
    )
    rows = NewsPage.objects.live().public().filter(locale__language_code=language)
    for page in rows.order_by("-day", "-pk")[:NEWEST]:
        published = page.first_published_at or datetime.now(UTC)
        feed.add_item(
            title=page.title,
            link=f"{root}{page.url}",
            description=page.summary,
            pubdate=published,
            updateddate=page.last_published_at or published,
            unique_id=f"urn:uuid:{page.translation_key}:{language}",
            unique_id_is_permalink=False,
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=3600)
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page for search engines; each page names its other language itself."""
    root = settings.SITE_URL or request.build_absolute_uri("/")[:-1]
    pages = [
        (f"{root}{page.url}", page.last_published_at)
        for page in Page.objects.live().public().filter(depth__gt=1).iterator()
    ]
    pages += [
        (f"{root}/{language}/{path}", None)
        for language in ("ko", "en")
        for path in ("clinics/", "masks/", "alerts/", "questions/")
    ]
    return render(request, "content/sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked: everything may be found but the search itself."""
    root = settings.SITE_URL or request.build_absolute_uri("/")[:-1]
    text = f"User-agent: *\nDisallow: /ko/search/\nDisallow: /en/search/\nSitemap: {root}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
