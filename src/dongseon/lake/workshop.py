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
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dongseon.errors import InvalidInput
from dongseon.lake import generations
from dongseon.lake.kinds import Kind
from dongseon.lake.manifest import BY_PERSON, Part

ROW_GROUP = 32_768  # rows; measured: docs/method/lake.md
PART_ROWS = 128 * ROW_GROUP  # rows of a file, more only where one key has more
ZSTD_LEVEL = 1  # a quarter less time than 3 for files 7 % larger; measured: docs/method/lake.md
BATCH = 10_000  # rows held at once of an answer of any length
MEMORY = "2GB"  # the engine's own limit unless asked otherwise
Key = TypeVar("Key", str, int)
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


def write_sorted(
    workshop: Workshop,
    query: str,  # of the kind's columns, in the order wanted
    *,
    kind: Kind,
    order: str,
    name: str,  # of the file, without its ending
) -> Iterator[Part]:
    """Write rows that come in order as one file; yields it when it is on disk, nothing if there are no rows."""
    folder = workshop.lake / "parts" / kind.name / order
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.parquet"
    (written,) = workshop.value(
        f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, PARQUET_VERSION v2,"
        f" COMPRESSION zstd, COMPRESSION_LEVEL {ZSTD_LEVEL}, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    if not written:
        path.unlink()
        return
    yield described(path, lake=workshop.lake, kind=kind.name, order=order)
    for above in (folder, folder.parent, folder.parent.parent):
        generations.sync_folder(above)


def ranges(order: str, cuts: Sequence[str]) -> Iterator[str]:
    """An SQL condition for each range of keys between cuts; together they are everything."""
    key = KEY[order]
    for low, high in zip(("", *cuts), (*cuts, ""), strict=True):
        bounds = [f"{key} >= {quoted(low)}"] * bool(low) + [f"{key} < {quoted(high)}"] * bool(high)
        yield "WHERE " + " AND ".join(bounds) if bounds else ""


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
    return distinct([firsts[bisect_left(sums, sums[-1] * k // files)][0] for k in range(1, files)])


def distinct(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Keys without the least one ("", or number 0) and repetitions, in their order."""
    return tuple(dict.fromkeys(key for key in keys if key))


def rows_once(parts: Sequence[Part]) -> int:
    """Rows of these files, counted once: each row is in a file by person and in one by place."""
    return sum(part.rows for part in parts if part.order == BY_PERSON)
