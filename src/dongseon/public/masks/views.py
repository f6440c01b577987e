"""The page of masks: shops around a place, what they have, and how old that figure is."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from dongseon.errors import InvalidInput
from dongseon.look.maps import Point
from dongseon.public.around import asking, mapping
from dongseon.public.around.asking import Asked
from dongseon.public.masks import answers, finding, stock
from dongseon.public.masks.finding import Row
from dongseon.public.masks.keeping import KEPT
from dongseon.public.masks.stock import Remain

RADII_M = (500, 1_000, 2_000, 5_000)
MOST_ON_MAP = 20
TONES = {Remain.PLENTY: "good", Remain.SOME: "good", Remain.FEW: "mid"}


@require_safe
@cache_control(public=True, max_age=20)
def near(request: HttpRequest) -> HttpResponse:
    """Shops around a place that was chosen, typed or rounded; or at an address."""
    now = datetime.now(UTC)
    asked = asking.asked(request.GET.dict())
    only = request.GET.get("only") == "1"
    radius_m = _radius(request.GET.get("m", ""))
    rows, total = _found(asked, radius_m=radius_m, only=only, now=now)
    context = {
        "asked": asked,
        "rows": rows,
        "total": total,
        "only": only,
        "radius_m": radius_m,
        "radii": RADII_M,
        "now": now,
        "nothing": gettext("We know no place of that name."),
        "map": _map(rows),
        "api_root": answers.ROOT,
        "stale_minutes": int(stock.STALE_AFTER.total_seconds() // 60),
    }
    return render(request, "masks/near.html", context)


def _radius(text: str) -> int:
    return int(text) if text.isdigit() and int(text) in RADII_M else 1_000


def _found(
    asked: Asked, *, radius_m: int, only: bool, now: datetime
) -> tuple[tuple[Row, ...], int]:
    """The shops of an address where one was typed, else those around the place."""
    board = KEPT.read(now)
    try:
        at_address = board.at_address(asked.text) if asked.text else ()
    except InvalidInput:
        at_address = ()
    if at_address:
        return finding.listed(board, at_address, only=only, now=now), len(at_address)
    if asked.origin is None:
        return (), 0
    origin = asked.origin
    return finding.around(
        board,
        lat_deg=origin.lat_deg,
        lon_deg=origin.lon_deg,
        radius_m=radius_m,
        only=only,
        now=now,
    )


def _map(rows: tuple[Row, ...]) -> str:
    points = [
        Point(
            lon_deg=row.shop.lon_deg,
            lat_deg=row.shop.lat_deg,
            number=str(row.number),
            name=row.shop.name,
            tone="bad" if row.greyed else TONES.get(row.remain or Remain.EMPTY, "bad"),
            certain=1.0,
        )
        for row in rows[:MOST_ON_MAP]
    ]
    shown = {"count": len(points)}
    return mapping.drawn(
        points,
        name=gettext("Map of the shops"),
        description=gettext("The first %(count)d shops of the list, by their numbers.") % shown,
        korean=get_language() == "ko",
    )
