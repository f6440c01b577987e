"""The charts and maps of the dashboard, written on the server with their tables."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from dongseon.disclosure.release import Count, Day, Release
from dongseon.look import charts, districts
from dongseon.look.charts import Chart, Series
from dongseon.look.districts import Shaded
from dongseon.look.markup import render
from dongseon.public.dashboard.figures import Metric, said
from dongseon.public.dashboard.words import age_name, sex_name, source_name

MOST_BARS = 12
UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and the same as a table."""

    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def korean() -> bool:
    """Whether the page is in Korean."""
    return not (translation.get_language() or "").startswith("en")


def short(day: Day) -> str:
    """A day on an axis."""
    return f"{day.day.month}.{day.day.day}." if korean() else f"{day.day.day}/{day.day.month}"


def new_by_day(release: Release) -> Figure:
    """New cases a day; days for which reports are still coming in are a series of their own."""
    chart = Chart(
        name=_("New cases by day"),
        description=described(release.days, [day.new for day in release.days]),
        labels=tuple(short(day) for day in release.days),
        series=(
            Series(
                _("New cases"),
                tuple(float(day.new) if day.settled else UNKNOWN for day in release.days),
            ),
            Series(
                _("Reports still coming in"),
                tuple(UNKNOWN if day.settled else float(day.new) for day in release.days),
            ),
        ),
    )
    head, rows = charts.table_of(chart)
    return Figure(render(charts.stacked_bar(chart)), head, rows)


def over_time(metric: Metric, release: Release) -> Figure:
    """One figure by day."""
    counted = [metric.of(day) for day in release.days]
    values = [UNKNOWN if value is None else value for value in counted]
    chart = Chart(
        name=str(metric.name),
        description=described(release.days, values, metric.unit),
        labels=tuple(short(day) for day in release.days),
        series=(Series(str(metric.name), tuple(values)),),
        shown=lambda value: said(value, metric.unit),
    )
    head, rows = charts.table_of(chart)
    return Figure(render(charts.line(chart)), head, rows)


def described(days: Sequence[Day], values: Sequence[float], unit: str = "") -> str:
    """What a curve shows, in a sentence, for whoever cannot see it."""
    known = [at for at in range(len(values)) if math.isfinite(values[at])]
    if not known:
        return _("No figures yet.")
    top = max(known, key=lambda at: values[at])
    return _("From %(first)s to %(last)s. Highest: %(most)s on %(top)s. Last: %(now)s.") % {
        "first": days[known[0]].day,
        "last": days[known[-1]].day,
        "most": said(values[top], unit),
        "top": days[top].day,
        "now": said(values[known[-1]], unit),
    }


def by_district(release: Release) -> Markup:
    """The map of districts; its table is the one beside it."""
    counts = {each.code: each.cases for each in release.districts}
    top = max(release.districts, key=lambda each: each.cases, default=None)
    text = ""
    if top is not None:
        name = top.name_ko if korean() else top.name_en
        text = _("Most cases: %(district)s, %(cases)s.") % {
            "district": name,
            "cases": f"{top.cases:,}",
        }
    shaded = Shaded(_("Cases by district"), text, counts, korean=korean())
    return render(districts.draw(shaded))


def shares(name: str, counts: Sequence[tuple[str, int]]) -> Figure:
    """Cases by one property, as bars."""
    chart = Chart(
        name=name,
        description=", ".join(f"{label} {cases:,}" for label, cases in counts[:MOST_BARS]),
        labels=tuple(label for label, _cases in counts),
        series=(Series(_("Cases"), tuple(float(cases) for _label, cases in counts)),),
        height=200.0,
    )
    head, rows = charts.table_of(chart)
    return Figure(render(charts.bar(chart)), head, rows)


def by_age(release: Release) -> Figure:
    """Cases by age."""
    return shares(_("Cases by age"), named(release.ages, age_name))


def by_sex(release: Release) -> Figure:
    """Cases by sex."""
    return shares(_("Cases by sex"), named(release.sexes, sex_name))


def by_source(release: Release) -> Figure:
    """Cases by source of infection."""
    return shares(_("Cases by source of infection"), named(release.sources, source_name))


def named(counts: Sequence[Count], name: Callable[[str], str]) -> list[tuple[str, int]]:
    """Counts under the names that readers know."""
    return [(name(each.name), each.cases) for each in counts]


ALONE = (
    "svg{font-family:sans-serif;background:#fff}text{fill:#33363d;font-size:12px}"
    ".label{text-anchor:middle}.value,.row{text-anchor:end}.grid{stroke:#cdd1d5;fill:none}"
    "rect.s1,.dot{fill:#256ef4}rect.s2{fill:#c78500}.line{fill:none;stroke:#256ef4;stroke-width:2}"
)  # the colours of the page's style, for a picture that has none


def alone(svg: Markup) -> str:
    """A chart as a document of its own: with its colours inside."""
    first, rest = svg.split(">", 1)
    return f"{first}><style>{ALONE}</style>{rest}"


def zone() -> ZoneInfo:
    """Where the site is."""
    return ZoneInfo(settings.TIME_ZONE)
