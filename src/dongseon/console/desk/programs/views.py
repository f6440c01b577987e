"""Programs and their tokens: the list, giving one out, agreeing as the second person, taking one back."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import doors
from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.desk.programs import wording
from dongseon.console.desk.programs.forms import ProgramForm
from dongseon.console.programs import actions, queries
from dongseon.console.programs.queries import Listed


@dataclass(frozen=True, slots=True)
class Line:
    """A program as the page shows it."""

    program: Listed
    area: str
    scopes: tuple[str, ...]
    issued_by: str
    confirmed_by: str
    colour: str
    state: str
    is_open: bool
    may_confirm: bool  # by whoever looks


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_GET
def list_programs(request: DeskRequest) -> HttpResponse:
    """Programs, the newest first."""
    return _show(request)


@doors.door(Role.ADMINISTRATOR, personal=False)
@never_cache
@require_http_methods(["GET", "POST"])
def issue(request: DeskRequest) -> HttpResponse:
    """Give a token out; it is shown this once."""
    form = ProgramForm(request.actor.area, request.now, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _program_id, token = actions.issue(by=request.actor, now=request.now, **form.asked())
        return _show(request, token=token)
    return render(request, "programs/new.html", {"form": form})


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_POST
def confirm(request: DeskRequest, program_id: UUID) -> HttpResponse:
    """Agree as the second person."""
    if actions.confirm(by=request.actor, now=request.now, program_id=program_id):
        messages.success(request, _("Confirmed. The token is good from now on."))
    else:
        messages.warning(request, _("Not confirmed: it is yours, or somebody was quicker."))
    return redirect("programs:list")


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_POST
def revoke(request: DeskRequest, program_id: UUID) -> HttpResponse:
    """Take a token back."""
    if actions.revoke(by=request.actor, now=request.now, program_id=program_id):
        messages.success(request, _("Taken back. The token opens nothing any more."))
    else:
        messages.warning(request, _("Somebody else has just done this, or it is over."))
    return redirect("programs:list")


def _show(request: DeskRequest, *, token: str = "") -> HttpResponse:
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    found, more = queries.listed(area=request.actor.area, number=number)
    page = {
        "lines": _lines(found, request),
        "previous": f"?page={number - 1}" if number > 1 else "",
        "next": f"?page={number + 1}" if more else "",
        "token": token,
        "may_issue": request.actor.role == Role.ADMINISTRATOR,
    }
    return render(request, "programs/list.html", page)


def _lines(found: tuple[Listed, ...], request: DeskRequest) -> list[Line]:
    language = get_language() or "ko"
    areas = {area.code: area.name(language) for area in access.areas()}
    people = {who for one in found for who in (one.issued_by, one.confirmed_by) if who}
    names = access.names_of(people)
    lines = []
    for one in found:
        colour, state = wording.state_of(one, request.now)
        waits = one.confirmed_at is None and one.is_open(request.now)
        lines.append(
            Line(
                program=one,
                area=areas.get(one.area, one.area) if one.area else gettext("Whole country"),
                scopes=tuple(str(wording.SCOPES[scope]) for scope in one.scopes),
                issued_by=names[one.issued_by] if one.issued_by else gettext("The house itself"),
                confirmed_by=names[one.confirmed_by] if one.confirmed_by else "",
                colour=colour,
                state=state,
                is_open=one.is_open(request.now),
                may_confirm=waits and one.issued_by != request.officer.pk,
            )
        )
    return lines
