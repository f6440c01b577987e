"""Kits on the emergency-use path, their lots, and the laboratories that use them."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.laboratory import acting, forms
from dongseon.console.desk.laboratory.doors import KITS, SET, WORK
from dongseon.console.laboratory import kits, places, queries, rules
from dongseon.console.laboratory.kits import Step
from dongseon.console.laboratory.rules import Decision
from dongseon.console.laboratory.types import Refused, SpecimenUnknown
from dongseon.console.programs import queries as programs
from dongseon.console.programs.actions import Scope
from dongseon.console.workflows import specimen_page


@door(*KITS, personal=False)
@require_GET
def every(request: DeskRequest) -> HttpResponse:
    """All kits."""
    found = kits.every()
    return render(
        request,
        "laboratory/kits.html",
        {
            "kits": found,
            "trail": acting.trail(_("Kits")),
            "may_work": request.actor.role in WORK,
        },
    )


@door(*WORK, personal=False)
@require_http_methods(["GET", "POST"])
def apply(request: DeskRequest) -> HttpResponse:
    """A maker applied for emergency use."""
    form = forms.KitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                kit_id = kits.apply(
                    by=request.actor,
                    now=request.now,
                    code=given["code"],
                    name=given["name"],
                    maker=given["maker"],
                    step=Step(Decision.APPLIED, given["on"], given["reference"]),
                )
            return HttpResponseRedirect(reverse("laboratory:kit", args=[kit_id]))
        except Refused as refusal:
            form.add_error("code", str(refusal))
    trail = [
        *acting.trail(_("Kits"))[:-1],
        (_("Kits"), reverse("laboratory:kits")),
        (_("New kit"), ""),
    ]
    return render(request, "laboratory/kit_new.html", {"form": form, "trail": trail})


@door(*KITS, personal=False)
@require_GET
def show(request: DeskRequest, kit_id: UUID) -> HttpResponse:
    """A kit, its path and its lots."""
    try:
        kit = kits.one(kit_id)
    except SpecimenUnknown:
        raise Http404 from None
    steps = kits.steps(kit_id)
    trail = [*acting.trail(_("Kits"))[:-1], (_("Kits"), reverse("laboratory:kits")), (kit.name, "")]
    return render(
        request,
        "laboratory/kit.html",
        {
            "kit": kit,
            "steps": steps,
            "lots": kits.lots(kit_id),
            "officers": specimen_page.names([one.officer_id for one in steps if one.officer_id]),
            "trail": trail,
            "step": forms.StepForm(None, steps=sorted(rules.KIT_MOVES[kit.state])),
            "lot": forms.LotForm(auto_id="lot_%s"),
            "may_work": request.actor.role in WORK,
        },
    )


@door(*WORK, personal=False)
@require_POST
def decide(request: DeskRequest, kit_id: UUID) -> HttpResponse:
    """The next step of its path."""
    try:
        kit = kits.one(kit_id)
    except SpecimenUnknown:
        raise Http404 from None
    form = forms.StepForm(request.POST, steps=sorted(rules.KIT_MOVES[kit.state]))
    return acting.from_form(
        request,
        reverse("laboratory:kit", args=[kit_id]),
        form,
        lambda: kits.decide(by=request.actor, now=request.now, kit_id=kit_id, step=form.value),
    )


@door(*WORK, personal=False)
@require_POST
def add_lot(request: DeskRequest, kit_id: UUID) -> HttpResponse:
    """A lot that is in use."""
    form = forms.LotForm(request.POST)
    return acting.from_form(
        request,
        reverse("laboratory:kit", args=[kit_id]),
        form,
        lambda: kits.add_lot(
            by=request.actor,
            now=request.now,
            kit_id=kit_id,
            number=form.cleaned_data["number"],
            expires_on=form.cleaned_data["expires_on"],
        ),
    )


@door(*SET, personal=False)
@require_http_methods(["GET", "POST"])
def laboratories(request: DeskRequest) -> HttpResponse:
    """The laboratories of an area, and a new one."""
    area = request.actor.area
    listed, _more = programs.listed(area=area, number=1)
    senders = [(str(one.id), one.name) for one in listed if Scope.RESULTS in one.scopes]
    areas = area_choices(get_language() or "ko", within=area)
    form = forms.LaboratoryForm(
        request.POST if request.method == "POST" else None, areas=areas, programs=senders
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                places.found(
                    by=request.actor,
                    now=request.now,
                    code=given["code"],
                    name_ko=given["name_ko"],
                    name_en=given["name_en"],
                    area=given["area"],
                    program_id=UUID(given["program"]) if given["program"] else None,
                )
            return HttpResponseRedirect(reverse("laboratory:laboratories"))
        except Refused as refusal:
            form.add_error("code", str(refusal))
    return render(
        request,
        "laboratory/laboratories.html",
        {
            "laboratories": queries.laboratories(area=area, closed=True),
            "programs": dict(programs.names_of([one.id for one in listed])),
            "areas": dict(areas),
            "form": form,
            "trail": acting.trail(_("Laboratories")),
        },
    )


@door(*SET, personal=False)
@require_POST
def close(request: DeskRequest, laboratory_id: UUID) -> HttpResponse:
    """It gets no more boxes."""
    return acting.done(
        request,
        reverse("laboratory:laboratories"),
        lambda: places.close(by=request.actor, now=request.now, laboratory_id=laboratory_id),
    )
