"""A holder's dumps moved in time, so that an outbreak told again is of these days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def gather(paths: Sequence[Path], into: Path, shift: timedelta, *, until: datetime) -> None:
    """One dump out of a holder's days, its times moved, without what begins after `until`."""
    with pq.ParquetWriter(into, pq.read_schema(paths[0]), compression="zstd") as writer:
        for path in paths:
            writer.write_table(moved(pq.read_table(path), shift, until=until))
            path.unlink()


def moved(table: pa.Table, shift: timedelta, *, until: datetime) -> pa.Table:
    """The rows with their times moved, without those that begin after `until`."""
    by = pa.scalar(shift, pa.duration("us"))
    timed = [field for field in table.schema if pa.types.is_timestamp(field.type)]
    for field in timed:
        later = pc.add(table[field.name], by).cast(field.type)
        table = table.set_column(table.schema.get_field_index(field.name), field, later)
    return table.filter(pc.less_equal(table[timed[0].name], pa.scalar(until, timed[0].type)))
