"""The line list, and what is taken out of it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.cases.types import Place, Sort
from dongseon.console.desk.cases import addresses, searching
from dongseon.console.desk.cases.doors import OPEN, SEE, TAKE_OUT
from dongseon.console.desk.cases.forms import COLUMNS, FilterForm, area_choices
from dongseon.console.workflows import line_list
from dongseon.console.workflows.line_list import NAMELESS, Lines

ROWS = 50  # a page
FILTERS = (
    "area", "c", "s", "reported_from", "reported_to", "onset_from", "onset_to", "sort", "columns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks the list for."""

    form: FilterForm
    text: str
    over: bool  # the search in the address was another session's
    sort: Sort
    place: Place


@door(*SEE, personal=True)
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """One page of cases. A posted search comes back as an address that does not tell what it was."""
    if request.method == "POST":
        return _to_address(request)
    asked = read(request)
    lines = line_list.show(
        by=request.actor,
        now=request.now,
        text=asked.text,
        filters=asked.form.filters,
        sort=asked.sort,
        place=asked.place,
        size=ROWS,
        columns=asked.form.shown_columns,
    )
    return render(request, "cases/list.html", _context(request, asked, lines))


def read(request: DeskRequest) -> Asked:
    """What the address says."""
    text = searching.unseal(request, request.GET.get("q", ""))
    query = request.GET.copy()
    query["q"] = text or ""
    form = FilterForm(query, areas=areas_of(request))
    form.is_valid()
    sort = Sort(form.given("sort") or Sort.REPORTED)
    place = addresses.place_of(request.GET)
    if not addresses.is_place_of(place, sort):
        place = Place()
    return Asked(form, form.given("q"), text is None, sort, place)


def areas_of(request: DeskRequest) -> list[tuple[str, str]]:
    """The areas that the officer may choose from."""
    return area_choices(get_language() or "ko", within=request.actor.area)


def _to_address(request: DeskRequest) -> HttpResponse:
    kept = [(name, value) for name in FILTERS for value in request.POST.getlist(name) if value]
    text = request.POST.get("q", "").strip()[:200]
    if text:
        kept.append(("q", searching.seal(request, text)))
    return HttpResponseRedirect(f"{reverse('cases:list')}?{urlencode(kept)}")


def _context(request: DeskRequest, asked: Asked, lines: Lines) -> dict[str, object]:
    nameless = request.actor.role in NAMELESS
    shown = [
        (name, words)
        for name, words in COLUMNS
        if name in asked.form.shown_columns
        and not (nameless and name in line_list.IDENTITY_COLUMNS)
    ]
    rows, exact = lines.count.rows, lines.count.exact
    return {
        "form": asked.form,
        "asked": asked,
        "lines": lines.lines,
        "columns": shown,
        "shown": {name for name, _words in shown},
        "areas": dict(area_choices(get_language() or "ko")),
        "said": _("%(rows)s cases") % {"rows": f"{rows:,}"}
        if exact
        else _("about %(rows)s cases") % {"rows": f"{rows:,}"},
        "too_many": lines.too_many_people,
        "next": addresses.at(request.GET, lines.next),
        "previous": addresses.at(request.GET, lines.previous),
        "nameless": nameless,
        "may_open": request.actor.role in OPEN,
        "may_take_out": request.actor.role in TAKE_OUT,
        "here": f"?{request.GET.urlencode()}",
        "narrowed": any(request.GET.get(name) for name in ("q", *FILTERS[:7])),
    }
