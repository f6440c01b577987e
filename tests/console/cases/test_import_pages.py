"""The import wizard as an officer walks it; files that mean harm."""

import io
import zipfile
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.console import cast
from tests.console.cast import Player

from dongseon.console.cases.models import Case
from dongseon.console.intake.models import Import
from dongseon.console.workflows import importing

LIST = "이름,연락처,신고일,주민등록번호\n김민준,010-1111-2222,2020-05-04,900506-1234567\n,,,\n=1+1,abc,soon,\n"


@pytest.fixture
def mapo(db: None) -> Player:
    """Who investigates in Mapo."""
    return cast.cast("investigator")["investigator"]


@pytest.fixture
def browser(mapo: Player) -> Client:
    """Their browser."""
    return cast.browser_of(mapo, language="en")


def upload(browser: Client, data: bytes, name: str = "list.csv", kind: str = "cases") -> str:
    """Send a file: where it leads, or the page that refuses it."""
    answer = browser.post("/cases/imports/", {"kind": kind, "file": SimpleUploadedFile(name, data)})
    if answer.status_code == 302:
        return urlsplit(answer.headers["Location"]).path
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_wizard_from_file_to_cases(browser: Client, now: datetime) -> None:
    where = upload(browser, LIST.encode("cp949"))
    page = browser.get(where).content.decode()
    assert "cp949" in page
    assert "no resident numbers" in page
    assert "김민준" in page
    import_id = UUID(where.split("/")[3])
    given = {
        "column_name": "이름", "column_phone": "연락처", "column_reported_on": "신고일",
        "day_order": "ymd", "source": "Mapo", "area": "11440", "classification": "confirmed",
    }  # fmt: skip
    twice = browser.post(where, given | {"column_address": "이름"}).content.decode()
    assert "One column is chosen for two fields" in twice
    check = browser.post(where, given).headers["Location"]
    page = browser.get(check).content.decode()
    assert "Nothing has been imported yet" in page
    assert "is not a day such as" in page
    assert not Case.objects.exists()
    errors = browser.get(f"/cases/imports/{import_id}/errors.csv")
    assert "soon" in errors.content.decode("utf-8-sig")
    browser.post(f"/cases/imports/{import_id}/go/")
    browser.post(f"/cases/imports/{import_id}/go/")
    importing.run(now=now, import_id=import_id)
    page = browser.get(f"/cases/imports/{import_id}/").content.decode()
    assert "every row was dealt with" in page
    assert Case.objects.count() == 1
    assert browser.get(where).status_code == 404, "the file is erased"
    assert "What you brought" in browser.get("/cases/imports/").content.decode()


def test_the_next_file_with_these_columns_is_understood_as_the_last(browser: Client) -> None:
    where = upload(browser, LIST.encode())
    given = {
        "column_name": "연락처", "day_order": "ymd", "source": "Mapo", "area": "", "classification": "",
    }  # fmt: skip
    browser.post(where, given)
    page = browser.get(upload(browser, LIST.encode())).content.decode()
    assert "understood as last time" in page


def test_nobody_else_sees_an_import(browser: Client) -> None:
    where = upload(browser, LIST.encode())
    other = cast.browser_of(cast.cast("case_officer")["case_officer"], language="en")
    for path in (where, where.replace("columns", "check"), where.replace("columns/", "errors.csv")):
        assert other.get(path).status_code == 404
    assert other.post(where.replace("columns", "go")).status_code == 404
    assert browser.get(f"/cases/imports/{uuid4()}/columns/").status_code == 404


def workbook(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
HARMFUL = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "no workbook": workbook({"../../etc/passwd": b"x"}),
    "half a workbook": workbook({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<"})[:90],
    "an empty workbook": workbook({"[Content_Types].xml": b"<Types/>"}),
    "a bomb": workbook({"[Content_Types].xml": b"<Types/>", "xl/a.xml": b"0" * (201 << 20)}),
    "many parts": workbook({f"{n}.xml": b"" for n in range(1_200)}),
    "entities": workbook({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": DOCTYPE}),
    "hidden entities": workbook(
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": DOCTYPE.decode().encode("utf-16")}
    ),
    "too many columns": ",".join(f"c{n}" for n in range(300)).encode() + b"\n",
    "one endless line": b"a" * (10 << 20),
}


@pytest.mark.parametrize("data", HARMFUL.values(), ids=HARMFUL.keys())
def test_a_harmful_file_is_refused_in_a_sentence(browser: Client, data: bytes) -> None:
    page = upload(browser, data)
    assert "Please check what is marked below" in page or page.endswith("/columns/")
    if page.endswith("/columns/"):  # one long line is a header of one column: harmless
        assert browser.get(page).status_code == 200


def test_a_long_line_costs_its_row_and_no_more(browser: Client) -> None:
    rows = b"name,phone\n" + b"x" * (10 << 20) + b",1\nKim,010-1111-2222\n"
    where = upload(browser, rows)
    assert Import.objects.get().rows == 2
    assert browser.get(where).status_code == 200


def test_a_file_name_is_only_a_name(browser: Client) -> None:
    where = upload(browser, LIST.encode(), name="../../../etc/passwd\u202e\x00.csv")
    assert browser.get(where).status_code == 200


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_in_the_file_of_errors(
    browser: Client,
) -> None:
    where = upload(browser, "이름,신고일\n김,=cmd|' /C calc'!A0\n".encode())
    given = {
        "column_name": "이름", "column_reported_on": "신고일", "day_order": "ymd", "source": "x",
        "area": "11440", "classification": "confirmed",
    }  # fmt: skip
    browser.post(where, given)
    errors = browser.get(where.replace("columns/", "errors.csv")).content.decode("utf-8-sig")
    assert "'=cmd" in errors
