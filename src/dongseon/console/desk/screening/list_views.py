"""The list of visits, and the outbreaks that everybody is asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.screening.doors import ASK, SEE, WORK
from dongseon.console.desk.screening.group_forms import ClusterForm, VisitsForm
from dongseon.console.registry.types import Identity
from dongseon.console.screening import board, places, queries
from dongseon.console.screening.board import Filters, Place
from dongseon.console.screening.rules import Outcome, VisitState
from dongseon.console.screening.types import Refused, Unknown, VisitRow
from dongseon.console.workflows import line_list

FIELDS = ("name", "name_romanised", "birth_date")


@dataclass(frozen=True, slots=True)
class Line:
    """A visit and whose it was."""

    visit: VisitRow
    identity: Identity | None
    site: str


@door(*SEE, personal=True)
@require_GET
def visits(request: DeskRequest) -> HttpResponse:
    """The visits of the area, the latest first; filters and place stand in the address."""
    language = get_language() or "ko"
    sites = {one.id: one.name(language) for one in queries.sites(request.actor.area, closed=True)}
    form = VisitsForm(
        request.GET or None, sites=[(str(site_id), name) for site_id, name in sites.items()]
    )
    filters = filters_of(form)
    page = board.visits(request.actor.area, filters=filters, place=_place_of(request))
    named = line_list.identities(
        request.actor,
        request.now,
        [row.person_id for row in page.rows],
        FIELDS,
        act="screening.list",
    )
    return render(
        request,
        "screening/visits.html",
        {
            "form": form,
            "lines": [
                Line(row, named.get(row.person_id), sites.get(row.site_id, "–"))
                for row in page.rows
            ],
            "next": _address(request, page.next),
            "previous": _address(request, page.previous),
            "narrowed": filters != Filters(),
            "trail": [(_("Screening"), reverse("screening:sites")), (_("Visits"), "")],
        },
    )


def filters_of(form: VisitsForm) -> Filters:
    """The filters; what is not valid narrows nothing, and is marked on the page."""
    form.is_valid()
    given: dict[str, Any] = getattr(form, "cleaned_data", {})
    return Filters(
        site_id=UUID(given["site"]) if given.get("site") else None,
        on=given.get("on"),
        states=tuple(VisitState(one) for one in given.get("state") or ()),
        grounds=tuple(given.get("ground") or ()),
        outcomes=tuple(Outcome(one) for one in given.get("outcome") or ()),
    )


def _place_of(request: DeskRequest) -> Place:
    """The place that an address names; the begin of the list if it names none that can be."""
    for name in ("after", "before"):
        at, _sign, visit_id = request.GET.get(name, "").partition("~")
        try:
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is not None:
                return Place(moment, UUID(visit_id), name == "before")
        except ValueError:
            continue
    return Place()


def _address(request: DeskRequest, place: Place | None) -> str:
    if place is None or place.at is None:
        return ""
    other = request.GET.copy()
    for name in ("after", "before"):
        other.pop(name, None)
    other["before" if place.backwards else "after"] = f"{place.at.isoformat()}~{place.id}"
    return f"?{other.urlencode()}"


@door(*ASK, *WORK, personal=False)
@require_http_methods(["GET", "POST"])
def clusters(request: DeskRequest) -> HttpResponse:
    """The outbreaks that everybody is asked about; investigators add and close them."""
    may = request.actor.role in ASK
    form = ClusterForm(request.POST if request.method == "POST" and may else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            places.open_cluster(by=request.actor, now=request.now, **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Everybody is asked about it from now on."))
            return HttpResponseRedirect(reverse("screening:clusters"))
    page = {
        "form": form,
        "may": may,
        "clusters": queries.clusters(),
        "over": [one for one in queries.clusters(closed=True) if one.closed_at],
        "trail": [(_("Screening"), reverse("screening:sites")), (_("Outbreaks asked about"), "")],
    }
    return render(request, "screening/clusters.html", page)


@door(*ASK, personal=False)
@require_POST
def close_cluster(request: DeskRequest, cluster_id: UUID) -> HttpResponse:
    """Ask nobody about it any more."""
    try:
        with transaction.atomic():
            places.close_cluster(by=request.actor, now=request.now, cluster_id=cluster_id)
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Nobody is asked about it any more."))
    return HttpResponseRedirect(reverse("screening:clusters"))
