"""Asking holders: who was at these stays, a text to everybody there, and who a candidate is."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.contacts import forms
from dongseon.console.desk.contacts.acting import REFUSED, SEE, UNKNOWN, trail
from dongseon.console.desk.workbench import showing
from dongseon.console.investigations import directory
from dongseon.console.tracing.types import CandidateState, ShownStay
from dongseon.console.workflows import (
    reconstructing_page,
    requesting,
    who_was_there_asking,
    who_was_there_page,
)
from dongseon.console.workflows.reconstructing_page import Workbench
from dongseon.console.workflows.who_was_there_asking import Asking
from dongseon.mandate import Article, Kind, Window

TO_SIGN = "requests:to_sign"
SMALL = re.compile("[0-9]{1,6}")  # a version's number


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Ask who was at some stays, or have a text sent to everybody who was."""
    seen = request.POST.get("version", "")
    bench = _bench(request, case_id, number=int(seen) if SMALL.fullmatch(seen) else 0)
    people, police = _approvers(request)
    rule = who_was_there_asking.rule_on(request.now)
    window = _window(request, case_id)
    stays = [stay for stay in reversed(bench.told.stays) if stay.category != "home"]
    open_stays = [
        stay for stay in stays if not window or who_was_there_asking.may_be_asked(window, stay)
    ]
    form = forms.AskForm(
        request.POST if request.method == "POST" else None,
        stays=_said(bench, open_stays),
        holders=[(one.holder_id, one.name) for one in directory.holders()],
        approvers=people,
        police=police,
        initial={
            "version": bench.number,
            "least_stay_min": rule.least_stay_min,
            "keys": request.GET.getlist("stay"),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = Asking(
            keys=tuple(given["keys"]),
            holder_ids=tuple(given["holder_ids"]),
            least_stay_min=given["least_stay_min"],
            necessity=given["necessity"],
            approver_keys=_keys(given),
            text_ko=given["text_ko"],
            text_en=given["text_en"],
            version=bench.number,
        )
        act = (
            who_was_there_asking.ask_alerts
            if given["kind"] == "alert"
            else who_was_there_asking.ask_areas
        )
        try:
            with transaction.atomic():  # one holder's refusal leaves no draft to another
                act(by=request.actor, now=request.now, case_id=case_id, wanted=wanted)
            return HttpResponseRedirect(reverse(TO_SIGN))
        except REFUSED as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "contacts/ask.html",
        {
            "case": bench.case,
            "form": form,
            "window": window,
            "left_out": len(stays) - len(open_stays),
            "ready": bool(people and directory.holders()),
            "trail": trail(bench.case, _("Ask holders"), there=True),
        },
    )


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def identities(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Ask who candidates are: those alone who are likely enough."""
    bench = _bench(request, case_id)
    people, police = _approvers(request)
    page = who_was_there_page.show(by=request.actor, now=request.now, case_id=case_id)
    rule = who_was_there_asking.rule_on(request.now)
    most = who_was_there_asking.most_named(request.now)
    words = showing.words_of(get_language() or "ko")
    waiting = [
        (str(one.row.id), f"{one.place} · {words.percent(one.row.probability)}")
        for one in page.lines
        if one.row.person_id is None
        and one.row.state in (CandidateState.OPEN, CandidateState.ALERT)
        and one.row.probability >= rule.identify_from
    ]
    form = forms.IdentitiesForm(
        request.POST if request.method == "POST" else None,
        candidates=waiting,
        approvers=people,
        police=police,
        initial={"candidates": [value for value, _text in waiting[:most]]},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                who_was_there_asking.ask_identities(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    candidate_ids=[UUID(one) for one in given["candidates"]],
                    necessity=given["necessity"],
                    approver_keys=_keys(given),
                )
            return HttpResponseRedirect(reverse(TO_SIGN))
        except REFUSED as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "contacts/identities.html",
        {
            "case": bench.case,
            "form": form,
            "waiting": waiting,
            "most": most,
            "rule": rule,
            "trail": trail(bench.case, _("Ask who they are"), there=True),
        },
    )


def _bench(request: DeskRequest, case_id: UUID, *, number: int = 0) -> Workbench:
    """The workbench in a version, 0 = the newest. Raises Http404."""
    try:
        bench = reconstructing_page.show(
            by=request.actor, now=request.now, case_id=case_id, number=number
        )
    except UNKNOWN:
        raise Http404 from None
    if bench.kept is None:
        raise Http404
    return bench


def _window(request: DeskRequest, case_id: UUID) -> Window | None:
    """The time that may be asked about; nothing where a request would be refused, which says why."""
    try:
        return who_was_there_asking.allowed(by=request.actor, now=request.now, case_id=case_id)
    except REFUSED:
        return None


def _said(bench: Workbench, stays: Sequence[ShownStay]) -> list[tuple[str, str]]:
    """Stays for boxes: time, place and probability."""
    words = showing.words_of(get_language() or "ko")
    names = showing.place_names(bench, get_language() or "ko")

    def said(stay: ShownStay) -> str:
        place = names.get(stay.place_id or "", _("No listed place"))
        time = words.until(stay.arrived.likely, stay.left.likely)
        return f"{time} · {place} · {words.percent(stay.probability)}"

    return [(stay.key, said(stay)) for stay in stays]


def _approvers(
    request: DeskRequest,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who may approve personal data, and who location."""
    found = [
        [
            (one.key_id, f"{one.name} · {one.organisation_id}")
            for one in requesting.approvers(by=request.actor, now=request.now, kinds=[kind])
        ]
        for kind in (Kind.CHECK_IN, Kind.CONNECTION)
    ]
    return found[0], found[1]


def _keys(given: Mapping[str, str]) -> dict[str, str]:
    return {
        Article.PERSONAL_DATA: given["approver"],
        Article.LOCATION: given["location_approver"],
    }
