"""One's own shift: what is open, giving it on, taking it over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access import doors
from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.desk.shifts import wording
from dongseon.console.roster import actions, queries
from dongseon.console.roster.queries import Handover, Shift

WORKING = tuple(role for role in Role if role not in {Role.ADMINISTRATOR, Role.AUDITOR, Role.PRESS})


@dataclass(frozen=True, slots=True)
class Line:
    """A shift as pages show it."""

    id: UUID
    area: str
    begins_at: datetime
    ends_at: datetime
    officers: tuple[tuple[UUID, str], ...]
    is_now: bool
    following: tuple[
        Shift, ...
    ]  # to whom it can be given; empty where it is not one's own or given


@dataclass(frozen=True, slots=True)
class Given:
    """A hand-over as pages show it."""

    handover: Handover
    given_by: str
    taken_by: str
    mine_to_take: bool


@doors.door(*WORKING, personal=False)
@require_GET
def mine(request: DeskRequest) -> HttpResponse:
    """My shifts, what is open in my area, what waits to be taken over."""
    own = queries.shifts_of(request.officer.pk, request.now)
    begun = {shift.id for shift in own if shift.begins_at <= request.now}
    handovers = queries.handovers(tuple(shift.id for shift in own))
    given = {handover.giving for handover in handovers}
    page = {
        "shifts": lines_of(own, request.now, handing=begun - given),
        "handovers": _given(handovers, {shift.id for shift in own}, request.officer.pk),
        "matters": [
            (matter, _(matter.title)) for matter in queries.open_matters(area=request.actor.area)
        ],
    }
    return render(request, "shifts/mine.html", page)


@doors.door(*WORKING, personal=False)
@require_POST
def hand_over(request: DeskRequest, shift_id: UUID) -> HttpResponse:
    """Give all that is open to the next shift."""
    try:
        with transaction.atomic():
            actions.hand_over(
                by=request.actor,
                now=request.now,
                shift_id=shift_id,
                to_shift_id=UUID(request.POST.get("to", "")),
            )
    except (ValueError, actions.Refused) as refused:
        messages.error(request, _refused(refused))
    else:
        messages.success(
            request, _("Handed over. It stays with you until the next shift takes it.")
        )
    return redirect("shifts:mine")


@doors.door(*WORKING, personal=False)
@require_POST
def acknowledge(request: DeskRequest, handover_id: UUID) -> HttpResponse:
    """Take it over."""
    try:
        with transaction.atomic():
            actions.acknowledge(by=request.actor, now=request.now, handover_id=handover_id)
    except actions.Refused as refused:
        messages.error(request, _refused(refused))
    else:
        messages.success(request, _("Taken over: the open matters are yours."))
    return redirect("shifts:mine")


def lines_of(
    shifts: tuple[Shift, ...], now: datetime, *, handing: set[UUID] | frozenset[UUID] = frozenset()
) -> list[Line]:
    """Shifts with names, and for those of `handing` to whom they can be given."""
    names = access.names_of({officer for shift in shifts for officer in shift.officer_ids})
    language = get_language() or "ko"
    areas = {area.code: area.name(language) for area in access.areas()}
    return [
        Line(
            shift.id,
            areas.get(shift.area, _("Whole country")),
            shift.begins_at,
            shift.ends_at,
            tuple((officer, names.get(officer, "–")) for officer in shift.officer_ids),
            shift.begins_at <= now < shift.ends_at,
            queries.following(shift) if shift.id in handing else (),
        )
        for shift in shifts
    ]


def _given(handovers: tuple[Handover, ...], own: set[UUID], me: UUID) -> list[Given]:
    people = {one.given_by for one in handovers} | {
        one.taken_by for one in handovers if one.taken_by
    }
    names = access.names_of(people)
    return [
        Given(
            one,
            names[one.given_by],
            names[one.taken_by] if one.taken_by else "",
            one.taken_at is None and one.taking in own and one.given_by != me,
        )
        for one in handovers
    ]


def _refused(fault: ValueError | actions.Refused) -> str:
    reason = actions.Refusal.NOT_FOUND if isinstance(fault, ValueError) else fault.reason
    return str(wording.REFUSALS[reason])
