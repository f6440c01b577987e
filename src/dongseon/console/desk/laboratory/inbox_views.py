"""Reports that could not be matched: why, whose they may be, and what a person decides."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.desk.laboratory import acting, forms
from dongseon.console.desk.laboratory.doors import WORK
from dongseon.console.laboratory import codes, inbox, queries
from dongseon.console.laboratory.types import Refused, SpecimenUnknown
from dongseon.console.workflows import settling, specimen_page
from dongseon.errors import NotFound


@door(*WORK, personal=True)
@require_GET
def every(request: DeskRequest) -> HttpResponse:
    """What waits, the oldest first."""
    audit.look(by=request.actor, now=request.now, act="laboratory.list", subjects=[], fields=[])
    return render(
        request,
        "laboratory/inbox.html",
        {
            "findings": inbox.waiting(request.actor.area),
            "count": inbox.how_many(request.actor.area)[0],
            "trail": acting.trail(_("Reports without a specimen")),
        },
    )


@door(*WORK, personal=True)
@require_GET
def show(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """One report, what it says, and whose it may be."""
    try:
        page = specimen_page.finding(by=request.actor, now=request.now, finding_id=finding_id)
    except (SpecimenUnknown, NotFound):
        raise Http404 from None
    trail = [
        *acting.trail("")[:-1],
        (_("Reports without a specimen"), reverse("laboratory:inbox")),
        (_("Report"), ""),
    ]
    said = page.said
    return render(
        request,
        "laboratory/finding.html",
        {
            "page": page,
            "trail": trail,
            "form": forms.SettleForm(),
            "waits": page.finding.state == "waiting",
            "usable": said is not None
            and (said.withdrawn or (said.outcome is not None and said.reported_at is not None)),
        },
    )


@door(*WORK, personal=False)
@require_POST
def settle(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """It speaks of this specimen."""
    form = forms.SettleForm(request.POST)
    return acting.from_form(
        request,
        reverse("laboratory:finding", args=[finding_id]),
        form,
        lambda: settling.settle(
            by=request.actor,
            now=request.now,
            finding_id=finding_id,
            specimen_id=_specimen(request, form.cleaned_data["code"]),
        ),
        said=_("The report is the specimen's now."),
    )


def _specimen(request: DeskRequest, code: str) -> UUID:
    found = queries.of_code(code)
    try:
        if found is not None:
            return queries.specimen(found.id, area=request.actor.area).id
    except SpecimenUnknown:
        pass
    raise Refused(
        _("There is no specimen of the code %(code)s in your area.") % {"code": codes.write(code)}
    )


@door(*WORK, personal=False)
@require_POST
def dismiss(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """It concerns nobody here."""
    return acting.done(
        request,
        reverse("laboratory:inbox"),
        lambda: settling.dismiss(by=request.actor, now=request.now, finding_id=finding_id),
        said=_("Dismissed. It is kept as long as every message."),
    )
