"""Sorting many rows: ids become numbers in the order of their texts, and texts again on disk.

A sort then carries a few small numbers a row instead of two texts, which takes a third less time
(docs/method/lake.md). It is done a file's worth of keys at a time, so that memory does not grow with the rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dongseon.lake import workshop
from dongseon.lake.kinds import ID_COLUMNS, Kind
from dongseon.lake.manifest import BY_PERSON, Part
from dongseon.lake.workshop import KEY, PART_ROWS, Workshop, quoted

MOST_NUMBERED = 4_000_000  # ids of one column that are numbered: some 300 MB, measured
LEAST_REPEATED = 8  # rows an id, on average, below which numbering does not pay: assumption
SAMPLE = 4096  # rows a file from which keys to cut at are chosen
TEXT = "VARCHAR"
PIECE = "piece"  # the table of one file's rows, sorted


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows of one kind; an id is of an enumeration in text order, or a text where numbering does not pay."""

    rows: str  # a table, or a query in parentheses
    kind: Kind
    types: Mapping[str, str]  # person_id and place_id -> the column's type

    def sorting(self, order: str) -> str:
        """By what to sort: by key, then start. Numbers are sorted faster than what they stand for."""
        start = "start_utc" if self.types[KEY[order]] == TEXT else "epoch_us(start_utc)"
        return f"{self.key(order)}, {start}"

    def key(self, order: str) -> str:
        """The key as SQL compares it: the text, or the number of its place among all."""
        key = KEY[order]
        return key if self.types[key] == TEXT else f"enum_code({key})"

    def between(self, order: str, low: str, high: str) -> str:
        """An SQL condition for keys from low to below high, as `cuts` tells them; "" = no bound."""
        key = self.key(order)
        bounds = [f"{key} >= {low}"] * bool(low) + [f"{key} < {high}"] * bool(high)
        return "WHERE " + " AND ".join(bounds) if bounds else ""


def enumerated(shop: Workshop, texts: str, *, column: str, rows: int) -> str:
    """The type for an id column of so many rows: an enumeration of its texts in order, or text.

    ``texts``: an SQL table with that column, not null, of which nothing is said but what occurs.
    """
    found = f"known_{column}"
    shop.run(f"CREATE TABLE {found} AS SELECT DISTINCT {column} FROM {texts}")
    (count,) = shop.value(f"SELECT count(*) FROM {found}")
    kind = TEXT
    if 0 < count <= MOST_NUMBERED and count * LEAST_REPEATED <= rows:
        kind = f"number_of_{column}"
        shop.run(f"CREATE TYPE {kind} AS ENUM (SELECT {column} FROM {found} ORDER BY {column})")
    shop.run(f"DROP TABLE {found}")
    return kind


def forget(shop: Workshop, types: Mapping[str, str]) -> None:
    """Let go of enumerations that no table has any more."""
    for kind in types.values():
        if kind != TEXT:
            shop.run(f"DROP TYPE {kind}")


def select(like: Numbered, rows: str) -> str:
    """An SQL query: rows with these types of columns; an id that is not known is null."""
    typed = [f"TRY_CAST({name} AS {kind}) AS {name}" for name, kind in like.types.items()]
    return f"SELECT {', '.join([*typed, *like.kind.columns[len(ID_COLUMNS) :]])} FROM {rows}"


def cuts(shop: Workshop, rows: Numbered, *, order: str, count: int) -> tuple[str, ...]:
    """Where to cut so many rows into files of about equal size, from a sample of their keys: values in SQL.

    Numbers where ids are numbered: DuckDB reads all of an enumeration anew for each text that is to become one
    (0.8 s for a million, a third of the time of a day of a million phones).
    """
    files = -(-count // PART_ROWS)
    if files <= 1:
        return ()
    sample = shop.table(
        f"SELECT key FROM (SELECT {rows.key(order)} AS key FROM {rows.rows}"
        f" USING SAMPLE reservoir({SAMPLE * files} ROWS) REPEATABLE (1)) ORDER BY 1"
    )["key"].to_pylist()
    chosen = workshop.distinct([sample[len(sample) * k // files] for k in range(1, files)])
    return tuple(quoted(key) if isinstance(key, str) else str(key) for key in chosen)


def write(
    shop: Workshop,
    rows: Numbered,
    *,
    order: str,
    name: str,  # of the files, without a number
    count: int,
) -> Iterator[Part]:
    """Write rows sorted by key, then start, a file for each range of keys that has rows; yields each when it is on disk.

    By person, a row that is there twice is written once: twins then lie side by side.
    """
    keys = cuts(shop, rows, order=order, count=count)
    for number, bounds in enumerate(zip(("", *keys), (*keys, ""), strict=True)):
        yield from write_piece(shop, rows, order=order, between=bounds, name=f"{name}-{number:04d}")


def write_piece(
    shop: Workshop, rows: Numbered, *, order: str, between: tuple[str, str] = ("", ""), name: str
) -> Iterator[Part]:
    """Write the rows with keys between two as one sorted file; none if there are no rows."""
    sorting, chosen = rows.sorting(order), rows.between(order, *between)
    shop.run(f"CREATE TABLE {PIECE} AS FROM {rows.rows} {chosen} ORDER BY {sorting}")
    if order == BY_PERSON and _twins(shop, rows.kind):
        shop.run(
            f"CREATE OR REPLACE TABLE {PIECE} AS"
            f" FROM (SELECT DISTINCT * FROM {PIECE}) ORDER BY {sorting}"
        )
    texts = [f"{column}::{TEXT} AS {column}" for column in rows.types]
    query = f"SELECT {', '.join([*texts, *rows.kind.columns[2:]])} FROM {PIECE}"
    yield from workshop.write_sorted(shop, query, kind=rows.kind, order=order, name=name)
    shop.run(f"DROP TABLE {PIECE}")


def _twins(shop: Workshop, kind: Kind) -> bool:
    """Whether a row is in the sorted piece twice; twins share person and start, so few rows are compared."""
    keys = ("person_id", "start_utc")
    same = " AND ".join(f"{key} = lag({key}) OVER ()" for key in keys)
    columns, joined = ", ".join(kind.columns), ", ".join(keys)
    (twins,) = shop.value(
        f"WITH near AS (SELECT {joined} FROM (SELECT *, {same} AS same FROM {PIECE}) WHERE same)"
        f" SELECT count(*) FROM (SELECT 1 FROM {PIECE} SEMI JOIN near USING ({joined})"
        f" GROUP BY {columns} HAVING count(*) > 1)"
    )
    return bool(twins)
