"""Results by file: brought, its columns said, its rows entered for a second person."""

from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.laboratory import acting
from dongseon.console.desk.laboratory.doors import WORK
from dongseon.console.intake.reading import MOST_BYTES
from dongseon.console.laboratory import deliveries, sheets
from dongseon.console.laboratory.types import SpecimenUnknown
from dongseon.console.workflows import result_files
from dongseon.errors import InvalidInput, NotFound

SHOWN_ROWS = 3
FIELDS = {
    "code": gettext_lazy("Code of the specimen"),
    "result": gettext_lazy("Result"),
    "reported_at": gettext_lazy("Day or time of the result"),
    "kit": gettext_lazy("Kit"),
    "lot": gettext_lazy("Lot"),
    "ct": gettext_lazy("Ct value"),
    "name": gettext_lazy("Name"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "phone": gettext_lazy("Phone"),
}


class FileForm(forms.Form):
    """A file of results."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), one row a specimen, names of columns first, up to 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column is what."""

    def __init__(self, data: object, *, file: result_files.File) -> None:
        super().__init__(data, initial=dict(file.columns))  # type: ignore[arg-type]  # a QueryDict
        offered = [("", _("– not in the file –")), *((name, name) for name in file.grid.names)]
        for field, label in FIELDS.items():
            self.fields[field] = forms.ChoiceField(
                label=label, choices=offered, required=field in sheets.NEEDED
            )


@door(*WORK, personal=False)  # shows nothing that is stored
@require_http_methods(["GET", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    """Choose a file."""
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                delivery_id = result_files.bring(
                    by=request.actor,
                    now=request.now,
                    name=file.name,
                    data=file.read(MOST_BYTES + 1),
                )
            return HttpResponseRedirect(reverse("laboratory:file", args=[delivery_id]))
        except InvalidInput as fault:
            form.add_error("file", str(fault))
    return render(
        request, "laboratory/file.html", {"form": form, "trail": acting.trail(_("Results by file"))}
    )


@door(*WORK, personal=True)
@require_http_methods(["GET", "POST"])
def understand(request: DeskRequest, delivery_id: UUID) -> HttpResponse:
    """Say what its columns mean, and enter its rows."""
    try:
        file = result_files.show(by=request.actor, delivery_id=delivery_id)
    except (SpecimenUnknown, NotFound):
        raise Http404 from None
    audit.look(
        by=request.actor, now=request.now, act="laboratory.see_file",
        subjects=[Subject(deliveries.SUBJECT, delivery_id)], fields=["said"],
    )  # fmt: skip
    form = ColumnsForm(request.POST if request.method == "POST" else None, file=file)
    if request.method == "POST" and form.is_valid():
        columns = {field: column for field, column in form.cleaned_data.items() if column}
        with transaction.atomic():
            result_files.begin(
                by=request.actor, now=request.now, delivery_id=delivery_id, columns=columns
            )
        return HttpResponseRedirect(reverse("laboratory:file", args=[delivery_id]))
    if request.headers.get("HX-Request"):
        return render(request, "laboratory/file_progress.html", {"file": file})
    names = file.grid.names[:8]
    rows = range(min(SHOWN_ROWS, len(file.grid)))
    return render(
        request,
        "laboratory/file_columns.html",
        {
            "file": file,
            "form": form,
            "count": len(file.grid),
            "names": names,
            "sample": [[file.grid.column(name)[row] for name in names] for row in rows],
            "trail": acting.trail(_("Results by file")),
        },
    )
