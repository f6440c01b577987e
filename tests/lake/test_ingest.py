"""Taking files in: what counts, what is refused, and what a second time changes."""

import csv
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dongseon import lake
from dongseon.errors import InvalidInput, NotFound
from dongseon.lake import generations, manifest, workshop

from .makers import (
    NOW,
    TIME,
    Row,
    at,
    csv_file,
    days,
    rows_of,
    rows_on_disk,
    visits_file,
)

WINDOW = lake.Window(at(-1000), at(1000))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "lake"
    lake.create(folder, timezone="Asia/Seoul")
    return folder


def take(folder: Path, *files: Path, **options: Any) -> list[lake.Ingested]:
    return list(lake.ingest(folder, files, now=NOW, **options))


def test_every_row_of_a_day_is_there_in_both_orders(empty: Path, tmp_path: Path) -> None:
    (day,) = days(20, 1)
    (done,) = take(empty, visits_file(tmp_path / "visits.parquet", day))
    assert (done.source.rows, done.source.duplicates, done.source.rejected) == (80, 0, 0)
    assert rows_on_disk(empty, "by_person") == rows_on_disk(empty, "by_place") == sorted(day)
    assert lake.verify(empty).faults == ()


def test_the_same_file_again_changes_nothing(empty: Path, tmp_path: Path) -> None:
    file = visits_file(tmp_path / "visits.parquet", days(5, 1)[0])
    take(empty, file)
    (again,) = take(empty, file)
    assert again.again
    assert again.generation == 2
    assert len(rows_on_disk(empty, "by_person")) == 20


def test_a_row_counts_once_in_whichever_file_it_comes(empty: Path, tmp_path: Path) -> None:
    first, second = days(5, 2)
    take(empty, visits_file(tmp_path / "1/visits.parquet", first))
    (done,) = take(
        empty, visits_file(tmp_path / "2/visits.parquet", [*first[3:], *second, *second])
    )
    assert (done.source.rows, done.source.duplicates) == (20, 17 + 20)
    assert rows_on_disk(empty, "by_place") == sorted(first + second)
    assert lake.verify(empty).faults == ()


def test_late_rows_for_an_old_day_are_merged(empty: Path, tmp_path: Path) -> None:
    first, second = days(5, 2)
    take(empty, visits_file(tmp_path / "1/visits.parquet", first[:15] + second))
    take(empty, visits_file(tmp_path / "2/visits.parquet", first))
    assert rows_on_disk(empty, "by_person") == sorted(first + second)


ROWS = [row for day in days(4, 3) for row in day]


