"""Alerts for readers and programs: pages, CAP, Atom, RSS, cell broadcast."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dongseon.public.alerts import broadcast, cap, queries
from dongseon.public.alerts.queries import Sent

FEEDS: dict[str, tuple[type[SyndicationFeed], str]] = {
    "atom": (Atom1Feed, "application/atom+xml; charset=utf-8"),
    "rss": (Rss201rev2Feed, "application/rss+xml; charset=utf-8"),
}
TITLES = {"ko": "재난문자", "en": "Emergency alerts"}


@require_safe
@cache_control(public=True, max_age=15)
def listed(request: HttpRequest) -> HttpResponse:
    """All alerts that were sent; those that hold stand first."""
    now = datetime.now(UTC)
    found = [_worded(alert, now) for alert in queries.sent()]
    context = {
        "holding": [each for each in found if each["holds"]],
        "past": [each for each in found if not each["holds"]],
        "rules": queries.all_rules(),
    }
    return render(request, "alerts/list.html", context)


@require_safe
@cache_control(public=True, max_age=15)
def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert."""
    return render(request, "alerts/one.html", _worded(_found(alert_id), datetime.now(UTC)))


@require_safe
@cache_control(public=True, max_age=60)
def document(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert as a CAP 1.2 document."""
    text = cap.written(queries.document(_found(alert_id)))
    return HttpResponse(text, content_type="application/cap+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=15)
def feed(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """The newest alerts as Atom or RSS, each with its CAP document."""
    maker, content_type = FEEDS[form]
    root = settings.SITE_URL or request.build_absolute_uri("/")[:-1]
    with override(language):
        made = maker(
            title=f"{settings.SITE_NAMES[language]} · {TITLES[language]}",
            link=f"{root}{reverse('alerts')}",
            description=TITLES[language],
            language=language,
            feed_url=f"{root}{request.path}",
            author_name=settings.SITE_NAMES[language],
            feed_guid=f"{root}{request.path}",
        )
        for alert in queries.sent():
            _add(made, alert, root, language)
    return HttpResponse(made.writeString("utf-8"), content_type=content_type)


def _add(made: SyndicationFeed, alert: Sent, root: str, language: str) -> None:
    document_path = reverse("alert-cap", args=[alert.id])
    size = str(len(cap.written(queries.document(alert))))
    made.add_item(
        title=alert.headline[language],
        link=f"{root}{reverse('alert', args=[alert.id])}",
        description=alert.text[language],
        pubdate=alert.sent_at,
        updateddate=alert.sent_at,
        unique_id=f"urn:uuid:{alert.id}",
        unique_id_is_permalink=False,
        enclosures=[Enclosure(f"{root}{document_path}", size, "application/cap+xml")],
    )


@require_safe
@cache_control(public=True, max_age=15)
def cell_broadcast(request: HttpRequest) -> JsonResponse:
    """The newest alerts in the columns of the national open data."""
    rows = broadcast.rows(alert for alert in queries.sent() if not alert.exercise)
    return JsonResponse(
        {"totalCount": len(rows), "rows": rows}, json_dumps_params={"ensure_ascii": False}
    )


def _found(alert_id: UUID) -> Sent:
    found = queries.one_sent(alert_id)
    if found is None:
        raise Http404
    return found


def _worded(alert: Sent, now: datetime) -> dict[str, object]:
    language = "en" if (get_language() or "").startswith("en") else "ko"
    return {
        "alert": alert,
        "headline": alert.headline[language],
        "text": alert.text[language],
        "instruction": alert.instruction[language],
        "areas": [area.name if language == "ko" else area.name_en for area in alert.areas],
        "holds": alert.holds(now),
    }
