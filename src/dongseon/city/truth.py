"""The truth on disk: who lives where, who was where, who rode what, who infected whom (Parquet).

Days are kept in memory as they are lived (17 bytes a visit), then written by blocks of persons, so that
the files are sorted by person, then start, and a stay over midnight is one row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.city.population import OCCUPATIONS, SHIFTS
from dongseon.city.types import MODES, Clock, Epidemic, Population, Rides, Visits, World
from dongseon.records.columns import Bools, Codes, Ints

BLOCK = 50_000  # persons a row group
TIME = pa.timestamp("us", tz="UTC")


@dataclass(slots=True, eq=False)
class Diary:
    """The days of the whole city as they are lived."""

    visits: list[Visits] = field(default_factory=list)
    rides: list[Rides] = field(default_factory=list)

    def keep(self, day: int, visits: Visits, rides: Rides) -> None:
        """Remember one more day; a day lived twice replaces the first telling."""
        del self.visits[day:], self.rides[day:]
        self.visits.append(visits)
        self.rides.append(rides)

    def visits_of(self, low: int, high: int) -> Visits:
        """The visits of persons low to high, sorted by person, then start, joined at midnight."""
        return _visits(self.visits, [_between(day.person, low, high) for day in self.visits])

    def rides_of(self, low: int, high: int) -> Rides:
        """The rides of persons low to high, sorted by person, then boarding."""
        return _rides(self.rides, [_between(day.person, low, high) for day in self.rides])

    def visits_of_persons(self, persons: Codes) -> tuple[Visits, Rides]:
        """The visits and rides of some persons, ascending."""
        most = [int(day.person.max(initial=-1)) for day in self.visits]
        most += [int(day.person.max(initial=-1)) for day in self.rides]
        asked = np.zeros(max(*most, int(persons.max(initial=-1)), 0) + 1, dtype=bool)
        asked[persons] = True
        return (
            _visits(self.visits, [np.flatnonzero(asked[day.person]) for day in self.visits]),
            _rides(self.rides, [np.flatnonzero(asked[day.person]) for day in self.rides]),
        )


Rows: TypeAlias = slice | Ints


def _between(person: Codes, low: int, high: int) -> Rows:
    """Rows of persons low to high in a column sorted by person."""
    first, last = np.searchsorted(person, [low, high])
    return slice(int(first), int(last))


def _columns(days: Sequence[Any], rows: Sequence[Rows], names: Sequence[str]) -> list[Codes]:
    """Columns of some rows of each day, sorted by the first; days follow one another."""
    gathered = [
        np.concatenate([getattr(day, name)[part] for day, part in zip(days, rows, strict=True)])
        for name in names
    ]
    order = np.argsort(gathered[0], kind="stable")
    return [column[order] for column in gathered]


def _visits(days: Sequence[Visits], rows: Sequence[Rows]) -> Visits:
    """Visits of some rows of each day; a stay over midnight becomes one row."""
    names = ("person", "place", "start_s", "end_s")
    person, place, start_s, end_s, mode = _columns(days, rows, (*names, "mode"))
    begins = np.ones(len(person), dtype=bool)
    begins[1:] = ~(
        (person[1:] == person[:-1]) & (place[1:] == place[:-1]) & (start_s[1:] == end_s[:-1])
    )
    ends = np.append(begins[1:], True)[: len(begins)]
    return Visits(
        person[begins], place[begins], start_s[begins], end_s[ends], mode[begins].astype(np.int8)
    )


def _rides(days: Sequence[Rides], rows: Sequence[Rows]) -> Rides:
    names = ("person", "board_place", "alight_place", "board_s", "alight_s", "line", "vehicle")
    return Rides(*_columns(days, rows, names))


def _utc(clock: Clock, seconds: Ints | Codes, known: Bools | None = None) -> pa.Array:
    """Instants of seconds since the clock's start; null where not known."""
    start_us = int(clock.start.astimezone(UTC).timestamp()) * 1_000_000
    micros = start_us + seconds.astype(np.int64) * 1_000_000
    mask = None if known is None else ~known
    return pa.array(micros, type=pa.int64(), mask=mask).cast(TIME)


def _named(codes: Codes, labels: pa.Array) -> pa.DictionaryArray:
    """Names by code, with only those that occur in the dictionary; -1 = null."""
    used = np.zeros(len(labels) + 1, dtype=bool)
    used[codes] = True
    used[-1] = False
    number = np.cumsum(used, dtype=np.int32) - 1
    indices = pa.array(number[codes], type=pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, labels.take(pa.array(np.flatnonzero(used))))


