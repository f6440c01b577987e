"""The cases of the last four weeks by the day they were reported on, as a picture and a table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dongseon.console.cases import listing
from dongseon.console.cases.rules import Classification
from dongseon.look import charts
from dongseon.look.charts import Chart, Series
from dongseon.look.markup import render

DAYS = 28


@dataclass(frozen=True, slots=True)
class Curve:
    """What the tag `{% chart %}` takes."""

    svg: SafeString
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_area(area: str, now: datetime) -> Curve | None:
    """The curve of an area ("" for the whole country); nothing where nothing was reported."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=DAYS - 1 - i) for i in range(DAYS)]
    counted = listing.by_day(area=area, first=days[0], last=today)
    if not counted:
        return None
    chart = Chart(
        name=_("Cases by day of report"),
        description=_("The last four weeks, cases of your area."),
        labels=tuple(_shown(day) for day in days),
        series=(
            _series(_("Confirmed"), Classification.CONFIRMED, days, counted),
            _series(_("Suspected"), Classification.SUSPECTED, days, counted),
            _series(_("Under investigation"), Classification.UNDER_INVESTIGATION, days, counted),
        ),
        width=480.0,
    )
    head, rows = charts.table_of(chart)
    return Curve(SafeString(render(charts.stacked_bar(chart))), head, rows)


def _series(
    name: str,
    classification: Classification,
    days: list[date],
    counted: "listing.Counted",
) -> Series:
    return Series(name, tuple(float(counted.get(day, {}).get(classification, 0)) for day in days))


def _shown(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
