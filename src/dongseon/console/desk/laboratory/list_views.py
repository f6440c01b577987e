"""What waits, all specimens, and the board."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.laboratory import acting, forms, wording
from dongseon.console.desk.laboratory.doors import COUNT, SEE, SEND, WORK
from dongseon.console.laboratory import board, codes, inbox, listing, queries
from dongseon.console.laboratory.types import Count, Place, Side, SpecimenUnknown, Work
from dongseon.console.workflows import results

ROWS = 50  # a page
HOURS = {"24": 24, "168": 168}  # over which the board looks back
FILTERS = ("code", "side", "outcome", "lab")
LABORATORYS = (Work.TO_TEST, Work.TO_VERIFY, Work.HELD, Work.ON_THE_WAY, Work.TO_SEND, Work.AGAIN)
SITES = (Work.TO_SEND, Work.ON_THE_WAY, Work.AGAIN, Work.TO_TEST, Work.TO_VERIFY, Work.HELD)


@door(*SEE, personal=True)
@require_GET
def work(request: DeskRequest) -> HttpResponse:
    """One list of what waits; those of one's own work first."""
    mine = LABORATORYS if request.actor.role == Role.LABORATORY else SITES
    kind = next((one for one in mine if one.value == request.GET.get("w")), mine[0])
    area = request.actor.area
    side = Side.LABORATORY if mine is LABORATORYS else Side.SITE
    page = listing.work(area=area, kind=kind, side=side, place=place_of(request.GET), size=ROWS)
    _look(request, "laboratory.list")
    rows = [one.id for one in page.rows]
    return render(
        request,
        "laboratory/work.html",
        {
            "kind": kind.value,
            "title": wording.WORKS[kind],
            "tabs": [
                (f"{wording.WORKS[one]} {_said(listing.count(area=area, kind=one, side=side))}", _tab(one))
                for one in mine
            ],
            "here": _tab(kind),
            "page": page,
            "waiting": queries.results_waiting(rows) if kind in (Work.TO_VERIFY, Work.HELD) else {},
            "boxes": queries.boxes_on_the_way(area, side) if kind is Work.ON_THE_WAY else (),
            "findings": inbox.how_many(area)[0],
            "late_before": request.now - timedelta(hours=results.rule_on(request.now).value.turn_around_h),
            "send": forms.SendForm(None, laboratories=acting.laboratory_choices()),
            "officer_id": request.officer.pk,
            "may_send": request.actor.role in {role.value for role in SEND},
            "may_work": request.actor.role in {role.value for role in WORK},
            "next": at(request.GET, page.next),
            "previous": at(request.GET, page.previous),
            "labs": laboratory_names(),
        },
    )  # fmt: skip


@door(*SEE, personal=True)
@require_GET
def every(request: DeskRequest) -> HttpResponse:
    """All specimens, the latest first; a code leads straight to its specimen."""
    form = forms.SearchForm(request.GET, laboratories=acting.laboratory_choices())
    typed = form.given("code")
    code = codes.read(typed)
    if code:
        found = queries.of_code(code)
        try:
            if found is not None:
                queries.specimen(found.id, area=request.actor.area)
                return HttpResponseRedirect(reverse("laboratory:specimen", args=[found.id]))
        except SpecimenUnknown:
            pass
    page = listing.every(
        area=request.actor.area, filters=form.filters, place=place_of(request.GET), size=ROWS
    )
    _look(request, "laboratory.list")
    return render(
        request,
        "laboratory/list.html",
        {
            "form": form,
            "typed": typed,
            "is_code": bool(code),
            "page": page,
            "next": at(request.GET, page.next),
            "previous": at(request.GET, page.previous),
            "labs": laboratory_names(),
            "areas": dict(area_choices(get_language() or "ko")),
            "narrowed": any(request.GET.get(name) for name in FILTERS),
        },
    )


@door(*COUNT, personal=False)
@require_GET
def show_board(request: DeskRequest) -> HttpResponse:
    """How long results take and how much waits."""
    hours = HOURS.get(request.GET.get("h", ""), 24)
    since = request.now - timedelta(hours=hours)
    area = request.actor.area
    return render(
        request,
        "laboratory/board.html",
        {
            "hours": hours,
            "tabs": [
                (_("Last 24 hours"), f"{reverse('laboratory:board')}?h=24"),
                (_("Last 7 days"), f"{reverse('laboratory:board')}?h=168"),
            ],
            "here": f"{reverse('laboratory:board')}?h={hours}",
            "laboratories": board.loads(area=area, side=Side.LABORATORY, since=since),
            "sites": board.loads(area=area, side=Side.SITE, since=since),
            "labs": laboratory_names(),
            "areas": dict(area_choices(get_language() or "ko")),
            "target_h": results.rule_on(request.now).value.turn_around_h,
            "late_before": request.now - timedelta(hours=results.rule_on(request.now).value.turn_around_h),
        },
    )  # fmt: skip


def place_of(query: QueryDict) -> Place:
    """The place that an address names; the begin of the list if it names none that can be."""
    for name in ("after", "before"):
        moment, _sign, identifier = query.get(name, "").partition("~")
        try:
            at = datetime.fromisoformat(moment)
            if at.tzinfo is not None:
                return Place(at, UUID(identifier), name == "before")
        except ValueError:
            continue
    return Place()


def at(query: QueryDict, place: Place | None) -> str:
    """The address of another page of the same list; "" if there is none."""
    if place is None or place.at is None:
        return ""
    other = query.copy()
    for name in ("after", "before"):
        other.pop(name, None)
    other["before" if place.backwards else "after"] = f"{place.at.isoformat()}~{place.id}"
    return "?" + other.urlencode()


def laboratory_names() -> dict[object, str]:
    """What laboratories are called, by their identifiers."""
    language = get_language() or "ko"
    return {one.id: one.name(language) for one in queries.laboratories(closed=True)} | {
        str(one.id): one.name(language) for one in queries.laboratories(closed=True)
    }


def _tab(kind: Work) -> str:
    return f"{reverse('laboratory:work')}?{urlencode({'w': kind.value})}"


def _said(count: Count) -> str:
    return f"{count.rows:,}" if count.exact else f"{count.rows:,}+"


def _look(request: DeskRequest, act: str) -> None:
    """A list names nobody, and is in the log all the same."""
    audit.look(by=request.actor, now=request.now, act=act, subjects=[], fields=[])
