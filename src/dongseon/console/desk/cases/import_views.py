"""Bringing a file, in four steps: the file, its columns, a check, the progress."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Subject
from dongseon.console.desk.cases.doors import BRING
from dongseon.console.desk.cases.import_forms import ColumnsForm, UploadForm
from dongseon.console.desk.cases.list_views import areas_of
from dongseon.console.intake import actions as intake
from dongseon.console.intake import columns
from dongseon.console.intake import queries as imports
from dongseon.console.intake.queries import ImportRow
from dongseon.console.intake.reading import MOST_BYTES
from dongseon.console.intake.types import DayOrder, Fault, Grid, Kind, Mapping, State
from dongseon.console.workflows import importing, reporting
from dongseon.console.workflows.tasks import run_import
from dongseon.errors import InvalidInput, NotFound
from dongseon.records import writing

SHOWN_FAULTS = 100
SHOWN_ROWS = 3
BOM = "\ufeff"  # so that spreadsheets read our UTF-8 as such


def steps() -> list[str]:
    """The steps of the wizard."""
    return [_("File"), _("Columns"), _("Check"), _("Import")]


@door(*BRING, personal=False)
@require_http_methods(["GET", "POST"])
def start(request: DeskRequest) -> HttpResponse:
    """Choose a file; what the officer brought before is listed below."""
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"kind": Kind.CASES},
    )
    if request.method == "POST" and form.is_valid():
        import_id = _upload(request, form)
        if import_id is not None:
            return HttpResponseRedirect(reverse("cases:import_columns", args=[import_id]))
    officer_id = request.actor.officer_id
    rows = imports.recent(officer_id) if officer_id else ()
    return render(
        request, "cases/import_start.html", {"form": form, "imports": rows, "steps": steps()}
    )


def _upload(request: DeskRequest, form: UploadForm) -> UUID | None:
    """The new import; None if the file cannot be read, and the form says why."""
    file = form.cleaned_data["file"]
    kind = Kind(form.cleaned_data["kind"])
    if file.size > MOST_BYTES:
        form.add_error(
            "file", _("the file is larger than %(most)d MB: split it") % {"most": MOST_BYTES >> 20}
        )
        return None
    data = file.read()
    try:
        grid, faults = importing.reading_of(data, kind=kind, file=_("the file"))
    except InvalidInput as fault:
        form.add_error("file", str(fault))
        return None
    return intake.upload(
        by=request.actor,
        now=request.now,
        kind=kind,
        name=str(file.name)[-100:],
        data=data,
        rows=len(grid) + len(faults),
    )


@door(*BRING, personal=True)
@require_http_methods(["GET", "POST"])
def understand(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Say what the columns mean: guessed, or as last time."""
    row, grid = _open(request, import_id)
    saved = imports.saved_mapping(row.kind, request.actor.area, grid.names)
    guessed = _guessed(request, row, grid)
    known = row.mapping if row.mapping.columns else (saved or guessed)
    known = replace(known, reported_on=known.reported_on or guessed.reported_on)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        kind=row.kind,
        names=grid.names,
        areas=areas_of(request),
        mapping=known,
    )
    if request.method == "POST" and form.is_valid():
        understood = intake.understand(
            by=request.actor,
            now=request.now,
            import_id=import_id,
            mapping=form.mapping,
            names=grid.names,
        )
        where = "cases:import_check" if understood else "cases:import"
        return HttpResponseRedirect(reverse(where, args=[import_id]))
    return render(
        request,
        "cases/import_columns.html",
        {
            "form": form,
            "row": row,
            "steps": steps(),
            "remembered": saved is not None and not row.mapping.columns,
            "unclear_days": columns.guess_day_order(grid, guessed.columns) is None,
            "never": [name for name in grid.names if columns.is_never_read(name)],
            "names": grid.names,
            "sample": [
                [column[n] for column in grid.columns] for n in range(min(SHOWN_ROWS, len(grid)))
            ],
            "grid": grid,
        },
    )


