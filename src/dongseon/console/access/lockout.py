"""When guessing passwords is stopped, and whom that must not stop.

An office has one address, and its officers' names can be guessed: locking a name or an address alone
would let anybody lock everybody out. So a browser in which somebody has signed in before is known by a
signed cookie and counted by itself; the locks by name and by address are for unknown browsers.
(The idea is OWASP's "device cookie".)
"""

import secrets
from collections.abc import Mapping

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from django.conf import settings
from django.core import signing
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

KNOWN = "console_browser"  # the cookie of a known browser
KNOWN_S = 180 * 24 * 3600  # s that it is known for; assumption
ADDRESS_LIMIT = 30  # failures of unknown browsers from one address; assumption
Credentials = Mapping[str, str | None]


def remember(response: HttpResponse, username: str) -> None:
    """Let this browser be known as one in which the officer has signed in."""
    value = signing.dumps([fold(username), secrets.token_hex(8)], salt=KNOWN)
    response.set_cookie(
        KNOWN,
        value,
        max_age=KNOWN_S,
        secure=settings.OVER_TLS,
        httponly=True,
        samesite="Strict",
    )


def is_known(request: HttpRequest, username: str) -> str | None:
    """The mark of a browser in which this officer has signed in before; nothing for any other."""
    try:
        name, mark = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_S)
    except (signing.BadSignature, ValueError):
        return None
    return str(mark) if name == fold(username) else None


def fold(username: str) -> str:
    """One way of writing a name."""
    return username.strip().casefold()


def counted_name(request: HttpRequest, credentials: Credentials | None) -> str:
    """Under which name a failure is counted: the officer's, with the mark of a known browser."""
    given = credentials["username"] if credentials else request.POST.get("username")
    name = fold(given or "")[:200]
    mark = is_known(request, name)
    return name if mark is None else f"{name}#{mark}"


def counted_by(request: HttpRequest, credentials: Credentials | None) -> list[str]:
    """What a failure is counted by: a known browser by itself, others by name and by address."""
    known = "#" in counted_name(request, credentials)
    return ["username"] if known else ["username", "ip_address"]


def address(request: HttpRequest) -> str:
    """Whose request it is. Over TLS our own proxy stands before us and appends whom it heard."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.OVER_TLS and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def answer(request: HttpRequest, shown: HttpResponse, credentials: Credentials) -> HttpResponse:
    """What a locked-out browser gets: the sign-in page, as it says so, as "too many requests"."""
    shown.status_code = 429
    return shown


class Handler(AxesDatabaseHandler):
    """Counts failures by name and, more patiently, by address."""

    def get_failures(self, request: HttpRequest, credentials: Credentials | None = None) -> int:
        """The failures that count, in units of the limit by name."""
        counts = [
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        ]
        by_address = counts[1] * settings.AXES_FAILURE_LIMIT // ADDRESS_LIMIT if counts[1:] else 0
        return int(max(counts[0], by_address))

    def reset_user_attempts(
        self, request: HttpRequest, credentials: Credentials | None = None
    ) -> int:
        """After a success forget this name's failures, not those of others at the same address."""
        name = get_client_username(request, credentials)
        return int(self.reset_attempts(username=name)) if name else 0
