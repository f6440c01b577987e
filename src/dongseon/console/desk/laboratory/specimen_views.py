"""The page of a specimen: who, its way, its results; and what can be done to it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.laboratory import acting, forms, labels
from dongseon.console.desk.laboratory.doors import SEE, SEND, WORK
from dongseon.console.desk.laboratory.list_views import laboratory_names
from dongseon.console.laboratory import actions, codes, kits, queries, rules, testing
from dongseon.console.laboratory.rules import Outcome, Source, State, VoidReason, WithdrawReason
from dongseon.console.laboratory.types import Reading, Refused, SpecimenUnknown
from dongseon.console.workflows import reporting, results, specimen_page


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """A specimen."""
    try:
        page = specimen_page.show(by=request.actor, now=request.now, specimen_id=specimen_id)
    except SpecimenUnknown:
        raise Http404 from None
    row = page.specimen
    today = reporting.local_day(request.now)
    here = request.actor.area
    role = request.actor.role
    may_work = role in WORK and (
        row.lab_area.startswith(here) if row.lab_area else row.area.startswith(here)
    )
    return render(
        request,
        "laboratory/specimen.html",
        {
            "page": page,
            "specimen": row,
            "trail": acting.trail(codes.write(row.code)),
            "areas": dict(area_choices(get_language() or "ko")),
            "labs": laboratory_names(),
            "may_work": may_work,
            "may_send": role in SEND,
            "may_receive": may_work and row.state in (State.TAKEN, State.SENT),
            "may_enter": may_work and row.state in rules.TESTABLE and row.state is not State.TAKEN,
            "may_void": role in SEND and State.VOID in rules.MOVES[row.state] and row.outcome is None,
            "needs_swab": rules.needs_swab(row.outcome, row.state) and not row.replaced and not row.pool_of,
            "officer_id": request.officer.pk,
            "receive": forms.SendForm(None, laboratories=acting.laboratory_choices(here)),
            "enter": forms.ResultForm(None, kits=kits.usable(today)),
            "void": forms.VoidForm(auto_id="void_%s"),
            "swap": forms.SwapForm(auto_id="swap_%s"),
            "withdraw": forms.WithdrawForm(auto_id="withdraw_%s"),
        },
    )  # fmt: skip


@door(*SEND, personal=True)
@require_GET
def label(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """The label of a specimen, for a label printer."""
    try:
        row, identity = specimen_page.label(
            by=request.actor, now=request.now, specimen_id=specimen_id
        )
    except SpecimenUnknown:
        raise Http404 from None
    answer = HttpResponse(labels.printed(row, identity), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.code}.pdf"'
    return answer


@door(*WORK, personal=False)
@require_POST
def receive(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """It arrived without a box."""
    form = forms.SendForm(request.POST, laboratories=acting.laboratory_choices(request.actor.area))
    return acting.from_form(
        request,
        back(specimen_id),
        form,
        lambda: actions.receive(
            by=request.actor,
            now=request.now,
            specimen_id=specimen_id,
            laboratory_id=UUID(form.cleaned_data["laboratory"]),
        ),
    )


@door(*WORK, personal=False)
@require_POST
def enter(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """A result, by hand: somebody else verifies it."""
    today = reporting.local_day(request.now)
    form = forms.ResultForm(request.POST, kits=kits.usable(today))
    return acting.from_form(
        request,
        back(specimen_id),
        form,
        lambda: results.reported(
            by=request.actor,
            now=request.now,
            specimen_id=specimen_id,
            reading=_reading(request, form),
            source=Source.HAND,
            final=False,
        ),
        said=_("Entered. Somebody else has to verify it."),
    )


def _reading(request: DeskRequest, form: forms.ResultForm) -> Reading:
    given = form.cleaned_data
    chosen = given["kit"]
    kit_id = lot_id = None
    if chosen != "other":
        lot_id = UUID(chosen)
        kit_id = next(
            kit.id for kit, lot in kits.usable(reporting.local_day(request.now)) if lot.id == lot_id
        )
    return Reading(
        outcome=Outcome(given["outcome"]),
        reported_at=request.now,
        kit_id=kit_id,
        lot_id=lot_id,
        kit_said=given["other_kit"] if chosen == "other" else "",
        cycle_threshold=given["cycle_threshold"],
        corrects=True,  # whoever types a result over another corrects it
    )


@door(*WORK, personal=False)
@require_POST
def verify(request: DeskRequest, specimen_id: UUID, result_id: UUID) -> HttpResponse:
    """A second person agrees."""
    return acting.done(
        request,
        back(specimen_id),
        lambda: results.verify(by=request.actor, now=request.now, result_id=result_id),
        said=_("Verified. Whoever has to know is being told."),
    )


@door(*WORK, personal=False)
@require_POST
def refuse(request: DeskRequest, specimen_id: UUID, result_id: UUID) -> HttpResponse:
    """The second person finds it wrong."""
    return acting.done(
        request,
        back(specimen_id),
        lambda: testing.refuse(by=request.actor, now=request.now, result_id=result_id),
    )


@door(*WORK, personal=False)
@require_POST
def withdraw(request: DeskRequest, specimen_id: UUID, result_id: UUID) -> HttpResponse:
    """A result that should never have been."""
    form = forms.WithdrawForm(request.POST)
    return acting.from_form(
        request,
        back(specimen_id),
        form,
        lambda: results.withdraw(
            by=request.actor,
            now=request.now,
            result_id=result_id,
            reason=WithdrawReason(form.cleaned_data["reason"]),
        ),
        said=_("Withdrawn. Whoever was told is being told otherwise."),
    )


@door(*SEND, personal=False)
@require_POST
def void(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """Good for no result."""
    form = forms.VoidForm(request.POST)
    return acting.from_form(
        request,
        back(specimen_id),
        form,
        lambda: results.void(
            by=request.actor,
            now=request.now,
            specimen_id=specimen_id,
            reason=VoidReason(form.cleaned_data["reason"]),
        ),
    )


@door(*WORK, personal=False)
@require_POST
def swap(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """Two specimens went under each other's label."""
    form = forms.SwapForm(request.POST)
    return acting.from_form(
        request,
        back(specimen_id),
        form,
        lambda: results.swapped(
            by=request.actor,
            now=request.now,
            one_id=specimen_id,
            other_id=_other(request, form.cleaned_data["other"]),
        ),
        said=_("Both are set aside, and both people are asked to come again."),
    )


def _other(request: DeskRequest, code: str) -> UUID:
    found = queries.of_code(code)
    try:
        return queries.specimen(found.id, area=request.actor.area).id if found else _unknown()
    except SpecimenUnknown:
        return _unknown()


def _unknown() -> UUID:
    raise Refused(_("There is no specimen of this code in your area."))


@door(*SEND, personal=False)
@require_POST
def needs_none(request: DeskRequest, specimen_id: UUID) -> HttpResponse:
    """No new swab is needed after all."""
    return acting.done(
        request,
        back(specimen_id),
        lambda: actions.needs_none(by=request.actor, now=request.now, specimen_id=specimen_id),
    )


def back(specimen_id: UUID) -> str:
    """The address of a specimen's page."""
    return reverse("laboratory:specimen", args=[specimen_id])
