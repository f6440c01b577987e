"""Flat JSON records, one position each: Dawarich's API, Polarsteps and the like."""

from typing import Any
from zoneinfo import ZoneInfo

from dongseon.records.histories import layout, rows, values
from dongseon.records.histories.types import History


def read(file: str, items: list[Any], local: ZoneInfo, *, name: str) -> History:
    """Items become fixes, those with an arrival and a departure visits. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    for ordinal, item in enumerate(items, start=1):
        fields = rows.as_object(item)
        try:
            columns = layout.of_keys(tuple(fields))
            row = layout.row_of(columns, list(fields.values()), line=ordinal, clock=found.clock)
            found.add(row)
        except values.Unusable as fault:
            found.reject(ordinal, fault)
    return found.history(name)
