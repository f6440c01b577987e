"""What holders of a lived city would dump each day: everybody's visits, and their phones' connections."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from dongseon.bench.lived import Lived
from dongseon.city.holders import dumps, numbers
from dongseon.city.holders.dumps import BLOCK, COLUMNS, DAY_S, TEXT, TIME, Rows
from dongseon.city.sensors import air, telco
from dongseon.records.columns import Codes

VISITS = pa.schema(
    [("person_id", TEXT), ("place_id", TEXT), ("start_utc", TIME), ("end_utc", TIME)]
)


def visits(lived: Lived, folder: Path) -> list[Path]:
    """A visits.parquet for each day: the visits that begin on it."""
    every = lived.visits
    people = pa.array(lived.population.person_id, pa.string())
    places = pa.array(lived.world.places.place_id, pa.string())
    day = every.start_s // DAY_S
    with dumps.day_files(folder, "visits", VISITS, lived.clock.days) as files:
        for number in range(lived.clock.days):
            rows = np.flatnonzero(day == number)
            columns = (
                dumps.named(every.person[rows], people),
                dumps.named(every.place[rows], places),
                dumps.utc(lived.clock, every.start_s[rows]),
                dumps.utc(lived.clock, every.end_s[rows]),
            )
            files.write(
                Rows(day[rows].astype(np.int64), columns), np.ones(len(rows), dtype=np.bool_)
            )
        return list(files.paths)


def phones(lived: Lived, persons: Codes) -> list[str]:
    """The phone numbers of some persons."""
    return numbers.phones(persons.astype(np.int64), seed=lived.seed)


def connections(
    lived: Lived, folder: Path, *, persons: int, tell: Callable[[int], None]
) -> list[Path]:
    """A base_station.parquet for each day: the connections that begin on it, of the first so many persons."""
    city = dumps.Lived(lived.world, lived.population, lived.clock, lived.seed, lived.diary)
    schema = COLUMNS["base_station"]
    heard = air.radio(lived.world)
    with dumps.day_files(folder, "base_station", schema, lived.clock.days) as files:
        for low in range(0, persons, BLOCK):
            block = np.arange(low, min(low + BLOCK, persons), dtype=np.int32)
            lived_visits, rides = lived.diary.visits_of_persons(block)
            drawn = telco.connections(
                lived.world, lived.population, lived.clock, lived_visits, rides, block,
                seed=lived.seed, heard=heard,
            )  # fmt: skip
            rows = dumps.connection_rows(city, drawn)
            files.write(rows, np.ones(len(drawn), dtype=np.bool_))
            tell(low + len(block))
        return list(files.paths)
