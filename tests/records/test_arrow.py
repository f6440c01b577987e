"""Tables of Polars, pandas, DuckDB and pyarrow come in and go out; bad ones are refused by value."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.records import (
    EVENTS,
    SOURCES,
    Evidence,
    persons_from_arrow,
    places_from_arrow,
    read_bundle,
    records_from_arrow,
    stations_from_arrow,
)
from dongseon.records.columns import Places, Stations

duckdb = pytest.importorskip("duckdb", reason="table libraries are not here: not tested")
pd = pytest.importorskip("pandas", reason="table libraries are not here: not tested")
pl = pytest.importorskip("polars", reason="table libraries are not here: not tested")

AT = dt.datetime(2020, 3, 2, 9, tzinfo=dt.UTC)
FIX = {"person_id": "P1", "source": "gps", "start_utc": AT, "lon_deg": 127.0, "lat_deg": 37.5}
WAYS: dict[str, Callable[[Any], Any]] = {
    "pyarrow": pa.table,
    "polars": pl.DataFrame,
    "pandas": lambda table: pl.DataFrame(table).to_pandas(),
    "duckdb": lambda table: duckdb.from_arrow(pa.table(table)),
    "a stream": lambda table: pa.table(table).to_reader(),
    "itself": lambda table: table,
}


@pytest.fixture
def evidence(bundle: Path) -> Evidence:
    """One day of two persons."""
    return read_bundle(bundle)


@pytest.mark.parametrize("way", WAYS)
def test_records_come_back_from_every_library_as_they_were(evidence: Evidence, way: str) -> None:
    table = WAYS[way](evidence.records)
    back = records_from_arrow(table, evidence.places, evidence.stations)
    assert back.to_arrow().equals(evidence.records.to_arrow())


@pytest.mark.parametrize("way", WAYS)
def test_persons_places_and_stations_come_back_too(evidence: Evidence, way: str) -> None:
    make = WAYS[way]
    persons = persons_from_arrow(make(evidence.persons))
    places = places_from_arrow(make(evidence.places))
    stations = stations_from_arrow(make(evidence.stations))
    assert persons.to_arrow().equals(evidence.persons.to_arrow())
    assert places.to_arrow().equals(evidence.places.to_arrow())
    assert stations.to_arrow().equals(evidence.stations.to_arrow())


def test_a_polars_frame_of_records_has_the_columns_of_the_design(evidence: Evidence) -> None:
    frame = pl.DataFrame(evidence.records)
    tap = frame.filter(pl.col("event") == "board").to_dicts()[0]
    assert tap["place_id"] == "stop1"
    assert tap["start_utc"] == dt.datetime(2020, 5, 1, 23, tzinfo=dt.UTC)
    assert tap["base_station_id"] is tap["lon_deg"] is tap["text"] is None


def test_a_pandas_frame_of_records_is_made_the_same_way(evidence: Evidence) -> None:
    frame = pd.DataFrame.from_arrow(evidence.records)
    assert sorted(frame["source"].unique()) == sorted(SOURCES)


def test_duckdb_queries_records(evidence: Evidence) -> None:
    relation = duckdb.from_arrow(pa.table(evidence.records))
    assert relation.filter("person_id = 'P2'").aggregate("count(*)").fetchall() == [(3,)]


def nobody() -> tuple[Places, Stations]:
    """One place and one base station."""
    places = places_from_arrow(
        pa.table(
            {
                "place_id": ["S1"],
                "category": ["cafe"],
                "lon_deg": [127.0],
                "lat_deg": [37.5],
                "radius_m": [5],
            }
        )
    )
    stations = stations_from_arrow(
        pa.table(
            {"base_station_id": ["B1"], "lon_deg": [127.0], "lat_deg": [37.5], "range_m": [400]}
        )
    )
    return places, stations


def records_of(**columns: list[Any]) -> Any:
    """Records from a table with these columns over one good fix."""
    rows = len(next(iter(columns.values()), [0]))
    whole = {name: [value] * rows for name, value in FIX.items()} | columns
    return records_from_arrow(pa.table(whole), *nobody())


def test_the_least_table_is_person_source_and_start() -> None:
    records = records_of()
    assert records.record_id.tolist() == ["row:0"]
    assert (records.start[0], records.reliability[0]) == (records.end[0], 1)
    assert EVENTS[records.event[0]] == "fix"


@pytest.mark.parametrize(
    "start",
    [
        pa.array([AT.replace(tzinfo=None)], pa.timestamp("s")),
        pa.array([AT], pa.timestamp("ns", tz="Asia/Seoul")),
        pa.array([AT], pa.timestamp("ms", tz="UTC")),
        pa.array([AT.replace(tzinfo=None)], pa.timestamp("ns")),
    ],
)
def test_times_of_any_unit_and_zone_are_read(start: pa.Array) -> None:
    table = pa.table({**{k: [v] for k, v in FIX.items()}, "start_utc": start})
    assert records_from_arrow(table, *nobody()).to_arrow()["start_utc"][0].as_py() == AT


def test_dictionaries_are_texts_too(evidence: Evidence) -> None:
    frame = pl.DataFrame(evidence.records).with_columns(
        pl.col("source", "person_id").cast(pl.Categorical)
    )
    back = records_from_arrow(frame, evidence.places, evidence.stations)
    assert back.to_arrow().equals(evidence.records.to_arrow())
    assert len(back.person) == len(back)


def test_tables_made_without_attributes_have_none() -> None:
    places, _ = nobody()
    bare = dataclasses.replace(places, attributes=())
    assert bare.to_arrow()["attributes"].to_pylist() == [None]


def test_whole_numbers_are_ids_too() -> None:
    assert records_of(person_id=[7]).person[0] == "7"


def test_identical_rows_count_once_and_rows_are_sorted() -> None:
    later = AT + dt.timedelta(hours=1)
    records = records_of(person_id=["b", "a", "a", "a"], start_utc=[AT, later, AT, AT])
    assert records.record_id.tolist() == ["row:2", "row:1", "row:0"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"person_id": [""]}, "records: column person_id, row 0, value '' is empty"),
        ({"person_id": ["a", None]}, "records: column person_id, row 1, value null is empty"),
        ({"source": ["wifi"]}, "records: column source, row 0, value 'wifi' is none of gps, base_station"),
        ({"start_utc": [None]}, "records: column start_utc, row 0, value null is empty"),
        ({"start_utc": ["soon"]}, "records: column start_utc of type string is no timestamp"),
        ({"end_utc": [AT - dt.timedelta(1)]}, "records: column end_utc, row 0, value '2020-03-01 09:00:00+00:00' is before start_utc"),
        ({"lon_deg": [181.0]}, "records: column lon_deg, row 0, value '181.0' is no longitude"),
        ({"lat_deg": [float("inf")]}, "records: column lat_deg, row 0, value 'inf' is no latitude"),
        ({"lat_deg": [None]}, "records: column lat_deg, row 0, value null is empty in a gps row"),
        ({"lon_deg": ["east"]}, "records: column lon_deg of type string is no double"),
        ({"error_radius_m": [-1]}, "records: column error_radius_m, row 0, value '-1' is negative"),
        ({"reliability": [1.5]}, "records: column reliability, row 0, value '1.5' is outside 0 to 1"),
        ({"place_id": ["S9"]}, "records: column place_id, row 0, value 'S9' is not known"),
        ({"base_station_id": ["B9"]}, "records: column base_station_id, row 0, value 'B9' is not known"),
        ({"event": ["board"]}, "records: column event, row 0, value 'board' is no gps: fix"),
        ({"event": ["nap"]}, "records: column event, row 0, value 'nap' is none of fix, connection"),
        ({"source": ["transit"], "place_id": ["S1"]}, "records: column event, row 0, value null is no transit: board, alight"),
        ({"source": ["card"]}, "records: column place_id, row 0, value null is empty in a row that needs a place"),
        ({"source": ["base_station"]}, "records: column base_station_id, row 0, value null is empty in a base_station row"),
        ({"record_id": ["x", "x"]}, "records: column record_id, row 1, value 'x' is there twice"),
        ({"text": [[1]]}, "records: column text of type list<item: int64> is no string"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_column_row_and_value(
    columns: dict[str, list[Any]], message: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        records_of(**columns)
    assert str(refusal.value).startswith(message)


def test_other_tables_are_refused_by_value_too() -> None:
    place = {
        "place_id": ["a", "a"],
        "category": ["x", "x"],
        "lon_deg": [1.0, 1.0],
        "lat_deg": [1.0, 1.0],
        "radius_m": [1.0, None],
    }
    with pytest.raises(
        InvalidInput, match="places: column place_id, row 1, value 'a' is there twice"
    ):
        places_from_arrow(pa.table(place))
    with pytest.raises(InvalidInput, match="places: column radius_m, row 1, value null is empty"):
        places_from_arrow(pa.table(place | {"place_id": ["a", "b"]}))
    with pytest.raises(
        InvalidInput, match="places: column opens_min, row 0, value '1441' is no minute"
    ):
        places_from_arrow(
            pa.table(place | {"place_id": ["a", "b"], "radius_m": [1, 1], "opens_min": [1441, 0]})
        )
    with pytest.raises(InvalidInput, match="persons: column person_id is missing; found 'id'"):
        persons_from_arrow(pa.table({"id": ["a"]}))
    with pytest.raises(
        InvalidInput, match="base stations: column range_m, row 0, value '0' is not positive"
    ):
        stations_from_arrow(
            pa.table({"base_station_id": ["a"], "lon_deg": [1.0], "lat_deg": [1.0], "range_m": [0]})
        )


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(
        InvalidInput, match="persons: dict does not speak the Arrow PyCapsule interface"
    ):
        persons_from_arrow({"person_id": ["a"]})
    with pytest.raises(InvalidInput, match="persons: no Arrow table: "):
        persons_from_arrow(pl.Series([1, 2]))
    twice = pa.table([pa.array(["a"]), pa.array(["b"])], names=["person_id", "person_id"])
    with pytest.raises(InvalidInput, match="persons: column person_id is there twice"):
        persons_from_arrow(twice)


def test_numbers_of_persons_are_put_in_comparable_form() -> None:
    table = pa.table(
        {
            "person_id": ["a", "b"],
            "phone": ["+82 10 1234 5678", None],
            "cards": [["1-2", None, ""], None],
        }
    )
    persons = persons_from_arrow(table)
    assert (persons.phone, persons.cards) == (("01012345678", ""), (("12",), ()))
    assert persons_from_arrow(pa.table({"person_id": ["a"]})).cards == ((),)


def test_a_place_without_a_word_about_its_roof_is_neither_in_nor_out() -> None:
    places, _ = nobody()
    assert (places.indoor.tolist(), places.opens_min.tolist()) == ([-1], [-1])


def test_records_whose_places_were_not_given_along_cannot_be_named(evidence: Evidence) -> None:
    import_of = evidence.records
    bare = type(import_of)(
        **{
            name: getattr(import_of, name)
            for name in import_of.__dataclass_fields__
            if name not in ("place_ids", "base_station_ids")
        }
    )
    with pytest.raises(InvalidInput, match="records: place_ids do not hold row 5 of place"):
        bare.to_arrow()


TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": TEXTS.filter(bool),
            "source": st.sampled_from(("gps", "interview")),
            "start_utc": st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
            "lon_deg": st.floats(-180, 180),
            "lat_deg": st.floats(-90, 90),
            "reliability": st.floats(0, 1) | st.none(),
            "text": TEXTS.filter(bool),
            "attributes": st.sampled_from(['{"a": "b"}', None]),
        }
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(ROWS)
def test_any_good_table_survives_the_way_there_and_back(rows: list[dict[str, Any]]) -> None:
    once = records_from_arrow(pa.Table.from_pylist(rows), *nobody())
    again = records_from_arrow(once, *nobody())
    assert again.to_arrow().equals(once.to_arrow())
    assert len(once) <= len(rows)
