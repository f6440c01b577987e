"""Drafts of releases, their approval, places and their owners, corrections."""

from uuid import UUID

from django.conf import settings
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
from dongseon.console.access.roles import Role
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.publishing import forms, wording
from dongseon.console.desk.seen import SeenForm
from dongseon.console.desk.workbench import showing
from dongseon.console.publishing import actions, queries, rules
from dongseon.console.publishing.rules import State
from dongseon.console.publishing.types import (
    DraftRow,
    DraftUnknown,
    Overtaken,
    Refused,
    SiteUnknown,
)
from dongseon.console.workflows import publishing, reporting
from dongseon.disclosure import release as releases
from dongseon.look import vocabulary

SECOND = (Role.PRESS, Role.EPIDEMIOLOGIST)  # who may be the second person


@door(*SECOND, personal=False)
@require_GET
def index(request: DeskRequest) -> HttpResponse:
    """What is public, what waits, and the drafts before."""
    rows = queries.drafts()
    return render(
        request,
        "publishing/index.html",
        {
            "rows": [(row, wording.STATES[row.state], wording.TONES[row.state]) for row in rows],
            "public": queries.released(),
            "waiting": queries.sites_waiting(request.actor.area)[0],
            "form": forms.DraftForm(),
            "correction": forms.CorrectionForm(auto_id="correction_%s"),
            "may_draft": request.actor.role == Role.PRESS,
            "site": settings.PUBLIC_SITE,
        },
    )


@door(Role.PRESS, personal=False)
@require_POST
def make(request: DeskRequest) -> HttpResponse:
    """Make a draft of the next release."""
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The time of the embargo could not be read."))
        return HttpResponseRedirect(reverse("publishing:index"))
    try:
        with transaction.atomic():
            draft_id = publishing.draft(
                by=request.actor, now=request.now, embargo_until=form.embargo
            )
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("publishing:index"))
    return HttpResponseRedirect(reverse("publishing:draft", args=[draft_id]))


@door(*SECOND, personal=True)
@require_GET
def show(request: DeskRequest, draft_id: UUID) -> HttpResponse:
    """A draft, watermarked: what would become public, what is different, what stays off and why."""
    try:
        row = queries.draft(draft_id)
    except DraftUnknown:
        raise Http404 from None
    audit.look(
        by=request.actor,
        now=request.now,
        act="publishing.see_draft",
        subjects=[Subject("release", draft_id)],
        fields=("document",),
    )
    return render(request, "publishing/draft.html", shown(request, row))


def shown(request: DeskRequest, row: DraftRow) -> dict[str, object]:
    """What the page of a draft shows."""
    release = releases.decode(row.document)
    public = queries.released()
    before = None if public is None else releases.decode(public.document)
    names = access.names_of([each for each in (row.drafted_by, row.approved_by) if each])
    return {
        "row": row,
        "state": wording.STATES[row.state],
        "tone": wording.TONES[row.state],
        "release": release,
        "difference": publishing.difference(before, release),
        "left_out": [
            (wording.REASONS[reason], number)
            for reason, number in sorted(row.checked.left_out.items())
        ],
        "drafted_by": names.get(row.drafted_by, "") if row.drafted_by else "",
        "approved_by": names.get(row.approved_by, "") if row.approved_by else "",
        "may_approve": row.state is State.DRAFTED
        and rules.may_approve(drafted_by=row.drafted_by, officer_id=request.actor.officer_id),
        "may_drop": row.state in rules.sources(State.DROPPED) and request.actor.role == Role.PRESS,
        "watermark": row.state is not State.RELEASED,
        "seen_by": request.officer.name,
        "seen_at": request.now,
        "trail": [(_("Publishing"), reverse("publishing:index")), (str(row.sequence), "")],
    }


@door(*SECOND, personal=False)
@require_POST
def approve(request: DeskRequest, draft_id: UUID) -> HttpResponse:
    """Approve a draft as the second person."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        with transaction.atomic():
            actions.approve(
                by=request.actor,
                now=request.now,
                draft_id=draft_id,
                seen=form.cleaned_data["seen"],
            )
        messages.success(
            request, _("Approved. It goes out within a minute, or when its embargo ends.")
        )
    except Refused as refused:
        messages.error(request, str(refused))
    except Overtaken:
        messages.error(request, _("Somebody has changed this draft meanwhile. Please look again."))
    return HttpResponseRedirect(reverse("publishing:draft", args=[draft_id]))


@door(Role.PRESS, personal=False)
@require_POST
def drop(request: DeskRequest, draft_id: UUID) -> HttpResponse:
    """Drop a draft."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        with transaction.atomic():
            actions.drop(
                by=request.actor, now=request.now, draft_id=draft_id, seen=form.cleaned_data["seen"]
            )
        messages.success(request, _("The draft was dropped."))
    except Overtaken:
        messages.error(request, _("Somebody has changed this draft meanwhile. Please look again."))
    return HttpResponseRedirect(reverse("publishing:draft", args=[draft_id]))


@door(Role.PRESS, personal=False)
@require_POST
def correct(request: DeskRequest) -> HttpResponse:
    """Write a correction for readers."""
    form = forms.CorrectionForm(request.POST, auto_id="correction_%s")
    if form.is_valid():
        with transaction.atomic():
            actions.correct(
                by=request.actor,
                now=request.now,
                on=reporting.local_day(request.now),
                **form.cleaned_data,
            )
        messages.success(request, _("The correction goes out with the next release."))
    else:
        messages.error(request, _("A correction needs both languages."))
    return HttpResponseRedirect(reverse("publishing:index"))


@door(Role.PRESS, personal=False)
@require_GET
def sites(request: DeskRequest) -> HttpResponse:
    """Places that accepted stays name, those whose owner is to be told first."""
    words = showing.words_of(get_language() or "en")
    rows = [
        (row, vocabulary.category(words, row.kind)) for row in queries.sites(request.actor.area)
    ]
    return render(
        request,
        "publishing/sites.html",
        {
            "rows": rows,
            "trail": [(_("Publishing"), reverse("publishing:index")), (_("Places"), "")],
        },
    )


@door(Role.PRESS, personal=False)
@require_http_methods(["GET", "POST"])
def site(request: DeskRequest) -> HttpResponse:
    """How one place is named, and that its owner was told."""
    try:
        found = queries.site(request.GET.get("place", ""), area=request.actor.area)
    except SiteUnknown:
        raise Http404 from None
    form = forms.SiteForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.describe_site(
                    by=request.actor, now=request.now, place_id=found.place_id, **form.values
                )
            messages.success(request, _("Saved. The next draft takes it into account."))
            return HttpResponseRedirect(reverse("publishing:sites"))
        except Overtaken:
            form.add_error(None, _("Somebody has changed this place meanwhile. Please look again."))
    return render(
        request,
        "publishing/site.html",
        {
            "site": found,
            "form": form,
            "trail": [
                (_("Publishing"), reverse("publishing:index")),
                (_("Places"), reverse("publishing:sites")),
                (found.name or found.kind, ""),
            ],
        },
    )
