"""The order of rows says nothing; a row given twice counts once."""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.records import Evidence, read_bundle

from .conftest import Files, lay_out

HEADERS = {
    "gps.csv": "phone,at,lon,lat,accuracy_m,memo",
    "base_station.csv": "phone,from,to,base_station_id",
    "card.csv": "card,at,place_id,amount,cancelled",
    "check_in.csv": "phone,at,place_id",
}
PHONES = st.sampled_from(["010-1234-5678", "01012345678", "010-9999-0000", "x"])
CLOCKS = st.sampled_from(
    ["2020-03-02T09:00:00", "2020-03-02T09:01:00", "2020-03-02T08:00", "24:00"]
)
PLACE_IDS = st.sampled_from(["S1", "S2", "S9"])
ROWS = {
    "gps.csv": st.tuples(PHONES, CLOCKS, st.sampled_from(["127.04", "-0.0", "0"]), st.just("37.5"), st.sampled_from(["", "5"]), st.sampled_from(["", "a"])),
    "base_station.csv": st.tuples(PHONES, CLOCKS, st.sampled_from(["", "2020-03-02T09:05:00"]), st.just("B1")),
    "card.csv": st.tuples(st.sampled_from(["1111-2222", "9"]), CLOCKS, PLACE_IDS, st.just("100"), st.sampled_from(["Y", "N"])),
    "check_in.csv": st.tuples(PHONES, CLOCKS, PLACE_IDS),
}  # fmt: skip
TABLES = st.fixed_dictionaries(
    {name: st.lists(row.map(",".join), max_size=12) for name, row in ROWS.items()}
)


def read(tables: dict[str, list[str]], changed: Files) -> Evidence:
    """The evidence of a bundle with these rows."""
    files = {name: "\n".join([HEADERS[name], *rows]) + "\n" for name, rows in tables.items()}
    anchor = "phone,from,base_station_id\nanchor,2020-03-02T09:00:00,B1\n"
    files.setdefault("base_station.csv", anchor)
    with tempfile.TemporaryDirectory() as folder:
        return read_bundle(lay_out(Path(folder, "bundle"), {**files, **changed}))


def content(evidence: Evidence) -> list[dict[str, object]]:
    """All records without the line they came from, in order."""
    return evidence.records.to_arrow().drop_columns(["record_id"]).to_pylist()


def faults(evidence: Evidence) -> Counter[tuple[str, str, str, str]]:
    """All rejects without the line."""
    return Counter((r.file, r.column, r.value, r.reason) for r in evidence.rejects)


ANY_DAY: Files = {"bundle.toml": "period_from = 2020-03-01\nperiod_to = 2020-03-03"}


@settings(max_examples=50)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables: dict[str, list[str]], chance: object) -> None:
    shuffled = {name: list(rows) for name, rows in tables.items()}
    for rows in shuffled.values():
        chance.shuffle(rows)  # type: ignore[attr-defined]
    one, other = read(tables, ANY_DAY), read(shuffled, ANY_DAY)
    assert content(one) == content(other)
    assert faults(one) == faults(other)
    assert (one.period, one.duplicates) == (other.period, other.duplicates)


@settings(max_examples=50)
@given(TABLES)
def test_every_row_given_twice_counts_once(tables: dict[str, list[str]]) -> None:
    once = read(tables, ANY_DAY)
    twice = read({name: [*rows, *rows] for name, rows in tables.items()}, ANY_DAY)
    assert content(once) == content(twice)
    assert twice.duplicates == 2 * once.duplicates + len(once.records) + once.outside_period
    assert twice.rejects[: len(once.rejects)] != () or once.rejects == ()


@settings(max_examples=50)
@given(TABLES)
def test_every_row_is_a_record_a_reject_or_a_duplicate(tables: dict[str, list[str]]) -> None:
    evidence = read(tables, ANY_DAY)
    rows = sum(map(len, tables.values()))
    assert rows == (
        len(evidence.records)
        + len(evidence.rejects)
        + evidence.duplicates
        + evidence.outside_period
    )


@settings(max_examples=50)
@given(TABLES)
def test_records_are_sorted_by_person_then_start_and_named_by_line(
    tables: dict[str, list[str]],
) -> None:
    records = read(tables, ANY_DAY).records
    keys = [(records.person[row], records.start[row]) for row in range(len(records))]
    assert keys == sorted(keys)
    assert len(set(records.record_id)) == len(records)


def test_places_persons_and_stations_given_twice_count_once() -> None:
    place = "place_id,category,lon,lat,radius_m\nS1,cafe,127.04,37.5,12\nS1,cafe,127.04,37.5,12\n"
    station = "base_station_id,lon,lat,range_m\nB1,127,37.5,9\nB1,127,37.5,9\n"
    person = "person_id\nP1\nP1\n"
    evidence = read({}, {"places.csv": place, "base_stations.csv": station, "persons.csv": person})
    assert (len(evidence.places), len(evidence.stations), len(evidence.persons)) == (1, 1, 1)
    assert (evidence.duplicates, evidence.rejects) == (3, ())


def test_two_spellings_of_one_row_are_one_row_and_the_first_line_names_it() -> None:
    rows = ["x,2020-03-02T09:00:00,S1", "y,2020-03-02T09:00:00,S1", "x,2020/03/02 09:00,S1"]
    evidence = read({"check_in.csv": rows}, {"gps.csv": None})
    assert evidence.duplicates == 1
    assert evidence.records.record_id.tolist() == [
        "base_station.csv:2",
        "check_in.csv:2",
        "check_in.csv:3",
    ]