def write_visits(
    path: Path,
    diary: Diary,
    world: World,
    population: Population,
    clock: Clock,
    tick: Callable[[int], None],
) -> int:
    """visits.parquet as docs/formats.md says, with how the person came; ticks a block; returns the rows."""
    people = pa.array(population.person_id, type=pa.string())
    places = pa.array(world.places.place_id, type=pa.string())
    modes = pa.array(MODES)
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [
            ("person_id", text),
            ("place_id", text),
            ("start_utc", TIME),
            ("end_utc", TIME),
            ("mode", text),
        ]
    )
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for low in range(0, len(population.age_years), BLOCK):
            v = diary.visits_of(low, low + BLOCK)
            columns = [
                _named(v.person, people),
                _named(v.place, places),
                _utc(clock, v.start_s),
                _utc(clock, v.end_s),
                _named(v.mode.astype(np.int32), modes),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=1 << 20)
            rows += len(v)
            tick(low // BLOCK + 1)
    return rows


def write_rides(
    path: Path, diary: Diary, world: World, population: Population, clock: Clock
) -> None:
    """rides.parquet: one row a leg in a vehicle."""
    people = pa.array(population.person_id, type=pa.string())
    places = pa.array(world.places.place_id, type=pa.string())
    lines = pa.array(world.transit.line_name)
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [
            ("person_id", text),
            ("board_place_id", text),
            ("alight_place_id", text),
            ("board_utc", TIME),
            ("alight_utc", TIME),
            ("line", text),
            ("vehicle", pa.int32()),
        ]
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for low in range(0, len(population.age_years), BLOCK):
            r = diary.rides_of(low, low + BLOCK)
            columns = [
                _named(r.person, people),
                _named(r.board_place, places),
                _named(r.alight_place, places),
                _utc(clock, r.board_s),
                _utc(clock, r.alight_s),
                _named(np.maximum(r.line, -1), lines),  # null: a vehicle without a line
                pa.array(r.vehicle),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def write_persons(path: Path, world: World, population: Population) -> None:
    """persons.parquet: one row a resident."""
    p, places = population, pa.array(world.places.place_id, type=pa.string())
    columns = {
        "person_id": pa.array(p.person_id, type=pa.string()),
        "age_years": pa.array(p.age_years),
        "sex": _named(p.sex.astype(np.int32), pa.array(["female", "male"])),
        "household": pa.array(p.household),
        "home_place_id": _named(p.home, places),
        "work_place_id": _named(p.work, places),
        "occupation": _named(p.occupation.astype(np.int32), pa.array(OCCUPATIONS)),
        "shift": _named(p.shift.astype(np.int32), pa.array(SHIFTS)),
        "circle": pa.array(p.circle),
        "academy_place_id": _named(p.academy, places),
        "worship_place_id": _named(p.worship, places),
        "gym_place_id": _named(p.gym, places),
        "drives": pa.array(p.drives == 1),
        "telco": pa.array(p.telco),
        "shares_gps": pa.array(p.shares_gps == 1),
        "wears_mask": pa.array(p.wears_mask),
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


def write_places(path: Path, world: World) -> None:
    """places.parquet: one row a place; building and floor say which stand together."""
    places = world.places
    columns = {
        "place_id": pa.array(places.place_id, type=pa.string()),
        "name": pa.array(places.name, type=pa.string()),
        "category": _named(places.category.codes, pa.array(places.category.labels)),
        "lon": pa.array(places.lon_deg),
        "lat": pa.array(places.lat_deg),
        "radius_m": pa.array(places.radius_m),
        "indoor": pa.array(places.indoor == 1),
        "capacity": pa.array(places.capacity),
        "opens_min": pa.array(places.opens_min, mask=places.opens_min < 0),
        "closes_min": pa.array(places.closes_min, mask=places.closes_min < 0),
        "building": pa.array(world.building, mask=world.building < 0),
        "floor": pa.array(world.floor),
        "district": _named(world.district, pa.array([en for en, _ in world.districts])),
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


def write_infections(
    path: Path, epidemic: Epidemic, world: World, population: Population, clock: Clock
) -> None:
    """infections.parquet: one row an infected person."""
    e, people = epidemic, pa.array(population.person_id, type=pa.string())
    columns = {
        "person_id": _named(e.person, people),
        "infector_id": _named(e.infector, people),
        "place_id": _named(e.place, pa.array(world.places.place_id, type=pa.string())),
        "infected_utc": _utc(clock, e.infected_s),
    }
    for name in ("onset", "sampled", "confirmed", "isolated"):
        seconds = getattr(e, f"{name}_s")
        columns[f"{name}_utc"] = _utc(clock, seconds, seconds != -1)
    pq.write_table(pa.table(columns), path, compression="zstd")
