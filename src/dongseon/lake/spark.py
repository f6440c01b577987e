"""Apache Spark as an engine: the same expressions, on a cluster that exists already.

Loaded only when asked for. The workers must see the lake's files under the same path. A session takes seconds
to begin, so a process keeps its own until it ends; Spark's Java process ends with it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import ibis
import pyarrow as pa
from ibis import ir
from ibis.backends.pyspark import Backend
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from dongseon.errors import InvalidInput
from dongseon.lake import questions
from dongseon.lake.questions import Keyed

FAULTS = (PySparkException, Py4JError, OSError)
BROADCAST_BYTES = 64 << 20  # a case's rows are sent to every worker, never shuffled
SHUFFLE_PARTITIONS = 8  # answers are small: assumption


class Spark:
    """One session on a cluster."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._backend: Backend = ibis.pyspark.connect(session)
        self._tables: dict[tuple[Path, ...], ir.Table] = {}

    def read(self, paths: Sequence[Path], schema: pa.Schema) -> ir.Table:
        """A table of files; without any, an empty one of that schema."""
        if not paths:
            return self.values(schema.empty_table())
        key = tuple(paths)
        if key not in self._tables:  # a view a list of files, however often they are asked
            name = ibis.util.gen_name("lake")
            self._session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)
            self._tables[key] = self._backend.table(name)
        return self._tables[key]

    def values(self, table: pa.Table) -> ir.Table:
        """A table of a few values."""
        return ibis.memtable(table)

    def run(self, asked: ir.Table) -> pa.Table:
        """The answer. Raises InvalidInput where the cluster gives none."""
        try:
            return self._backend.to_pyarrow(asked)
        except FAULTS as fault:
            raise InvalidInput(f"the lake cannot be asked on Spark: {fault}") from fault

    def keyed_rows(
        self, paths: Sequence[Path], schema: pa.Schema, asked: Keyed, *, most: int | None = None
    ) -> pa.Table:
        """The rows of `questions.keyed_rows`, so many at most."""
        found = questions.keyed_rows(self.read(paths, schema), asked)
        return self.run(found if most is None else found.limit(most))

    def interrupt(self) -> None:
        """Stop what runs now, from another thread: `run` then fails there."""
        self._session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Forget the views of files; the session stays."""
        for table in self._tables.values():
            self._session.catalog.dropTempView(table.get_name())


@contextmanager
def open_spark(*, master: str, memory: str) -> Iterator[Spark]:
    """The process's session on a cluster, or on this machine when none is named. Times are UTC throughout.

    Raises InvalidInput when there is no session to be had.
    """
    try:
        opened = Spark(_session(master, memory))
    except FAULTS as fault:
        raise InvalidInput(f"Spark cannot be reached at {master or 'local'}: {fault}") from fault
    try:
        yield opened
    finally:
        opened.close()


def _session(master: str, memory: str) -> SparkSession:
    """The session of this process; a new one where the cluster has dropped the old."""
    old = SparkSession.getActiveSession()
    if old is not None and old.sparkContext._jsc.sc().isStopped():  # noqa: SLF001  # Spark tells it nowhere else
        old.stop()
    return (
        SparkSession.builder.appName("dongseon lake")
        .master(master or "local[*]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.autoBroadcastJoinThreshold", BROADCAST_BYTES)
        .config("spark.sql.shuffle.partitions", SHUFFLE_PARTITIONS)
        .config("spark.sql.execution.arrow.pyspark.enabled", True)
        .config("spark.driver.memory", memory.removesuffix("B"))
        .config("spark.log.level", "ERROR")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .getOrCreate()
    )
