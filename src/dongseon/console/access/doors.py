"""The door of every page: who may come in, as whom, and what must be in the log when they leave.

Every view is behind `door` or listed `public`; a test walks all routes. Behind a door the whole
request is one transaction; a page with personal data that leaves no entry in the audit is an error,
and nothing of it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from dongseon.console.access import queries as access
from dongseon.console.access.roles import Role
from dongseon.console.audit import queries as audit
from dongseon.console.audit.types import Actor

P = ParamSpec("P")


class UnauditedRead(RuntimeError):
    """A page with personal data was about to be shown, and the log says nothing of it."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a route declares."""

    roles: frozenset[Role]  # empty: public
    personal: bool  # whether what lies behind shows personal data


class DeskRequest(HttpRequest):
    """A request that came through a door."""

    actor: Actor
    now: datetime


View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def door(*roles: Role, personal: bool) -> Callable[[View[P]], View[P]]:
    """Let officers of these roles in. `personal`: the page shows personal data, and must log it."""
    declared = Door(frozenset(roles), personal)

    def dressed(view: View[P]) -> View[P]:
        @wraps(view)
        def entered(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.now = datetime.now(UTC)
            with transaction.atomic():
                actor = access.actor_of(request.user.pk, declared.roles, request.now)
                if actor is None:
                    raise PermissionDenied
                request.actor = actor
                answer = view(request, *args, **kwargs)
                if personal and answer.status_code == 200:
                    require_entry()
                return answer

        entered.door = declared  # type: ignore[attr-defined]
        return entered

    return dressed


def require_entry() -> None:
    """Raise UnauditedRead if the transaction under way has no entry in the audit."""
    if not audit.written_in_this_transaction():
        raise UnauditedRead
