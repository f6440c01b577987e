"""What is done about somebody under an order, a page each."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.isolation import acting, forms
from dongseon.console.desk.isolation.acting import form_page, home_of, order_or_404
from dongseon.console.desk.isolation.doors import WATCH
from dongseon.console.isolation import handing, queries, rules, watching
from dongseon.console.isolation.rules import Reach, Reason, Source
from dongseon.console.isolation.types import Needed, OrderRow, OrderUnknown, Refused
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import (
    isolating,
    isolating_breaches,
    isolating_days,
    isolating_pages,
)
from dongseon.console.workflows.isolating_days import Answer
from dongseon.errors import InvalidInput

METHODS = ["GET", "POST"]
Asked = list[tuple[OrderRow, Identity | None, forms.AnswerForm]]


@door(*WATCH, personal=True)
@require_http_methods(METHODS)
def call(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """A call to a household: how each of them is."""
    try:
        page = isolating_pages.call(by=request.actor, now=request.now, order_id=order_id)
    except OrderUnknown:
        raise Http404 from None
    posted = request.POST if request.method == "POST" else None
    asked = [
        (row, page.names.get(row.person_id), forms.AnswerForm(posted, prefix=row.number))
        for row in page.household
    ]
    fault = ""
    valid = [form.is_valid() for _row, _name, form in asked]
    if posted is not None and all(valid):
        try:
            return _keep(request, asked, posted.get("nonce", ""), page.order.row.proxy_id)
        except (Refused, InvalidInput) as refusal:
            fault = str(refusal)
    return render(
        request,
        "isolation/call.html",
        {
            "page": page,
            "asked": asked,
            "fault": fault,
            "nonce": request.POST.get("nonce") or forms.nonce(),
            "trail": acting.trail(_("Call"), page.order.row),
        },
    )


def _keep(request: DeskRequest, asked: Asked, nonce: str, proxy_id: UUID | None) -> HttpResponse:
    """Keep what was said of each; whoever has symptoms is booked for a test."""
    answers = [
        Answer(
            row.id,
            f"call:{nonce}:{row.id}",
            form.temperature,
            form.told,
            form.cleaned_data["remark"],
            proxy_id,
        )
        for row, _identity, form in asked
        if form.said
    ]
    if not answers:
        raise Refused(_("Nothing was filled in: say how at least one of them is."))
    with transaction.atomic():
        booked = isolating_days.report(
            by=request.actor,
            now=request.now,
            answers=answers,
            source=Source.VISIT if asked[0][0].reach is Reach.VISIT else Source.CALL,
            measured_at=request.now,
        )
    if booked:
        messages.warning(
            request, _("Symptoms: a test is booked, and the person is told by message.")
        )
        return HttpResponseRedirect(home_of(booked[0]))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("isolation:day"))


@door(*WATCH, personal=False)
@require_POST
def no_answer(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Nobody answered the call."""
    row = order_or_404(request, order_id)
    ids = [one.id for one in queries.household_of(row)]
    return acting.done(
        request,
        lambda: isolating_days.nobody_answered(by=request.actor, now=request.now, order_ids=ids),
        reverse("isolation:day"),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def extend(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """A new last contact."""
    row = order_or_404(request, order_id)
    form = forms.ExtendForm(_posted(request), initial={"seen": row.version})
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Extend the order"),
        lead=_(
            "An order is extended only for a new last contact. The person gets a new letter and may object."
        ),
        button=_("Extend"),
        back=home_of(order_id),
        act=lambda: isolating.extend(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            seen=form.cleaned_data["seen"],
            counted_from=form.cleaned_data["counted_from"],
            reason=Reason(form.cleaned_data["reason"]),
            why=form.cleaned_data["why"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def release(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """An end before the last day."""
    row = order_or_404(request, order_id)
    reasons = rules.RELEASE_REASONS[row.kind]
    form = forms.ReleaseForm(_posted(request), reasons=reasons, initial={"seen": row.version})
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Release"),
        lead=_("The order ends now. The person is told by message and letter."),
        button=_("Release now"),
        back=home_of(order_id),
        danger=True,
        act=lambda: isolating.release(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            seen=form.cleaned_data["seen"],
            reason=Reason(form.cleaned_data["reason"]),
            why=form.cleaned_data["why"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def revoke(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """An order that was entered wrongly."""
    row = order_or_404(request, order_id)
    form = forms.WhyForm(_posted(request), initial={"seen": row.version})
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Take the order back"),
        lead=_("For an order that should never have been issued. It stays in the history."),
        button=_("Take back"),
        back=home_of(order_id),
        danger=True,
        act=lambda: isolating.revoke(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            seen=form.cleaned_data["seen"],
            why=form.cleaned_data["why"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def complain(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """An objection to the last decision about the order."""
    row = order_or_404(request, order_id)
    form = forms.ComplaintForm(_posted(request))
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Take down an objection"),
        lead=_("Somebody who did not decide what is objected to will answer."),
        button=_("Take it down"),
        back=home_of(order_id),
        act=lambda: isolating_breaches.complain(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            words=form.cleaned_data["words"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def reach(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """How somebody is asked every day, and who answers for them."""
    row = order_or_404(request, order_id)
    form = forms.ReachForm(
        _posted(request), initial={"seen": row.version, "reach": row.reach.value}
    )

    def act() -> None:
        given = form.cleaned_data
        proxy = None
        if given["reach"] == Reach.PROXY:
            proxy = Identity(name=given["proxy_name"], phones=(given["proxy_phone"],))
        isolating.change_reach(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            seen=given["seen"],
            reach=Reach(given["reach"]),
            proxy=proxy,
        )

    return form_page(
        request,
        form=form,
        row=row,
        title=_("How they are reached"),
        lead=_(
            "For somebody without a phone, a small child, or somebody who needs help to answer."
        ),
        button=_("Save"),
        back=home_of(order_id),
        act=act,
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def household(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """With whom somebody reports."""
    row = order_or_404(request, order_id)
    form = forms.HouseholdForm(_posted(request))
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Report together"),
        lead=_("People who live together are asked in one call."),
        button=_("Report together"),
        back=home_of(order_id),
        act=lambda: isolating.join(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            number=form.cleaned_data["number"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def place(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Where somebody stays."""
    row = order_or_404(request, order_id)
    houses = [
        (str(one.id), f"{one.name} ({one.rooms - one.taken}/{one.rooms})")
        for one in watching.facilities(area=row.area[:2])
        if not one.closed
    ]
    form = forms.PlaceForm(_posted(request), houses=houses, initial={"seen": row.version})

    def act() -> None:
        given = form.cleaned_data
        isolating.move(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            seen=given["seen"],
            facility_id=acting.uuid_or_none(given["facility"]),
            reason=Reason(given["reason"]) if given["reason"] else None,
            address=given["address"],
        )

    return form_page(
        request,
        form=form,
        row=row,
        title=_("Where they stay"),
        lead=_(
            "A facility is for those who cannot stay apart at home. In brackets: free rooms of all rooms."
        ),
        button=_("Save"),
        back=home_of(order_id),
        act=act,
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def need(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """What somebody needs."""
    row = order_or_404(request, order_id)
    form = forms.NeedForm(_posted(request))
    return form_page(
        request,
        form=form,
        row=row,
        title=_("What is needed"),
        lead=_("It stands on the list of needs until somebody has brought it."),
        button=_("Ask for it"),
        back=home_of(order_id),
        act=lambda: isolating.ask_for(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            what=Needed(form.cleaned_data["what"]),
            pieces=form.cleaned_data["pieces"],
            remark=form.cleaned_data["remark"],
        ),
    )


@door(*WATCH, personal=False)
@require_http_methods(METHODS)
def offer(request: DeskRequest, order_id: UUID) -> HttpResponse:
    """Hand somebody over to another area."""
    row = order_or_404(request, order_id)
    areas = [one for one in acting.areas_of() if len(one[0]) > 2 and one[0] != row.area]
    form = forms.OfferForm(_posted(request), areas=areas)
    return form_page(
        request,
        form=form,
        row=row,
        title=_("Hand over to another area"),
        lead=_(
            "Order, letters, reports and history go along. Until the other area accepts, you watch over this person."
        ),
        button=_("Offer"),
        back=home_of(order_id),
        act=lambda: handing.offer(
            by=request.actor,
            now=request.now,
            order_id=order_id,
            to_area=form.cleaned_data["to_area"],
            reason=Reason(form.cleaned_data["reason"]),
        ),
    )


def _posted(request: DeskRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
