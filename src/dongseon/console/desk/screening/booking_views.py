"""Bookings of a site: who comes when, new ones, those that are cancelled or did not come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.screening.doors import WORK
from dongseon.console.desk.screening.forms import NEW, ComerForm, SlotForm
from dongseon.console.desk.screening.queue_views import site_of, trail
from dongseon.console.desk.screening.register_views import refused, resolve
from dongseon.console.registry.types import Identity
from dongseon.console.screening import actions, queries
from dongseon.console.screening.types import BookingRow, Overtaken, Refused, SiteRow, Unknown
from dongseon.console.workflows import line_list, screening
from dongseon.console.workflows.reporting import local_day
from dongseon.console.workflows.screening import Alike
from dongseon.errors import InvalidInput

FIELDS = ("name", "name_romanised", "birth_date", "phones", "safe_contact_only")


@dataclass(frozen=True, slots=True)
class Line:
    """A booking and whose it is."""

    booking: BookingRow
    identity: Identity | None


@door(*WORK, personal=True)
@require_GET
def bookings(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Who is expected on a day, at this site or at any of its area."""
    site = site_of(request, site_id)
    today = local_day(request.now)
    on = day_of(request, today)
    rows = queries.bookings(site.area, on=on, site_id=site.id)
    named = line_list.identities(
        request.actor,
        request.now,
        [row.person_id for row in rows],
        FIELDS,
        act="screening.bookings",
    )
    page = {
        "site": site,
        "on": on,
        "today": today,
        "lines": [Line(row, named.get(row.person_id)) for row in rows],
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "trail": trail(site, _("Bookings")),
    }
    return render(request, "screening/bookings.html", page)


def day_of(request: DeskRequest, today: date) -> date:
    """The day that the address names; today if it names none."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today


@door(*WORK, personal=False)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """An appointment for somebody who called."""
    site = site_of(request, site_id)
    data = request.POST if request.method == "POST" else None
    form = ComerForm(data)
    start = {"on": local_day(request.now), "key": uuid4()}
    slot = SlotForm(data, hours=all_hours(site), initial=start)
    found: tuple[Alike, ...] = ()
    if request.method == "POST" and form.is_valid() and slot.is_valid():
        try:
            found, comer = resolve(request, form)
            if comer is not None:
                screening.book(
                    by=request.actor,
                    now=request.now,
                    comer=comer,
                    site_id=site_id,
                    on=slot.day,
                    slot=slot.hour,
                    reason=slot.cleaned_data["reason"],
                    key=f"desk {slot.cleaned_data['key']}",
                )
                messages.success(request, _("Booked."))
                there = reverse("screening:bookings", args=[site_id])
                return HttpResponseRedirect(f"{there}?on={slot.day.isoformat()}")
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    page = {
        "site": site,
        "form": form,
        "slot": slot,
        "alike": found,
        "new": NEW,
        "trail": trail(site, _("New booking")),
    }
    return render(request, "screening/new_booking.html", page)


def all_hours(site: SiteRow) -> tuple[time, ...]:
    """Every hour at which the site is open on some day."""
    spans = [(span.opens, span.closes) for span in site.timetable.spans]
    spans += [
        (day.opens, day.closes) for day in site.timetable.specials if day.opens and day.closes
    ]
    found = {
        time(hour)
        for opens, closes in spans
        for hour in range(opens.hour, closes.hour + bool(closes.minute))
    }
    return tuple(sorted(found))


@door(*WORK, personal=False)
@require_POST
def cancel(request: DeskRequest, site_id: UUID, booking_id: UUID) -> HttpResponse:
    """Take a booking back."""
    return _close(
        request,
        site_id,
        lambda: actions.cancel_booking(by=request.actor, now=request.now, booking_id=booking_id),
    )


@door(*WORK, personal=False)
@require_POST
def miss(request: DeskRequest, site_id: UUID, booking_id: UUID) -> HttpResponse:
    """Somebody did not come."""
    return _close(
        request,
        site_id,
        lambda: actions.miss_booking(
            by=request.actor,
            now=request.now,
            today=local_day(request.now),
            booking_id=booking_id,
        ),
    )


def _close(request: DeskRequest, site_id: UUID, act: Callable[[], None]) -> HttpResponse:
    there = reverse("screening:bookings", args=[site_of(request, site_id).id])
    on = request.POST.get("on", "")
    address = f"{there}?on={on}" if len(on) == len("2020-01-01") else there
    try:
        with transaction.atomic():
            act()
    except Unknown:
        raise Http404 from None
    except Overtaken:
        return refused(
            request, Refused(_("This booking was used or cancelled meanwhile.")), address
        )
    except Refused as refusal:
        return refused(request, refusal, address)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(address)
