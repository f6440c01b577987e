"""Files, feeds and pictures for other sites."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import feedgenerator, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dongseon.disclosure.release import Release
from dongseon.public.dashboard import figures, pictures
from dongseon.public.opendata import describing, writing
from dongseon.public.opendata.tables import BY_NAME, PLACE_COLUMNS, VERSION, place_rows
from dongseon.public.releases import queries

MOST_ENTRIES = 100  # of a feed


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The page: what there is, what it means, what has changed."""
    return render(
        request,
        "opendata/index.html",
        {
            "codebook": describing.codebook(),
            "metrics": figures.ALL.values(),
            "received": queries.received(),
            "ready": queries.figures() is not None,
        },
    )


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file."""
    if name not in describing.FILES:
        raise Http404
    media, _said = describing.FILES[name]
    release = queries.figures()
    if release is None and name not in describing.NEEDS_NO_RELEASE:
        raise Http404
    content = written(name, release, datetime.now(UTC))
    answer = HttpResponse(content, content_type=f"{media}; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    if media == describing.CSV:
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def written(name: str, release: Release | None, now: datetime) -> str:
    """The content of a file."""
    if release is None or name in describing.NEEDS_NO_RELEASE:
        plain = describing.codebook() if name == "codebook.json" else describing.release_schema()
        return writing.text(plain)
    stem, _dot, ending = name.partition(".")
    if stem in BY_NAME:
        sheet = BY_NAME[stem]
        rows = list(sheet.rows(release))
        if ending == "csv":
            return writing.as_csv(sheet.columns, rows)
        return writing.text(writing.as_json(sheet.columns, rows, meta(stem, release)))
    return others(name, release, now)


def others(name: str, release: Release, now: datetime) -> str:
    """The content of a file that is not one of the figures' tables."""
    places = [each.place for each in queries.places(now)]
    ways: dict[str, Callable[[], str]] = {
        "places.csv": lambda: writing.as_csv(PLACE_COLUMNS, place_rows(places)),
        "places.json": lambda: writing.text(
            writing.as_json(PLACE_COLUMNS, place_rows(places), meta("places", release))
        ),
        "places.geojson": lambda: writing.text(writing.as_geojson(places)),
        "changes.json": lambda: writing.text(writing.as_changes(places, queries.withdrawn(now))),
        "owid.csv": lambda: writing.as_owid(release),
        "data.json": lambda: writing.text(writing.as_tokyo(release)),
    }
    return ways[name]()


def meta(table: str, release: Release) -> dict[str, Any]:
    """What a file says of itself."""
    return {
        "table": table,
        "version": VERSION,
        "release": release.sequence,
        "made_at": release.made_at.isoformat().replace("+00:00", "Z"),
        "as_of": release.as_of.isoformat(),
        "licence": describing.LICENCE,
        "practice": settings.PRACTICE,
        "codebook": reverse("opendata:file", args=["codebook.json"]),
    }


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI of the files."""
    answer = HttpResponse(
        writing.text(describing.openapi(settings.SITE_URL)), content_type=describing.JSON
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def chart(request: HttpRequest, key: str) -> HttpResponse:
    """A chart as a picture of its own, with its text alternative inside: for an <img> anywhere."""
    metric, release = figures.ALL.get(key), queries.figures()
    if metric is None or release is None:
        raise Http404
    with translation.override("en" if request.GET.get("lang") == "en" else "ko"):
        drawn = (
            pictures.new_by_day(release) if key == "new" else pictures.over_time(metric, release)
        )
    answer = HttpResponse(
        pictures.alone(drawn.svg), content_type=f"{describing.SVG}; charset=utf-8"
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    # its own style, and nothing else: an SVG that is opened by itself is a document
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@require_safe
def places_feed(request: HttpRequest, language: str) -> HttpResponse:
    """Places as RSS, the newest first."""
    now = datetime.now(UTC)
    base = settings.SITE_URL or request.build_absolute_uri("/")[:-1]
    with translation.override(language):
        feed = feedgenerator.Rss201rev2Feed(
            title=f"{settings.SITE_NAMES[language]}: {_('Places visited')}",
            link=f"{base}{reverse('places:list')}",
            description=_("Places and times at which people could have been exposed."),
            language=language,
            feed_url=f"{base}{request.path}",
        )
        found = sorted(queries.places(now), key=lambda each: each.changed_at, reverse=True)
        for each in found[:MOST_ENTRIES]:
            bands = ", ".join(local_band(band.start, band.end) for band in each.place.bands)
            feed.add_item(
                title=f"{each.place.day} {each.place.name}",
                link=f"{base}{reverse('places:one', args=[each.place.listing_id])}",
                description=f"{each.place.address} {each.place.part} {bands}".strip(),
                unique_id=each.place.listing_id,
                unique_id_is_permalink=False,
                pubdate=each.appeared_at,
                updateddate=each.changed_at,
            )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
    )


def local_band(start: datetime, end: datetime) -> str:
    """A band of time as readers know it."""
    zone = pictures.zone()
    return f"{start.astimezone(zone):%H:%M}–{end.astimezone(zone):%H:%M}"
