"""Questions against the plain answer: every pair tried, every row looked at."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dongseon import lake
from dongseon.errors import InvalidInput, NotFound

from .makers import NOW, Row, at, connections_file, contacts, days, rows_of, visits_file

WHOLE = lake.Window(at(-1000), at(1000))


def filled(folder: Path, *batches: list[Row], compacted: bool = False) -> Path:
    lake.create(folder / "lake", timezone="Asia/Seoul")
    files = [visits_file(folder / f"{n}/visits.parquet", batch) for n, batch in enumerate(batches)]
    list(lake.ingest(folder / "lake", files, now=NOW))
    if compacted:
        lake.compact(folder / "lake")
    return folder / "lake"


def cut(row: Row, window: lake.Window) -> Row:
    return row[0], row[1], max(row[2], window.start), min(row[3], window.end)


def inside(row: Row, window: lake.Window) -> bool:
    return row[2] < window.end and (row[3] > window.start or row[2] >= window.start)


visits = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", "가"]),
        st.sampled_from(["x", "y", "z"]),
        st.integers(0, 50),
        st.integers(0, 10),
    ).map(lambda v: (v[0], v[1], at(v[2]), at(v[2] + v[3]))),
    min_size=1,
    max_size=40,
)
LATER = lake.Window(at(20), at(45))
windows = st.tuples(st.integers(-5, 60), st.integers(1, 70)).map(
    lambda w: lake.Window(at(w[0]), at(w[0] + w[1]))
)


@settings(
    max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # a lake each: slow to shrink
@given(first=visits, second=visits, window=windows, compacted=st.booleans())
def test_answers_are_those_of_trying_every_pair(
    first: list[Row], second: list[Row], window: lake.Window, compacted: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder), first, second, compacted=compacted)
        rows = sorted({*first, *second})
        with lake.open_desk(path) as desk:
            sliced = desk.person_slice(["a", "가"], window, kinds=["visit"])["visit"]
            assert rows_of(sliced) == sorted(
                cut(row, window) for row in rows if row[0] in "a가" and inside(row, window)
            )
            at_x = desk.rows_at(["x"], window, kind="visit")
            assert rows_of(at_x) == sorted(
                cut(row, window) for row in rows if row[1] == "x" and inside(row, window)
            )
            found = desk.contacts_of(["a"], window).to_pylist()
            assert {(r["person_id"], r["place_id"]): r["overlap_s"] for r in found} == contacts(
                rows, "a", window.start, window.end
            )
            present = desk.present_at(["x", "y"], window, kind="visit", least_stay_s=7200)
            stays: dict[str, timedelta] = {}
            for who, where, start, end in (cut(row, window) for row in rows if inside(row, window)):
                if where in "xy":
                    stays[who] = stays.get(who, timedelta()) + (end - start)
            assert dict(zip(present["person_id"].to_pylist(), present["stay_s"].to_pylist(), strict=True)) == {
                who: int(stay.total_seconds()) for who, stay in stays.items() if stay >= timedelta(hours=2)
            }  # fmt: skip
            there = desk.rows_at(["x", "y"], window, kind="visit")
            again = lake.stayed(there, kind="visit", least_stay_s=7200)
            assert sorted(again.to_pylist()) == present["person_id"].to_pylist()
            areas = [lake.Area(("x", "y"), window), lake.Area(("y", "z"), LATER)]
            few = desk.few_rows_at_each(areas, kind="visit", most=len(rows))
            assert few is not None
            assert few[0].equals(there)
            assert few[1].equals(desk.rows_at(["y", "z"], LATER, kind="visit"))
            if len(there):
                assert desk.few_rows_at_each(areas[:1], kind="visit", most=len(there) - 1) is None


def flows(rows: list[Row], window: lake.Window, step_s: int) -> dict[tuple[str, str, int], int]:
    """(origin, destination, step) -> persons, by walking along each person's rows."""
    moved: dict[tuple[str, str, int], set[str]] = {}
    last: dict[str, str] = {}
    for who, start, _, where in sorted((r[0], r[2], r[3], r[1]) for r in rows if inside(r, window)):
        origin = last.get(who, where)
        if origin != where:
            step = int(start.timestamp()) // step_s * step_s
            moved.setdefault((origin, where, step), set()).add(who)
        last[who] = where
    return {key: len(persons) for key, persons in moved.items()}


@settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # the same
@given(rows=visits, window=windows)
def test_flows_are_those_of_walking_along_each_person(rows: list[Row], window: lake.Window) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder), rows)
        with lake.open_desk(path) as desk:
            found = desk.flow_counts(window, kind="visit", step_s=7200).to_pylist()
    told = {(r["origin"], r["destination"], r["from_s"]): r["persons"] for r in found}
    assert told == flows(sorted(set(rows)), window, 7200)


def test_an_answer_is_the_same_before_and_after_compaction(tmp_path: Path) -> None:
    path = filled(tmp_path, *days(40, 5))
    with lake.open_desk(path) as desk:
        before = desk.contacts_of(["p001", "p002"], WHOLE)
    done = lake.compact(path)
    assert (done.files_before, done.files_after) == (10, 2)
    with lake.open_desk(path) as desk:
        assert desk.contacts_of(["p001", "p002"], WHOLE).equals(before)
    assert len(before) > 40
    assert lake.verify(path).faults == ()
    assert lake.compact(path).files_before == 0


def test_a_lake_without_rows_answers_with_none(tmp_path: Path) -> None:
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    with lake.open_desk(tmp_path / "lake") as desk:
        assert not any(len(rows) for rows in desk.person_slice(["p"], WHOLE).values())
        assert len(desk.contacts_of(["p"], WHOLE)) == 0
        assert len(desk.present_at(["s"], WHOLE, kind="connection", least_stay_s=0)) == 0
        assert len(desk.flow_counts(WHOLE, kind="connection", step_s=3600)) == 0


def test_a_phone_s_stay_at_a_sector_lasts_from_its_first_to_its_last_row(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("010", "S1", at(10), at(10.01)),
        ("010", "S1", at(11), at(11.01)),
        ("011", "S1", at(10), at(10.01)),
    ]
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    file = connections_file(tmp_path / "base_station.csv", rows)
    list(lake.ingest(tmp_path / "lake", [file], now=NOW))
    with lake.open_desk(tmp_path / "lake") as desk:
        found = desk.present_at(["S1"], WHOLE, kind="connection", least_stay_s=1800).to_pylist()
    assert found == [
        {
            "person_id": "010",
            "stay_s": 3636,
            "first_utc": at(10),
            "last_utc": at(11.01),
            "traces": 2,
        }
    ]
    with lake.open_desk(tmp_path / "lake") as desk:
        there = desk.rows_at(["S1"], WHOLE, kind="connection")
    stayed = lake.stayed(there, kind="connection", least_stay_s=1800)
    assert stayed.to_pylist() == ["010"]


def test_flows_are_summed_over_holders_before_small_counts_are_taken_out(tmp_path: Path) -> None:
    """Three of each holder's persons go from A to B, one from B to C: six are told, two are not."""
    counts = []
    for holder in range(2):
        rows: list[Row] = []
        for n in range(3):
            rows += [(f"{holder}-{n}", "s1", at(1), at(2)), (f"{holder}-{n}", "s2", at(3), at(4))]
        rows.append((f"{holder}-0", "s3", at(5), at(6)))
        path = filled(tmp_path / str(holder), rows)
        areas = pa.table({"area_place": ["s1", "s2", "s3"], "area": ["A", "B", "C"]})
        with lake.open_desk(path) as desk:
            counts.append(desk.flow_counts(WHOLE, kind="visit", step_s=3600, areas=areas))
    step = int(at(3).timestamp())
    assert lake.population_flow(counts, least=5).to_pylist() == [
        {"origin": "A", "destination": "B", "from_s": step, "persons": 6}
    ]
    assert len(lake.population_flow(counts, least=1)) == 2
    assert len(lake.population_flow(counts, least=7)) == 0


def test_a_question_without_a_subject_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path, days(2, 1)[0])
    with lake.open_desk(path) as desk:
        with pytest.raises(InvalidInput, match="name a person"):
            desk.person_slice([], WHOLE)
        with pytest.raises(InvalidInput, match="name a place"):
            desk.present_at([], WHOLE, kind="visit", least_stay_s=0)
        with pytest.raises(NotFound, match="kind 'coffee'"):
            desk.rows_at(["s"], WHOLE, kind="coffee")
    with (
        pytest.raises(InvalidInput, match="none of duckdb, spark"),
        lake.open_desk(path, engine="abacus"),
    ):
        pass


def test_a_window_needs_offsets_and_a_length() -> None:
    with pytest.raises(InvalidInput, match="offset"):
        lake.Window(datetime(2020, 5, 1), at(1))  # noqa: DTZ001  # the fault
    with pytest.raises(InvalidInput, match="must end after"):
        lake.Window(at(1), at(1))
