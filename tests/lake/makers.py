"""Small holders' files, and what a lake should answer about them, computed the slow and plain way."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

NOW = datetime(2020, 6, 1, 3, 0, tzinfo=UTC)
MIDNIGHT = datetime(2020, 5, 1, 0, 0, tzinfo=UTC)
TIME = pa.timestamp("us", tz="UTC")

Row = tuple[str, str, datetime, datetime]  # person, place, start, end


def at(hours: float) -> datetime:
    """A time so many hours after the first midnight."""
    return MIDNIGHT + timedelta(hours=hours)


def visits_file(path: Path, rows: Sequence[Row]) -> Path:
    """visits.parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(zip(*rows, strict=True)) or [[], [], [], []]
    table = pa.table(
        {
            "person_id": pa.array(columns[0], pa.string()),
            "place_id": pa.array(columns[1], pa.string()),
            "start_utc": pa.array(columns[2], TIME),
            "end_utc": pa.array(columns[3], TIME),
        }
    )
    pq.write_table(table, path)
    return path


def csv_file(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """A CSV file as a holder would write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def connections_file(path: Path, rows: Iterable[Row]) -> Path:
    """base_station.csv."""
    return csv_file(
        path,
        ("phone", "from", "to", "base_station_id"),
        ((who, start.isoformat(), end.isoformat(), where) for who, where, start, end in rows),
    )


def days(people: int, count: int, *, places: int = 5) -> list[list[Row]]:
    """Visits of some days: everybody somewhere else each six hours, always the same."""
    return [
        [
            (f"p{who:03d}", f"s{(who * (quarter + 1) + day) % places}", start, start + timedelta(hours=5, minutes=who % 50))
            for who in range(people)
            for quarter in range(4)
            for start in [at(24 * day + 6 * quarter)]
        ]
        for day in range(count)
    ]  # fmt: skip


def rows_of(table: pa.Table) -> list[Row]:
    """The rows of an answer or a file, sorted."""
    columns = [
        table[name].to_pylist() for name in ("person_id", "place_id", "start_utc", "end_utc")
    ]
    return sorted(zip(*columns, strict=True))


def rows_on_disk(lake: Path, order: str) -> list[Row]:
    """Every row in every file below parts in one order, whether or not a manifest names the file."""
    files = sorted((lake / "parts").rglob(f"{order}/*.parquet"))
    return sorted(row for file in files for row in rows_of(pq.ParquetFile(file).read()))


def contacts(
    rows: Iterable[Row], case: str, start: datetime, end: datetime
) -> dict[tuple[str, str], int]:
    """(person, place) -> seconds together with the case, by trying every pair."""
    cut = [(p, q, max(s, start), min(e, end)) for p, q, s, e in rows]
    found: dict[tuple[str, str], int] = {}
    for who, where, here, gone in cut:
        for other, there, came, left in cut:
            together = (min(gone, left) - max(here, came)).total_seconds()
            if (
                who == case
                and other != case
                and where == there
                and together > 0
                and here < gone
                and came < left
            ):
                found[other, there] = found.get((other, there), 0) + int(together)
    return found
