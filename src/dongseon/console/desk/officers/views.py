"""Looking at officers: the list, one of them, and what waits for a second person."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from dongseon.console.access import doors, people, queries, roles, rules
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.people import Assignment, OfficersPage
from dongseon.console.access.roles import Role
from dongseon.console.desk.officers import wording
from dongseon.console.desk.officers.forms import PostForm, SearchForm


@dataclass(frozen=True, slots=True)
class Line:
    """An assignment as pages show it."""

    id: UUID
    officer_id: UUID
    officer_name: str
    role_name: str
    purpose_name: str
    area_name: str
    begins_at: datetime
    ends_at: datetime | None
    proposed_by: str
    confirmed_by: str
    colour: str
    state: str
    is_open: bool
    may_confirm: bool  # by whoever looks


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_GET
def list_officers(request: DeskRequest) -> HttpResponse:
    """Officers by name, with their open roles."""
    form = SearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {"q": "", "role": ""}
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    found = people.officers(
        area=request.actor.area,
        text=given["q"].strip(),
        role=Role(given["role"]) if given["role"] else None,
        number=number,
        now=request.now,
    )
    held: dict[UUID, list[Line]] = {}
    for line in lines_of(tuple(one for row in found.rows for one in row.assignments), request):
        if line.is_open:
            held.setdefault(line.officer_id, []).append(line)
    shown = [(row, held.get(row.id, [])) for row in found.rows]
    page = {"form": form, "shown": shown, "total": found.total, **_neighbours(found, given)}
    return render(request, "officers/list.html", page | {"may_change": _may_change(request)})


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """What the first person has proposed and a second one must confirm."""
    proposed = [
        one
        for one in people.waiting_assignments(request.now)
        if rules.covers(request.actor.area, one.area.code if one.area else "")
    ]
    resets = people.waiting_resets()
    names = queries.names_of(
        {reset.officer_id for reset in resets} | {reset.proposed_by for reset in resets}
    )
    said = [
        (
            reset,
            names[reset.officer_id],
            names[reset.proposed_by],
            request.officer.pk not in (reset.officer_id, reset.proposed_by),
        )
        for reset in resets
    ]
    page = {"lines": lines_of(tuple(proposed), request), "resets": said}
    return render(request, "officers/waiting.html", page)


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_GET
def officer(request: DeskRequest, officer_id: UUID) -> HttpResponse:
    """One officer: what they hold and held, and what can be done."""
    return show(request, officer_id, PostForm(request.actor.area, request.now))


def show(
    request: DeskRequest, officer_id: UUID, form: PostForm, *, password: str = ""
) -> HttpResponse:
    """The officer's page, with a form as it was filled in, or a password shown this once."""
    found = people.officer(officer_id)
    if found is None:
        raise Http404
    page = {
        "officer": found,
        "lines": lines_of(found.assignments, request),
        "form": form,
        "password": password,
        "may_change": _may_change(request) and officer_id != request.officer.pk,
    }
    return render(request, "officers/officer.html", page)


def lines_of(held: tuple[Assignment, ...], request: DeskRequest) -> list[Line]:
    """The assignments in the words of the page's language, with everybody's name."""
    ids = {one.officer_id for one in held}
    ids |= {who for one in held for who in (one.proposed_by, one.confirmed_by) if who}
    names = queries.names_of(ids)
    return [_line(one, names, request) for one in held]


def _line(held: Assignment, names: dict[UUID, str], request: DeskRequest) -> Line:
    colour, state = wording.state_of(held, request.now)
    area = held.area
    waits = held.confirmed_at is None and held.is_open(request.now)
    refused = rules.refuse_confirmation(
        confirmer_id=request.officer.pk,
        proposer_id=held.proposed_by,
        officer_id=held.officer_id,
    )
    return Line(
        id=held.id,
        officer_id=held.officer_id,
        officer_name=names[held.officer_id],
        role_name=str(roles.NAMES[held.role]),
        purpose_name=str(roles.PURPOSE_NAMES[held.purpose]),
        area_name=area.name(get_language() or "ko") if area else gettext("Whole country"),
        begins_at=held.begins_at,
        ends_at=held.ends_at,
        proposed_by=names[held.proposed_by] if held.proposed_by else gettext("The house itself"),
        confirmed_by=names[held.confirmed_by] if held.confirmed_by else "",
        colour=colour,
        state=state,
        is_open=held.is_open(request.now),
        may_confirm=waits and refused is None,
    )


def _may_change(request: DeskRequest) -> bool:
    return request.actor.role == Role.ADMINISTRATOR


def _neighbours(found: OfficersPage, given: dict[str, str]) -> dict[str, str]:
    """Addresses of the pages before and after."""
    kept = {name: value for name, value in given.items() if value}
    before = urlencode(kept | {"page": str(found.number - 1)}) if found.number > 1 else ""
    after = urlencode(kept | {"page": str(found.number + 1)}) if found.has_next else ""
    return {"previous": before and f"?{before}", "next": after and f"?{after}"}