@settings(
    max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # a lake each: slow to shrink
@given(
    files=st.lists(
        st.lists(st.sampled_from(ROWS), min_size=1, max_size=30), min_size=1, max_size=4
    ),
    compacted=st.sets(st.integers(0, 3)),
)
def test_any_split_order_and_repetition_gives_the_same_rows(
    files: list[list[Row]], compacted: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lake.create(folder / "lake", timezone="Asia/Seoul")
        for number, rows in enumerate(files):
            take(folder / "lake", visits_file(folder / f"{number}/visits.parquet", rows))
            if number in compacted:
                lake.compact(folder / "lake")
        expected = sorted({row for rows in files for row in rows})
        assert rows_on_disk(folder / "lake", "by_person") == expected
        assert rows_on_disk(folder / "lake", "by_place") == expected
        assert lake.verify(folder / "lake").faults == ()


def test_a_csv_in_korean_encoding_and_local_times_is_read(empty: Path, tmp_path: Path) -> None:
    file = csv_file(
        tmp_path / "card.csv",
        ("카드", "승인일시", "가맹점", "금액", "취소"),
        [["4000-1", "2020-05-01 09:30:00", "강남식당", "12000", "false"]],
        encoding="cp949",
        delimiter=";",
    )
    columns = {
        "card": "카드",
        "at": "승인일시",
        "place_id": "가맹점",
        "amount": "금액",
        "cancelled": "취소",
    }
    take(empty, file, profile=lake.Profile(columns=columns))
    with lake.open_desk(empty) as desk:
        (row,) = desk.person_slice(["4000-1"], WINDOW, kinds=["approval"])["approval"].to_pylist()
    assert row == {
        "person_id": "40001",
        "place_id": "강남식당",
        "start_utc": at(0.5),
        "end_utc": at(0.5),
        "amount": 12000,
        "cancelled": False,
    }


def test_every_row_that_cannot_be_used_is_explained_with_its_line(
    empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "base_station.csv"
    lines = [
        "phone,from,to,base_station_id",
        "010,2020-05-01T10:00:00,2020-05-01T10:05:00,S1",
        ",2020-05-01T10:00:00,,S1",
        "broken",
        "010,noon,,S1",
        "010,2020-05-01T10:00:00,2020-05-01T09:00:00,S1",
        "=cmd,1820-05-01T10:00:00,,S1",
        "010,2020-05-01T10:00:00,soon,S1",
        "010,2020-05-01T11:00:00,,",
        "010,2020-05-01T12:00:00,,S2",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (done,) = take(empty, file)
    assert (done.source.rows, done.source.rejected) == (2, 7)
    with (empty / done.source.rejects).open(encoding="utf-8", newline="") as rejects:
        told = [(row["line"], row["column"], row["value"]) for row in csv.DictReader(rejects)]
    assert told == [
        ("3", "phone", ""),
        ("4", "", "broken"),
        ("5", "from", "noon"),
        ("6", "to", "2020-05-01T09:00:00"),
        ("7", "from", "1820-05-01T10:00:00"),
        ("8", "to", "soon"),
        ("9", "base_station_id", ""),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("base_station.csv", b"", "is empty"),
        ("base_station.csv", b"phone,from\n", "has no column base_station_id"),
        ("base_station.csv", b"phone,from,base_station_id\n01\0,x,y\n", "NUL byte"),
        ("base_station.csv", b"phone,phone,from,base_station_id\n", "names a column twice"),
        ("base_station.csv", b"PAR1 and then nothing of the kind", "is no Parquet file"),
        ("surprise.csv", b"phone,from\n", "say its kind"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_claims_is_refused_and_changes_nothing(
    empty: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        take(empty, file)
    assert generations.present(empty).generation == 1


def test_very_many_faults_are_all_told_under_one_header(empty: Path, tmp_path: Path) -> None:
    rows = [["010", "never", "", "S1"]] * 25_000
    header = ("phone", "from", "to", "base_station_id")
    (done,) = take(empty, csv_file(tmp_path / "base_station.csv", header, rows))
    assert (done.source.rows, done.source.rejected) == (0, 25_000)
    with (empty / done.source.rejects).open(encoding="utf-8", newline="") as rejects:
        assert [int(row["line"]) for row in csv.DictReader(rejects)] == list(range(2, 25_002))


def test_a_file_larger_than_the_engine_s_memory_is_spilled_and_taken_in(
    empty: Path, tmp_path: Path
) -> None:
    """Encrypting what is spilled failed only once something was spilled."""
    numbers = np.random.default_rng(1).permutation(600_000)
    starts = pa.array(1_588_291_200_000_000 + numbers * 1_000_000).cast(TIME)
    ids = pa.array(np.char.add("a long identifier ", numbers.astype(str)))
    columns = {"person_id": ids, "place_id": ids, "start_utc": starts, "end_utc": starts}
    pq.write_table(pa.table(columns), tmp_path / "visits.parquet")
    seen = []
    (done,) = take(
        empty,
        tmp_path / "visits.parquet",
        memory="80MB",
        progress=lambda *told: seen.extend((empty / "staging").rglob("spill/*")),
    )
    assert done.source.rows == 600_000
    assert seen
    assert not list((empty / "staging").iterdir())
    assert lake.verify(empty, deep=False).faults == ()


def test_bytes_that_are_no_text_cost_their_row_alone(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "check_in.csv"
    rows = [b"010,2020-05-01T10:00:00,", b"011,2020-05-01T10:00:00,"]
    file.write_bytes(
        b"phone,at,place_id\n" + rows[0] + "카페\n".encode("cp949") + rows[1] + b"\xff\xff\n"
    )
    (done,) = take(empty, file)
    assert (done.source.rows, done.source.rejected) == (1, 1)
    assert "holds bytes that are no text" in (empty / done.source.rejects).read_text(
        encoding="utf-8"
    )


def test_a_file_that_is_not_there_is_named(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"visits\.parquet"):
        take(empty, tmp_path / "visits.parquet")


def test_identifiers_that_try_to_be_sql_or_paths_are_only_identifiers(
    empty: Path, tmp_path: Path
) -> None:
    names = ["'; DROP TABLE staged; --", "../../etc/passwd", '"quoted"', "김철수", "%s{}\\"]
    rows = [(name, name, at(hour), at(hour + 1)) for hour, name in enumerate(names)]
    take(empty, visits_file(tmp_path / "visits.parquet", rows))
    with lake.open_desk(empty) as desk:
        for row in rows:
            found = desk.person_slice([row[0]], WINDOW, kinds=["visit"])["visit"]
            assert rows_of(found) == [row]
            assert rows_of(desk.rows_at([row[1]], WINDOW, kind="visit")) == [row]


def test_a_folder_whose_name_looks_like_a_pattern_is_only_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "it's [1] *?"
    lake.create(folder / "lake", timezone="Asia/Seoul")
    for name in ("a*", "ab"):
        take(
            folder / "lake",
            visits_file(folder / name / "visits.parquet", [(name, "s", at(0), at(1))]),
        )
    lake.compact(folder / "lake")
    assert [row[0] for row in rows_on_disk(folder / "lake", "by_place")] == ["a*", "ab"]


def test_a_broken_parquet_file_is_one_line(empty: Path, tmp_path: Path) -> None:
    file = visits_file(tmp_path / "visits.parquet", days(50, 1)[0])
    whole = file.read_bytes()
    file.write_bytes(whole[:8] + bytes(200) + whole[208:])
    with pytest.raises(InvalidInput, match="lake: "):
        take(empty, file)
    assert generations.present(empty).generation == 1


def test_numbers_as_persons_are_their_digits(empty: Path, tmp_path: Path) -> None:
    file = csv_file(
        tmp_path / "visits.csv",
        ("person_id", "place_id", "start_utc", "end_utc"),
        [["17", "4", "2020-05-01T00:00:00Z", "2020-05-01T01:00:00Z"]],
    )
    take(empty, file)
    assert rows_on_disk(empty, "by_person") == [("17", "4", at(0), at(1))]


def test_a_second_writer_is_refused(empty: Path, tmp_path: Path) -> None:
    file = visits_file(tmp_path / "visits.parquet", days(5, 1)[0])
    with (
        generations.writing(empty),
        pytest.raises(InvalidInput, match="another process is writing"),
    ):
        take(empty, file)


def test_a_reader_keeps_its_generation_while_the_lake_goes_on(empty: Path, tmp_path: Path) -> None:
    first, second = days(5, 2)
    take(empty, visits_file(tmp_path / "1/visits.parquet", first))
    with lake.open_desk(empty) as before:
        take(empty, visits_file(tmp_path / "2/visits.parquet", second))
        lake.compact(empty)
        assert rows_of(before.rows_at([f"s{n}" for n in range(5)], WINDOW, kind="visit")) == sorted(
            first
        )
    with generations.writing(empty):
        assert [path.name for path in (empty / "generations").iterdir()] == ["00000004.json"]
    assert rows_on_disk(empty, "by_person") == sorted(first + second)


def test_leftovers_of_a_writer_that_died_are_swept(empty: Path, tmp_path: Path) -> None:
    take(empty, visits_file(tmp_path / "visits.parquet", days(5, 1)[0]))
    left = empty / "parts/visit/by_person/00000003-0000.parquet"
    left.write_bytes(b"half a file")
    (empty / "generations/00000003.tmp").write_bytes(b"half a manifest")
    (empty / "staging/abc").mkdir()
    (empty / "staging/abc/spill").write_bytes(b"spilt")
    assert lake.verify(empty).leftovers == (left.relative_to(empty).as_posix(),)
    with generations.writing(empty):
        pass
    assert lake.verify(empty).leftovers == ()
    assert not list((empty / "staging").iterdir())
    assert not list((empty / "generations").glob("*.tmp"))


def test_a_folder_that_is_no_lake_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is there and no lake"):
        lake.create(tmp_path, timezone="Asia/Seoul")
    with pytest.raises(NotFound, match="is no lake"):
        take(tmp_path)
    with pytest.raises(InvalidInput, match="timezone"):
        lake.create(tmp_path / "new", timezone="Asia/Atlantis")


def test_damage_of_every_sort_is_found(empty: Path, tmp_path: Path) -> None:
    take(empty, visits_file(tmp_path / "visits.parquet", days(30, 1)[0]))
    (by_person,) = (empty / "parts/visit/by_person").iterdir()
    (by_place,) = (empty / "parts/visit/by_place").iterdir()
    whole = by_person.read_bytes()
    by_person.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    by_place.unlink()
    assert [fault.split(": ")[1] for fault in lake.verify(empty).faults] == [
        "its digest does not fit",
        "is missing",
    ]
    by_person.write_bytes(whole[:-1])
    assert "bytes instead of" in lake.verify(empty).faults[0]


def test_rows_that_are_there_twice_or_in_one_order_only_are_found(
    empty: Path, tmp_path: Path
) -> None:
    take(empty, visits_file(tmp_path / "visits.parquet", days(30, 1)[0]))
    told = generations.present(empty)
    person, place = told.parts
    twin = replace(person, path=person.path.replace(".parquet", "-twin.parquet"))
    shutil.copy(empty / person.path, empty / twin.path)
    generations.commit(empty, told.next(parts=(person, twin, place)))
    assert lake.verify(empty).faults == (
        "visit: the two orders do not hold the same rows",
        "visit by_person: 120 rows are there twice",
    )
    swapped = pq.ParquetFile(empty / place.path).read().sort_by("end_utc")
    pq.write_table(swapped, empty / twin.path)
    wrong = workshop.described(empty / twin.path, lake=empty, kind="visit", order="by_place")
    generations.commit(empty, told.next(parts=(person, wrong)).next())
    (fault,) = lake.verify(empty).faults
    assert "rows are out of order" in fault


def test_a_manifest_that_was_changed_is_refused(empty: Path) -> None:
    path = empty / "generations/00000001.json"
    path.write_bytes(path.read_bytes().replace(b"Asia/Seoul", b"Asia/Tokyo"))
    with pytest.raises(InvalidInput, match="its digest does not fit"):
        lake.verify(empty)
    path.write_bytes(b"{")
    with pytest.raises(InvalidInput, match="damaged"):
        lake.verify(empty)


def test_a_manifest_reads_back_as_it_was_written(empty: Path, tmp_path: Path) -> None:
    take(empty, visits_file(tmp_path / "visits.parquet", days(5, 1)[0]))
    told = generations.present(empty)
    assert manifest.decode(manifest.encode(told), name="manifest") == told
