"""The board of beds and triage, who is late with vital signs, and the houses."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.care import actions, queries
from dongseon.console.care.types import Refused, Unknown
from dongseon.console.desk.care import forms, wording
from dongseon.console.desk.care.views import SEE
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.workflows import bed_board
from dongseon.console.workflows.bed_board import Need

ROWS = 50  # a page
DEEPEST = bed_board.MOST  # rows


@door(*SEE, personal=True)
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """Confirmed cases by what each still needs."""
    asked = request.GET.get("need", "")
    need = Need(asked) if asked in set(Need) else Need.TRIAGE
    given = request.GET.get("first", "")
    first = min(int(given), DEEPEST) if given.isdecimal() and len(given) < 6 else 0
    patients = bed_board.show(
        by=request.actor, now=request.now, need=need, first=first, size=ROWS + 1
    )
    counts = {one: len(cases) for one, cases in bed_board.needs(request.actor.area).items()}
    tabs = [
        (f"{words} ({counts[one]:,})", f"{reverse('care:board')}?need={one}")
        for one, words in wording.NEEDS.items()
    ]
    at = f"{reverse('care:board')}?need={need}&first="
    return render(
        request,
        "care/board.html",
        {
            "patients": patients[:ROWS],
            "need": need,
            "tabs": tabs,
            "here": f"{reverse('care:board')}?need={need}",
            "next": f"{at}{first + ROWS}" if len(patients) > ROWS else "",
            "previous": f"{at}{max(0, first - ROWS)}" if first else "",
            "houses": queries.houses(area=request.actor.area[:2]),
            "areas": dict(area_choices(get_language() or "ko")),
        },
    )


@door(*SEE, personal=True)
@require_GET
def late(request: DeskRequest) -> HttpResponse:
    """Who lies in a bed and has no vital signs of this half day."""
    found = bed_board.late(by=request.actor, now=request.now)
    trail = [(_("Beds and triage"), reverse("care:board")), (_("Late vital signs"), "")]
    return render(request, "care/late.html", {"late": found, "trail": trail})


@door(*SEE, personal=False)
@require_GET
def houses(request: DeskRequest) -> HttpResponse:
    """Hospitals, centres, national beds, and how full they are now."""
    found = queries.houses(closed=True)
    areas = area_choices(get_language() or "ko")
    return render(
        request,
        "care/houses.html",
        {
            "houses": found,
            "areas": dict(areas),
            "beds": sum(house.beds for house in found if not house.closed),
            "free": sum(house.free for house in found),
            "may_act": request.actor.role == Role.TRIAGE,
            "mine": request.actor.area,
            "trail": [(_("Beds and triage"), reverse("care:board")), (_("Beds"), "")],
        },
    )


@door(Role.TRIAGE, personal=False)
@require_http_methods(["GET", "POST"])
def open_house(request: DeskRequest) -> HttpResponse:
    """A new house."""
    areas = area_choices(get_language() or "ko", within=request.actor.area)
    form = forms.HouseForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.open_house(
                    by=request.actor,
                    now=request.now,
                    name=form.cleaned_data["name"],
                    kind=form.place,
                    area=form.cleaned_data["area"],
                    beds=form.cleaned_data["beds"],
                )
            messages.success(request, _("The house is open."))
            return HttpResponseRedirect(reverse("care:houses"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = [(_("Beds"), reverse("care:houses")), (_("New house"), "")]
    return render(request, "care/house.html", {"form": form, "trail": trail})


@door(Role.TRIAGE, personal=False)
@require_http_methods(["GET", "POST"])
def change_house(request: DeskRequest, house_id: UUID) -> HttpResponse:
    """How many beds of a house are in service."""
    house = next((one for one in queries.houses(closed=True) if one.id == house_id), None)
    if house is None or not house.area.startswith(request.actor.area):
        raise Http404
    form = forms.BedsForm(request.POST or None, initial={"beds": house.beds})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.set_beds(
                    by=request.actor,
                    now=request.now,
                    house_id=house_id,
                    beds=form.cleaned_data["beds"],
                )
            messages.success(request, _("Changed."))
            return HttpResponseRedirect(reverse("care:houses"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = [(_("Beds"), reverse("care:houses")), (house.name, "")]
    return render(request, "care/house.html", {"form": form, "house": house, "trail": trail})


@door(Role.TRIAGE, personal=False)
@require_POST
def close_house(request: DeskRequest, house_id: UUID) -> HttpResponse:
    """Take nobody in any more."""
    try:
        with transaction.atomic():
            actions.close_house(by=request.actor, now=request.now, house_id=house_id)
        messages.success(request, _("The house is closed."))
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("care:houses"))
