"""Planning shifts: who is on duty when. Administrators do it, and see no open matter."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access import doors
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.desk.officers.forms import code_of
from dongseon.console.desk.shifts import views, wording
from dongseon.console.desk.shifts.forms import DutyForm, ShiftForm
from dongseon.console.roster import actions, queries


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_http_methods(["GET", "POST"])
def plan(request: DeskRequest) -> HttpResponse:
    """The shifts of a week, and a new one."""
    form = ShiftForm(request.actor.area, request.POST or None)
    if request.method == "POST" and form.is_valid():
        begins_at, ends_at = form.times()
        try:
            with transaction.atomic():
                actions.plan_shift(
                    by=request.actor,
                    now=request.now,
                    area=code_of(form.cleaned_data["area"]),
                    begins_at=begins_at,
                    ends_at=ends_at,
                )
        except actions.Refused as refused:
            form.add_error(None, str(wording.REFUSALS[refused.reason]))
        else:
            return redirect("shifts:plan")
    return _shown(request, form, DutyForm())


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_POST
def put_on_duty(request: DeskRequest, shift_id: UUID) -> HttpResponse:
    """Put an officer on a shift."""
    duty = DutyForm(request.POST)
    if not duty.is_valid():
        messages.error(request, str(duty.errors["officer"][0]))
        return redirect("shifts:plan")
    try:
        with transaction.atomic():
            actions.put_on_duty(
                by=request.actor, now=request.now, shift_id=shift_id, officer_id=duty.officer_id
            )
    except actions.Refused as refused:
        messages.error(request, str(wording.REFUSALS[refused.reason]))
    return redirect("shifts:plan")


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_POST
def take_off(request: DeskRequest, shift_id: UUID, officer_id: UUID) -> HttpResponse:
    """Take an officer off a shift."""
    try:
        with transaction.atomic():
            actions.take_off_duty(
                by=request.actor, now=request.now, shift_id=shift_id, officer_id=officer_id
            )
    except actions.Refused as refused:
        messages.error(request, str(wording.REFUSALS[refused.reason]))
    else:
        messages.success(request, _("Done."))
    return redirect("shifts:plan")


def _shown(request: DeskRequest, form: ShiftForm, duty: DutyForm) -> HttpResponse:
    planned = queries.shifts(area=request.actor.area, now=request.now)
    page = {"form": form, "duty": duty, "shifts": views.lines_of(planned, request.now)}
    return render(request, "shifts/plan.html", page)
