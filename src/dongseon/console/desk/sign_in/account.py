"""One's own affairs: roles held, the one in which one acts, password, sessions."""

from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import actions, context, doors, queries, sessions
from dongseon.console.access.doors import DeskRequest
from dongseon.console.audit import queries as audit
from dongseon.console.desk.audit import showing
from dongseon.console.desk.sign_in import views
from dongseon.console.desk.sign_in.forms import NewPasswordForm

RECENT = 10  # of one's own sign-ins and refused attempts


@doors.own
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Roles, the last sign-ins, and what can be changed."""
    page = {
        "ways": [context.way_of(held) for held in request.held],
        "acting": request.acting and request.acting.assignment_id,
        "codes_left": queries.recovery_codes_left(request.officer.pk),
        "sign_ins": showing.lines_of(audit.sign_ins_of(request.officer.pk, limit=RECENT)),
    }
    return render(request, "sign_in/account.html", page)


@doors.own
@require_POST
def switch_role(request: DeskRequest) -> HttpResponse:
    """Act in another of one's roles from here on."""
    try:
        chosen = UUID(request.POST.get("assignment", ""))
        actions.switch_role(by=request.actor, now=request.now, assignment_id=chosen)
    except (ValueError, actions.Refused):
        raise PermissionDenied from None
    sessions.act_under(request.session, chosen)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if safe else "/")


@doors.own
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: DeskRequest) -> HttpResponse:
    """Set a new password of one's own."""
    officer = request.officer
    form = NewPasswordForm(officer, request.POST or None, asks_present=True)
    if request.method == "POST" and form.is_valid():
        views.renew(request, officer, form.cleaned_data["new"])
        return redirect("sign_in:account")
    return render(request, "sign_in/change_password.html", {"form": form})


@doors.own
@require_POST
def sign_out_everywhere(request: DeskRequest) -> HttpResponse:
    """End all one's sessions, this one too."""
    actions.sign_out_everywhere(by=request.actor, now=request.now, officer_id=request.officer.pk)
    logout(request)
    return redirect("sign_in:password")
