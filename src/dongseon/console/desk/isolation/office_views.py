"""The work of an office: needs, houses, who has whom, who is away, hand-overs, objections."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.isolation import acting, forms, office_forms
from dongseon.console.desk.isolation.acting import areas_of, done, form_page, officers_of
from dongseon.console.desk.isolation.doors import WATCH
from dongseon.console.isolation import (
    actions,
    complaints,
    following,
    handing,
    helping,
    lists,
    rules,
    watching,
)
from dongseon.console.isolation.rules import Reason
from dongseon.console.isolation.types import NeedState, OrderUnknown
from dongseon.console.workflows import isolating_breaches, isolating_pages


@door(*WATCH, personal=True)
@require_GET
def needs(request: DeskRequest) -> HttpResponse:
    """What is to be brought to whom."""
    rows = watching.needs(area=request.actor.area)
    names = isolating_pages.named(
        by=request.actor,
        now=request.now,
        person_ids={one.person_id for one in rows},
        act="see_needs",
    )
    return render(
        request,
        "isolation/needs.html",
        {"rows": [(one, names.get(one.person_id)) for one in rows]},
    )


@door(*WATCH, personal=False)
@require_POST
def move_need(request: DeskRequest, need_id: UUID, state: str) -> HttpResponse:
    """How far help is."""
    if state not in {one.value for one in NeedState}:
        raise Http404
    return done(
        request,
        lambda: helping.move_need(
            by=request.actor, now=request.now, need_id=need_id, state=NeedState(state)
        ),
        reverse("isolation:needs"),
    )


@door(*WATCH, personal=False)
@require_GET
def facilities(request: DeskRequest) -> HttpResponse:
    """Houses for those who cannot stay apart at home."""
    return render(
        request,
        "isolation/facilities.html",
        {
            "rows": watching.facilities(area=request.actor.area),
            "areas": dict(areas_of()),
        },
    )


@door(*WATCH, personal=False)
@require_http_methods(["GET", "POST"])
def new_facility(request: DeskRequest) -> HttpResponse:
    """Open a house."""
    areas = [one for one in areas_of(within=request.actor.area) if len(one[0]) > 2]
    form = office_forms.FacilityForm(
        request.POST if request.method == "POST" else None, areas=areas
    )
    return form_page(
        request,
        form=form,
        title=_("Open a facility"),
        lead=_("Name, address and phone are shown to people who move in."),
        button=_("Open it"),
        back=reverse("isolation:facilities"),
        act=lambda: helping.open_facility(by=request.actor, now=request.now, **form.cleaned_data),
    )


@door(*WATCH, personal=False)
@require_POST
def close_facility(request: DeskRequest, facility_id: UUID) -> HttpResponse:
    """Close a house that is empty."""
    return done(
        request,
        lambda: helping.close_facility(by=request.actor, now=request.now, facility_id=facility_id),
        reverse("isolation:facilities"),
    )


@door(*WATCH, personal=False)
@require_http_methods(["GET", "POST"])
def workload(request: DeskRequest) -> HttpResponse:
    """Who watches over how many, and giving many to somebody else at once."""
    officers = officers_of(request)
    form = office_forms.ReassignForm(
        request.POST if request.method == "POST" else None,
        officers=officers,
        initial={"from_officer": request.GET.get("from", "")},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        moved = actions.reassign(
            by=request.actor,
            now=request.now,
            from_officer=acting.uuid_or_none(given["from_officer"]),
            to_officer=UUID(given["to_officer"]),
            most=given["most"],
            reason=Reason(given["reason"]),
        )
        messages.success(request, _("%(n)d people were given to another officer.") % {"n": moved})
        return HttpResponseRedirect(reverse("isolation:workload"))
    loads = lists.loads(area=request.actor.area)
    today = rules.local_day(request.now)
    away = watching.absences(since=today)
    named = access.names_of(
        [one.officer_id for one in loads if one.officer_id]
        + [officer for one in away for officer in (one.officer_id, one.deputy_id)]
    )
    return render(
        request,
        "isolation/workload.html",
        {
            "form": form,
            "loads": loads,
            "idle": [
                name
                for one, name in officers
                if one not in {str(load.officer_id) for load in loads}
            ],
            "officers": named,
            "absences": [one for one in away if str(one.officer_id) in dict(officers)],
            "day": lists.day_counts(area=request.actor.area, on=today),
            "holiday": isolating_breaches.is_holiday(today),
        },
    )


@door(*WATCH, personal=False)
@require_http_methods(["GET", "POST"])
def absence(request: DeskRequest) -> HttpResponse:
    """Say who is away, and who stands in."""
    form = office_forms.AbsenceForm(
        request.POST if request.method == "POST" else None, officers=officers_of(request)
    )
    return form_page(
        request,
        form=form,
        title=_("Somebody is away"),
        lead=_(
            "Whoever stands in finds these people on their own morning list, and nobody is moved."
        ),
        button=_("Save"),
        back=reverse("isolation:workload"),
        act=lambda: following.note_absence(
            by=request.actor,
            now=request.now,
            officer_id=UUID(form.cleaned_data["officer"]),
            deputy_id=UUID(form.cleaned_data["deputy"]),
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def back(request: DeskRequest, absence_id: UUID) -> HttpResponse:
    """Somebody is back, or was never away."""
    mine = {UUID(one) for one, _name in officers_of(request)}
    rows = watching.absences(since=rules.local_day(request.now))
    if not any(one.id == absence_id and one.officer_id in mine for one in rows):
        raise Http404
    return done(
        request,
        lambda: following.end_absence(by=request.actor, now=request.now, absence_id=absence_id),
        reverse("isolation:workload"),
    )


@door(*WATCH, personal=True)
@require_GET
def offers(request: DeskRequest) -> HttpResponse:
    """People offered to us, and those whom we offered."""
    area = request.actor.area
    to_us, by_us = watching.offers_to(area), watching.offers_from(area)
    names = isolating_pages.named(
        by=request.actor,
        now=request.now,
        person_ids={one.person_id for one in (*to_us, *by_us)},
        act="see_offers",
    )
    return render(
        request,
        "isolation/offers.html",
        {
            "to_us": [(one, names.get(one.person_id)) for one in to_us],
            "by_us": [(one, names.get(one.person_id)) for one in by_us],
            "areas": dict(areas_of()),
        },
    )


@door(*WATCH, personal=False)
@require_POST
def accept(request: DeskRequest, offer_id: UUID) -> HttpResponse:
    """Watch over somebody from now on."""
    return _answer(request, lambda: handing.accept(by=request.actor, now=request.now, offer_id=offer_id))  # fmt: skip


@door(*WATCH, personal=False)
@require_POST
def refuse(request: DeskRequest, offer_id: UUID) -> HttpResponse:
    """Say no."""
    return _answer(request, lambda: handing.refuse(by=request.actor, now=request.now, offer_id=offer_id))  # fmt: skip


@door(*WATCH, personal=False)
@require_POST
def withdraw(request: DeskRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer back."""
    return _answer(request, lambda: handing.withdraw(by=request.actor, now=request.now, offer_id=offer_id))  # fmt: skip


