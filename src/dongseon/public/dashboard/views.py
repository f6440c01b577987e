"""The dashboard and one page a figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dongseon.disclosure.release import Release
from dongseon.public.dashboard import figures, pictures
from dongseon.public.dashboard.words import age_name
from dongseon.public.releases import queries

DAYS_SHOWN = 90


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, then in depth."""
    release = queries.figures()
    if release is None:
        return render(request, "dashboard/empty.html")
    return render(request, "dashboard/dashboard.html", shown(release))


def shown(release: Release) -> dict[str, object]:
    """What the page shows."""
    return {
        "release": release,
        "received": queries.received(),
        "tiles": figures.tiles(release),
        "curve": pictures.new_by_day(release),
        "isolated": pictures.over_time(figures.ALL["isolated"], release),
        "district_map": pictures.by_district(release),
        "ages": pictures.by_age(release),
        "sexes": pictures.by_sex(release),
        "sources": pictures.by_source(release),
        "cross_head": [age_name(each) for each in release.district_ages.columns],
        "cross_rows": cross_rows(release),
        "unsettled": sum(not day.settled for day in release.days),
        "metrics": figures.ALL.values(),
    }


def cross_rows(release: Release) -> list[tuple[str, object, tuple[int, ...]]]:
    """The rows of districts by age under the districts' names."""
    korean = pictures.korean()
    names = {each.code: each.name_ko if korean else each.name_en for each in release.districts}
    return [
        (names.get(row.name, row.name), row.as_of, row.cells) for row in release.district_ages.rows
    ]


@require_safe
def metric(request: HttpRequest, key: str) -> HttpResponse:
    """One figure by day, with its definition, to read or to embed."""
    found, release = figures.ALL.get(key), queries.figures()
    if found is None or release is None:
        raise Http404
    figure = pictures.new_by_day(release) if key == "new" else pictures.over_time(found, release)
    return render(
        request,
        "dashboard/metric.html",
        {
            "metric": found,
            "release": release,
            "figure": figure,
            "trail": [(_("Figures"), "../"), (str(found.name), "")],
        },
    )
