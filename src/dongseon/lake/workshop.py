"""The DuckDB in which a writer sorts: a memory limit, a folder to spill to, and Parquet files as its products."""

import hashlib
import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.errors import InvalidInput
from dongseon.lake import generations
from dongseon.lake.kinds import Kind
from dongseon.lake.manifest import BY_PERSON, Part

ROW_GROUP = 32_768  # rows; measured: docs/method/lake.md
PART_ROWS = 128 * ROW_GROUP  # rows of a file, more only where one key has more
MOST_RANKED = 2_000_000  # keys that are numbered before a sort: some 100 MB
LEAST_REPEATED = 8  # rows a key, on average, below which numbering does not pay: assumption
BATCH = 10_000  # rows held at once of an answer of any length
MEMORY = "2GB"  # the engine's own limit unless asked otherwise
KEY = {"by_person": "person_id", "by_place": "place_id"}


@dataclass(frozen=True, slots=True)
class Workshop:
    """A DuckDB connection of its own, and where its files go."""

    database: duckdb.DuckDBPyConnection
    lake: Path
    folder: Path  # for work under way

    def run(self, sql: str, *values: Any) -> None:  # whatever DuckDB can bind
        """Run a statement."""
        self.database.execute(sql, list(values))

    def value(self, sql: str, *values: Any) -> tuple[Any, ...]:  # one row of any columns
        """The first row of an answer."""
        row: tuple[Any, ...] | None = self.database.execute(sql, list(values)).fetchone()
        return row or ()

    def table(self, sql: str, *values: Any) -> pa.Table:
        """A whole answer."""
        return self.database.execute(sql, list(values)).to_arrow_table()

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:  # rows of any columns
        """An answer row by row, for answers of any length."""
        cursor = self.database.execute(sql)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


@contextmanager
def open_workshop(
    lake: Path, *, timezone: str = "UTC", memory: str = MEMORY, threads: int | None = None
) -> Iterator[Workshop]:
    """A workshop in the lake's staging folder, where it also spills; the folder goes with it.

    Raises InvalidInput for whatever DuckDB cannot do with the files or the memory it is given.
    """
    with generations.staging(lake) as folder:
        database = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "temp_directory": str(folder / "spill"),
                "threads": threads or os.cpu_count() or 1,
            },
        )
        try:
            database.execute(f"SET TimeZone = {quoted(timezone)}")
            yield Workshop(database, lake, folder)
        except duckdb.OutOfMemoryException as fault:
            raise InvalidInput(f"{lake}: {memory} of memory is too little: {fault}") from fault
        except duckdb.Error as fault:
            raise InvalidInput(f"{lake}: {fault}") from fault
        finally:
            database.close()


def quoted(text: str | Path) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def literally(path: Path) -> str:
    """A path that DuckDB does not take for a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def parquet(paths: Sequence[Path], options: str = "") -> str:
    """Files as a table of DuckDB's SQL."""
    listed = ", ".join(quoted(literally(path)) for path in paths)
    return f"read_parquet([{listed}]{options})"


