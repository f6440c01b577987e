"""Who calls: a bearer token, held to its scopes and its rate."""

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from dongseon.console.programs import calling
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.queries import Caller

CALLS_A_MINUTE = 300  # of one program: a laboratory's busiest minute many times over. Assumption

# Of a program that sends results: the country's busiest day through one hub. Assumption
RESULTS_A_MINUTE = 6_000


class Call(HttpRequest):
    """A request of a program."""

    auth: Caller
    now: datetime  # UTC


class Token(HttpBearer):
    """A token of `programs`, in the header Authorization."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The program; None for a token that is not good. Raises HttpError for one that calls too often."""
        now = datetime.now(UTC)
        found = calling.called(token=token, now=now)
        if found is None:
            return None
        caller, calls = found
        request.__dict__["now"] = now
        most = RESULTS_A_MINUTE if Scope.RESULTS in caller.scopes else CALLS_A_MINUTE
        if calls > most:
            raise HttpError(429, "")
        return caller


def require(call: Call, *scopes: Scope) -> None:
    """Raise HttpError unless the token has all these scopes."""
    if not call.auth.scopes.issuperset(scopes):
        raise HttpError(403, "")
