"""Lists too long to wait for: made by a job, resumed where it died, fetched by their owner alone, erased."""

import csv
import io
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import openpyxl
import pytest
from django.db import connection, transaction
from tests.console import cast
from tests.console.cast import Player

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import listing
from dongseon.console.cases.models import Case
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Filters, Origin, Sort
from dongseon.console.intake import retention, sealing, taken, taking
from dongseon.console.intake.models import Piece
from dongseon.console.intake.taken import ExportRow
from dongseon.console.intake.types import ExportState, Form
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import exporting_long, people, reporting
from dongseon.console.workflows.exporting import COLUMNS
from dongseon.console.workflows.reporting import Report
from dongseon.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db
NAMES = ("김민준", "=HYPERLINK(1)", "이서연", "박도현", "최지우")
NEW = {"id": "gen_random_uuid()", "number": "lpad(at::text, 9, '0')"}
WHOLE = exporting_long.List(Filters(), Sort.REPORTED)


@pytest.fixture
def mapo(now: datetime) -> Player:
    """Who investigates in Mapo, with five cases, one of an evil name."""
    player = cast.cast("investigator")["investigator"]
    reports = [
        Report(
            identity=Identity(name=name, birth_date=date(1990, 5, 6)),
            area="11440",
            classification=Classification.CONFIRMED,
            basis=Basis.AS_REPORTED,
            dates=Dates(None, None, date(2020, 5, day)),
        )
        for day, name in enumerate(NAMES, start=1)
    ]
    reporting.report_cases(by=player.actor, now=now, reports=reports, origin=Origin.DESK)
    return player


def begin(
    player: Player,
    now: datetime,
    *,
    form: Form = Form.CSV,
    columns: Collection[str] = ("name", "reported_on"),
    wanted: exporting_long.List = WHOLE,
    rows: int = len(NAMES),
) -> UUID:
    return exporting_long.begin(
        by=player.actor,
        now=now,
        wanted=wanted,
        form=form,
        columns=tuple(columns),
        names={name: name for name in COLUMNS},
        rows=rows,
    )


def names_in(row: ExportRow) -> list[str]:
    text = "".join(exporting_long.csv_lines(row)).removeprefix("\ufeff")
    return [cells[0] for cells in csv.reader(io.StringIO(text))][1:]


def many(person: UUID) -> None:
    """More cases of somebody than are counted one by one."""
    copied = [str(field.column) for field in Case._meta.concrete_fields if not field.generated]
    values = [NEW.get(column, column) for column in copied]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({', '.join(copied)}) SELECT {', '.join(values)}"  # noqa: S608  # our own columns
            " FROM cases_case, generate_series(1, %s) AS at WHERE person_id = %s",
            [listing.EXACT_UP_TO, person],
        )


def test_a_job_makes_the_file_piece_by_piece_as_the_list_is_ordered(
    mapo: Player, now: datetime
) -> None:
    export_id = begin(mapo, now)
    exporting_long.run(now=now, export_id=export_id, at_once=2)
    row = taken.one(export_id)
    assert (row.state, row.rows_done, row.pieces, row.percent) == (ExportState.DONE, 5, 3, 100)
    assert names_in(row) == ["최지우", "박도현", "이서연", "'=HYPERLINK(1)", "김민준"]


def test_a_job_that_died_goes_on_where_it_was(mapo: Player, now: datetime) -> None:
    export_id = begin(mapo, now)
    exporting_long.step(taken.one(export_id), now=now, at_once=2)
    half = taken.one(export_id)
    assert (half.state, half.rows_done) == (ExportState.RUNNING, 2)
    exporting_long.step(taken.one(export_id), now=now, at_once=2)
    with transaction.atomic():
        exporting_long.step(half, now=now, at_once=2)  # a second worker that knows less
    exporting_long.run(now=now, export_id=export_id)
    exporting_long.run(now=now, export_id=export_id)
    assert sorted(names_in(taken.one(export_id))) == sorted(
        ["'=HYPERLINK(1)", *(name for name in NAMES if name[0] != "=")]
    )


def test_everybody_in_the_file_has_an_entry_in_the_log(mapo: Player, now: datetime) -> None:
    exporting_long.run(now=now, export_id=begin(mapo, now))
    looks = Entry.objects.filter(act="cases.export", kind="read", officer_id=mapo.officer_id)
    assert {look.subject_id for look in looks} == set(
        Case.objects.values_list("person_id", flat=True)
    )
    assert Entry.objects.filter(act="intake.begin_export", fields__contains=["name"]).exists()
    assert Entry.objects.filter(act="intake.finish_export").exists()