def write_parts(
    workshop: Workshop,
    rows: str,  # an SQL table with the columns of the kind
    *,
    kind: Kind,
    order: str,
    name: str,  # of the files, without a number
    cuts: Sequence[str] = (),  # the first keys of all files but the first, ascending
) -> Iterator[Part]:
    """Write rows sorted by key, then start, a file for each range of keys that has rows; yields each when it is on disk."""
    folder = workshop.lake / "parts" / kind.name / order
    folder.mkdir(parents=True, exist_ok=True)
    joined, sorting = _sorting(workshop, rows, key=KEY[order])
    for number, chosen in enumerate(ranges(order, cuts)):
        path = folder / f"{name}-{number:04d}.parquet"
        (written,) = workshop.value(
            f"COPY (SELECT {', '.join(kind.columns)} FROM {rows} {joined} {chosen}"
            f" ORDER BY {sorting}, start_utc) TO {quoted(path)}"
            f" (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        if written:
            yield described(path, lake=workshop.lake, kind=kind.name, order=order)
        else:
            path.unlink()
    generations.sync_folder(folder)
    generations.sync_folder(folder.parent)
    generations.sync_folder(folder.parent.parent)


def ranges(order: str, cuts: Sequence[str]) -> Iterator[str]:
    """An SQL condition for each range of keys between cuts; together they are everything."""
    key = KEY[order]
    for low, high in zip(("", *cuts), (*cuts, ""), strict=True):
        bounds = [f"{key} >= {quoted(low)}"] * bool(low) + [f"{key} < {quoted(high)}"] * bool(high)
        yield "WHERE " + " AND ".join(bounds) if bounds else ""


def _sorting(workshop: Workshop, rows: str, *, key: str) -> tuple[str, str]:
    """What to join to the rows, and by what to sort them, so that they come by key.

    DuckDB sorts by a number and a time in a third less time than by a text and a time. Numbering the keys
    takes memory, though, so many of them, or keys that hardly come twice, are sorted as they are.
    """
    count, keys = workshop.value(f"SELECT count(*), approx_count_distinct({key}) FROM {rows}")
    if keys > MOST_RANKED or keys * LEAST_REPEATED > count:
        return "", key
    workshop.run(
        f"CREATE OR REPLACE TABLE ranks AS SELECT {key} AS ranked,"
        f" row_number() OVER (ORDER BY {key})::INTEGER AS rank FROM (SELECT DISTINCT {key} FROM {rows})"
    )
    return f"JOIN ranks ON {key} = ranked", "rank"


def described(path: Path, *, lake: Path, kind: str, order: str) -> Part:
    """A finished file, synced to disk, as a manifest names it."""
    footer = pq.read_metadata(path)
    names = footer.schema.names
    key, start, end = (names.index(n) for n in (KEY[order], "start_utc", "end_utc"))
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    starts = [group.column(start).statistics for group in groups]
    return Part(
        path=path.relative_to(lake).as_posix(),
        kind=kind,
        order=order,
        rows=footer.num_rows,
        size_bytes=path.stat().st_size,
        sha256=digest_of(path, sync=True),
        least=min(group.column(key).statistics.min for group in groups),
        most=max(group.column(key).statistics.max for group in groups),
        first_us=min(micros(s.min) for s in starts),
        last_us=max(micros(s.max) for s in starts),
        until_us=max(micros(group.column(end).statistics.max) for group in groups),
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return int(pa.scalar(moment, pa.timestamp("us", tz="UTC")).value)


def digest_of(path: Path, *, sync: bool = False) -> str:
    """SHA-256 of a file; optionally make it last on disk as well."""
    with path.open("rb") as file:
        if sync:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def cuts_of_rows(workshop: Workshop, rows: str, *, order: str, count: int) -> tuple[str, ...]:
    """Keys that cut unsorted rows into files of about equal size, from a sample of them."""
    files = -(-count // PART_ROWS)
    if files <= 1:
        return ()
    key = KEY[order]
    sample = workshop.table(
        f"SELECT {key} AS key FROM (SELECT {key} FROM {rows} USING SAMPLE reservoir({4096 * files} ROWS) REPEATABLE (1))"
        " ORDER BY key"
    )["key"].to_pylist()
    return _distinct([sample[len(sample) * k // files] for k in range(1, files)])


def cuts_of_parts(lake: Path, parts: Sequence[Part], *, order: str) -> tuple[str, ...]:
    """Keys that cut files into files of about equal size, from the first key of each row group."""
    firsts: list[tuple[str, int]] = []
    for part in parts:
        footer = pq.read_metadata(lake / part.path)
        key = footer.schema.names.index(KEY[order])
        for number in range(footer.num_row_groups):
            group = footer.row_group(number)
            firsts.append((group.column(key).statistics.min, group.num_rows))
    firsts.sort()
    sums: list[int] = []
    for _, rows in firsts:
        sums.append(rows + (sums[-1] if sums else 0))
    files = -(-sums[-1] // PART_ROWS) if sums else 1
    return _distinct([firsts[bisect_left(sums, sums[-1] * k // files)][0] for k in range(1, files)])


def _distinct(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))


def rows_once(parts: Sequence[Part]) -> int:
    """Rows of these files, counted once: each row is in a file by person and in one by place."""
    return sum(part.rows for part in parts if part.order == BY_PERSON)
