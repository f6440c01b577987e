"""The list of investigations, and the page of one."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases.rules import Classification, State
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.desk.investigations import forms
from dongseon.console.desk.investigations.doors import INVESTIGATE
from dongseon.console.desk.requests import board_views
from dongseon.console.investigations import actions, directory, queries
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import InvestigationUnknown, Refused
from dongseon.console.workflows import case_numbers, investigating, investigating_page, requesting


@door(*INVESTIGATE, personal=True)
@require_GET
def listed(request: DeskRequest) -> HttpResponse:
    """Investigations of the area, the latest first."""
    waiting = request.GET.get("waiting") == "yes"
    rows = investigating_page.listed(
        by=request.actor,
        now=request.now,
        waiting=waiting,
        before=board_views.place_of(request.GET.get("before", "")),
    )
    older = ""
    if len(rows) == queries.PAGE:
        last = rows[-1][0].investigation
        place = f"{last.opened_at.isoformat()} {last.id}"
        older = f"?{urlencode({'waiting': 'yes' if waiting else '', 'before': place})}"
    return render(
        request,
        "investigations/list.html",
        {
            "rows": rows,
            "numbers": case_numbers.of({row.investigation.case_id for row, _c, _n in rows}),
            "waiting": waiting,
            "older": older,
            "first": "before" not in request.GET,
            "now": request.now,
        },
    )


@door(*INVESTIGATE, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """An investigation: the clock, the sources, what was said and seen."""
    try:
        page = investigating_page.show(by=request.actor, now=request.now, case_id=case_id)
    except InvestigationUnknown:
        return _not_begun(request, case_id)
    return render(
        request,
        "investigations/case.html",
        {
            "page": page,
            "head": page.head,
            "case_id": case_id,
            "number": case_numbers.of({case_id}).get(case_id, ""),
            "steps": [(step, page.clock.steps.get(step)) for step in Step],
            "requests": [
                (one, board_views.late_since(one, request.now), page.slices.get(one.id))
                for one in page.requests
            ],
            "holders": {one.holder_id: one.name for one in directory.holders()},
            "number_form": forms.NumberForm(),
            "open": page.head.found.erased_at is None and page.head.case.state == State.OPEN,
            "now": request.now,
        },
    )


def _not_begun(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A case that nobody has begun to investigate: say so, where it is the officer's."""
    try:
        row = investigating.not_begun(by=request.actor, now=request.now, case_id=case_id)
    except CaseUnknown:
        raise Http404 from None
    return render(
        request,
        "investigations/not_begun.html",
        {
            "case_id": case_id,
            "number": case_numbers.of({case_id}).get(case_id, ""),
            "may_begin": row.state == State.OPEN and row.classification == Classification.CONFIRMED,
        },
    )


@door(*INVESTIGATE, personal=False)
@require_POST
def begin(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Begin to investigate a case that was confirmed before there was this page."""
    try:
        row = investigating.not_begun(by=request.actor, now=request.now, case_id=case_id)
    except CaseUnknown:
        raise Http404 from None
    if row.state != State.OPEN or row.classification != Classification.CONFIRMED:
        messages.error(request, _("Only open, confirmed cases are investigated."))
    else:
        with transaction.atomic():
            investigating.opened(by=request.actor, now=request.now, case_id=case_id)
    return _back(case_id)


@door(*INVESTIGATE, personal=False)
@require_POST
def add_number(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A card or a phone of the person's that became known."""
    form = forms.NumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Number: give the kind and the number."))
        return _back(case_id)
    try:
        with transaction.atomic():
            requesting.add_number(
                by=request.actor,
                now=request.now,
                case_id=case_id,
                scheme=forms.scheme_of(form),
                number=form.cleaned_data["number"],
            )
        messages.success(request, _("Saved."))
    except InvestigationUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(case_id)


@door(*INVESTIGATE, personal=False)
@require_POST
def drop_number(request: DeskRequest, case_id: UUID, identifier_id: UUID) -> HttpResponse:
    """A number that turned out to be wrong."""
    try:
        queries.one(case_id, area=request.actor.area)
    except InvestigationUnknown:
        raise Http404 from None
    actions.drop_identifier(
        by=request.actor, now=request.now, case_id=case_id, identifier_id=identifier_id
    )
    return _back(case_id)


def _back(case_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("investigations:case", args=[case_id]))
