"""The daily report: as it would be issued, as it was, and as files."""

import csv
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.figures import wording
from dongseon.console.figures import queries
from dongseon.console.figures.actions import Refused
from dongseon.console.figures.queries import Issued
from dongseon.console.figures.rules import Report
from dongseon.console.workflows import daily_report, reporting

SEE = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
TABLES = ("national", "provinces", "sexes", "ages")


class CorrectForm(forms.Form):
    """What was wrong."""

    note = forms.CharField(
        label=gettext_lazy("What was wrong"),
        max_length=200,
        help_text=gettext_lazy("Stands on the report for everybody: name nobody here"),
    )


@door(*SEE, personal=False)
@require_GET
def reports(request: DeskRequest) -> HttpResponse:
    """All reports that were issued."""
    today = reporting.local_day(request.now)
    issued = queries.published()
    page = {
        "issued": issued,
        "columns": wording.NATIONAL.items(),
        "waits": not any(one.report.day == today for one in issued),
        "may_issue": request.actor.role == Role.EPIDEMIOLOGIST,
    }
    return render(request, "figures/list.html", page)


@door(Role.EPIDEMIOLOGIST, personal=False)
@require_GET
def today(request: DeskRequest) -> HttpResponse:
    """Today's report as it would be issued now."""
    day = reporting.local_day(request.now)
    if queries.report(day) is not None:
        return HttpResponseRedirect(reverse("figures:report", args=[day.isoformat()]))
    draft = daily_report.drawn_up(now=request.now, day=day)
    page = {"draft": draft, "trail": [*_trail(), (_("Today's report"), "")]}
    return render(request, "figures/today.html", _tables(draft.report) | page)


@door(Role.EPIDEMIOLOGIST, personal=False)
@require_POST
def issue(request: DeskRequest) -> HttpResponse:
    """Issue it. From then on it stays as it is."""
    day = reporting.local_day(request.now)
    try:
        daily_report.issue(by=request.actor, now=request.now, day=day)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("figures:today"))
    messages.success(request, _("Issued. The report stays as it is now."))
    return HttpResponseRedirect(reverse("figures:report", args=[day.isoformat()]))


@door(*SEE, personal=False)
@require_GET
def report(request: DeskRequest, report_day: str) -> HttpResponse:
    """A report as it was issued."""
    editions = _editions(report_day)
    return render(
        request,
        "figures/report.html",
        _tables(editions[0].report)
        | {
            "issued": editions[0],
            "earlier": editions[1:],
            "officers": access.names_of({one.issued_by for one in editions if one.issued_by}),
            "tables": TABLES,
            "may_issue": request.actor.role == Role.EPIDEMIOLOGIST,
            "trail": [*_trail(), (report_day, "")],
        },
    )


@door(Role.EPIDEMIOLOGIST, personal=False)
@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, report_day: str) -> HttpResponse:
    """Issue a correction: the day counted anew. What was issued stays readable."""
    editions = _editions(report_day)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            daily_report.issue(
                by=request.actor,
                now=request.now,
                day=editions[0].report.day,
                note=form.cleaned_data["note"],
            )
            messages.success(request, _("The correction is issued."))
            return HttpResponseRedirect(reverse("figures:report", args=[report_day]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    draft = daily_report.drawn_up(now=request.now, day=editions[0].report.day)
    page = {"form": form, "draft": draft, "trail": [*_trail(), (report_day, reverse("figures:report", args=[report_day])), (_("Correct"), "")]}  # fmt: skip
    return render(request, "figures/correct.html", _tables(draft.report) | page)


@door(*SEE, personal=False)
@require_GET
def as_csv(request: DeskRequest, report_day: str, table: str) -> HttpResponse:
    """One table of a report, for a spreadsheet."""
    found = _editions(report_day)[0].report
    if table not in TABLES:
        raise Http404
    rows = _rows(found, table)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="report-{report_day}-{table}.csv"'
    answer.write("\ufeff")  # so that a spreadsheet reads Hangul
    writer = csv.DictWriter(answer, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return answer


def _rows(found: Report, table: str) -> list[dict[str, Any]]:
    day = {"day": found.day.isoformat()}
    if table == "national":
        changes = {f"{name}_change": change for name, change in found.change.items()}
        return [day | asdict(found.national) | changes]
    parts: Iterable[Any] = getattr(found, table)
    return [day | asdict(one) for one in parts] or [day]


def _editions(day: str) -> tuple[Issued, ...]:
    try:
        found = queries.editions(date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    if not found:
        raise Http404
    return found


def _tables(found: Report) -> dict[str, object]:
    areas = {one.code: one.name(get_language() or "ko") for one in access.areas()}
    return {
        "report": found,
        "columns": wording.NATIONAL.items(),
        "provinces": [(areas.get(one.province, one.province), one) for one in found.provinces],
        "linked": sum(one.linked for one in found.provinces),
    }


def _trail() -> list[tuple[str, str]]:
    return [(_("Daily reports"), reverse("figures:list"))]
