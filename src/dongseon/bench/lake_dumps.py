"""What holders of a lived city would dump each day: everybody's visits, and their phones' connections."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.bench.lived import Lived
from dongseon.city.holders import numbers
from dongseon.city.sensors import air, telco
from dongseon.records.columns import Codes

BLOCK = 10_000  # phones whose connections are drawn at once
DAY_S = 86_400
TIME = pa.timestamp("us", tz="UTC")


def visits(lived: Lived, folder: Path) -> list[Path]:
    """A visits.parquet for each day: the visits that begin on it."""
    all_visits = lived.visits
    names = ("person_id", "place_id", "start_utc", "end_utc")
    people = pa.array(lived.population.person_id, pa.string())
    places = pa.array(lived.world.places.place_id, pa.string())
    paths = []
    with _writers(folder, "visits", names, lived.clock.days) as (files, writers):
        day = all_visits.start_s // DAY_S
        for number, writer in enumerate(writers):
            rows = np.flatnonzero(day == number)
            columns = [
                _named(all_visits.person[rows], people),
                _named(all_visits.place[rows], places),
                _utc(lived, all_visits.start_s[rows]),
                _utc(lived, all_visits.end_s[rows]),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=writer.schema))
        paths += files
    return paths


def phones(lived: Lived, persons: Codes) -> list[str]:
    """The phone numbers of some persons."""
    return numbers.phones(persons.astype(np.int64), seed=lived.seed)


def connections(
    lived: Lived, folder: Path, *, persons: int, tell: Callable[[int], None]
) -> list[Path]:
    """A base_station.parquet for each day: the connections that begin on it, of the first so many persons."""
    names = ("phone", "base_station_id", "from", "to")
    sectors = pa.array(lived.world.stations.base_station_id, pa.string())
    heard = air.radio(lived.world)
    with _writers(folder, "base_station", names, lived.clock.days) as (files, writers):
        for low in range(0, persons, BLOCK):
            block = np.arange(low, min(low + BLOCK, persons), dtype=np.int32)
            lived_visits, rides = lived.diary.visits_of_persons(block)
            drawn = telco.connections(
                lived.world,
                lived.population,
                lived.clock,
                lived_visits,
                rides,
                block,
                seed=lived.seed,
                heard=heard,
            )
            own = pa.array(phones(lived, block), pa.string())
            day = drawn.start_s // DAY_S
            for number, writer in enumerate(writers):
                rows = np.flatnonzero(day == number)
                ends = drawn.end_s[rows]
                columns = [
                    _named(drawn.person[rows] - low, own),
                    _named(drawn.sector[rows], sectors),
                    _utc(lived, drawn.start_s[rows]),
                    _utc(lived, np.maximum(ends, drawn.start_s[rows])),
                ]
                writer.write_table(pa.Table.from_arrays(columns, schema=writer.schema))
            tell(low + len(block))
    return files


@contextmanager
def _writers(
    folder: Path, name: str, columns: tuple[str, ...], days: int
) -> Iterator[tuple[list[Path], list[pq.ParquetWriter]]]:
    """An open Parquet file for each day."""
    text = pa.dictionary(pa.int32(), pa.string())
    types = (text, text, TIME, TIME)
    schema = pa.schema(list(zip(columns, types, strict=True)))
    files = [folder / f"{day:03d}" / f"{name}.parquet" for day in range(days)]
    with ExitStack() as stack:
        writers = []
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            writers.append(stack.enter_context(pq.ParquetWriter(file, schema, compression="zstd")))
        yield files, writers


def _named(codes: Codes, labels: pa.Array) -> pa.DictionaryArray:
    """Names by code, with only those that occur in the dictionary."""
    used, indices = np.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(indices.astype(np.int32), labels.take(pa.array(used)))


def _utc(lived: Lived, seconds: Codes) -> pa.Array:
    start_us = int(lived.clock.start.astimezone(UTC).timestamp()) * 1_000_000
    return pa.array(start_us + seconds.astype(np.int64) * 1_000_000).cast(TIME)
