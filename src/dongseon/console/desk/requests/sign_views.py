"""Signing: requests in words, and the bytes that the officer's own browser signs."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.desk.requests import wording
from dongseon.console.desk.requests.doors import APPROVE, REQUEST
from dongseon.console.investigations import asked, directory
from dongseon.console.investigations.rules import RefuseReason, Signer
from dongseon.console.investigations.types import Overtaken, Refused, Request, RequestUnknown
from dongseon.console.workflows import case_numbers, requesting_signed
from dongseon.errors import NotFound

PREFIX = "signature."


@door(*REQUEST, personal=True)
@require_http_methods(["GET", "POST"])
def to_sign(request: DeskRequest) -> HttpResponse:
    """My drafts: what they say, and signing them."""
    return _page(request, Signer.REQUESTER, "requests:to_sign")


@door(*APPROVE, personal=True)
@require_http_methods(["GET", "POST"])
def to_approve(request: DeskRequest) -> HttpResponse:
    """What waits for my approval."""
    return _page(request, Signer.APPROVER, "requests:to_approve")


@door(*APPROVE, personal=False)
@require_POST
def refuse(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """I do not approve it, and say why."""
    reason = request.POST.get("reason", "")
    if reason not in set(RefuseReason):
        messages.error(request, _("Choose the reason for which you refuse."))
        return HttpResponseRedirect(reverse("requests:to_approve"))
    try:
        with transaction.atomic():
            requesting_signed.refused(
                by=request.actor,
                now=request.now,
                request_id=request_id,
                reason=RefuseReason(reason),
            )
        messages.success(request, _("Refused. The investigator sees the reason."))
    except RequestUnknown:
        raise Http404 from None
    except (Refused, Overtaken) as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("requests:to_approve"))


def _page(request: DeskRequest, signer: Signer, here: str) -> HttpResponse:
    if request.method == "POST":
        _take(request, signer)
        return HttpResponseRedirect(reverse(here))
    waiting = asked.to_sign if signer is Signer.REQUESTER else asked.to_approve
    found = waiting(request.officer.pk)
    audit.look(
        by=request.actor,
        now=request.now,
        act="investigations.see_queue",
        subjects=[],
        fields=[],
    )
    pages = [page for one in found if (page := _shown(request, one, signer)) is not None]
    signers = {one.requester_id for one in found} | {one.approver_id for one in found}
    officers, numbers = access.names_of(signers), case_numbers.of({one.case_id for one in found})
    return render(
        request,
        "requests/sign.html",
        {
            "approving": signer is Signer.APPROVER,
            "pages": pages,
            "names": wording.known(officers, numbers),
            "holders": {one.holder_id: one.name for one in directory.holders()},
            "officers": officers,
            "reasons": wording.REFUSALS.items(),
            "now": request.now,
        },
    )


def _shown(request: DeskRequest, one: Request, signer: Signer) -> requesting_signed.ToSign | None:
    """A request to be signed; nothing where its case lies outside the area, or was erased meanwhile."""
    try:
        return requesting_signed.to_sign(
            by=request.actor, now=request.now, request=one, signer=signer
        )
    except (LookupError, NotFound):
        return None


def _take(request: DeskRequest, signer: Signer) -> None:
    """Take up every signature that came; each stands for itself."""
    taken = 0
    for name, signature in request.POST.items():
        if not name.startswith(PREFIX):
            continue
        try:
            with transaction.atomic():
                requesting_signed.signed(
                    by=request.actor,
                    now=request.now,
                    request_id=UUID(name.removeprefix(PREFIX)),
                    signer=signer,
                    signature=str(signature),
                )
            taken += 1
        except ValueError:
            raise Http404 from None
        except RequestUnknown:
            raise Http404 from None
        except (Refused, Overtaken, NotFound) as refusal:
            messages.error(request, str(refusal))
    if taken:
        text = ngettext("%(n)d request is signed.", "%(n)d requests are signed.", taken)
        messages.success(request, text % {"n": taken})
