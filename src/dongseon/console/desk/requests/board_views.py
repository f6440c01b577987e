"""The board: every request, which source is in, which is late and since when; one request; the public figure."""

import csv
import io
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.requests import wording
from dongseon.console.desk.requests.doors import COUNT, FOLLOW, REQUEST
from dongseon.console.investigations import asked, directory, queries, rules
from dongseon.console.investigations.rules import OPEN, Signer
from dongseon.console.investigations.types import (
    CASE,
    InvestigationUnknown,
    Overtaken,
    Request,
    RequestUnknown,
)
from dongseon.console.workflows import case_numbers, requesting_signed
from dongseon.errors import NotFound


@door(*FOLLOW, personal=True)
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """Requests, the latest first."""
    holder_id, state = request.GET.get("holder", ""), request.GET.get("state", "")
    known = {"open", *map(str, rules.RequestState)}
    state = state if state in known else ""
    found = asked.board(
        area=request.actor.area,
        holder_id=holder_id,
        state=state,
        before=place_of(request.GET.get("before", "")),
    )
    audit.look(
        by=request.actor,
        now=request.now,
        act="investigations.see_board",
        subjects=[Subject(CASE, one) for one in {row.case_id for row in found}],
        fields=["state"],
    )
    kept = {"holder": holder_id, "state": state}
    older = ""
    if len(found) == asked.PAGE:
        last = found[-1]
        older = f"?{urlencode({**kept, 'before': f'{last.drafted_at.isoformat()} {last.id}'})}"
    return render(
        request,
        "requests/board.html",
        {
            "rows": [(one, late_since(one, request.now)) for one in found],
            "numbers": case_numbers.of({one.case_id for one in found}),
            "holders": {one.holder_id: one.name for one in directory.holders()},
            "states": [("open", _("Still open"))]
            + [(str(one), text) for one, (_badge, text) in wording.STATES.items()],
            "holder": holder_id,
            "state": state,
            "older": older,
            "first": "before" not in request.GET,
            "now": request.now,
        },
    )


def late_since(one: Request, now: datetime) -> datetime | None:
    """Since when a holder's answer is late."""
    holder = directory.holder(one.holder_id)
    if holder is None or one.state not in rules.PURSUED:
        return None
    within = timedelta(minutes=holder.answers_within_min)
    return rules.late_since(one.sent_at or one.approved_at, within, now)


@door(*FOLLOW, personal=True)
@require_GET
def show(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """One request: all that was signed, in words, by whom, and what became of it."""
    try:
        one = asked.one(request_id, area=request.actor.area)
        look = requesting_signed.look_at(by=request.actor, now=request.now, request=one)
    except (RequestUnknown, InvestigationUnknown):
        raise Http404 from None
    try:
        lines = requesting_signed.lines_of(requesting_signed.payload_of(one, look))
    except NotFound:
        lines = ()
    slices = {row.request_id: row for row in queries.slices_of(one.case_id)}
    signatures = asked.signatures_of(one.id)
    officers = access.names_of({one.requester_id, one.approver_id})
    numbers = case_numbers.of({one.case_id})
    return render(
        request,
        "requests/request.html",
        {
            "one": one,
            "lines": lines,
            "slice": slices.get(one.id),
            "late": late_since(one, request.now),
            "signatures": [signatures[role] for role in Signer if role in signatures],
            "officers": officers,
            "names": wording.known(officers, numbers),
            "holders": {row.holder_id: row.name for row in directory.holders()},
            "number": numbers.get(one.case_id, ""),
            "may_withdraw": one.state in OPEN and request.actor.role in REQUEST,
            "now": request.now,
        },
    )


@door(*REQUEST, personal=False)
@require_POST
def withdraw(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Take a request back."""
    try:
        with transaction.atomic():
            requesting_signed.withdrawn(by=request.actor, now=request.now, request_id=request_id)
        messages.success(request, _("Withdrawn. What the holder answers is not fetched."))
    except RequestUnknown:
        raise Http404 from None
    except Overtaken as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("requests:request", args=[request_id]))


@door(*COUNT, personal=False)
@require_GET
def figures(request: DeskRequest) -> HttpResponse:
    """People whose data were asked for, by month and source: as it may be made public."""
    return render(request, "requests/figures.html", {"rows": _figures()})


@door(*COUNT, personal=False)
@require_GET
def figures_csv(request: DeskRequest) -> HttpResponse:
    """The same as a file."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["month", "holder", "people"])
    for month, holder_id, _name, people in _figures():
        table.writerow([f"{month:%Y-%m}", holder_id, _fewest() if people is None else people])
    answer = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="data-requests.csv"'
    return answer


def _figures() -> list[tuple[date, str, str, int | None]]:
    names = {one.holder_id: one.name for one in directory.holders()}
    return [
        (row.month, row.holder_id, names.get(row.holder_id, row.holder_id), rules.public_count(row.people))
        for row in asked.people_by_month()
    ]  # fmt: skip


def _fewest() -> str:
    return f"<{rules.FEWEST}"


def place_of(text: str) -> tuple[datetime, UUID] | None:
    """Where a page of a list begins, as its address says; nothing for what is no place."""
    at, _space, one = text.rpartition(" ")
    try:
        return datetime.fromisoformat(at), UUID(one)
    except ValueError:
        return None
