"""A number for each request, and one line in the journal about it."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from dongseon.running import journal

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LOG = logging.getLogger("dongseon.console.request")

Answering = Callable[[HttpRequest], HttpResponseBase]


def numbered(answer: Answering) -> Answering:
    """Middleware, the outermost. The number is ours: one that came with the request could say a name.

    The line names the route and not the path, which has identifiers in it; nor who asked: that is
    the audit's, whose readers are audited themselves.
    """

    def answered(request: HttpRequest) -> HttpResponseBase:
        begun_s = time.perf_counter()
        number = secrets.token_hex(8)
        token = journal.REQUEST_ID.set(number)
        try:
            response = answer(request)
            response["X-Request-ID"] = number
            LOG.info("answered", extra={"figures": told(request, response, begun_s)})
        finally:
            journal.REQUEST_ID.reset(token)
        return response

    return answered


def told(request: HttpRequest, response: HttpResponseBase, begun_s: float) -> dict[str, object]:
    """What the line says of a request."""
    match = request.resolver_match
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": match.route if match else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - begun_s) * 1000, 1),
    }
