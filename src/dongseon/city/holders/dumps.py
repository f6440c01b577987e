"""What each holder of a lived city would dump, day by day: the rows of all its customers, as Parquet.

Three telcos by the phones' market shares, two card companies, one check-in service. The same person has the
same rows here as in an evidence bundle of the same city.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.city import chance
from dongseon.city.holders import numbers, tables
from dongseon.city.sensors import air, cards, entry, stays, telco
from dongseon.city.truth import Diary
from dongseon.city.types import Clock, Population, World
from dongseon.records.columns import Bools, Codes, Ints

BLOCK = 10_000  # persons whose rows are drawn at once
DAY_S = 86_400
TIME = pa.timestamp("us", tz="UTC")
TEXT = pa.dictionary(pa.int32(), pa.string())
TELCOS = tuple(name.lower() for name in tables.TELCO_NAMES)  # by Population.telco
CARD_COMPANIES = ("haneul", "baram")  # invented
FIRST_COMPANY = 0.6  # of cards are the first company's (assumption)
CHECK_IN_SERVICE = "naru"  # invented
COLUMNS = {
    "base_station": pa.schema(
        [("phone", TEXT), ("base_station_id", TEXT), ("from", TIME), ("to", TIME)]
    ),
    "card": pa.schema(
        [
            ("card", TEXT),
            ("place_id", TEXT),
            ("at", TIME),
            ("amount", pa.int32()),
            ("cancelled", pa.bool_()),
        ]
    ),
    "check_in": pa.schema([("phone", TEXT), ("place_id", TEXT), ("at", TIME)]),
}
FILES: Mapping[str, str] = {  # holder -> the name of its files
    **dict.fromkeys(TELCOS, "base_station"),
    **dict.fromkeys(CARD_COMPANIES, "card"),
    CHECK_IN_SERVICE: "check_in",
}


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """A city and everybody's days in it."""

    world: World
    population: Population
    clock: Clock
    seed: int
    diary: Diary


class Rows(NamedTuple):
    """Rows of one kind of file, some persons' of all holders."""

    day: Ints  # (n,)
    columns: tuple[pa.Array, ...]  # each (n,), as COLUMNS


def write(
    lived: Lived, folder: Path, *, tell: Callable[[int, int], None]
) -> Mapping[str, Sequence[Path]]:
    """Write ``folder/HOLDER/DAY/FILE.parquet``; returns the files by holder. Tells persons done and all."""
    people = len(lived.population.age_years)
    heard = air.radio(lived.world)
    with ExitStack() as stack:
        days = {
            holder: stack.enter_context(
                day_files(folder / holder, file, COLUMNS[file], lived.clock.days)
            )
            for holder, file in FILES.items()
        }
        for low in range(0, people, BLOCK):
            persons = np.arange(low, min(low + BLOCK, people), dtype=np.int32)
            for holder, rows, own in _drawn(lived, persons, heard):
                days[holder].write(rows, own)
            tell(low + len(persons), people)
        return {holder: files.paths for holder, files in days.items()}


def _drawn(lived: Lived, persons: Codes, heard: air.Radio) -> Iterator[tuple[str, Rows, Bools]]:
    """Each holder's rows of some persons: all rows of its kind, and which of them are its own."""
    households = stays.household_of(lived.population, persons)
    visits, rides = lived.diary.visits_of_persons(households)
    world, population, seed = lived.world, lived.population, lived.seed
    connected = telco.connections(
        world, population, lived.clock, visits, rides, persons, seed=seed, heard=heard
    )
    rows = connection_rows(lived, connected)
    for number, holder in enumerate(TELCOS):
        yield holder, rows, population.telco[connected.person] == number
    approved = cards.approvals(world, population, visits, persons, seed=seed)
    rows = _approval_rows(lived, approved)
    first = _at_first_company(lived, approved)
    for holder, own in zip(CARD_COMPANIES, (first, ~first), strict=True):
        yield holder, rows, own
    entered = entry.check_ins(world, population, visits, persons, seed=seed)
    rows = _check_in_rows(lived, entered)
    yield CHECK_IN_SERVICE, rows, np.ones(len(entered), dtype=np.bool_)


