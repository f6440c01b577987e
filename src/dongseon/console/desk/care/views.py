"""The page of somebody's care, and what is done there."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.care.release import Way
from dongseon.console.care.types import Refused
from dongseon.console.cases.rules import State
from dongseon.console.cases.types import CaseUnknown, Overtaken
from dongseon.console.cases.types import Refused as CaseRefused
from dongseon.console.desk.care import forms, wording
from dongseon.console.workflows import caring

CARING = (Role.TRIAGE, Role.CASE_OFFICER)
SEE = (*CARING, Role.INVESTIGATOR)


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Triage, bed, vital signs, release, household: one page."""
    return _page(request, case_id)


def _page(
    request: DeskRequest,
    case_id: UUID,
    *,
    triage: forms.TriageForm | None = None,
    signs: forms.SignsForm | None = None,
    kin: forms.HouseholdForm | None = None,
) -> HttpResponse:
    try:
        page = caring.show(by=request.actor, now=request.now, case_id=case_id)
    except CaseUnknown:
        raise Http404 from None
    latest = page.assessments[0] if page.assessments else None
    initial = {"age_years": page.age_years, "consciousness": 0}
    known = dict(latest.findings) if latest else {}
    return render(
        request,
        "care/case.html",
        {
            "page": page,
            "case": page.case,
            "latest": latest,
            "active": [stay for stay in page.stays if stay.ended_at is None],
            "open": page.case.state is State.OPEN,
            "may_act": request.actor.role in CARING,
            "triage": triage or forms.TriageForm(initial=known | initial, auto_id="triage_%s"),
            "signs": signs or forms.SignsForm(auto_id="signs_%s"),
            "death": forms.DeathForm(auto_id="death_%s"),
            "kin": kin or forms.HouseholdForm(auto_id="kin_%s"),
            "trail": [(_("Beds and triage"), reverse("care:board")), (_("Care"), "")],
        },
    )


@door(*CARING, personal=True)
@require_POST
def assess(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Find how ill somebody is."""
    form = forms.TriageForm(request.POST, auto_id="triage_%s")
    if not form.is_valid():
        return _page(request, case_id, triage=form)

    def act() -> str:
        found = caring.assess(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            findings=form.findings,
            vitals=form.vitals,
        )
        said = {
            "severity": wording.SEVERITIES[found.severity],
            "place": wording.PLACES[found.place],
        }
        return _("Triage: %(severity)s, %(place)s.") % said

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def reserve(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Keep a bed."""
    form = forms.ReserveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a house."))
        return _back(case_id)

    def act() -> str:
        caring.reserve(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            house_id=form.cleaned_data["house_id"],
        )
        return _("The bed is kept.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def admit(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The person has come."""

    def act() -> str:
        caring.admit(by=request.actor, now=request.now, case_id=case_id)
        return _("Noted: the person is there.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def cancel(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The person does not come."""

    def act() -> str:
        caring.cancel(by=request.actor, now=request.now, case_id=case_id)
        return _("The bed is free again.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def take_signs(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Write vital signs down."""
    form = forms.SignsForm(request.POST, auto_id="signs_%s")
    if not form.is_valid():
        return _page(request, case_id, signs=form)

    def act() -> str:
        caring.take_signs(by=request.actor, now=request.now, case_id=case_id, signs=form.signs)
        return _("Vital signs noted.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def release(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """End somebody's isolation."""
    form = forms.WayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose by which way."))
        return _back(case_id)

    def act() -> str:
        caring.let_go(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            way=Way(form.cleaned_data["way"]),
        )
        return _("Released. The case is closed.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def death(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Write down that somebody died."""
    form = forms.DeathForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day of death."))
        return _back(case_id)

    def act() -> str:
        caring.note_death(by=request.actor, now=request.now, case_id=case_id, on=form.day)
        return _("Noted. The case is closed.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def undo(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The end was a mistake."""

    def act() -> str:
        caring.undo_ending(by=request.actor, now=request.now, case_id=case_id)
        return _("The case is open again. What was written down stays in its history.")

    return _done(request, case_id, act)


@door(*CARING, personal=True)
@require_POST
def household(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Link two people of one household."""
    form = forms.HouseholdForm(request.POST, auto_id="kin_%s")
    if not form.is_valid():
        return _page(request, case_id, kin=form)

    def act() -> str:
        caring.link(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            number=form.cleaned_data["number"],
            relation=form.related,
        )
        return _("Linked.")

    return _done(request, case_id, act)


def _done(request: DeskRequest, case_id: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do it, and say how it went."""
    try:
        messages.success(request, act())
    except CaseUnknown:
        raise Http404 from None
    except (Refused, CaseRefused) as refusal:
        messages.error(request, str(refusal))
    except Overtaken:
        messages.error(request, _("Somebody else changed the case meanwhile: look again."))
    return _back(case_id)


def _back(case_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("care:case", args=[case_id]))
