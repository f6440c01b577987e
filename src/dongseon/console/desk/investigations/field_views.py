"""Recordings that are to be watched before they are overwritten, and places that were visited."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.investigations import forms
from dongseon.console.desk.investigations.doors import INVESTIGATE
from dongseon.console.investigations import queries
from dongseon.console.investigations.rules import TapeState, Ventilation
from dongseon.console.investigations.types import (
    CASE,
    InvestigationUnknown,
    Overtaken,
    Refused,
)
from dongseon.console.workflows import case_numbers, investigating_page, investigating_talks
from dongseon.errors import NotFound


@door(*INVESTIGATE, personal=True)
@require_GET
def tapes(request: DeskRequest) -> HttpResponse:
    """All recordings of the area that wait, the nearest deadline first."""
    found = queries.open_tapes(request.actor.area)
    audit.look(
        by=request.actor,
        now=request.now,
        act="investigations.see_tapes",
        subjects=[Subject(CASE, one) for one in {tape.case_id for tape in found}],
        fields=["deadline"],
    )
    return render(
        request,
        "investigations/tapes.html",
        {
            "tapes": found,
            "numbers": case_numbers.of({tape.case_id for tape in found}),
            "now": request.now,
        },
    )


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def tape(request: DeskRequest, tape_id: UUID) -> HttpResponse:
    """One recording: who keeps it, until when, and what was seen."""
    try:
        found, watched = investigating_talks.watch(
            by=request.actor, now=request.now, tape_id=tape_id
        )
    except InvestigationUnknown:
        raise Http404 from None
    initial = {
        "seen": watched.tape.version,
        "state": TapeState.WATCHED,
        "said": watched.texts.get("seen", ""),
    }
    form = forms.WatchForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                investigating_talks.settle(
                    by=request.actor,
                    now=request.now,
                    tape_id=tape_id,
                    seen=form.cleaned_data["seen"],
                    state=TapeState(form.cleaned_data["state"]),
                    said=form.cleaned_data["said"],
                    sightings=form.sightings,
                )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("investigations:case", args=[found.case_id]))
        except (Refused, Overtaken, NotFound) as fault:
            form.add_error(None, str(fault))
    return render(
        request,
        "investigations/tape.html",
        {
            "form": form,
            "watched": watched,
            "case_id": found.case_id,
            "number": case_numbers.of({found.case_id}).get(found.case_id, ""),
            "now": request.now,
        },
    )


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def ask_for_tape(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A recording that is to be watched."""
    head = _head(request, case_id)
    form = forms.TapeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                investigating_talks.ask_for_tape(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    begins_at=given["begins_at"],
                    ends_at=given["ends_at"],
                    overwritten_at=given["overwritten_at"],
                    texts=forms.texts_of(form),
                )
            messages.success(
                request, _("Written down. The deadline stands in the list of recordings.")
            )
            return HttpResponseRedirect(reverse("investigations:case", args=[case_id]))
        except (Refused, NotFound) as fault:
            form.add_error(None, str(fault))
    return _form(request, head, form, _("A recording to be watched"), _("Write down"))


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def visit(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A place that was visited."""
    head = _head(request, case_id)
    form = forms.VisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                investigating_talks.write_visit(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    visited_at=given["visited_at"],
                    has_floor_plan=given["has_floor_plan"],
                    has_roster=given["has_roster"],
                    disinfected_on=given["disinfected_on"],
                    ventilation=Ventilation(given["ventilation"]),
                    texts=forms.texts_of(form),
                )
            messages.success(request, _("The visit is written down."))
            return HttpResponseRedirect(reverse("investigations:case", args=[case_id]))
        except NotFound as fault:
            form.add_error(None, str(fault))
    return _form(request, head, form, _("A visit to a place"), _("Write down"))


def _head(request: DeskRequest, case_id: UUID) -> investigating_page.Head:
    try:
        return investigating_page.head(by=request.actor, now=request.now, case_id=case_id)
    except InvestigationUnknown:
        raise Http404 from None


def _form(
    request: DeskRequest,
    head: investigating_page.Head,
    form: forms.TapeForm | forms.VisitForm,
    title: str,
    button: str,
) -> HttpResponse:
    case_id = head.found.case_id
    return render(
        request,
        "investigations/form.html",
        {
            "form": form,
            "head": head,
            "heading": title,
            "button": button,
            "case_id": case_id,
            "number": case_numbers.of({case_id}).get(case_id, ""),
        },
    )
