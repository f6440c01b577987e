"""The first screen, help, language, contrast."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access import actions, doors
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.models import Officer
from dongseon.console.access.roles import Role
from dongseon.console.audit.types import Actor
from dongseon.console.desk.cases.doors import SEE
from dongseon.console.desk.frame import CONTRAST
from dongseon.console.desk.home import addresses, curve
from dongseon.console.desk.home.curve import Curve
from dongseon.console.workflows import work_lists
from dongseon.console.workflows.work_lists import Backlog

YEAR_S = 365 * 24 * 3600  # s that a choice of language or contrast is kept by the browser


@dataclass(frozen=True, slots=True)
class Card:
    """A work list on the screen."""

    backlog: Backlog
    address: str


@doors.own
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The work that waits for the officer in their present role."""
    backlogs = (
        ()
        if request.acting is None
        else work_lists.backlogs(by=request.acting.actor, now=request.now)
    )
    cards = [Card(backlog, addresses.of(backlog.key)) for backlog in backlogs]
    page = {
        "cards": cards,
        "waiting": any(card.backlog.count for card in cards),
        "curve": curve_for(request),
    }
    return render(request, "home/home.html", page)


def curve_for(request: DeskRequest) -> Curve | None:
    """The curve of the area, for whoever may see its cases."""
    acting = request.acting
    if acting is None or acting.role not in SEE:
        return None
    return curve.of_area(acting.actor.area, request.now)


@doors.own
@require_GET
def stay(request: DeskRequest) -> HttpResponse:
    """Somebody is typing: coming through the door has said that they are still at the desk."""
    return HttpResponse(status=204)


@doors.public
@require_GET
def show_help(request: DeskRequest) -> HttpResponse:
    """How to use the console, for everybody and for each role."""
    return render(request, "home/help.html", {"roles": Role})


@doors.public
@require_POST
def language(request: DeskRequest) -> HttpResponse:
    """Speak Korean or English from here on."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    officer = request.user
    if isinstance(officer, Officer):
        with transaction.atomic():
            actions.choose_language(
                by=Actor(officer.pk, "officer", ""), now=request.now, language=chosen
            )
    return _keep(_back(request), settings.LANGUAGE_COOKIE_NAME, chosen)


@doors.public
@require_POST
def contrast(request: DeskRequest) -> HttpResponse:
    """Show pages in high contrast, or as usual."""
    high = request.POST.get("high") == "yes"
    return _keep(_back(request), CONTRAST, "high" if high else "usual")


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that it was chosen on."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if ours else "/")


def _keep(answer: HttpResponse, name: str, value: str) -> HttpResponse:
    answer.set_cookie(
        name, value, max_age=YEAR_S, secure=settings.OVER_TLS, httponly=True, samesite="Strict"
    )
    return answer
