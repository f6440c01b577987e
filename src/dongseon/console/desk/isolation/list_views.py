"""The morning list, and who waits for an order."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers
from dongseon.console.desk.cases import searching
from dongseon.console.desk.isolation import wording
from dongseon.console.desk.isolation.acting import areas_of, officers_of
from dongseon.console.desk.isolation.doors import PORT, WATCH
from dongseon.console.isolation import lists, rules, watching
from dongseon.console.isolation.lists import Asked
from dongseon.console.isolation.types import View
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import QUARANTINE
from dongseon.console.workflows import isolating_pages, line_list

ROWS = 50  # a page
MOST_FOUND = 500  # people of a search
MINE, EVERYBODY, NOBODY = "mine", "all", "none"


@door(*WATCH, personal=True)
@require_http_methods(["GET", "POST"])
def day(request: DeskRequest) -> HttpResponse:
    """Whom to call now, and how it stands with everybody else."""
    if request.method == "POST":
        return _to_address(request)
    own = request.actor.role == Role.CASE_OFFICER  # others have no people of their own
    whose = request.GET.get("whose") or (MINE if own else EVERYBODY)
    asked = _asked(request, whose)
    page = isolating_pages.day(by=request.actor, now=request.now, asked=asked, size=ROWS)
    kept = {name: request.GET[name] for name in ("whose", "q") if request.GET.get(name)}
    tabs = [
        (
            f"{wording.said(view)} {page.counts[view]:,}",
            f"{reverse('isolation:day')}?{urlencode({**kept, 'list': view.value})}",
        )
        for view in View
    ]
    return render(
        request,
        "isolation/day.html",
        {
            "page": page,
            "tabs": tabs,
            "here": tabs[list(View).index(asked.view)][1],
            "view": asked.view.value,
            "whose": whose,
            "officers": officers_of(request),
            "searched": bool(request.GET.get("q")),
            "over": searching.unseal(request, request.GET.get("q", "")) is None,
            "next": _next(request, page.next),
            "now": request.now,
        },
    )


def _asked(request: DeskRequest, whose: str) -> Asked:
    try:
        view = View(request.GET.get("list") or View.DUE)
    except ValueError:
        view = View.DUE
    text = (searching.unseal(request, request.GET.get("q", "")) or "").strip()
    number = numbers.read(text)
    people = None
    if text and not number:
        people = line_list.find_people(text, limit=MOST_FOUND)
    return Asked(
        view=View.ALL if text else view,
        area=request.actor.area,
        officers=None if text else _officers(request, whose),
        after=request.GET.get("after", ""),
        person_ids=people,
        number=number,
    )


def _officers(request: DeskRequest, whose: str) -> tuple[UUID, ...] | None:
    if whose == EVERYBODY:
        return None
    if whose == NOBODY:
        return ()
    if whose != MINE:
        try:
            return (UUID(whose),)
        except ValueError:
            return None
    return watching.stands_in_for(request.officer.pk, rules.local_day(request.now))


def _to_address(request: DeskRequest) -> HttpResponse:
    """A posted search comes back as an address that does not tell what it was."""
    text = request.POST.get("q", "").strip()[:100]
    kept = {"whose": request.POST.get("whose", "")} if request.POST.get("whose") else {}
    if text:
        kept["q"] = searching.seal(request, text)
    return HttpResponseRedirect(f"{reverse('isolation:day')}?{urlencode(kept)}")


def _next(request: DeskRequest, place: str) -> str:
    if not place:
        return ""
    other = request.GET.copy()
    other["after"] = place
    return "?" + other.urlencode()


@door(*WATCH, personal=True)
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """Contacts and cases for whom an order waits to be issued."""
    today = rules.local_day(request.now)
    days = policy.rule(QUARANTINE, today).value.days
    found = isolating_pages.to_order(by=request.actor, now=request.now, days=days, size=ROWS)
    return render(
        request,
        "isolation/waiting.html",
        {
            "cases": [one for one in found if one.case is not None],
            "contacts": [one for one in found if one.contact is not None],
            "days": days,
            "areas": dict(areas_of()),
            "may_take_up": request.actor.role in PORT,
            "unassigned": lists.unassigned(request.actor.area)[0],
        },
    )
