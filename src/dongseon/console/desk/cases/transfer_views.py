"""Offering a case to another area, and answering such an offer."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.cases import queries, transfers
from dongseon.console.cases.rules import TransferReason
from dongseon.console.cases.types import CaseUnknown, Offer, Overtaken, Refused
from dongseon.console.desk.cases import forms
from dongseon.console.desk.cases.addresses import trail
from dongseon.console.desk.cases.doors import DECIDE
from dongseon.console.workflows import transferring


@door(*DECIDE, personal=True)
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """Cases that other areas offer to this one, and those that this one offers."""
    to_us = queries.offers_to(request.actor.area)
    from_us = queries.offers_from(request.actor.area)
    audit.look(
        by=request.actor,
        now=request.now,
        act="cases.see_transfers",
        subjects=[Subject("case", offer.case_id) for offer in (*to_us, *from_us)],
        fields=["classification", "reported_on"],
    )
    return render(
        request,
        "cases/transfers.html",
        {
            "to_us": to_us,
            "from_us": from_us,
            "areas": dict(forms.area_choices(get_language() or "ko")),
            "officers": access.names_of(_officers((*to_us, *from_us))),
            "refuse": forms.RefuseForm(),
        },
    )


def _officers(offers: tuple[Offer, ...]) -> set[UUID]:
    return {offer.offered_by for offer in offers if offer.offered_by is not None}


@door(*DECIDE, personal=True)
@require_http_methods(["GET", "POST"])
def offer(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Offer a case to another area."""
    try:
        row = queries.case(case_id, area=request.actor.area).row
    except CaseUnknown:
        raise Http404 from None
    audit.look(
        by=request.actor,
        now=request.now,
        act="cases.see",
        subjects=[Subject("case", case_id)],
        fields=["area"],
        case_id=case_id,
    )
    areas = [
        (code, name)
        for code, name in forms.area_choices(get_language() or "ko")
        if code != row.area
    ]
    form = forms.TransferForm(request.POST if request.method == "POST" else None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return _answered(
            request,
            lambda: transfers.offer(
                by=request.actor,
                now=request.now,
                case_id=case_id,
                to_area=given["to_area"],
                reason=TransferReason(given["reason"]),
            ),
            then=reverse("cases:case", args=[case_id]),
        )
    here = trail(_("Transfer to another area"), case_id=case_id, number=row.number)
    return render(request, "cases/transfer.html", {"form": form, "case": row, "trail": here})


@door(*DECIDE, personal=False)
@require_POST
def accept(request: DeskRequest, transfer_id: UUID) -> HttpResponse:
    """Take a case over."""
    return _answered(
        request,
        lambda: transferring.accept(by=request.actor, now=request.now, transfer_id=transfer_id),
    )


@door(*DECIDE, personal=False)
@require_POST
def refuse(request: DeskRequest, transfer_id: UUID) -> HttpResponse:
    """Leave a case with its owner."""
    form = forms.RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That was not filled in: choose a reason and send it again."))
        return HttpResponseRedirect(reverse("cases:transfers"))
    return _answered(
        request,
        lambda: transfers.refuse(
            by=request.actor,
            now=request.now,
            transfer_id=transfer_id,
            reason=TransferReason(form.cleaned_data["reason"]),
        ),
    )


@door(*DECIDE, personal=False)
@require_POST
def withdraw(request: DeskRequest, transfer_id: UUID) -> HttpResponse:
    """Take an offer back."""
    return _answered(
        request,
        lambda: transfers.withdraw(by=request.actor, now=request.now, transfer_id=transfer_id),
    )


def _answered(request: DeskRequest, act: Callable[[], object], *, then: str = "") -> HttpResponse:
    try:
        with transaction.atomic():  # a refused act leaves nothing half done
            act()
    except CaseUnknown:
        raise Http404 from None
    except Overtaken:
        messages.error(request, _("This offer was answered or taken back meanwhile."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(then or reverse("cases:transfers"))
