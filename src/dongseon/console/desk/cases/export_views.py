"""Taking the line list out as a file."""

from collections.abc import Iterator
from typing import cast

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.cases import listing
from dongseon.console.cases.types import Count
from dongseon.console.desk.cases import file_views, list_views
from dongseon.console.desk.cases.addresses import trail
from dongseon.console.desk.cases.doors import TAKE_OUT
from dongseon.console.desk.cases.list_views import Asked
from dongseon.console.intake import taken, taking
from dongseon.console.intake.types import Form
from dongseon.console.workflows import exporting, exporting_long, line_list
from dongseon.console.workflows.tasks import run_export
from dongseon.errors import InvalidInput

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
FORMATS = ((Form.CSV.value, "CSV"), (Form.WORKBOOK.value, "Excel (.xlsx)"))


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
        answer = _taken(request, asked, form, count)
        if answer is not None:
            return answer
    audit.look(by=request.actor, now=request.now, act="cases.list", subjects=[], fields=[])
    return render(
        request,
        "cases/export.html",
        {
            "form": form,
            "count": count,
            "files": taken.recent(request.officer.pk),
            "trail": trail(_("Take out as a file")),
        },
    )


def _taken(
    request: DeskRequest, asked: Asked, form: ExportForm, count: Count
) -> HttpResponse | None:
    """The file, or the page on which it will be; None where the form now says why there is none."""
    workbook = form.cleaned_data["form"] == Form.WORKBOOK
    if count.exact or asked.text:  # a search finds few, and what it was must not be kept
        return _workbook(request, asked, form) if workbook else _csv(request, asked, form)
    try:
        export_id = exporting_long.begin(
            by=request.actor,
            now=request.now,
            wanted=exporting_long.List(asked.form.filters, asked.sort),
            form=Form(form.cleaned_data["form"]),
            columns=form.cleaned_data["columns"],
            names={name: str(words) for name, words in NAMES.items()},
            rows=count.rows,
        )
    except InvalidInput as fault:
        form.add_error("form", str(fault))
        return None
    except taking.Busy:
        form.add_error(None, _("A file of yours is being made: fetch or erase that one first."))
        return None
    run_export.defer(export_id=str(export_id))
    return HttpResponseRedirect(reverse("cases:export_file", args=[export_id]))


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
    answer = HttpResponse(data, content_type=file_views.WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="cases.xlsx"'
    return answer
