"""The page of clinics, its data as JSON, and the door where a clinic tells its queue."""

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dongseon.look.maps import Point
from dongseon.public.around import asking, mapping
from dongseon.public.around.streets import Sureness
from dongseon.public.clinics import actions, finding, hours, queries
from dongseon.public.clinics.finding import Row
from dongseon.public.clinics.hours import State
from dongseon.public.clinics.models import KINDS
from dongseon.public.clinics.reading import Kind
from dongseon.public.frame import bodies

A_PAGE = 20
TONES = {State.OPEN: "good", State.CLOSED: "bad", State.UNCLEAR: "mid"}


@require_safe
@cache_control(public=True, max_age=30)
def near(request: HttpRequest) -> HttpResponse:
    """Clinics, nearest first where a place is asked for."""
    now = datetime.now(UTC)
    asked = asking.asked(request.GET.dict())
    kinds = {Kind(kind) for kind in request.GET.getlist("kind") if kind in tuple(Kind)}
    only_open = request.GET.get("open") == "1"
    local = timezone.localtime(now).replace(tzinfo=None)
    rows = finding.found(
        queries.clinics(now),
        origin=asked.origin,
        words=asked.text,
        kinds=kinds,
        only_open=only_open,
        at=local,
        off=hours.public_holidays((local.year - 1, local.year, local.year + 1)),
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "first": page.start_index(),
        "kinds": [(kind, text, kind in kinds) for kind, text in KINDS],
        "only_open": only_open,
        "open_count": sum(row.door.state is State.OPEN for row in rows),
        "nothing": gettext("We know no place or clinic of that name."),
        "map": _map(list(page), page.start_index()),
        "local": local,
    }
    return render(request, "clinics/near.html", context)


def _map(rows: list[Row], first: int) -> str:
    points = [
        Point(
            lon_deg=row.clinic.lon_deg,
            lat_deg=row.clinic.lat_deg,
            number=str(number),
            name=row.clinic.name,
            tone=TONES[row.door.state],
            certain=0.0 if row.clinic.placed_by == Sureness.DISTRICT else 1.0,
            radius_m=0.0 if row.clinic.placed_by == Sureness.DISTRICT else row.off_m,
        )
        for number, row in enumerate(rows, start=first)
        if row.clinic.lon_deg is not None and row.clinic.lat_deg is not None
    ]
    return mapping.drawn(
        points,
        name=gettext("Map of the clinics"),
        description=gettext("The clinics of this page of the list, by their numbers."),
        korean=get_language() == "ko",
    )


@require_safe
@cache_control(public=True, max_age=60)
def data(request: HttpRequest) -> JsonResponse:
    """All clinics as open data, hours as text."""
    now = datetime.now(UTC)
    found = [
        {
            "name": clinic.name,
            "kind": clinic.kind,
            "province": clinic.province,
            "district": clinic.district,
            "address": clinic.address,
            "phone": clinic.phone,
            "hours": {kind: hours.write_day(clinic.hours.of(kind)) for kind in hours.DayKind},
            "lat": clinic.lat_deg,
            "lng": clinic.lon_deg,
            "position": "exact" if clinic.placed_exactly else clinic.placed_by or "about",
            "position_off_by_m": round(clinic.off_m),
            "reservation": clinic.reservation_url,
            "waiting": clinic.waiting_people,
        }
        for clinic in queries.clinics(now)
    ]
    answer = JsonResponse(
        {"at": now.isoformat(timespec="seconds"), "count": len(found), "clinics": found},
        json_dumps_params={"ensure_ascii": False},
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@csrf_exempt  # a clinic's program with a token, no browser with a cookie
@require_http_methods(["PUT"])
def waiting(request: HttpRequest) -> JsonResponse:
    """A clinic says how many people wait: {"people": 12}."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    people = _people(request)
    if people is None:
        return JsonResponse({"error": "people: a whole number from 0 to 10000"}, status=400)
    if kind != "Bearer" or not actions.say_waiting(
        now=datetime.now(UTC), token=token.strip(), people=people
    ):
        return JsonResponse({"error": "a token is needed: Authorization: Bearer …"}, status=401)
    return JsonResponse({"people": people})


def _people(request: HttpRequest) -> int | None:
    told = bodies.read(request)
    people = told.get("people") if isinstance(told, dict) else None
    if not isinstance(people, int) or isinstance(people, bool):
        return None
    return people if 0 <= people <= actions.MOST_WAITING else None
