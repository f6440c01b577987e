"""Files that are made in the background: how far they are, fetched by whoever began them, erased."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.cases.addresses import trail
from dongseon.console.desk.cases.doors import TAKE_OUT
from dongseon.console.intake import taken, taking
from dongseon.console.intake.taken import ExportRow
from dongseon.console.intake.types import ExportState, Form
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import KEEP_EXPORT
from dongseon.console.workflows import exporting_long, reporting
from dongseon.errors import NotFound

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door(*TAKE_OUT, personal=False)
@require_GET
def show(request: DeskRequest, export_id: UUID) -> HttpResponse:
    """How far it is. The part that changes is asked for again by htmx."""
    row = _row(request, export_id)
    days = policy.rule(KEEP_EXPORT, reporting.local_day(request.now)).value.days
    part = "cases/export_progress.html" if "HX-Request" in request.headers else "cases/file.html"
    return render(
        request,
        part,
        {
            "row": row,
            "erased_on": row.begun_at + timedelta(days=days + 1),
            "trail": trail(_("A list as a file")),
        },
    )


@door(*TAKE_OUT, personal=True)
@require_GET
def fetch(request: DeskRequest, export_id: UUID) -> HttpResponse:
    """The file, for whoever began it, in the role and for the area in which they did."""
    row = _row(request, export_id)
    if row.state is not ExportState.DONE or row.actor != request.actor:
        raise Http404
    taking.fetch(by=request.actor, now=request.now, export_id=export_id)
    if row.form is Form.WORKBOOK:
        answer = HttpResponse(exporting_long.workbook(row), content_type=WORKBOOK)
    else:
        streamed = StreamingHttpResponse(_csv(row), content_type="text/csv; charset=utf-8")
        answer = cast(
            HttpResponse, streamed
        )  # a door takes both; Django's types know no common one
    answer["Content-Disposition"] = f'attachment; filename="cases.{row.form}"'
    return answer


def _csv(row: ExportRow) -> Iterator[bytes]:
    """The file while it is read. Its transaction is its own: the door's has ended by then."""
    with transaction.atomic():
        for line in exporting_long.csv_lines(row):
            yield line.encode()


@door(*TAKE_OUT, personal=False)
@require_POST
def erase(request: DeskRequest, export_id: UUID) -> HttpResponse:
    """Stop it if it is being made, and erase what was made of it."""
    _row(request, export_id)
    taking.give_up(by=request.actor, now=request.now, export_id=export_id)
    messages.success(request, _("The file is erased here."))
    return HttpResponseRedirect(reverse("cases:export"))


def _row(request: DeskRequest, export_id: UUID) -> ExportRow:
    try:
        return taken.one(export_id, officer_id=request.officer.pk)
    except NotFound:
        raise Http404 from None
