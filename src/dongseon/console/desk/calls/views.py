"""Calls that wait, the one in hand, and how it went."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.calls import actions
from dongseon.console.calls.rules import Kind, Outcome, State, WithdrawReason
from dongseon.console.calls.types import Refused, TaskUnknown
from dongseon.console.desk.calls import wording
from dongseon.console.workflows import calling, telling

CALLING = (Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE)
ROWS = 50  # a page


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What for"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            *((kind.value, words) for kind, words in wording.KINDS.items()),
        ],
    )


class WithdrawForm(forms.Form):
    """Why a call is not needed any more."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, words) for reason, words in wording.REASONS.items()],
    )


@door(*CALLING, personal=True)
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Open calls, the soonest due first."""
    form = FilterForm(request.GET)
    asked_for = form.cleaned_data["kind"] if form.is_valid() else ""
    kinds = [Kind(asked_for)] if asked_for else []
    lines = calling.show(
        by=request.actor, now=request.now, kinds=kinds, after=_after(request), size=ROWS + 1
    )
    shown = lines[:ROWS]
    following = ""
    if len(lines) > ROWS:
        last = shown[-1].call
        asked = [("kind", kind.value) for kind in kinds]
        following = f"?{urlencode([*asked, ('after', f'{last.due_at.isoformat()}~{last.id}')])}"
    page = {"lines": shown, "form": form, "next": following, "narrowed": bool(kinds)}
    return render(request, "calls/list.html", page)


def _after(request: DeskRequest) -> tuple[datetime, UUID] | None:
    due, _sign, last = request.GET.get("after", "").partition("~")
    try:
        moment = datetime.fromisoformat(due)
        return (moment, UUID(last)) if moment.tzinfo else None
    except ValueError:
        return None


@door(*CALLING, personal=True)
@require_GET
def one(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """One call: who, at which number, what to say, and how it went so far."""
    try:
        page = calling.one(by=request.actor, now=request.now, task_id=call_id)
    except TaskUnknown:
        raise Http404 from None
    call = page.line.call
    mine = call.taken_by == request.actor.officer_id
    free = mine or call.taken_at is None or call.taken_at + actions.IN_HAND < request.now
    return render(
        request,
        "calls/call.html",
        {
            "page": page,
            "call": call,
            "identity": page.line.identity,
            "open": call.state is State.OPEN,
            "mine": mine,
            "free": free,
            "outcomes": [(one.value, words) for one, words in wording.OUTCOMES.items()],
            "withdrawing": WithdrawForm(auto_id="withdraw_%s"),
            "trail": [(_("Calls"), reverse("calls:list")), (wording.KINDS[call.kind], "")],
        },
    )


@door(*CALLING, personal=True)
@require_POST
def take(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """Take the telephone in hand."""
    try:
        with transaction.atomic():
            actions.take(by=request.actor, now=request.now, task_id=call_id)
    except TaskUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("calls:call", args=[call_id]))


@door(*CALLING, personal=True)
@require_POST
def tried(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """How it went; then the list again, or the task that takes its place."""
    said = request.POST.get("outcome", "")
    if said not in set(Outcome):
        messages.error(request, _("Say how the call went."))
        return HttpResponseRedirect(reverse("calls:call", args=[call_id]))
    try:
        with transaction.atomic():
            following = telling.called(
                by=request.actor, now=request.now, task_id=call_id, outcome=Outcome(said)
            )
    except TaskUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("calls:call", args=[call_id]))
    if following is not None:
        messages.warning(request, _("The call is handed on: this is the next step."))
        return HttpResponseRedirect(reverse("calls:call", args=[following]))
    messages.success(request, _("Noted."))
    return HttpResponseRedirect(reverse("calls:list"))


@door(*CALLING, personal=True)
@require_POST
def withdraw(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """The call is not needed any more."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason."))
        return HttpResponseRedirect(reverse("calls:call", args=[call_id]))
    try:
        with transaction.atomic():
            actions.withdraw(
                by=request.actor,
                now=request.now,
                task_id=call_id,
                reason=WithdrawReason(form.cleaned_data["reason"]),
            )
    except TaskUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("calls:list"))
