"""Issuing an order, the page of somebody under one, and their letters."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases import numbers
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.desk.isolation import acting, forms
from dongseon.console.desk.isolation.acting import areas_of, done, home_of, officers_of
from dongseon.console.desk.isolation.doors import PORT, WATCH
from dongseon.console.isolation import actions, rules, serving
from dongseon.console.isolation.rules import Kind, Reach, State
from dongseon.console.isolation.types import OrderUnknown, Receipt, Refused, Way
from dongseon.console.workflows import isolating, isolating_letters, isolating_pages
from dongseon.console.workflows.isolating import Circumstances
from dongseon.errors import InvalidInput


def _how(request: DeskRequest, form: forms.HowForm) -> Circumstances:
    given = form.cleaned_data
    return Circumstances(
        given["address"], Reach(given["reach"]), None, acting.uuid_or_none(given["officer"])
    )


def _mine(request: DeskRequest, choices: list[tuple[str, str]]) -> str:
    own = str(request.officer.pk)
    return own if own in dict(choices) else ""


@door(*WATCH, personal=True)
@require_http_methods(["GET", "POST"])
def order_contact(request: DeskRequest, contact_id: UUID) -> HttpResponse:
    """Put a contact under quarantine."""
    contact = cases.contact(contact_id, area=request.actor.area)
    if contact is None:
        raise Http404
    officers = officers_of(request, contact.area)
    form = forms.HowForm(
        request.POST if request.method == "POST" else None,
        officers=officers,
        initial={"last_met_on": contact.last_met_on, "officer": _mine(request, officers)},
    )
    return _order_page(
        request,
        form,
        contact.person_id,
        _("Quarantine for a contact"),
        lambda: isolating.order_contact(
            by=request.actor,
            now=request.now,
            contact_id=contact_id,
            how=_how(request, form),
            last_met_on=form.cleaned_data["last_met_on"],
        ),
    )


@door(*WATCH, personal=True)
@require_http_methods(["GET", "POST"])
def order_case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Put a confirmed case under isolation."""
    try:
        case = cases.case(case_id, area=request.actor.area).row
    except CaseUnknown:
        raise Http404 from None
    officers = officers_of(request, case.area)
    form = forms.HowForm(
        request.POST if request.method == "POST" else None,
        officers=officers,
        initial={"officer": _mine(request, officers)},
    )
    del form.fields["last_met_on"]
    return _order_page(
        request,
        form,
        case.person_id,
        _("Isolation for a case"),
        lambda: isolating.order_case(
            by=request.actor, now=request.now, case_id=case_id, how=_how(request, form)
        ),
    )


def _order_page(
    request: DeskRequest,
    form: forms.HowForm,
    person_id: UUID,
    title: str,
    act: acting.Act,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                order_id = act()
            messages.success(request, _("The order is issued, and the person is told by message."))
            return HttpResponseRedirect(home_of(UUID(str(order_id))))
        except OrderUnknown:
            raise Http404 from None
        except (Refused, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
    who = isolating_pages.whole(by=request.actor, now=request.now, person_id=person_id)
    return render(
        request,
        "isolation/order.html",
        {"form": form, "identity": who, "title": title, "trail": acting.trail(title)},
    )


@door(*PORT, personal=False)  # shows what is typed, and nothing that is stored
@require_http_methods(["GET", "POST"])
def order_entrant(request: DeskRequest) -> HttpResponse:
    """Take up somebody who came from abroad, and put them under quarantine."""
    areas = [one for one in areas_of(within=request.actor.area) if len(one[0]) > 2]
    form = forms.EntrantForm(
        request.POST if request.method == "POST" else None,
        areas=areas,
        initial={"entered_on": rules.local_day(request.now), "language": "en"},
    )
    title = _("Quarantine for an entrant")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                order_id = isolating.order_entrant(
                    by=request.actor,
                    now=request.now,
                    identity=form.identity,
                    area=given["area"],
                    entered_on=given["entered_on"],
                    how=Circumstances(reach=Reach.CALL if given["phone"] else Reach.VISIT),
                )
            messages.success(request, _("The order is issued, and the person is told by message."))
            return HttpResponseRedirect(home_of(order_id))
        except (Refused, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "isolation/entrant.html", {"form": form, "title": title, "trail": acting.trail(title)}
    )  # fmt: skip


@door(*WATCH, personal=True)
@require_GET
def person(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Somebody under an order."""
    try:
        page = isolating_pages.person(by=request.actor, now=request.now, order_id=order_id)
    except OrderUnknown:
        raise Http404 from None
    row = page.order.row
    return render(
        request,
        "isolation/person.html",
        {
            "page": page,
            "row": row,
            "today": rules.local_day(request.now),
            "in_force": row.state is State.IN_FORCE,
            "may_act": row.area.startswith(request.actor.area),
            "is_entrant": row.kind is Kind.ENTRANT,
            "areas": dict(areas_of()),
            "serve": forms.ServeForm(auto_id="serve_%s"),
            "receipt": forms.ReceiptForm(auto_id="receipt_%s"),
            "trail": acting.trail(numbers.write(row.number)),
        },
    )


@door(*WATCH, personal=True)
@require_GET
def letter(request: DeskRequest, paper_id: UUID) -> HttpResponse:
    """A letter as it was written, to be printed."""
    try:
        content, row = isolating_letters.pdf(by=request.actor, now=request.now, paper_id=paper_id)
    except OrderUnknown:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{row.template}-{row.language}-{str(row.id)[:8]}.pdf"  # no name of anybody
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@door(*WATCH, personal=False)
@require_POST
def serve(request: DeskRequest, order_id: UUID, paper_id: UUID) -> HttpResponse:
    """Keep how a letter was served."""
    acting.order_or_404(request, order_id)
    form = forms.ServeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That was not filled in: choose how, and send it again."))
        return HttpResponseRedirect(home_of(order_id))
    given = form.cleaned_data
    return done(
        request,
        lambda: serving.serve(
            by=request.actor,
            now=request.now,
            paper_id=paper_id,
            way=Way(given["way"]),
            reference=given["reference"],
            receipt=Receipt(given["receipt"]) if given["receipt"] else None,
        ),
        home_of(order_id),
    )


@door(*WATCH, personal=False)
@require_POST
def receipt(request: DeskRequest, order_id: UUID, service_id: UUID) -> HttpResponse:
    """Keep what came back."""
    acting.order_or_404(request, order_id)
    form = forms.ReceiptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what came back."))
        return HttpResponseRedirect(home_of(order_id))
    return done(
        request,
        lambda: serving.note_receipt(
            by=request.actor,
            now=request.now,
            service_id=service_id,
            receipt=Receipt(form.cleaned_data["receipt"]),
        ),
        home_of(order_id),
    )


@door(*WATCH, personal=False)
@require_POST
def verify_address(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Somebody was found at the address they gave."""
    return done(
        request,
        lambda: actions.verify_address(by=request.actor, now=request.now, order_id=order_id),
        home_of(order_id),
    )


@door(*WATCH, personal=False)
@require_POST
def part(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Have somebody report alone again."""
    return done(
        request,
        lambda: actions.part_household(by=request.actor, now=request.now, order_id=order_id),
        home_of(order_id),
    )
