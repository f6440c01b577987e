"""Every refusal of the API as problem+json (RFC 9457). None repeats what was sent: it may name somebody."""

import json

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dongseon.console.cases.types import CaseUnknown, Overtaken, Refused
from dongseon.console.registry.actions import Overtaken as PersonOvertaken
from dongseon.errors import InvalidInput

PROBLEM = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "A good token is needed",
    403: "The token does not allow this",
    404: "There is no such case",
    409: "Somebody else changed it meanwhile",
    413: "The request is too large",
    422: "Something in the request cannot be used",
    429: "Too many calls",
}


def problem(status: int, detail: str = "", faults: list[str] | None = None) -> HttpResponse:
    """An answer that says what is wrong."""
    said = {
        "type": "about:blank",
        "title": TITLES.get(status, "It did not work"),
        "status": status,
        "detail": detail,
        "faults": faults or [],
    }
    return HttpResponse(json.dumps(said), status=status, content_type=PROBLEM)


def dress(api: NinjaAPI) -> None:
    """Let the API answer every fault that can be foreseen."""

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        faults = [f"{'.'.join(map(str, one['loc'][2:]))}: {one['type']}" for one in fault.errors]
        return problem(422, faults=faults)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        answer = problem(401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return problem(fault.status_code)

    for kind, status in (
        (InvalidInput, 422),
        (Refused, 422),
        (CaseUnknown, 404),
        (Http404, 404),
        (Overtaken, 409),
        (PersonOvertaken, 409),
        (RequestDataTooBig, 413),
    ):
        _handle(api, kind, status)


def _handle(api: NinjaAPI, kind: type[Exception], status: int) -> None:
    @api.exception_handler(kind)
    def refused(request: HttpRequest, fault: Exception) -> HttpResponse:
        told = status == 422  # sentences of ours, that name fields and no values
        return problem(status, str(fault) if told else "")
