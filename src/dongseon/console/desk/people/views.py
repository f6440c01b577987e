"""A person's page, closed and opened; amendments; the notice."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.people import forms, wording
from dongseon.console.registry.actions import Overtaken
from dongseon.console.workflows import people
from dongseon.errors import InvalidInput, NotFound

HERE = ZoneInfo("Asia/Seoul")
SEE = (*people.OPEN, *people.OVERSEE)
AMEND = (Role.NURSE, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.PORT)


@door(*SEE, personal=True)
@require_GET
def show(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """A person before they are opened: files, holds, and who looked."""
    return _page(request, person_id, forms.WhyForm())


@door(*people.OPEN, personal=True)
@require_POST
def open_identity(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Who it is, for this once, for the reason given."""
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, person_id, form)
    try:
        opened = people.open_identity(
            by=request.actor, now=request.now, person_id=person_id, why=form.why
        )
    except NotFound:
        raise Http404 from None
    return _page(request, person_id, None, opened)


@door(*AMEND, personal=True)
@require_http_methods(["GET", "POST"])
def amend(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Change what is known of a person; earlier states stay in the record."""
    shown = people.fields_for(request.actor)
    try:
        page = people.show(by=request.actor, now=request.now, person_id=person_id)
        opened = people.open_identity(
            by=request.actor, now=request.now, person_id=person_id, why="amend"
        )
    except NotFound:
        raise Http404 from None
    initial = forms.initial_of(opened.identity, page.person.revision)
    form = forms.AmendForm(
        request.POST if request.method == "POST" else None, shown=shown, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                people.amend(
                    by=request.actor,
                    now=request.now,
                    person_id=person_id,
                    revision=form.cleaned_data["revision"],
                    identity=form.identity,
                    fields=form.amended,
                    why=form.cleaned_data["why"],
                )
            messages.success(request, _("Changed. The earlier state stays in the record."))
            return HttpResponseRedirect(reverse("people:person", args=[person_id]))
        except (InvalidInput, Overtaken) as fault:
            form.add_error(None, str(fault))
    trail = [(_("Person"), reverse("people:person", args=[person_id])), (_("Change"), "")]
    return render(request, "people/amend.html", {"form": form, "trail": trail})


@door(*people.OPEN, personal=True)
@require_GET
def notice(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The notice for the person, in their language where the console speaks it; to be printed."""
    try:
        said = people.notice(
            by=request.actor,
            now=request.now,
            today=request.now.astimezone(HERE).date(),
            person_id=person_id,
        )
    except NotFound:
        raise Http404 from None
    language = "ko" if said.identity.language == "ko" else "en"
    with translation.override(language):
        return render(
            request,
            "people/notice.html",
            {"notice": said, "kinds": [wording.kind_said(kind) for kind in said.held]},
        )


def _page(
    request: DeskRequest,
    person_id: UUID,
    form: forms.WhyForm | None,
    opened: people.Opened | None = None,
) -> HttpResponse:
    older = request.GET.get("older", "")
    try:
        page = people.show(
            by=request.actor,
            now=request.now,
            person_id=person_id,
            older=int(older) if older.isdecimal() and len(older) < 19 else None,
        )
    except NotFound:
        raise Http404 from None
    return render(
        request,
        "people/person.html",
        {
            "page": page,
            "person": page.person,
            "form": form,
            "opened": opened,
            "facts": wording.facts(opened.identity) if opened else (),
            "older": f"?older={page.log.older}" if page.log.older else "",
            "may_open": request.actor.role in people.OPEN and page.person.destroyed_at is None,
            "may_amend": request.actor.role in AMEND and page.person.destroyed_at is None,
            "oversees": request.actor.role in people.OVERSEE,
            "hold": forms.HoldForm(auto_id="hold_%s"),
            "reason": forms.ReasonForm(auto_id="reason_%s"),
            "trail": [(_("Person"), "")],
        },
    )