def test_filters_are_kept_and_a_list_narrowed_to_nothing_is_an_empty_file(
    mapo: Player, now: datetime
) -> None:
    narrow = Filters(reported_to=date(2020, 5, 1), classifications=(Classification.CONFIRMED,))
    export_id = begin(mapo, now, wanted=exporting_long.List(narrow, Sort.NUMBER))
    exporting_long.run(now=now, export_id=export_id)
    assert names_in(taken.one(export_id)) == ["김민준"]
    none = exporting_long.List(Filters(onset_from=date(2020, 5, 1)), Sort.ONSET)
    export_id = begin(mapo, now, wanted=none)
    exporting_long.run(now=now, export_id=export_id)
    assert names_in(taken.one(export_id)) == []


def test_who_sees_no_names_gets_none_from_the_job_either(mapo: Player, now: datetime) -> None:
    player = cast.cast("epidemiologist")["epidemiologist"]
    export_id = begin(player, now, columns=COLUMNS)
    exporting_long.run(now=now, export_id=export_id)
    assert "name" not in taken.one(export_id).header
    text = "".join(exporting_long.csv_lines(taken.one(export_id)))
    assert "김민준" not in text
    assert "2020-05-01" in text


def test_pieces_are_sealed_and_gone_with_their_key(mapo: Player, now: datetime) -> None:
    export_id = begin(mapo, now)
    exporting_long.run(now=now, export_id=export_id)
    [sealed] = Piece.objects.filter(export=export_id).values_list("sealed", flat=True)
    assert "김민준".encode() not in bytes(sealed)
    sealing.destroy(export_id)
    with pytest.raises(NotFound, match="not there any more"):
        names_in(taken.one(export_id))


def test_one_file_at_a_time_and_none_too_long(mapo: Player, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="narrow the list"):
        begin(mapo, now, rows=exporting_long.MOST_ROWS + 1)
    with pytest.raises(InvalidInput, match="choose CSV"):
        begin(mapo, now, rows=100_001, form=Form.WORKBOOK)
    begin(mapo, now)
    with pytest.raises(taking.Busy):
        begin(mapo, now)


def test_when_somebody_is_erased_the_files_that_may_name_them_go_as_well(
    mapo: Player, now: datetime
) -> None:
    export_id = begin(mapo, now)
    exporting_long.run(now=now, export_id=export_id)
    somebody = registry.enrol(by=mapo.actor, now=now, identity=Identity(name="한가람"))
    auditor = cast.cast("auditor")["auditor"]
    people.erase(by=auditor.actor, now=now, person_id=somebody, why="their wish")
    assert taken.one(export_id).state is ExportState.GIVEN_UP
    assert not Piece.objects.exists()
    assert Entry.objects.filter(act="intake.outdate_export", subject_id=export_id).exists()


def test_it_is_erased_by_the_rule(mapo: Player, now: datetime) -> None:
    export_id = begin(mapo, now)
    exporting_long.run(now=now, export_id=export_id)
    erase = partial(retention.erase_exports, by=HOUSE, now=now, spared=frozenset, limit=9)
    assert erase(before=now) == ()
    assert erase(before=now + timedelta(seconds=1)) == (export_id,)
    assert not Piece.objects.filter(export=export_id).exists()


# ── pages ────────────────────────────────────────────────────────────────────────────────────


def test_a_long_list_leads_to_the_page_of_its_file(mapo: Player, now: datetime) -> None:
    many(Case.objects.values_list("person_id", flat=True)[0])
    browser = cast.browser_of(mapo, language="en")
    answer = browser.post("/cases/export/", {"columns": ["area"], "form": "xlsx"})
    [row] = taken.recent(mapo.officer_id)
    assert answer["Location"] == f"/cases/export/{row.id}/"
    assert "rows are written" in browser.get(answer["Location"]).content.decode()
    again = browser.post("/cases/export/", {"columns": ["name"], "form": "csv"})
    assert "A file of yours is being made" in again.content.decode()
    exporting_long.run(now=now, export_id=row.id)
    part = browser.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "The file is ready" in part
    assert "<html" not in part
    book = browser.get(f"/cases/export/{row.id}/file/")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert sheet.max_row == 1 + Case.objects.count()
    assert Entry.objects.filter(act="intake.fetch_export").count() == 1
    browser.post(f"/cases/export/{row.id}/erase/")
    assert browser.get(f"/cases/export/{row.id}/file/").status_code == 404
    assert "This file is erased" in browser.get(f"/cases/export/{row.id}/").content.decode()


def test_nobody_else_sees_or_fetches_it(mapo: Player, now: datetime) -> None:
    export_id = begin(mapo, now)
    exporting_long.run(now=now, export_id=export_id)
    other = cast.browser_of(cast.cast("epidemiologist")["epidemiologist"])
    for path in ("", "file/"):
        assert other.get(f"/cases/export/{export_id}/{path}").status_code == 404
    assert other.post(f"/cases/export/{export_id}/erase/").status_code == 404
    own = cast.browser_of(mapo).get(f"/cases/export/{export_id}/file/")
    assert "김민준" in own.getvalue().decode("utf-8-sig")
