"""The list of places, one place, and the page that compares them with the visitor's own history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dongseon.disclosure import wire
from dongseon.look.maps import Point
from dongseon.public.around import mapping
from dongseon.public.dashboard.pictures import korean
from dongseon.public.dashboard.words import kind_name, place_name
from dongseon.public.places.forms import Filters
from dongseon.public.releases import queries
from dongseon.public.releases.actions import local_day
from dongseon.public.releases.queries import Listed, Wanted

A_PAGE = 50
ON_MAP = 60  # markers that a drawing can hold


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list and the map; filters stand in the address."""
    now = datetime.now(UTC)
    districts = districts_of(now)
    form = Filters(request.GET or None, kinds=tuple(queries.kinds(now)), districts=districts)
    wanted = form.wanted if form.is_valid() else Wanted()
    page = queries.page(now, wanted, number=request.GET.get("page"), size=A_PAGE)
    return render(
        request,
        "places/list.html",
        {
            "form": form,
            "page": page,
            "shown": by_day(page),
            "map": drawn(tuple(page.object_list)),
            "narrowed": wanted != Wanted(),
            "received": queries.received(),
            "withdrawn": len(queries.withdrawn(now)),
            "names": dict(districts),
        },
    )


def by_day(page: "Page[Listed]") -> list[tuple[date, list[tuple[int, Listed]]]]:
    """The places of a page with their numbers on the map, day by day in the list's order."""
    days: dict[date, list[tuple[int, Listed]]] = {}
    for number, each in enumerate(page.object_list, start=1):
        days.setdefault(each.place.day, []).append((number, each))
    return list(days.items())


def in_words(name: str) -> str:
    """A place's name, in the page's language first."""
    return place_name(name, korean=korean())


def drawn(found: Sequence[Listed]) -> str:
    """The map of a page of the list: the numbers are those of the list."""
    points = [
        Point(
            lon_deg=each.place.lon_deg,
            lat_deg=each.place.lat_deg,
            number=str(number),
            name=in_words(each.place.name),
            tone="public",
            certain=1.0,
        )
        for number, each in enumerate(found[:ON_MAP], start=1)
        if each.place.lon_deg is not None and each.place.lat_deg is not None
    ]
    return mapping.drawn(
        points,
        name=_("Places on the map"),
        description=_("%(n)s places. The numbers are those of the list.") % {"n": len(points)},
        korean=korean(),
    )


def districts_of(now: datetime) -> list[tuple[str, str]]:
    """Code and name of the districts that have places."""
    release = queries.figures()
    names = (
        {each.code: each.name_ko if korean() else each.name_en for each in release.districts}
        if release
        else {}
    )
    return [(code, names.get(code, code)) for code in queries.districts(now)]


@require_safe
def one(request: HttpRequest, listing_id: str) -> HttpResponse:
    """One place: when, where, and what to do."""
    now = datetime.now(UTC)
    found = queries.place(now, listing_id)
    if found is None:
        if any(each.listing_id == listing_id for each in queries.withdrawn(now)):
            return render(request, "places/withdrawn.html", status=410)
        raise Http404
    return render(
        request,
        "places/one.html",
        {
            "each": found,
            "map": drawn([found]),
            "names": dict(districts_of(now)),
            "trail": [(_("Places"), "../"), (in_words(found.place.name), "")],
        },
    )


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether the visitor was there: compared in the browser, with nothing sent."""
    now = datetime.now(UTC)
    told = [
        {
            "id": each.place.listing_id,
            "name": in_words(each.place.name),
            "kind": kind_name(each.place.kind),
            "address": f"{each.place.address} {each.place.part}".strip(),
            "lon": each.place.lon_deg,
            "lat": each.place.lat_deg,
            "radius_m": each.place.radius_m,
            "bands": [wire.write(band) for band in each.place.bands],
        }
        for each in queries.places(now)
        if each.place.lon_deg is not None
    ]
    return render(
        request,
        "places/check.html",
        {
            "told": told,
            "unplaced": queries.count(now) - len(told),
            "today": local_day(now),
            "trail": [(_("Places"), "../"), (_("Was I there?"), "")],
        },
    )