def _guessed(request: DeskRequest, row: ImportRow, grid: Grid) -> Mapping:
    mapped = columns.guess(row.kind, grid.names)
    return Mapping(
        columns=mapped,
        day_order=columns.guess_day_order(grid, mapped) or DayOrder.YEAR_FIRST,
        area=request.actor.area,
        reported_on=None if row.kind is Kind.CONTACTS else reporting.local_day(request.now),
    )


@door(*BRING, personal=True)
@require_GET
def check(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """What the import would do, before it does anything."""
    row, grid = _open(request, import_id)
    if not row.mapping.columns:
        return HttpResponseRedirect(reverse("cases:import_columns", args=[import_id]))
    found = importing.check(by=request.actor, now=request.now, import_id=import_id)
    return render(
        request,
        "cases/import_check.html",
        {
            "row": row,
            "steps": steps(),
            "counts": found.counts,
            "faults": found.faults[:SHOWN_FAULTS],
            "faults_more": max(0, len(found.faults) - SHOWN_FAULTS),
            "grid": grid,
        },
    )


@door(*BRING, personal=False)
@require_POST
def go(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Let it go; the job is there if and only if this is."""
    _row(request, import_id)
    if importing.begin(by=request.actor, now=request.now, import_id=import_id):
        run_import.defer(import_id=str(import_id))
    return HttpResponseRedirect(reverse("cases:import", args=[import_id]))


@door(*BRING, personal=False)
@require_GET
def show(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """How far it is, and what became of it. The part that changes is asked for again by htmx."""
    row = _row(request, import_id)
    if row.state is State.UPLOADED:
        return HttpResponseRedirect(reverse("cases:import_columns", args=[import_id]))
    if row.state is State.CHECKED:
        return HttpResponseRedirect(reverse("cases:import_check", args=[import_id]))
    part = "cases/import_progress.html" if "HX-Request" in request.headers else "cases/import.html"
    return render(request, part, {"row": row, "steps": steps()})


@door(*BRING, personal=True)
@require_GET
def errors(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """What is wrong with the rows, as a file to put right and bring again."""
    row = _row(request, import_id)
    _look(request, import_id, "intake.take_errors")
    faults: Iterable[Fault] = imports.faults_of(import_id)
    if row.state is State.CHECKED:
        faults = importing.check(by=request.actor, now=request.now, import_id=import_id).faults
    header = (_("line"), _("column"), _("value"), _("what is wrong"))
    rows = (map(writing.safe_cell, one) for one in imports.error_rows(tuple(faults)))
    answer = HttpResponse(
        BOM + writing.csv_text(header, rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="errors.csv"'
    return answer


@door(*BRING, personal=False)
@require_POST
def give_up(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Bring nothing more of it, and erase the file."""
    _row(request, import_id)
    if intake.give_up(by=request.actor, now=request.now, import_id=import_id):
        messages.success(
            request, _("Given up. The file is erased; what was imported before stays.")
        )
    return HttpResponseRedirect(reverse("cases:imports"))


@door(*BRING, personal=False)
@require_GET
def template(request: DeskRequest, kind: str) -> HttpResponse:
    """An empty list with our own columns."""
    if kind not in {known.value for known in Kind}:
        raise Http404
    text = writing.csv_text(columns.header_of(Kind(kind)), [])
    answer = HttpResponse(BOM + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


def _open(request: DeskRequest, import_id: UUID) -> tuple[ImportRow, Grid]:
    """An import of the officer and its rows, with the look in the log."""
    row = _row(request, import_id)
    _look(request, import_id, "intake.see")
    try:
        return row, imports.grid_of(import_id)[0]
    except (NotFound, InvalidInput):
        raise Http404 from None


def _look(request: DeskRequest, import_id: UUID, act: str) -> None:
    audit.look(
        by=request.actor,
        now=request.now,
        act=act,
        subjects=[Subject(intake.SUBJECT, import_id)],
        fields=["rows"],
    )


def _row(request: DeskRequest, import_id: UUID) -> ImportRow:
    try:
        return imports.one(import_id, officer_id=request.actor.officer_id)
    except NotFound:
        raise Http404 from None
