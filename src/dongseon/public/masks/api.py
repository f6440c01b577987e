"""The door for reports of stock, singly and in bulk. JSON in and out; a token names who reports."""

from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dongseon.errors import InvalidInput
from dongseon.public.frame import bodies
from dongseon.public.masks import actions, reports
from dongseon.public.masks.actions import NotAllowed, Said
from dongseon.public.masks.reports import Timed


@csrf_exempt  # a program with a token, no browser with a cookie
@require_http_methods(["POST"])
def bulk(request: HttpRequest) -> JsonResponse:
    """Many shops' stock at once. A report that cannot be used does not stop the others."""
    by = _sender(request)
    if by is None:
        return _refused(401, "a token is needed: Authorization: Bearer …")
    entries = bodies.read(request)
    listed = entries.get("reports") if isinstance(entries, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= reports.MOST_IN_ONE:
        return _refused(400, f"reports: a list of 1 to {reports.MOST_IN_ONE} is needed")
    now = datetime.now(UTC)
    timed: list[Timed] = []
    faults: list[dict[str, object]] = []
    for at, entry in enumerate(listed):
        try:
            timed.append(reports.on_our_clock(reports.read_report(entry), now))
        except InvalidInput as error:
            faults.append({"at": at, "error": str(error)})
    return _taken_in(by, now, timed, faults)


@csrf_exempt
@require_http_methods(["PUT"])
def single(request: HttpRequest, code: str) -> JsonResponse:
    """One shop's stock."""
    by = _sender(request)
    if by is None:
        return _refused(401, "a token is needed: Authorization: Bearer …")
    entry = bodies.read(request)
    if not isinstance(entry, dict) or entry.get("code", code) != code:
        return _refused(400, "one report is needed, of the shop in the address")
    now = datetime.now(UTC)
    try:
        timed = reports.on_our_clock(reports.read_report({**entry, "code": code}), now)
    except InvalidInput as error:
        return _refused(400, str(error))
    return _taken_in(by, now, [timed], [])


def _taken_in(
    by: Said, now: datetime, timed: list[Timed], faults: list[dict[str, object]]
) -> JsonResponse:
    try:
        outcomes = actions.take_in(by=by, now=now, timed=timed) if timed else {}
    except NotAllowed as error:
        return _refused(403, str(error))
    skewed = {each.stock.code: round(each.skew_s) for each in timed if each.skew_s}
    return JsonResponse(
        {
            "received_at": now.isoformat(timespec="seconds"),
            "kept": sum(outcome == "kept" for outcome in outcomes.values()),
            "outcomes": outcomes,
            "clocks_behind_s": skewed,
            "faults": faults,
        },
        status=200 if outcomes or not faults else 400,
    )


def _sender(request: HttpRequest) -> Said | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return actions.sender_of(token.strip()) if kind == "Bearer" and token else None


def _refused(status: int, error: str) -> JsonResponse:
    answer = JsonResponse({"error": error}, status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
