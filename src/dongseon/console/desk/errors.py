"""Pages for when something fails. Each says what happened, whether anything was saved, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dongseon.console.access import doors, roles


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "desk/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this role may not. It names the roles that may, so that the right person is asked."""
    match = request.resolver_match
    door = None if match is None else doors.of(match.func)
    may = [] if door is None else sorted(str(roles.NAMES[role]) for role in door.roles)
    return render(request, "desk/errors/403.html", {"roles": may}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing that this officer may know of."""
    return render(request, "desk/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Written without the database or the session: these may be what failed."""
    return HttpResponse(render_to_string("desk/errors/500.html"), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an old page or another site (CSRF)."""
    return render(request, "desk/errors/stale_form.html", status=403)
