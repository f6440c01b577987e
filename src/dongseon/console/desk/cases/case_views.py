"""The page of a case, and what is decided on it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases import actions, numbers, rules
from dongseon.console.cases.rules import (
    Basis,
    Classification,
    CloseReason,
    DeleteReason,
    RestoreReason,
)
from dongseon.console.cases.types import CaseUnknown, Origin, Overtaken, Refused
from dongseon.console.desk.cases import forms
from dongseon.console.desk.cases.addresses import trail
from dongseon.console.desk.cases.doors import DECIDE, OPEN, SEE
from dongseon.console.desk.cases.list_views import areas_of
from dongseon.console.desk.cases.wording import WORDS, Words
from dongseon.console.desk.seen import SeenForm
from dongseon.console.workflows import case_page, following_up, reporting
from dongseon.console.workflows.reporting import Report
from dongseon.console.workflows.tasks import find_duplicates
from dongseon.errors import InvalidInput


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A case: who, what, when, who changed what, and what can be done."""
    try:
        page = case_page.show(by=request.actor, now=request.now, case_id=case_id)
    except CaseUnknown:
        raise Http404 from None
    row = page.case.row
    return render(
        request,
        "cases/case.html",
        {
            "page": page,
            "case": row,
            "trail": trail(numbers.write(row.number)),
            "areas": dict(forms.area_choices(get_language() or "ko")),
            "may_decide": request.actor.role in DECIDE and row.area.startswith(request.actor.area),
            "living": row.state in rules.LIVING,
            "classify": forms.ClassifyForm(initial={"seen": row.version}, auto_id="classify_%s"),
            "close": forms.CloseForm(initial={"seen": row.version}, auto_id="close_%s"),
            "delete": forms.DeleteForm(initial={"seen": row.version}, auto_id="delete_%s"),
            "restore": forms.RestoreForm(initial={"seen": row.version}, auto_id="restore_%s"),
        },
    )


@door(*OPEN, personal=False)  # shows what is typed, and nothing that is stored
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A new case of a person who is taken up with it."""
    form = forms.NewCaseForm(
        request.POST if request.method == "POST" else None,
        areas=areas_of(request),
        initial={"reported_on": reporting.local_day(request.now)},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        report = Report(
            identity=form.identity,
            area=given["area"],
            classification=Classification(given["classification"]),
            basis=Basis(given["basis"]),
            dates=form.dates,
        )
        try:
            [case_id] = following_up.report_cases(
                by=request.actor, now=request.now, reports=[report], origin=Origin.DESK
            )
            find_duplicates.defer(case_ids=[str(case_id)])
            return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    return render(request, "cases/new.html", {"form": form, "trail": trail(_("New case"))})


@door(*DECIDE, personal=True)
@require_http_methods(["GET", "POST"])
def dates(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The days of a case. What looks wrong is asked and saved all the same."""
    try:
        row = case_page.show(by=request.actor, now=request.now, case_id=case_id).case.row
    except CaseUnknown:
        raise Http404 from None
    initial = {
        "onset_on": row.dates.onset_on,
        "sampled_on": row.dates.sampled_on,
        "reported_on": row.dates.reported_on,
        "seen": row.version,
    }
    form = forms.DatesForm(request.POST if request.method == "POST" else None, initial=initial)
    asked: list[Words] = []
    if request.method == "POST" and form.is_valid():
        today = reporting.local_day(request.now)
        asked = [WORDS[warning] for warning in rules.warnings(form.dates, today)]
        if not asked or request.POST.get("sure"):
            return _done(
                request,
                case_id,
                lambda: actions.amend_dates(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    seen=form.cleaned_data["seen"],
                    dates=form.dates,
                ),
            )
    here = trail(_("Change the days"), case_id=case_id, number=row.number)
    return render(
        request, "cases/dates.html", {"form": form, "case": row, "asked": asked, "trail": here}
    )


@door(*DECIDE, personal=False)
@require_POST
def classify(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Decide what somebody is."""
    form = forms.ClassifyForm(request.POST)
    return _act(
        request,
        case_id,
        form,
        lambda: case_page.classify(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            seen=form.cleaned_data["seen"],
            classification=Classification(form.cleaned_data["classification"]),
            basis=Basis(form.cleaned_data["basis"]),
        ),
    )


@door(*DECIDE, personal=False)
@require_POST
def close(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Nothing more is to be done."""
    form = forms.CloseForm(request.POST)
    return _act(
        request,
        case_id,
        form,
        lambda: actions.close(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            seen=form.cleaned_data["seen"],
            reason=CloseReason(form.cleaned_data["reason"]),
        ),
    )


@door(*DECIDE, personal=False)
@require_POST
def reopen(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Take a closed case up again."""
    form = SeenForm(request.POST)
    return _act(
        request,
        case_id,
        form,
        lambda: actions.reopen(
            by=request.actor, now=request.now, case_id=case_id, seen=form.cleaned_data["seen"]
        ),
    )


@door(*DECIDE, personal=False)
@require_POST
def delete(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Set a case aside."""
    form = forms.DeleteForm(request.POST)
    return _act(
        request,
        case_id,
        form,
        lambda: actions.delete(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            seen=form.cleaned_data["seen"],
            reason=DeleteReason(form.cleaned_data["reason"]),
        ),
    )


@door(*DECIDE, personal=False)
@require_POST
def restore(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Bring a case back."""
    form = forms.RestoreForm(request.POST)
    return _act(
        request,
        case_id,
        form,
        lambda: actions.restore(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            seen=form.cleaned_data["seen"],
            reason=RestoreReason(form.cleaned_data["reason"]),
        ),
    )


def _act(request: DeskRequest, case_id: UUID, form: Form, act: Callable[[], None]) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, _("That was not filled in: choose a reason and send it again."))
        return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
    return _done(request, case_id, act)


def _done(request: DeskRequest, case_id: UUID, act: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the case; say so if it was refused or somebody was quicker."""
    try:
        with transaction.atomic():  # a refused act leaves nothing half done
            act()
    except CaseUnknown:
        raise Http404 from None
    except Overtaken:
        messages.error(
            request,
            _("Somebody else changed this case meanwhile. Nothing of yours was saved: look again."),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
