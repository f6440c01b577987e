"""A site itself: what it is, its hours, special days, its wall screen. Names nobody."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.screening.doors import SET
from dongseon.console.desk.screening.queue_views import site_of
from dongseon.console.desk.screening.site_forms import SiteForm, SpecialDayForm, initial_of
from dongseon.console.screening import places
from dongseon.console.screening.types import Overtaken, Refused, Unknown
from dongseon.console.workflows.reporting import local_day


@door(*SET, personal=False)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A new site."""
    form = SiteForm(request.POST if request.method == "POST" else None, areas=_areas(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                site_id = places.open_site(
                    by=request.actor, now=request.now, place=form.place, spans=form.spans
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The site is open for registration."))
            return HttpResponseRedirect(reverse("screening:site", args=[site_id]))
    way = [(_("Screening"), reverse("screening:sites")), (_("New site"), "")]
    return render(request, "screening/new_site.html", {"form": form, "trail": way})


@door(*SET, personal=False)
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """What a site is, its hours, its special days; all of it can be changed."""
    site = site_of(request, site_id)
    form = SiteForm(
        request.POST if request.method == "POST" else None,
        areas=_areas(request),
        initial=initial_of(site),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                places.amend_site(
                    by=request.actor,
                    now=request.now,
                    site_id=site_id,
                    seen=form.cleaned_data["seen"] or 0,
                    place=form.place,
                    spans=form.spans,
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Overtaken:
            form.add_error(
                None, _("Somebody else changed this site meanwhile: load the page again.")
            )
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("screening:site", args=[site_id]))
    today = local_day(request.now)
    page = {
        "site": site,
        "form": form,
        "special": SpecialDayForm(),
        "specials": [one for one in site.timetable.specials if one.on >= today],
        "wall": request.build_absolute_uri(reverse("screening:wall", args=[site.wall_key])),
        "trail": [
            (_("Screening"), reverse("screening:sites")),
            (site.name(get_language() or "ko"), ""),
        ],
    }
    return render(request, "screening/site.html", page)


@door(*SET, personal=False)
@require_POST
def special_day(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Other hours on one day, or none."""
    form = SpecialDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a day, and both hours or none."))
        return HttpResponseRedirect(reverse("screening:site", args=[site_id]))
    given = form.cleaned_data
    try:
        with transaction.atomic():
            places.set_special_day(
                by=request.actor,
                now=request.now,
                site_id=site_id,
                on=given["on"],
                opens=given["opens"],
                closes=given["closes"],
            )
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("screening:site", args=[site_id]))


@door(*SET, personal=False)
@require_POST
def usual_day(request: DeskRequest, site_id: UUID, on: str) -> HttpResponse:
    """The usual hours hold on that day again."""
    try:
        places.forget_special_day(
            by=request.actor, now=request.now, site_id=site_id, on=date.fromisoformat(on)
        )
    except (Unknown, ValueError):
        raise Http404 from None
    return HttpResponseRedirect(reverse("screening:site", args=[site_id]))


@door(*SET, personal=False)
@require_POST
def renew_wall(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Another address for the wall screen."""
    try:
        places.renew_wall(by=request.actor, now=request.now, site_id=site_id, wall_key=uuid4())
    except Unknown:
        raise Http404 from None
    messages.success(request, _("The wall screen has a new address; open it there again."))
    return HttpResponseRedirect(reverse("screening:site", args=[site_id]))


@door(*SET, personal=False)
@require_POST
def close(request: DeskRequest, site_id: UUID) -> HttpResponse:
    """Close a site for good."""
    try:
        with transaction.atomic():
            places.close_site(by=request.actor, now=request.now, site_id=site_id)
    except Unknown:
        raise Http404 from None
    except Overtaken:
        messages.info(request, _("The site was closed already."))
    return HttpResponseRedirect(reverse("screening:sites"))


def _areas(request: DeskRequest) -> list[tuple[str, str]]:
    return area_choices(get_language() or "ko", within=request.actor.area)
