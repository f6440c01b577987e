"""Columns to Arrow arrays: missing is null, codes become the names they stand for, times are UTC."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TIME = pa.timestamp("us", tz="UTC")
RECORDS = pa.schema(
    [
        pa.field("person_id", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("event", pa.string(), nullable=False),
        pa.field("start_utc", TIME, nullable=False),
        pa.field("end_utc", TIME, nullable=False),
        ("lon_deg", pa.float64()),
        ("lat_deg", pa.float64()),
        ("error_radius_m", pa.float64()),
        ("place_id", pa.string()),
        ("base_station_id", pa.string()),
        pa.field("reliability", pa.float64(), nullable=False),
        ("vehicle", pa.string()),
        ("text", pa.string()),
        ("attributes", pa.string()),
    ]
)
PERSONS = pa.schema(
    [
        pa.field("person_id", pa.string(), nullable=False),
        ("phone", pa.string()),
        ("cards", pa.list_(pa.string())),
        ("transit_card", pa.string()),
        ("onset_utc", TIME),
        ("sampled_utc", TIME),
        ("isolated_utc", TIME),
        ("home_place_id", pa.string()),
        ("work_place_id", pa.string()),
        ("attributes", pa.string()),
    ]
)
PLACES = pa.schema(
    [
        pa.field("place_id", pa.string(), nullable=False),
        ("name", pa.string()),
        pa.field("category", pa.string(), nullable=False),
        pa.field("lon_deg", pa.float64(), nullable=False),
        pa.field("lat_deg", pa.float64(), nullable=False),
        pa.field("radius_m", pa.float64(), nullable=False),
        ("indoor", pa.bool_()),
        ("capacity", pa.float64()),
        ("opens_min", pa.int32()),
        ("closes_min", pa.int32()),
        ("attributes", pa.string()),
    ]
)
STATIONS = pa.schema(
    [
        pa.field("base_station_id", pa.string(), nullable=False),
        pa.field("lon_deg", pa.float64(), nullable=False),
        pa.field("lat_deg", pa.float64(), nullable=False),
        ("azimuth_deg", pa.float64()),
        ("beam_deg", pa.float64()),
        pa.field("range_m", pa.float64(), nullable=False),
        ("attributes", pa.string()),
    ]
)


def table(schema: pa.Schema, columns: Mapping[str, pa.Array]) -> pa.Table:
    """A table of a schema from its columns."""
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def texts(values: Sequence[str] | NDArray[np.object_], *, rows: int = -1) -> pa.Array:
    """Texts, "" as null; no values at all are ``rows`` nulls."""
    if len(values) == 0 and rows > 0:
        return pa.nulls(rows, pa.string())
    return pa.array([value or None for value in values], pa.string())


def named(codes: NDArray[np.integer], names: Sequence[str]) -> pa.Array:
    """The names that codes stand for, -1 as null."""
    index = pa.array(codes, pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(names, pa.string())).cast(pa.string())


def times(values: NDArray[np.datetime64]) -> pa.Array:
    """UTC moments, NaT as null."""
    return pa.array(values.astype("datetime64[us]"), TIME)


def numbers(values: NDArray[np.float64]) -> pa.Array:
    """Numbers, NaN as null."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def counts(values: NDArray[np.integer]) -> pa.Array:
    """Whole numbers, -1 as null."""
    return pa.array(values, pa.int32(), mask=values < 0)


def flags(values: NDArray[np.integer]) -> pa.Array:
    """Yes (1), no (0) and nothing said (-1, null)."""
    return pa.array(values == 1, pa.bool_(), mask=values < 0)


def lists(values: Sequence[Sequence[str]]) -> pa.Array:
    """A list of texts in each row."""
    return pa.array([list(value) for value in values], pa.list_(pa.string()))
