"""The door of every page: who may come in, as whom, and what must be in the log when they leave.

Every view is behind one of four: `public` (anybody), `threshold` (the password was right: the pages of
the second factor), `own` (signed in: one's own affairs) or `door` (in a role). A test walks all routes.
Behind `own` and `door` the whole request is one transaction; a page with personal data that leaves no
entry in the audit is an error, and nothing of it is shown. Who is refused is written down.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from dongseon.console.access import queries as access
from dongseon.console.access import sessions
from dongseon.console.access.models import Officer
from dongseon.console.access.queries import Held
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit import actions as log
from dongseon.console.audit import queries as audit
from dongseon.console.audit.types import Actor, Kind, Subject

P = ParamSpec("P")

FIRST_PASSWORD, SECOND_FACTOR = "sign_in:first_password", "sign_in:second_factor"
UNATTENDED = "X-Unattended"  # header of requests that a page makes by itself: nobody is at the desk


class UnauditedRead(RuntimeError):
    """A page with personal data was about to be shown, and the log says nothing of it."""


class Stage(StrEnum):
    """How far somebody must have come to see a page."""

    PUBLIC = "public"
    THRESHOLD = "threshold"
    OWN = "own"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Door:
    """What a route declares."""

    stage: Stage
    roles: frozenset[Role]  # of stage ROLE alone
    purposes: frozenset[Purpose]  # empty: whatever the role is held for
    personal: bool  # whether what lies behind shows personal data


class DeskRequest(HttpRequest):
    """A request that came through a door."""

    officer: Officer  # but for `public`
    actor: Actor  # of `threshold` and `own`: the officer in no role
    now: datetime  # UTC
    held: tuple[Held, ...]  # all roles that the officer holds now; empty at `public`, `threshold`
    acting: Held | None  # the one in which they act


View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def door(
    *roles: Role, personal: bool, purposes: Collection[Purpose] = ()
) -> Callable[[View[P]], View[P]]:
    """Let officers in who act in one of these roles (and for one of these purposes, if named).

    `personal`: the page shows personal data, and must log it.
    """
    return _hang(Door(Stage.ROLE, frozenset(roles), frozenset(purposes), personal))


def public(view: View[P]) -> View[P]:
    """Let anybody in. What is public is listed in the test that walks all routes."""
    return _hang(Door(Stage.PUBLIC, frozenset(), frozenset(), personal=False))(view)


def threshold(view: View[P]) -> View[P]:
    """Let in whose password was right: the second factor, and nothing else."""
    return _hang(Door(Stage.THRESHOLD, frozenset(), frozenset(), personal=False))(view)


def own(view: View[P]) -> View[P]:
    """Let every signed-in officer in, in no role: their own password, roles, sessions."""
    return _hang(Door(Stage.OWN, frozenset(), frozenset(), personal=False))(view)


def of(view: Callable[..., HttpResponse]) -> Door | None:
    """What a view declares; nothing if it is behind no door."""
    declared = getattr(view, "door", None)
    return declared if isinstance(declared, Door) else None


def _hang(declared: Door) -> Callable[[View[P]], View[P]]:
    def dressed(view: View[P]) -> View[P]:
        @wraps(view)
        def entered(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.now = datetime.now(UTC)
            request.held, request.acting = (), None
            barred = _bar(request, declared)
            if barred is not None:
                return barred
            try:
                return _within(request, declared, lambda: view(request, *args, **kwargs))
            except (PermissionDenied, Http404) as refusal:
                if declared.personal or isinstance(refusal, NotYours):
                    _note_refusal(request, refusal, kwargs)
                raise

        entered.__dict__["door"] = declared
        return entered

    return dressed


def _within(request: DeskRequest, declared: Door, show: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view shows, in a transaction of its own."""
    if declared.stage in (Stage.PUBLIC, Stage.THRESHOLD):  # they commit failures too
        return show()
    before_all = not connection.in_atomic_block
    with transaction.atomic():
        _take_role(request, declared)
        before = 0 if before_all else audit.entries_of_this_transaction()
        answer = show()
        if declared.personal and answer.status_code == 200:
            require_entry(before)
        return answer


class NotYours(PermissionDenied):
    """The officer does not act in a role that may see this."""


def require_entry(before: int = 0) -> None:
    """Raise UnauditedRead if the transaction under way has no more entries in the audit than `before`."""
    if audit.entries_of_this_transaction() <= before:
        raise UnauditedRead


# ── coming in ────────────────────────────────────────────────────────────────────────────────


def _bar(request: DeskRequest, declared: Door) -> HttpResponse | None:
    """Where somebody must go first; nothing if they may go on."""
    officer = request.user
    if declared.stage is Stage.PUBLIC:
        return None
    if not isinstance(officer, Officer):
        return _send(request, settings.LOGIN_URL, {"next": request.get_full_path()})
    end = sessions.end_of(request.session, generation=officer.generation, now=request.now)
    if end is not None:
        logout(request)
        return _send(
            request, settings.LOGIN_URL, {"next": request.get_full_path(), "ended": end.value}
        )
    if UNATTENDED not in request.headers:
        sessions.note_seen(request.session, request.now)
    request.officer, request.actor = officer, Actor(officer.pk, "officer", "")
    if declared.stage is Stage.THRESHOLD:
        return None
    if not is_verified(request):
        return _send(request, SECOND_FACTOR, {"next": request.get_full_path()})
    if officer.first_password_until is not None:
        return _send(request, FIRST_PASSWORD, {})
    return None


def is_verified(request: HttpRequest) -> bool:
    """Whether the second factor was given, where one is asked for."""
    return not settings.SECOND_FACTOR or getattr(request.user, "otp_device", None) is not None


def _send(request: HttpRequest, route: str, query: dict[str, str]) -> HttpResponse:
    """Send the browser to a route, also where htmx waits for a part of a page."""
    url = f"{reverse(route)}?{urlencode(query)}" if query else reverse(route)
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _take_role(request: DeskRequest, declared: Door) -> None:
    """Find in which role the officer acts. Raises NotYours if it opens no such door."""
    request.held = access.held_by(request.officer.pk, request.now)
    chosen = sessions.acting(request.session)
    ways = [held for held in request.held if held.assignment_id == chosen] or request.held
    request.acting = ways[0] if ways else None
    if declared.stage is Stage.OWN:
        return
    if request.acting is not None:
        request.actor = request.acting.actor
    if not _opens(declared, request.acting):
        raise NotYours


def _opens(declared: Door, held: Held | None) -> bool:
    if held is None or held.role not in declared.roles:
        return False
    return not declared.purposes or held.purpose in declared.purposes


def _note_refusal(request: DeskRequest, refusal: Exception, kwargs: dict[str, object]) -> None:
    """Write down who was refused what. The transaction of the request is undone by now."""
    match = request.resolver_match
    with transaction.atomic():
        log.record(
            by=request.actor,
            now=request.now,
            act="access.refuse",
            subjects=[
                Subject(name.removesuffix("_id"), value)
                for name, value in kwargs.items()
                if isinstance(value, UUID)
            ],
            why=f"{_reason(refusal)}: {match.view_name if match else ''}"[:400],
            kind=Kind.REFUSED,
        )


def _reason(refusal: Exception) -> str:
    if isinstance(refusal, NotYours):
        return "role"
    return "not found" if isinstance(refusal, Http404) else "denied"
