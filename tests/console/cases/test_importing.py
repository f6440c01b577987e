"""Files to records: truthful counts, the same file twice, a killed job, what other programs write."""

import csv
import io
import time
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import openpyxl
import pytest
from django.db import transaction
from tests.console import cast

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import numbers, queries
from dongseon.console.cases.models import Case, Contact
from dongseon.console.intake import actions as intake
from dongseon.console.intake import columns
from dongseon.console.intake import queries as imports
from dongseon.console.intake.models import Import
from dongseon.console.intake.types import Counts, Kind, Mapping
from dongseon.console.registry import queries as people
from dongseon.console.workflows import importing

TODAY = date(2020, 5, 6)
HEADER = ("연번", "이름", "생년월일", "성별", "휴대전화", "지역", "분류", "증상발생일", "신고일")
ROWS = (
    ("1", "김민준", "1990-05-06", "남", "010-1111-2222", "마포구", "확진", "2020-05-01", "2020-05-04"),
    ("2", "이서연", "1985-01-02", "여", "010-3333-4444", "마포구", "의사환자", "", "2020-05-05"),
    ("3", "Maria Garcia", "1979.12.31", "F", "+1 212 555 0100", "11440", "PUI", "", "2020/05/05"),
)  # fmt: skip


@pytest.fixture
def who(db: None) -> Actor:
    """An investigator in Mapo."""
    return cast.cast("investigator")["investigator"].actor


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def brought(
    who: Actor, now: datetime, data: bytes, *, kind: Kind = Kind.CASES, source: str = "Mapo"
) -> UUID:
    """A file uploaded, its columns guessed."""
    grid, faults = importing.reading_of(data, kind=kind, file="list")
    import_id = intake.upload(
        by=who, now=now, kind=kind, name="list.csv", data=data, rows=len(grid) + len(faults)
    )
    mapping = Mapping(
        columns=columns.guess(kind, grid.names), area="11440", classification="confirmed",
        reported_on=TODAY, source=source,
    )  # fmt: skip
    assert intake.understand(
        by=who, now=now, import_id=import_id, mapping=mapping, names=grid.names
    )
    return import_id


def done(who: Actor, now: datetime, import_id: UUID) -> Counts:
    """The import run to its end."""
    checked = importing.check(by=who, now=now, import_id=import_id)
    assert importing.begin(by=who, now=now, import_id=import_id)
    importing.run(now=now, import_id=import_id)
    counts = imports.one(import_id).counts
    assert counts == checked.counts, "the dry run said what would happen"
    return counts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_in_any_usual_writing_becomes_cases(
    who: Actor, now: datetime, encoding: str, delimiter: str
) -> None:
    data = csv_of([HEADER, *ROWS], delimiter).encode(encoding)
    assert done(who, now, brought(who, now, data)) == Counts(created=3)
    kim = Case.objects.get(onset_on=date(2020, 5, 1))
    look = audit.look(
        by=who, now=now, act="test", subjects=[Subject("person", kim.person_id)],
        fields=["name", "birth_date", "sex", "phones"],
    )  # fmt: skip
    identity = people.identity_of(kim.person_id, look)
    assert (identity.name, identity.birth_date) == ("김민준", date(1990, 5, 6))
    assert (identity.sex, identity.phones) == ("male", ("01011112222",))
    assert (kim.area, kim.classification) == ("11440", "confirmed")


def test_the_same_file_twice_changes_nothing_and_says_so(who: Actor, now: datetime) -> None:
    data = csv_of([HEADER, *ROWS]).encode()
    done(who, now, brought(who, now, data))
    assert done(who, now, brought(who, now, data)) == Counts(unchanged=3)
    assert Case.objects.count() == 3
    other = [ROWS[0], (*ROWS[1][:4], "010-9999-0000", *ROWS[1][5:])]
    again = csv_of([HEADER, *other]).encode()
    assert done(who, now, brought(who, now, again)) == Counts(changed=1, unchanged=1)
    assert len(people.find(phone="010-9999-0000")) == 1
    assert done(who, now, brought(who, now, data, source="Seoul")) == Counts(created=3)


def test_a_row_given_twice_in_one_file_counts_once(who: Actor, now: datetime) -> None:
    data = csv_of([HEADER, ROWS[0], ROWS[0]]).encode()
    assert done(who, now, brought(who, now, data)) == Counts(created=1, unchanged=1)


def test_what_is_wrong_is_named_by_row_column_and_value(who: Actor, now: datetime) -> None:
    bad = ("4", "", "1990-13-01", "X", "abc", "부산", "maybe", "soon", "")
    text = csv_of([HEADER, ROWS[0], bad, ("5", "박지호 900506-1234567", *[""] * 7)])
    import_id = brought(who, now, text.encode())
    found = importing.check(by=who, now=now, import_id=import_id)
    assert found.counts == Counts(created=1, rejected=2)
    named = {(fault.line, fault.column, fault.value) for fault in found.faults}
    assert {
        (3, "생년월일", "1990-13-01"), (3, "성별", "X"), (3, "분류", "maybe"), (3, "증상발생일", "soon"),
    } <= named  # fmt: skip
    assert done(who, now, import_id) == Counts(created=1, rejected=2)
    assert imports.faults_of(import_id) == list(found.faults)


