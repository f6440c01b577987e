"""How long investigations took: by stretch, office and day, machine and people apart; and as a file."""

import csv
import io
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.desk.cases.forms import area_choices
from dongseon.console.desk.investigations import forms
from dongseon.console.desk.investigations.doors import TIME
from dongseon.console.investigations.rules import STRETCHES, Step, Whose
from dongseon.console.workflows import case_numbers, investigating_clock, reporting

DAYS = 14  # shown where nobody says which days


@door(*TIME, personal=True)
@require_GET
def clock(request: DeskRequest) -> HttpResponse:
    """Median and nine in ten of each stretch."""
    form, since, until = _asked(request)
    grouped = form.cleaned_data.get("grouped", "")
    groups, cases = investigating_clock.show(
        by=request.actor, now=request.now, since=since, until=until, grouped=grouped
    )
    return render(
        request,
        "investigations/clock.html",
        {
            "form": form,
            "groups": groups,
            "grouped": grouped,
            "cases": cases,
            "most": investigating_clock.MOST,
            "areas": dict(area_choices(get_language() or "ko")),
            "since": since,
            "until": until,
        },
    )


@door(*TIME, personal=True)
@require_GET
def export(request: DeskRequest) -> HttpResponse:
    """One row a case: when it came where, and how long each stretch took, in seconds."""
    _form, since, until = _asked(request)
    found = investigating_clock.clocks(by=request.actor, now=request.now, since=since, until=until)
    numbers = case_numbers.of({one.found.case_id for one in found})
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(
        ["case", "area", *Step]
        + [f"{begin}_to_{end}_s" for begin, end, _whose in STRETCHES]
        + [f"{whose}_s" for whose in Whose]
    )
    for one in found:
        lasted = [one.lasted(begin, end) for begin, end, _whose in STRETCHES]
        lasted += [one.spent(whose) for whose in Whose]
        table.writerow(
            [
                numbers.get(one.found.case_id, ""),
                one.found.area,
                *(at.isoformat() if (at := one.steps.get(step)) else "" for step in Step),
                *("" if part is None else round(part.total_seconds()) for part in lasted),
            ]
        )
    answer = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="clock-{since}-{until}.csv"'
    return answer


def _asked(request: DeskRequest) -> tuple[forms.ClockForm, date, date]:
    today = reporting.local_day(request.now)
    given = request.GET.copy()
    given.setdefault("since", (today - timedelta(days=DAYS)).isoformat())
    given.setdefault("until", today.isoformat())
    form = forms.ClockForm(given)
    form.is_valid()
    since = form.cleaned_data.get("since") or today - timedelta(days=DAYS)
    until = form.cleaned_data.get("until") or today
    return form, min(since, until), max(since, until)
