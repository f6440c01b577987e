"""Changing who may do what: each a form of its own, refused with a reason or done and said."""

import secrets
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access import actions, doors, rules
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.roles import Role
from dongseon.console.desk.officers import views, wording
from dongseon.console.desk.officers.forms import OfficerForm, PostForm

PASSWORD_BYTES = 12  # of chance in a first password: 16 characters


@doors.door(Role.ADMINISTRATOR, personal=False)
@never_cache
@require_http_methods(["GET", "POST"])
def employ(request: DeskRequest) -> HttpResponse:
    """Add an officer; the first password is shown this once."""
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            with transaction.atomic():
                made = actions.employ(
                    by=request.actor, now=request.now, password=password, **form.cleaned_data
                )
        except actions.Refused as refused:
            form.add_error("username", str(wording.REFUSALS[refused.reason]))
        else:
            blank = PostForm(request.actor.area, request.now)
            return views.show(request, made, blank, password=password)
    return render(request, "officers/new.html", {"form": form})


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_POST
def assign(request: DeskRequest, officer_id: UUID) -> HttpResponse:
    """Give a role, or propose it."""
    form = PostForm(request.actor.area, request.now, request.POST)
    if not form.is_valid():
        return views.show(request, officer_id, form)
    post = form.post()
    try:
        with transaction.atomic():
            actions.assign(by=request.actor, now=request.now, officer_id=officer_id, post=post)
    except actions.Refused as refused:
        form.add_error(None, str(wording.REFUSALS[refused.reason]))
        return views.show(request, officer_id, form)
    waits = rules.needs_second_person(post.role)
    said = _("Proposed. A second person must confirm it.") if waits else _("Done.")
    messages.success(request, said)
    return redirect("officers:officer", officer_id)


@doors.door(Role.ADMINISTRATOR, personal=False)
@never_cache
@require_POST
def give_password(request: DeskRequest, officer_id: UUID) -> HttpResponse:
    """A new first password, shown this once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    done = _tried(
        request,
        lambda: actions.give_first_password(
            by=request.actor, now=request.now, officer_id=officer_id, password=password
        ),
    )
    blank = PostForm(request.actor.area, request.now)
    return views.show(request, officer_id, blank, password=password if done else "")


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_POST
def propose_reset(request: DeskRequest, officer_id: UUID) -> HttpResponse:
    """Ask that a lost phone be taken away."""
    if _tried(
        request,
        lambda: actions.propose_factor_reset(
            by=request.actor, now=request.now, officer_id=officer_id
        ),
    ):
        messages.success(request, _("Proposed. A second person must confirm it."))
    return redirect("officers:officer", officer_id)


@doors.door(Role.ADMINISTRATOR, personal=False)
@require_POST
def dismiss(request: DeskRequest, officer_id: UUID) -> HttpResponse:
    """End all that somebody holds, and their sessions."""
    if _tried(
        request,
        lambda: actions.dismiss(by=request.actor, now=request.now, officer_id=officer_id),
    ):
        messages.success(request, _("Done. All sessions have ended."))
    return redirect("officers:officer", officer_id)


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_POST
def confirm(request: DeskRequest, assignment_id: UUID) -> HttpResponse:
    """Agree to a role as the second person."""
    if _tried(
        request,
        lambda: actions.confirm_assignment(
            by=request.actor, now=request.now, assignment_id=assignment_id
        ),
    ):
        messages.success(request, _("Confirmed."))
    return redirect("officers:waiting")


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_POST
def end(request: DeskRequest, assignment_id: UUID) -> HttpResponse:
    """End a role, or turn a proposal down: one person is enough for that."""
    if _tried(
        request,
        lambda: actions.end_assignment(
            by=request.actor, now=request.now, assignment_id=assignment_id
        ),
    ):
        messages.success(request, _("Ended."))
    return redirect("officers:waiting" if "waiting" in request.POST else "officers:list")


@doors.door(Role.ADMINISTRATOR, Role.AUDITOR, personal=False)
@require_POST
def confirm_reset(request: DeskRequest, reset_id: UUID) -> HttpResponse:
    """Agree that a lost phone be taken away."""
    if _tried(
        request,
        lambda: actions.confirm_factor_reset(by=request.actor, now=request.now, reset_id=reset_id),
    ):
        messages.success(
            request, _("Confirmed. The officer joins a new phone at the next sign-in.")
        )
    return redirect("officers:waiting")


def _tried(request: DeskRequest, act: Callable[[], object]) -> bool:
    """Do it; if a rule speaks against it, say which, and leave everything as it was."""
    try:
        with transaction.atomic():
            act()
    except actions.Refused as refused:
        messages.error(request, str(wording.REFUSALS[refused.reason]))
        return False
    return True