def test_a_killed_job_goes_on_where_it_was(who: Actor, now: datetime) -> None:
    rows = [(str(n), f"김민{n}", *ROWS[0][2:]) for n in range(1, 1201)]
    import_id = brought(who, now, csv_of([HEADER, *rows]).encode())
    importing.begin(by=who, now=now, import_id=import_id)
    row = imports.one(import_id)
    grid, broken = imports.grid_of(import_id)
    importing.step(row, grid, broken, now=now)
    with pytest.raises(RuntimeError, match="killed"), transaction.atomic():  # noqa: PT012  # mid-batch
        importing.step(imports.one(import_id), grid, broken, now=now)
        raise RuntimeError("killed")
    assert imports.one(import_id).percent == 41
    assert Case.objects.count() == 500
    importing.run(now=now, import_id=import_id)
    importing.run(now=now, import_id=import_id)
    assert imports.one(import_id).counts == Counts(created=1200)
    assert Case.objects.count() == 1200


def test_the_file_is_erased_when_it_is_done(who: Actor, now: datetime) -> None:
    data = csv_of([HEADER, *ROWS]).encode()
    import_id = brought(who, now, data)
    held = Import.objects.get(pk=import_id)
    assert "김민준".encode() not in bytes(held.sealed_file or b"")
    assert "김민준".encode() not in bytes(held.sealed_name)
    done(who, now, import_id)
    assert Import.objects.get(pk=import_id).sealed_file is None


def test_contacts_find_their_case_by_our_number_or_the_lists_own(who: Actor, now: datetime) -> None:
    done(who, now, brought(who, now, csv_of([HEADER, ROWS[0]]).encode()))
    case = Case.objects.get()
    header = ("contact_id", "확진자", "이름", "휴대전화", "관계", "최종접촉일")
    rows = [
        ("c1", numbers.write(case.number), "최하은", "010-5555-1111", "가족", "2020-05-03"),
        ("c2", "1", "정도윤", "010-5555-2222", "동료", "2020-05-02"),
        ("c3", "BKRM-TXWP-H", "한지우", "010-5555-3333", "", ""),
    ]
    data = csv_of([header, *rows]).encode()
    assert done(who, now, brought(who, now, data, kind=Kind.CONTACTS)) == Counts(
        created=2, rejected=1
    )
    assert {one.last_met_on for one in queries.contacts(case.id)} == {
        date(2020, 5, 3),
        date(2020, 5, 2),
    }
    again = brought(who, now, data, kind=Kind.CONTACTS)
    assert done(who, now, again) == Counts(unchanged=2, rejected=1)


def test_godata_and_workbooks_are_read(who: Actor, now: datetime) -> None:
    header = (
        "uuid", "case_id", "firstName", "middleName", "lastName", "gender", "age", "classification",
        "telephone", "date_of_reporting", "date_of_onset",
    )  # fmt: skip
    category = "LNG_REFERENCE_DATA_CATEGORY_"
    row = (
        "b1-2", "CASE-1", "Ada", "", "Lovelace", f"{category}GENDER_FEMALE", 36,
        f"{category}CASE_CLASSIFICATION_PROBABLE", "555-010-1234", date(2020, 5, 4),
        "2020-05-02T00:00:00.000Z",
    )  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert done(who, now, brought(who, now, out.getvalue())) == Counts(created=1)
    case = Case.objects.get()
    assert (case.classification, case.onset_on) == ("suspected", date(2020, 5, 2))
    assert case.reported_on == date(2020, 5, 4)
    assert len(people.find(text="lovelace ada")) == 1


def test_a_thousand_contacts_cost_less_than_three_seconds(who: Actor, now: datetime) -> None:
    """A peer took half an hour for 230. Processor time: ten thousand in thirty."""
    done(who, now, brought(who, now, csv_of([HEADER, ROWS[0]]).encode()))
    header = ("contact_id", "확진자", "이름", "생년월일", "휴대전화", "최종접촉일")
    rows = [
        (f"c{n}", "1", f"김민{n:04}", "1990-01-02", f"010{n:08}", "2020-05-03") for n in range(1000)
    ]
    import_id = brought(who, now, csv_of([header, *rows]).encode(), kind=Kind.CONTACTS)
    importing.begin(by=who, now=now, import_id=import_id)
    begin_s = time.process_time()
    importing.run(now=now, import_id=import_id)
    assert time.process_time() - begin_s < 3.0
    assert Contact.objects.count() == 1000
