"""Rules over time, and the two steps that replace one."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.policy import forms, wording
from dongseon.console.policy import actions, kinds, queries
from dongseon.console.policy.actions import Refused
from dongseon.console.policy.kinds import Kind
from dongseon.errors import InvalidInput

HERE = ZoneInfo("Asia/Seoul")
EVERYBODY = tuple(Role)
CHANGE = (Role.EPIDEMIOLOGIST, Role.APPROVER)  # propose and approve; never one person both


@door(*EVERYBODY, personal=False)
@require_GET
def show_all(request: DeskRequest) -> HttpResponse:
    """Every kind of rule, and what holds today."""
    today = request.now.astimezone(HERE).date()
    waiting = {proposal.name for proposal in queries.open_proposals()}
    rows = []
    for kind in kinds.KINDS.values():
        history = queries.history(kind)
        holding = [rule for rule in history if rule.valid_from <= today]
        coming = [rule for rule in history if rule.valid_from > today]
        rows.append(
            {
                "kind": kind,
                "rule": holding[-1] if holding else None,
                "value": wording.said(holding[-1].value) if holding else (),
                "next": coming[0] if coming else None,
                "waits": kind.name in waiting,
            }
        )
    return render(request, "policy/rules.html", {"rows": rows, "trail": [(_("Rules"), "")]})


@door(*EVERYBODY, personal=False)
@require_GET
def show(request: DeskRequest, name: str) -> HttpResponse:
    """One rule over time, the latest first."""
    kind = _kind(name)
    today = request.now.astimezone(HERE).date()
    history = queries.history(kind)[::-1]
    proposals = [one for one in queries.open_proposals() if one.name == name]
    people = {rule.proposed_by for rule in history} | {rule.approved_by for rule in history}
    people |= {one.proposed_by for one in proposals}
    return render(
        request,
        "policy/rule.html",
        {
            "kind": kind,
            "today": today,
            "rules": [(rule, wording.said(rule.value)) for rule in history],
            "proposals": [
                (one, wording.said(one.value), one.proposed_by == request.actor.officer_id)
                for one in proposals
            ],
            "officers": access.names_of([one for one in people if one is not None]),
            "may_change": request.actor.role in CHANGE,
            "trail": [(_("Rules"), reverse("policy:rules")), (kind.title, "")],
        },
    )


@door(*CHANGE, personal=False)
@require_http_methods(["GET", "POST"])
def propose(request: DeskRequest, name: str) -> HttpResponse:
    """Propose a successor."""
    kind = _kind(name)
    history = queries.history(kind)
    latest = history[-1].value if history else None
    form = forms.ProposalForm(
        kind, request.POST if request.method == "POST" else None, value=latest
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.propose(
                    by=request.actor,
                    now=request.now,
                    today=request.now.astimezone(HERE).date(),
                    name=name,
                    value=form.value,
                    valid_from=form.valid_from_day,
                    source=form.cleaned_data["source"],
                    decided_by=form.cleaned_data["decided_by"],
                )
            messages.success(request, _("Proposed. Another officer now has to approve it."))
            return HttpResponseRedirect(reverse("policy:rule", args=[name]))
        except (InvalidInput, Refused) as fault:
            form.add_error(None, str(fault))
    trail = [
        (_("Rules"), reverse("policy:rules")),
        (str(kind.title), reverse("policy:rule", args=[name])),
        (_("Propose a successor"), ""),
    ]
    return render(request, "policy/propose.html", {"form": form, "kind": kind, "trail": trail})


@door(*CHANGE, personal=False)
@require_POST
def approve(request: DeskRequest, proposal_id: UUID) -> HttpResponse:
    """Put a proposal into force from its day on."""
    name = _name_of(proposal_id)
    try:
        with transaction.atomic():
            actions.approve(
                by=request.actor,
                now=request.now,
                today=request.now.astimezone(HERE).date(),
                proposal_id=proposal_id,
            )
        messages.success(request, _("Approved. It holds from its day on."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("policy:rule", args=[name]))


@door(*CHANGE, personal=False)
@require_POST
def refuse(request: DeskRequest, proposal_id: UUID) -> HttpResponse:
    """Close a proposal without putting it into force."""
    name = _name_of(proposal_id)
    try:
        with transaction.atomic():
            actions.refuse(
                by=request.actor,
                now=request.now,
                proposal_id=proposal_id,
                why=request.POST.get("why", "")[:200],
            )
        messages.success(request, _("Refused. The rule stays as it is."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("policy:rule", args=[name]))


def _kind(name: str) -> Kind[Any]:
    kind = kinds.KINDS.get(name)
    if kind is None:
        raise Http404
    return kind


def _name_of(proposal_id: UUID) -> str:
    for proposal in queries.open_proposals():
        if proposal.id == proposal_id:
            return proposal.name
    raise Http404
