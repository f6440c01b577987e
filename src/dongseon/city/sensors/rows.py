"""Taking and joining rows of frozen tables of columns, whatever the table."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from dongseon.records.columns import Bools, Ints

Table = TypeVar("Table")


def taken(table: Table, rows: Ints | Bools) -> Table:
    """These rows of every column, in this order."""
    return type(table)(*(column[rows] for column in _columns(table)))


def joined(tables: Sequence[Table]) -> Table:
    """All rows of several tables of one kind (at least one), one table after the other."""
    columns = zip(*(_columns(table) for table in tables), strict=True)
    return type(tables[0])(*(np.concatenate(parts) for parts in columns))


def _columns(table: Any) -> list[Any]:  # Any: every dataclass of arrays passes through here
    return [getattr(table, field.name) for field in fields(table)]
