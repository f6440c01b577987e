"""The sites, the queue of one, and its wall screen. Numbers only: nobody is named here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access import doors
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.screening.doors import ASK, COUNT, SEE, SET, WORK
from dongseon.console.screening import actions, board, hours, queries
from dongseon.console.screening.rules import VisitState
from dongseon.console.screening.types import Load, Refused, SiteRow, Unknown, VisitRow
from dongseon.console.workflows.reporting import local_day
from dongseon.look import charts, markup
from dongseon.look.charts import Chart, Series

SHOWN_WAITING = 24  # numbers on the wall, that fit on a screen


@dataclass(frozen=True, slots=True)
class Line:
    """A site and how full it is."""

    site: SiteRow
    load: Load
    is_open: bool
    next_opening: object  # a moment, or nothing


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a site, and whom it called last."""

    number: int
    visit: VisitRow | None


@door(*COUNT, Role.ADMINISTRATOR, personal=False)
@require_GET
def sites(request: DeskRequest) -> HttpResponse:
    """All sites of the area: open or not, how many wait and how long, and the clocks of the day."""
    found = queries.sites(request.actor.area)
    today = local_day(request.now)
    loads = queries.loads(found, now=request.now, today=today)
    day = board.day_of_sites([one.id for one in found], today)
    return render(
        request,
        "screening/sites.html",
        {
            "lines": [_line(one, loads[one.id], request) for one in found],
            "day": day,
            "now": request.now,
            "may_work": request.actor.role in WORK,
            "may_set": request.actor.role in SET,
            "may_see": request.actor.role in SEE,
            "may_ask": request.actor.role in (*ASK, *WORK),
        },
    )


def _line(site: SiteRow, load: Load, request: DeskRequest) -> Line:
    is_open = hours.is_open(site.timetable, request.now)
    later = None if is_open else hours.next_opening(site.timetable, request.now)
    return Line(site, load, is_open, later)


@door(*WORK, personal=False)
@require_GET
def queue(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Who is at a site now, by number. With script the list renews itself."""
    site = site_of(request, site_id)
    template = (
        "screening/queue_list.html" if "HX-Request" in request.headers else "screening/queue.html"
    )
    return render(request, template, _queue(request, site))


def _queue(request: DeskRequest, site: SiteRow) -> dict[str, object]:
    today = local_day(request.now)
    rows = queries.queue(site.id)
    line = _line(site, queries.loads([site], now=request.now, today=today)[site.id], request)
    return {
        "line": line,
        "site": site,
        "rows": rows,
        "lanes": lanes_of(site, rows),
        "to_call": any(_may_be_called(row) for row in rows),
        "now": request.now,
        "today": today,
        "trail": trail(site, ""),
    }


@door(*COUNT, personal=False)
@require_GET
def day(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """The numbers and clocks of today at a site."""
    site = site_of(request, site_id)
    numbers = board.day_of_site(site.id, local_day(request.now))
    drawn = _arrivals(numbers.by_hour)
    head, rows = charts.table_of(drawn)
    return render(
        request,
        "screening/day.html",
        {
            "site": site,
            "day": numbers,
            "now": request.now,
            "today": local_day(request.now),
            "chart": SafeString(markup.render(charts.bar(drawn))) if numbers.by_hour else None,
            "head": head,
            "rows": rows,
            "trail": trail(site, _("Today in numbers")),
        },
    )


def _arrivals(by_hour: Sequence[tuple[int, int]]) -> Chart:
    return Chart(
        name=_("Arrivals by hour"),
        description=_("How many came in each hour of today."),
        labels=tuple(f"{hour}" for hour, _count in by_hour),
        series=(Series(_("Arrivals"), tuple(float(count) for _hour, count in by_hour)),),
        width=480.0,
    )


@door(*WORK, personal=False)
@require_POST
def call_next(request: DeskRequest, site_id: UUID, lane: int) -> HttpResponse:
    """Call the next who is ready for the swab to a lane."""
    site = site_of(request, site_id)
    waiting = [row for row in queries.queue(site.id) if _may_be_called(row)]
    if not waiting:
        messages.info(request, _("Nobody is ready for the swab."))
    else:
        try:
            with transaction.atomic():
                actions.call(by=request.actor, now=request.now, visit_id=waiting[0].id, lane=lane)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Number %(number)d is called to lane %(lane)d.")
                % {"number": waiting[0].number, "lane": lane},
            )
    return HttpResponseRedirect(reverse("screening:queue", args=[site_id]))


def _may_be_called(row: VisitRow) -> bool:
    return row.state is VisitState.QUESTIONED and row.lane is None


def lanes_of(site: SiteRow, rows: Sequence[VisitRow]) -> list[Lane]:
    """Each lane, with whom it called last and has not let go."""
    called: dict[int, VisitRow] = {}
    for row in rows:
        if row.lane is None or row.called_at is None:
            continue
        before = called.get(row.lane)
        if before is None or before.called_at is None or row.called_at > before.called_at:
            called[row.lane] = row
    return [Lane(number, called.get(number)) for number in range(1, site.lanes + 1)]


@doors.public
@never_cache
@require_GET
def wall(request: DeskRequest, wall_key: UUID) -> HttpResponse:
    """The screen on the wall: whose number is called where, who waits, how long. No name, no link.

    Nobody signs in at a screen on a wall: its address is a random one that the site can renew.
    """
    try:
        site = queries.site_of_wall(wall_key)
    except Unknown:
        raise Http404 from None
    rows = queries.queue(site.id)
    lanes = lanes_of(site, rows)
    shown = {lane.visit.id for lane in lanes if lane.visit is not None}
    waiting = [row for row in rows if row.state is not VisitState.SWABBED and row.id not in shown]
    page = {
        "site": site,
        "other": "en" if get_language() == "ko" else "ko",
        "wall_key": wall_key,
        "lanes": lanes,
        "waiting": waiting[:SHOWN_WAITING],
        "more": max(0, len(waiting) - SHOWN_WAITING),
        "load": queries.loads([site], now=request.now, today=local_day(request.now))[site.id],
        "is_open": hours.is_open(site.timetable, request.now),
        "clock": request.now,
    }
    template = (
        "screening/wall_numbers.html" if "HX-Request" in request.headers else "screening/wall.html"
    )
    return render(request, template, page)


def site_of(request: DeskRequest, site_id: UUID) -> SiteRow:
    """A site of the officer's area; not found otherwise."""
    try:
        return queries.site(site_id, area=request.actor.area)
    except Unknown:
        raise Http404 from None


def trail(site: SiteRow, here: str) -> list[tuple[str, str]]:
    """The way to a page of a site."""
    name = site.name(get_language() or "ko")
    way = [(_("Screening"), reverse("screening:sites"))]
    if not here:
        return [*way, (name, "")]
    return [*way, (name, reverse("screening:queue", args=[site.id])), (here, "")]
