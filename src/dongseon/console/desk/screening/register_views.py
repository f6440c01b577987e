"""Registration on the spot: with a name, with a phone number alone, or as booked."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.screening.doors import WORK
from dongseon.console.desk.screening.forms import NEW, AnonymousForm, ComerForm
from dongseon.console.desk.screening.queue_views import site_of, trail
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import TESTING
from dongseon.console.screening import actions, queries
from dongseon.console.screening.actions import Arrival
from dongseon.console.screening.types import Refused, SiteRow, Unknown
from dongseon.console.workflows import screening
from dongseon.console.workflows.reporting import local_day
from dongseon.console.workflows.screening import Alike, Comer
from dongseon.errors import InvalidInput


@door(
    *WORK, personal=False
)  # whom it may be is looked up on the answer to the form alone, and logged
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Somebody with a name. If the registry knows somebody like them, it is asked which it is."""
    site = site_of(request, site_id)
    form = ComerForm(request.POST if request.method == "POST" else None)
    found: tuple[Alike, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            found, comer = resolve(request, form)
            if comer is not None:
                return _registered(request, site, comer, _booking_of(request))
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    page = {
        "site": site,
        "form": form,
        "alike": found,
        "new": NEW,
        "anonymous": may_be_anonymous(request),
        "today": local_day(request.now),
        "trail": trail(site, _("Register")),
    }
    return render(request, "screening/register.html", page)


def resolve(request: DeskRequest, form: ComerForm) -> tuple[tuple[Alike, ...], Comer | None]:
    """Who it is; whom to choose from where the registry knows somebody like them and nobody chose yet."""
    identity, guardian = form.identity, form.guardian
    if form.chosen == NEW:
        return (), Comer(identity, None, guardian)
    found = screening.alike(by=request.actor, now=request.now, identity=identity)
    if not found:
        return (), Comer(identity, None, guardian)
    # Only somebody who was found may be chosen: an identifier in a form opens nobody else.
    for one in found:
        if str(one.person_id) == form.chosen:
            return found, Comer(identity, one.person_id, guardian)
    return found, None


@door(*WORK, personal=False)  # shows what is typed, and nothing that is stored
@require_http_methods(["GET", "POST"])
def anonymous(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Somebody with a phone number alone, where the rule of the day allows it."""
    site = site_of(request, site_id)
    form = AnonymousForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _registered(request, site, form.comer, None)
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    page = {
        "site": site,
        "form": form,
        "anonymous": may_be_anonymous(request),
        "trail": trail(site, _("Register with a phone number alone")),
    }
    return render(request, "screening/anonymous.html", page)


@door(*WORK, personal=False)
@require_POST
def arrive(request: DeskRequest, site_id: UUID, booking_id: UUID) -> HttpResponse:
    """Somebody who was booked is here."""
    site = site_of(request, site_id)
    try:
        booking = queries.booking(booking_id, area=request.actor.area)
        with transaction.atomic():
            arrival = Arrival(
                site_id=site.id,
                person_id=booking.person_id,
                on=local_day(request.now),
                booking_id=booking_id,
            )
            visit_id = actions.register(by=request.actor, now=request.now, arrival=arrival)
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        return refused(request, refusal, reverse("screening:bookings", args=[site_id]))
    return HttpResponseRedirect(reverse("screening:visit", args=[visit_id]))


def refused(request: DeskRequest, refusal: Exception, address: str) -> HttpResponse:
    """Say why not, on the page one came from."""
    messages.error(request, str(refusal))
    return HttpResponseRedirect(address)


def may_be_anonymous(request: DeskRequest) -> bool:
    """Whether a phone number is enough today."""
    return bool(policy.rule(TESTING, local_day(request.now)).value.anonymous)


def _booking_of(request: DeskRequest) -> UUID | None:
    """The open booking that the officer says this is."""
    try:
        return UUID(request.POST.get("booking", ""))
    except ValueError:
        return None


def _registered(
    request: DeskRequest, site: SiteRow, comer: Comer, booking_id: UUID | None
) -> HttpResponse:
    visit_id = screening.register(
        by=request.actor, now=request.now, site_id=site.id, comer=comer, booking_id=booking_id
    )
    return HttpResponseRedirect(reverse("screening:visit", args=[visit_id]))
