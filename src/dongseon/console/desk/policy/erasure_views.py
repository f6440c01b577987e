"""What is kept for how long, and the signed reports of what was erased."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.retention import queries
from dongseon.console.workflows import erasure
from dongseon.errors import NotFound

HERE = ZoneInfo("Asia/Seoul")
SEE = (Role.AUDITOR, Role.ADMINISTRATOR, Role.EPIDEMIOLOGIST, Role.APPROVER)
REPORTS = 30  # a page: a month


@door(*SEE, personal=False)
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """What is kept for how long, and what was erased in the last month."""
    today = request.now.astimezone(HERE).date()
    page = max(0, int(number)) if (number := request.GET.get("page", "0")).isdecimal() else 0
    rows = queries.reports(limit=REPORTS + 1, start=page * REPORTS)
    return render(
        request,
        "policy/erasure.html",
        {
            "kept": [
                (
                    holding,
                    policy.rule(kinds.KINDS[holding.rule], today) if holding.rule else None,
                )
                for holding in erasure.kept()
            ],
            "reports": rows[:REPORTS],
            "newer": f"?page={page - 1}" if page else "",
            "older": f"?page={page + 1}" if len(rows) > REPORTS else "",
            "trail": [(_("Rules"), reverse("policy:rules")), (_("Erasure"), "")],
        },
    )


@door(*SEE, personal=False)
@require_GET
def report(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """A signed report as a file: it names nobody, and anybody can check it."""
    try:
        found = queries.report(report_id)
    except NotFound:
        raise Http404 from None
    answer = HttpResponse(found.text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{found.at:%Y%m%d}.json"'
    return answer
