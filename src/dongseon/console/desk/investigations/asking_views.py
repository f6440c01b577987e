"""Stating why records are needed, and drafting the requests."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.investigations import forms
from dongseon.console.desk.investigations.doors import INVESTIGATE
from dongseon.console.investigations import asked, directory
from dongseon.console.investigations.rules import OPEN
from dongseon.console.investigations.types import InvestigationUnknown, Refused
from dongseon.console.workflows import case_numbers, investigating_page, requesting
from dongseon.mandate import Kind, Purpose, Window


@door(*INVESTIGATE, personal=True)
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Draft requests: for this case, because of what is stated here."""
    try:
        head = investigating_page.head(by=request.actor, now=request.now, case_id=case_id)
    except InvestigationUnknown:
        raise Http404 from None
    by, now = request.actor, request.now
    form = forms.AskForm(
        request.POST if request.method == "POST" else None,
        holders=directory.holders(),
        location=requesting.approvers(by=by, now=now, kinds=[Kind.CONNECTION]),
        other=requesting.approvers(by=by, now=now, kinds=[Kind.APPROVAL]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                requesting.draft(by=by, now=now, case_id=case_id, wanted=form.wanted)
            return HttpResponseRedirect(reverse("requests:to_sign"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    barred, window = _window(request, case_id)
    return render(
        request,
        "investigations/ask.html",
        {
            "form": form,
            "head": head,
            "case_id": case_id,
            "number": case_numbers.of({case_id}).get(case_id, ""),
            "barred": barred,
            "window": window,
            "already": [one for one in asked.of_case(case_id) if one.state in OPEN],
            "no_holders": not directory.holders(),
        },
    )


def _window(request: DeskRequest, case_id: UUID) -> tuple[str, Window | None]:
    """What bars a request now, or the window that the rule gives."""
    try:
        stand = requesting.ground(by=request.actor, now=request.now, case_id=case_id)
        return "", stand.window(stand.basis(Purpose.FIND_CONTACTS, ""))
    except Refused as refusal:
        return str(refusal), None
