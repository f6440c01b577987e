"""The contacts of a case: household first, then by tier; and a form for one whom somebody named."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.contacts import forms
from dongseon.console.desk.contacts.acting import SEE, UNKNOWN, at, done, trail
from dongseon.console.workflows import reporting, who_was_there_contacts, who_was_there_page


@door(Role.INVESTIGATOR, Role.CASE_OFFICER, personal=True)
@require_GET
def show(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """All contacts of a case."""
    try:
        page = who_was_there_contacts.show(by=request.actor, now=request.now, case_id=case_id)
    except UNKNOWN:
        raise Http404 from None
    return render(
        request,
        "contacts/contacts.html",
        {
            "page": page,
            "may_add": request.actor.role in SEE,
            "trail": trail(page.case, _("Contacts")) if request.actor.role in SEE else [],
        },
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A contact whom somebody named."""
    try:
        page = who_was_there_contacts.show(by=request.actor, now=request.now, case_id=case_id)
    except UNKNOWN:
        raise Http404 from None
    form = forms.ContactForm(
        request.POST if request.method == "POST" else None,
        initial={"last_met": reporting.local_day(request.now), "relationship": "household"},
    )
    if request.method == "POST" and form.is_valid():
        return done(
            request,
            lambda: who_was_there_page.add(
                by=request.actor,
                now=request.now,
                case_id=case_id,
                identity=form.identity,
                person_id=None,
                last_met=form.moment,
                relation=form.relation,
            ),
            at("of_case", case_id),
            said=_("Is a contact now, and will be called."),
        )
    return render(
        request,
        "contacts/add.html",
        {"case": page.case, "form": form, "trail": trail(page.case, _("Add a contact"))},
    )
