"""A personal number is one number, however it is written."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dongseon import lake
from dongseon.lake import numbers

from .makers import NOW, at, connections_file, csv_file, rows_of, rows_on_disk

WINDOW = lake.Window(at(-1000), at(1000))
PHONE, CARD = lake.kind_named("connection"), lake.kind_named("approval")
WRITTEN = st.text("0182+-_ .()*가P\t\N{NO-BREAK SPACE}6579", max_size=18)


@pytest.mark.parametrize("kind", [PHONE, CARD], ids=["phone", "card"])
@given(text=WRITTEN)
@example("010-1234-5678")
@example("+82 (0)10-1234-5678")
@example("0082 10 1234 5678")
@example("821012345678")
@example("1012345678")
@example("9410-0001-****-0002")
@example("")
def test_sql_and_python_keep_a_number_alike(kind: lake.Kind, text: str) -> None:
    rows = duckdb.from_arrow(pa.table({"given": [text]}))
    (kept,) = rows.project(numbers.in_sql(kind, "given")).fetchone() or ("",)
    assert (kept,) == lake.as_kept(kind, [text])


def test_one_phone_in_three_spellings_is_one_person(tmp_path: Path) -> None:
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    spellings = ["010-1234-5678", "+82 10 1234 5678", "01012345678"]
    rows = [(phone, "S1", at(hour), at(hour + 1)) for hour, phone in enumerate(spellings)]
    file = connections_file(tmp_path / "base_station.csv", rows)
    list(lake.ingest(tmp_path / "lake", [file], now=NOW))
    with lake.open_desk(tmp_path / "lake") as desk:
        for asked in spellings:
            found = desk.person_slice([asked], WINDOW, kinds=["connection"])["connection"]
            assert rows_of(found) == [("01012345678", *row[1:]) for row in rows]


def test_a_number_of_hyphens_alone_is_none(tmp_path: Path) -> None:
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    header = ("phone", "at", "place_id")
    file = csv_file(tmp_path / "check_in.csv", header, [["---", "2020-05-01T10:00:00", "cafe"]])
    (done,) = lake.ingest(tmp_path / "lake", [file], now=NOW)
    assert (done.source.rows, done.source.rejected) == (0, 1)


def test_a_file_with_many_rows_a_phone_is_kept_as_many_files_with_few(tmp_path: Path) -> None:
    """Where ids repeat, each spelling is looked at once for all its rows; where they do not, row by row."""
    spellings = ["010-1234-5678", "+82 10 1234 5678", " 01087654321 "]
    wrong = ["---", "", "7" * 129]
    header = ("phone", "from", "to", "base_station_id", "given", "kept")
    rows = [
        (phone, at(hour).isoformat(), at(hour + 1).isoformat(), f" S{hour % 2}", "a", "b")
        for hour in range(48)
        for phone in (spellings[hour % 3], wrong[hour % 3])
    ]
    whole = csv_file(tmp_path / "whole/base_station.csv", header, rows)
    pieces = [
        csv_file(tmp_path / f"{number}/base_station.csv", header, rows[number : number + 6])
        for number in range(0, len(rows), 6)
    ]
    found = []
    for name, files in (("once", [whole]), ("often", pieces)):
        lake.create(tmp_path / name, timezone="Asia/Seoul")
        done = list(lake.ingest(tmp_path / name, files, now=NOW))
        assert sum(one.source.rejected for one in done) == len(rows) // 2
        if len(files) > 1:
            lake.compact(tmp_path / name)
        assert lake.verify(tmp_path / name).faults == ()
        found.append(
            (rows_on_disk(tmp_path / name, "by_person"), rows_on_disk(tmp_path / name, "by_place"))
        )
    assert found[0] == found[1]
    assert {row[0] for row in found[0][0]} == {"01012345678", "01087654321"}
    (again,) = lake.ingest(tmp_path / "often", [whole], now=NOW)
    assert (again.source.rows, again.source.duplicates) == (0, 48)
