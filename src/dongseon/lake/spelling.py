"""The ids of a file: each way of writing one is looked at once, however many rows have it.

A phone is brought into the one spelling that a lake keeps by regular expressions, which cost more than all
the rest of taking a row in (docs/method/lake.md). A file has a thousand rows a phone; so its spellings are put into a table
with what is kept of each, and the rows take their id, already a number, from there.
"""

from dongseon.lake import door, sorting
from dongseon.lake.door import Dump, Id
from dongseon.lake.kinds import ID_COLUMNS
from dongseon.lake.sorting import TEXT, Numbered
from dongseon.lake.workshop import Workshop


def numbered(dump: Dump, shop: Workshop, *, kept_from: str, table: str) -> tuple[int, Numbered]:
    """Rows that were read, and a table of those that can be used, ids as numbers where that pays."""
    types = dict.fromkeys(ID_COLUMNS, TEXT)
    ids: dict[str, Id] = {}
    read = 0
    for column in ID_COLUMNS:
        spelt = f"spelt_{column}"
        shop.run(f"CREATE TABLE {spelt} AS {door.spellings(dump, column)}")
        (read,) = shop.value(f"SELECT coalesce(sum(rows), 0)::BIGINT FROM {spelt}")
        kept = f"(SELECT kept AS {column} FROM {spelt} WHERE kept IS NOT NULL)"
        types[column] = sorting.enumerated(shop, kept, column=column, rows=read)
        if types[column] != TEXT:
            ids[column] = _id(dump, shop, column, spelt, types[column])
    shop.run(f"CREATE TABLE {table} AS {door.usable(dump, ids=ids, kept_from=kept_from)}")
    for column in ID_COLUMNS:
        shop.run(f"DROP TABLE spelt_{column}")
    return read, Numbered(table, dump.kind, types)


def _id(dump: Dump, shop: Workshop, column: str, spelt: str, kind: str) -> Id:
    """How to read an id: by its text alone where the file writes all of them as they are kept."""
    given = door.given(dump, column)
    (otherwise,) = shop.value(f"SELECT count(*) FROM {spelt} WHERE given <> kept")
    if not otherwise:
        return Id(f"TRY_CAST({given} AS {kind})", "")
    shop.run(
        f"CREATE OR REPLACE TABLE {spelt} AS"
        f" SELECT given, kept::{kind} AS kept FROM {spelt} WHERE kept IS NOT NULL"
    )
    return Id(f"{spelt}.kept", f"LEFT JOIN {spelt} ON {spelt}.given = {given}")
