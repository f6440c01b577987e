"""Lists around itineraries: cases that have one, what was referred, the gazetteer."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.workbench import forms
from dongseon.console.desk.workbench.views import SEE
from dongseon.console.tracing.types import Overtaken
from dongseon.console.workflows import reconstructing_list
from dongseon.errors import InvalidInput

LEGAL = (Role.APPROVER,)  # who decides about statements that were referred


@door(*SEE, personal=False)  # numbers of cases and counts, nobody's name or place
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Cases with an itinerary, those with open questions first."""
    return render(
        request,
        "workbench/list.html",
        {"rows": reconstructing_list.itineraries(by=request.actor)},
    )


@door(Role.INVESTIGATOR, Role.ADMINISTRATOR, personal=False)
@require_http_methods(["GET", "POST"])
def gazetteer(request: DeskRequest) -> HttpResponse:
    """Places and base stations: how many are known, and a form to bring more."""
    posted = request.method == "POST"
    form = forms.GazetteerForm(request.POST, request.FILES) if posted else forms.GazetteerForm()
    brought = None
    if posted and form.is_valid():
        try:
            brought = reconstructing_list.bring_gazetteer(
                by=request.actor,
                now=request.now,
                places=_bytes(form, "places"),
                stations=_bytes(form, "base_stations"),
            )
        except InvalidInput as fault:
            form.add_error(None, str(fault))
    return render(
        request,
        "workbench/gazetteer.html",
        {
            "form": form,
            "known": reconstructing_list.gazetteer_counts(),
            "brought": brought,
            "trail": [(_("Itineraries"), reverse("workbench:list")), (_("Gazetteer"), "")]
            if request.actor.role in SEE
            else [(_("Gazetteer"), "")],
        },
    )


@door(*LEGAL, personal=True)
@require_GET
def referred(request: DeskRequest) -> HttpResponse:
    """Statements that were referred, and wait for a decision."""
    rows = reconstructing_list.referrals(
        by=request.actor, now=request.now, language=get_language() or "ko"
    )
    return render(
        request,
        "workbench/referred.html",
        {"rows": rows, "form": forms.ReferralForm(auto_id=False)},
    )


@door(*LEGAL, personal=True)
@require_POST
def decide_referral(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """Decide about a statement that was referred."""
    form = forms.ReferralForm(request.POST)
    back = HttpResponseRedirect(reverse("workbench:referred"))
    if not form.is_valid():
        messages.error(request, _("That was not filled in: look again and send it again."))
        return back
    try:
        reconstructing_list.decide_referral(
            by=request.actor,
            now=request.now,
            case_id=case_id,
            key=key,
            decided=form.cleaned_data["decided"],
        )
    except LookupError:
        raise Http404 from None
    except Overtaken:
        messages.error(request, _("This was decided meanwhile."))
    else:
        messages.success(request, _("Saved."))
    return back


def _bytes(form: forms.GazetteerForm, name: str) -> bytes | None:
    given = form.cleaned_data.get(name)
    return None if given is None else bytes(given.read())