def connection_rows(lived: Lived, drawn: telco.Connections) -> Rows:
    """Connections as a telco dumps them; a signal has no end."""
    end = utc(lived.clock, drawn.end_s, drawn.end_s >= drawn.start_s)
    sectors = pa.array(lived.world.stations.base_station_id, pa.string())
    phone = _by_person(drawn.person, lambda who: numbers.phones(who, seed=lived.seed))
    return Rows(
        _day(lived.clock, drawn.start_s),
        (phone, named(drawn.sector, sectors), utc(lived.clock, drawn.start_s), end),
    )


def _approval_rows(lived: Lived, drawn: cards.Approvals) -> Rows:
    keys, which = np.unique(_card(drawn), return_inverse=True)
    owner, number = keys // numbers.CARDS, keys % numbers.CARDS
    card = pa.DictionaryArray.from_arrays(
        which.astype(np.int32),
        pa.array(numbers.cards(owner, number, seed=lived.seed), pa.string()),
    )
    return Rows(
        _day(lived.clock, drawn.at_s),
        (
            card,
            _places(lived, drawn.place),
            utc(lived.clock, drawn.at_s),
            pa.array(drawn.amount_won),
            pa.array(drawn.cancelled == 1),
        ),
    )


def _check_in_rows(lived: Lived, drawn: entry.CheckIns) -> Rows:
    phone = _by_person(drawn.person, lambda who: numbers.phones(who, seed=lived.seed))
    return Rows(
        _day(lived.clock, drawn.at_s),
        (phone, _places(lived, drawn.place), utc(lived.clock, drawn.at_s)),
    )


def _card(drawn: cards.Approvals) -> Ints:
    """One number for each card: (n,)."""
    return drawn.person.astype(np.int64) * numbers.CARDS + drawn.card


def _at_first_company(lived: Lived, drawn: cards.Approvals) -> Bools:
    luck = chance.uniforms(chance.key(lived.seed, "card company"), _card(drawn), 0)
    return np.asarray(luck < FIRST_COMPANY)


def _places(lived: Lived, codes: Codes) -> pa.DictionaryArray:
    return named(codes, pa.array(lived.world.places.place_id, pa.string()))


def _by_person(persons: Codes, number_of: Callable[[Ints], list[str]]) -> pa.DictionaryArray:
    """A number for each row, made once a person."""
    who, which = np.unique(persons, return_inverse=True)
    numbered = pa.array(number_of(who.astype(np.int64)), pa.string())
    return pa.DictionaryArray.from_arrays(which.astype(np.int32), numbered)


def _day(clock: Clock, at_s: Codes) -> Ints:
    """In which day's file a row stands; what is booked after the last day is in its file."""
    return np.clip(at_s // DAY_S, 0, clock.days - 1).astype(np.int64)


def named(codes: Codes, labels: pa.Array) -> pa.DictionaryArray:
    """Names by code, with only those that occur in the dictionary."""
    used, indices = np.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(indices.astype(np.int32), labels.take(pa.array(used)))


def utc(clock: Clock, seconds: Codes, known: Bools | None = None) -> pa.Array:
    """Instants of seconds since the clock's start; null where not known."""
    start_us = int(clock.start.astimezone(UTC).timestamp()) * 1_000_000
    micros = start_us + seconds.astype(np.int64) * 1_000_000
    return pa.array(micros, pa.int64(), mask=None if known is None else ~known).cast(TIME)


@dataclass(frozen=True, slots=True)
class DayFiles:
    """One open Parquet file for each day."""

    paths: Sequence[Path]
    writers: Sequence[pq.ParquetWriter]

    def write(self, rows: Rows, own: Bools) -> None:
        """Write those of the rows that are one's own, each into the file of its day."""
        for day, writer in enumerate(self.writers):
            chosen = pa.array(np.flatnonzero((rows.day == day) & own))
            taken = [column.take(chosen) for column in rows.columns]
            writer.write_table(pa.Table.from_arrays(taken, schema=writer.schema))


@contextmanager
def day_files(folder: Path, name: str, schema: pa.Schema, days: int) -> Iterator[DayFiles]:
    """``folder/DAY/NAME.parquet`` for each day."""
    paths = [folder / f"{day:03d}" / f"{name}.parquet" for day in range(days)]
    with ExitStack() as stack:
        writers = []
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            writers.append(stack.enter_context(pq.ParquetWriter(path, schema, compression="zstd")))
        yield DayFiles(paths, writers)
