"""What runs an expression: DuckDB in this process, or a Spark cluster. Both read the same files.

An engine makes tables of files and values, and runs expressions over them. It knows no question.
"""

import importlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa
from ibis import ir
from ibis.backends.duckdb import Backend

from dongseon.errors import InvalidInput
from dongseon.lake import generations
from dongseon.lake.questions import Keyed
from dongseon.lake.workshop import MEMORY, literally, parquet, quoted

NAMES = ("duckdb", "spark")


class Engine(Protocol):
    """Runs expressions over Parquet files."""

    def read(self, paths: Sequence[Path], schema: pa.Schema) -> ir.Table:
        """A table of files; without any, an empty one of that schema."""

    def values(self, table: pa.Table) -> ir.Table:
        """A table of a few values."""

    def run(self, asked: ir.Table) -> pa.Table:
        """The answer."""

    def keyed_rows(
        self, paths: Sequence[Path], schema: pa.Schema, asked: Keyed, *, most: int | None = None
    ) -> pa.Table:
        """The rows of `questions.keyed_rows`, so many at most: what every small answer begins with."""

    def interrupt(self) -> None:
        """Stop what runs now, from another thread: `run` then fails there."""


@contextmanager
def open_engine(
    lake: Path,
    *,
    name: str = "duckdb",
    master: str = "",  # of Spark, e.g. spark://127.0.0.1:7077
    memory: str = MEMORY,
    threads: int | None = None,
) -> Iterator[Engine]:
    """An engine for one lake. Raises InvalidInput when there is none of that name."""
    check_engine(name, master=master)
    with generations.staging(lake) as folder:
        if name == "duckdb":
            engine = DuckDB(folder, memory=memory, threads=threads)
            try:
                yield engine
            finally:
                engine.close()
        else:
            with spark().open_spark(master=master, memory=memory) as cluster:
                yield cluster


def check_engine(name: str, *, master: str = "") -> None:
    """Raise InvalidInput for an engine that there is not, or a master that it has no use for."""
    if name not in NAMES:
        raise InvalidInput(f"engine {name!r} is none of {', '.join(NAMES)}")
    if master and name != "spark":
        raise InvalidInput(f"master {master!r}: only spark has one")
    if name == "spark":
        spark()


def spark() -> Any:  # the module dongseon.lake.spark, which only they load who have Spark
    """The module for Spark. Raises InvalidInput when Spark is not installed."""
    try:
        return importlib.import_module("dongseon.lake.spark")
    except ImportError as fault:
        raise InvalidInput(
            f"engine spark: {fault.name} is missing; install dongseon[spark]"
        ) from fault


class DuckDB:
    """DuckDB with a memory limit and a folder to spill to, which goes with the desk."""

    def __init__(self, folder: Path, *, memory: str, threads: int | None) -> None:
        self._backend: Backend = ibis.duckdb.connect(
            ":memory:",
            memory_limit=memory,
            temp_directory=str(folder / "spill"),
            threads=threads or os.cpu_count() or 1,
        )
        self._tables: dict[tuple[Path, ...], ir.Table] = {}
        self._backend.raw_sql("SET TimeZone = 'UTC'")
        self._backend.raw_sql("SET parquet_metadata_cache = true")

    def read(self, paths: Sequence[Path], schema: pa.Schema) -> ir.Table:
        """A table of files; without any, an empty one of that schema."""
        if not paths:
            return self.values(schema.empty_table())
        key = tuple(paths)
        if key not in self._tables:  # a view a list of files, however often they are asked
            self._tables[key] = self._backend.read_parquet([literally(path) for path in paths])
        return self._tables[key]

    def values(self, table: pa.Table) -> ir.Table:
        """A table of a few values."""
        return ibis.memtable(table)

    def run(self, asked: ir.Table) -> pa.Table:
        """The answer. Raises InvalidInput where memory or files do not allow one."""
        try:
            return self._backend.to_pyarrow(asked)
        except duckdb.Error as fault:
            raise InvalidInput(f"the lake cannot be asked: {fault}") from fault

    def keyed_rows(
        self, paths: Sequence[Path], schema: pa.Schema, asked: Keyed, *, most: int | None = None
    ) -> pa.Table:
        """The rows of `questions.keyed_rows`, in words of our own: making them of an expression takes longer than the rows.

        Raises InvalidInput where memory or files do not allow an answer.
        """
        if not paths:
            return schema.empty_table()
        columns = ", ".join(schema.names)
        text = f"SELECT {columns} FROM {parquet(paths)} WHERE {_condition(asked)}"
        try:
            return self._backend.con.execute(
                text if most is None else f"{text} LIMIT {most}"
            ).to_arrow_table()
        except duckdb.Error as fault:
            raise InvalidInput(f"the lake cannot be asked: {fault}") from fault

    def interrupt(self) -> None:
        """Stop what runs now, from another thread: `run` then fails there."""
        self._backend.con.interrupt()

    def close(self) -> None:
        """Let go of memory and files."""
        self._backend.disconnect()


def _condition(asked: Keyed) -> str:
    """What rows are asked for, in SQL. The times of all windows stand first: files and row groups are passed over by them."""
    keys = ", ".join(map(quoted, asked.keys))
    first = _instant(min(window.start for window in asked.windows))
    last = _instant(max(window.end for window in asked.windows))
    within = " OR ".join(
        f"(start_utc < {_instant(window.end)} AND"
        f" (end_utc > {_instant(window.start)} OR start_utc >= {_instant(window.start)}))"
        for window in asked.windows
    )
    return (
        f"{asked.column} IN ({keys}) AND start_utc < {last} AND end_utc >= {first} AND ({within})"
    )


def _instant(moment: datetime) -> str:
    """A time as SQL writes it."""
    return f"TIMESTAMPTZ {quoted(moment.astimezone(UTC).isoformat())}"
