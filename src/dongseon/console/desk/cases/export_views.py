"""Taking the line list out as a file."""

from collections.abc import Iterator
from typing import cast

from django import forms
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.cases import listing
from dongseon.console.desk.cases import list_views
from dongseon.console.desk.cases.addresses import trail
from dongseon.console.desk.cases.doors import TAKE_OUT
from dongseon.console.desk.cases.list_views import Asked
from dongseon.console.workflows import exporting, line_list

NAMES = {
    "number": gettext_lazy("Case number"),
    "name": gettext_lazy("Name"),
    "name_romanised": gettext_lazy("Name in Latin letters"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "phone": gettext_lazy("Phone"),
    "area": gettext_lazy("Area"),
    "classification": gettext_lazy("Classification"),
    "state": gettext_lazy("Status"),
    "onset_on": gettext_lazy("Onset"),
    "sampled_on": gettext_lazy("Sample"),
    "reported_on": gettext_lazy("Reported"),
    "age_group": gettext_lazy("Age group"),
}
FORMATS = (("csv", "CSV"), ("xlsx", "Excel (.xlsx)"))
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Which columns, and in which form. Nothing that names somebody is chosen beforehand."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        choices=[(name, NAMES[name]) for name in exporting.COLUMNS],
        initial=exporting.PLAIN,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Names, phones and birth dates leave this house only if you tick them."
        ),
    )
    form = forms.ChoiceField(
        label=gettext_lazy("File"), choices=FORMATS, widget=forms.RadioSelect, initial="csv"
    )


@door(*TAKE_OUT, personal=True)
@require_http_methods(["GET", "POST"])
def export(request: DeskRequest) -> HttpResponse:
    """Choose columns; then the file, of the list as the address narrows it."""
    asked = list_views.read(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    narrowed, _too_many = line_list.search(asked.form.filters, asked.text, by=request.actor)
    count = listing.count(listing.narrowed(area=request.actor.area, filters=narrowed))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["form"] == "csv":
            return _csv(request, asked, form)
        if count.rows <= exporting.MOST_WORKBOOK_ROWS:
            return _workbook(request, asked, form)
        form.add_error("form", _("The list is too long for a workbook: take CSV, or narrow it."))
    audit.look(by=request.actor, now=request.now, act="cases.list", subjects=[], fields=[])
    return render(
        request,
        "cases/export.html",
        {"form": form, "count": count, "trail": trail(_("Take out as a file"))},
    )


def _csv(request: DeskRequest, asked: Asked, form: ExportForm) -> HttpResponse:
    """A file that is sent while it is read. Its transaction is its own: the door's has ended by then."""
    audit.record(
        by=request.actor,
        now=request.now,
        act="cases.begin_export",
        subjects=[],
        fields=exporting.allowed(request.actor, form.cleaned_data["columns"]),
    )

    def pieces() -> Iterator[bytes]:
        with transaction.atomic():
            for piece in exporting.csv_lines(
                by=request.actor,
                now=request.now,
                text=asked.text,
                filters=asked.form.filters,
                sort=asked.sort,
                columns=form.cleaned_data["columns"],
                names={name: str(words) for name, words in NAMES.items()},
            ):
                yield piece.encode()

    answer = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return cast(HttpResponse, answer)  # a door takes both; Django's types know no common one


def _workbook(request: DeskRequest, asked: Asked, form: ExportForm) -> HttpResponse:
    data = exporting.workbook(
        by=request.actor,
        now=request.now,
        text=asked.text,
        filters=asked.form.filters,
        sort=asked.sort,
        columns=form.cleaned_data["columns"],
        names={name: str(words) for name, words in NAMES.items()},
    )
    answer = HttpResponse(data, content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="cases.xlsx"'
    return answer