def _answer(request: DeskRequest, act: acting.Act) -> HttpResponse:
    return done(request, act, reverse("isolation:offers"))


@door(*WATCH, personal=True)
@require_GET
def objections(request: DeskRequest) -> HttpResponse:
    """Objections that wait for an answer."""
    rows = watching.complaints(area=request.actor.area)
    names = isolating_pages.named(
        by=request.actor,
        now=request.now,
        person_ids={one.person_id for one in rows},
        act="see_complaints",
    )
    return render(
        request,
        "isolation/complaints.html",
        {
            "rows": [(one, names.get(one.person_id)) for one in rows],
            "own": request.officer.pk,
            "today": rules.local_day(request.now),
        },
    )


@door(*WATCH, personal=True)
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, complaint_id: UUID) -> HttpResponse:
    """Answer an objection."""
    try:
        text, row = isolating_pages.complaint(
            by=request.actor, now=request.now, complaint_id=complaint_id
        )
    except OrderUnknown:
        raise Http404 from None
    form = forms.AnswerComplaintForm(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form=form,
        title=_("Answer an objection"),
        lead=text,
        button=_("Answer"),
        back=reverse("isolation:complaints"),
        row=acting.order_or_404(request, row.order_id),
        act=lambda: isolating_breaches.answer(
            by=request.actor,
            now=request.now,
            complaint_id=complaint_id,
            upheld=form.cleaned_data["upheld"] == "yes",
            grounds=form.cleaned_data["grounds"],
        ),
    )


@door(*WATCH, personal=False)
@require_POST
def take_back(request: DeskRequest, complaint_id: UUID) -> HttpResponse:
    """The person objects no longer."""
    return done(
        request,
        lambda: complaints.withdraw(by=request.actor, now=request.now, complaint_id=complaint_id),
        reverse("isolation:complaints"),
    )
