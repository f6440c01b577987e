"""What leaves the house: chosen columns, disarmed cells, an entry of its own, no names for the nameless."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from django.test import Client
from tests.console import cast
from tests.console.cast import Player

from dongseon.console.audit.models import Entry
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import reporting
from dongseon.console.workflows.reporting import Report

ALL = ["number", "name", "birth_date", "phone", "classification", "reported_on", "age_group"]


@pytest.fixture
def mapo(db: None, now: datetime) -> Player:
    """Who investigates in Mapo, with two cases, one of an evil name."""
    player = cast.cast("investigator")["investigator"]
    reports = [
        Report(
            identity=Identity(name=name, birth_date=date(1990, 5, 6), phones=("01011112222",)),
            area="11440",
            classification=Classification.CONFIRMED,
            basis=Basis.AS_REPORTED,
            dates=Dates(None, None, date(2020, 5, day)),
        )
        for day, name in enumerate(("김민준", "=HYPERLINK(1)"), start=1)
    ]
    reporting.report_cases(by=player.actor, now=now, reports=reports, origin=Origin.DESK)
    return player


def taken(browser: Client, columns: list[str], address: str = "/cases/export/") -> str:
    answer = browser.post(address, {"columns": columns, "form": "csv"})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_list_is_taken_out_as_it_was_narrowed(mapo: Player) -> None:
    browser = cast.browser_of(mapo, language="en")
    rows = list(csv.reader(io.StringIO(taken(browser, ALL))))
    assert [row[1] for row in rows] == ["Name", "'=HYPERLINK(1)", "김민준"]
    narrowed = taken(browser, ALL, "/cases/export/?reported_to=2020-05-01")
    assert "HYPERLINK" not in narrowed
    assert "김민준" in narrowed
    entries = Entry.objects.filter(act="cases.export", kind="write")
    assert {"name", "phone"} <= set(entries[0].fields)


def test_an_anonymised_file_names_nobody(mapo: Player) -> None:
    text = taken(cast.browser_of(mapo, language="en"), ["classification", "age_group"])
    assert "confirmed" in text
    assert "김민준" not in text
    assert "1990" not in text


def test_who_sees_no_names_takes_none_whatever_they_ask_for(mapo: Player) -> None:
    browser = cast.browser_of(cast.cast("epidemiologist")["epidemiologist"], language="en")
    text = taken(browser, ALL)
    for secret in ("김민준", "01011112222", "1990"):
        assert secret not in text
    assert "2020-05-01" in text


def test_a_workbook_holds_texts_and_no_formula(mapo: Player) -> None:
    browser = cast.browser_of(mapo, language="en")
    answer = browser.post("/cases/export/", {"columns": ALL, "form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}


def test_other_roles_take_nothing_out(mapo: Player) -> None:
    browser = cast.browser_of(cast.cast("nurse")["nurse"], language="en")
    assert browser.get("/cases/export/").status_code == 403
