"""Cross-tables of cases that count nobody out: rounded by a key, refreshed in batches, audited.

Method: docs/method/disclosure.md, "Tables". One-way totals are official and exact; everything that
crosses two properties of a person passes here.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dongseon.errors import InvalidInput

BASE = 5  # cells are multiples of it; the true count is less than BASE away
LEAST_ROW = 20  # cases that a row needs before it is crossed with anything; assumption
LEAST_BATCH = 5  # cases by which a row must have changed before it is shown anew; assumption
# Values that each cell must leave possible, the exact totals being known; assumption
LEAST_DOUBT = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as a table counts it. Never leaves the house."""

    case_id: str
    row: str  # a district
    column: str  # an age band, a sex, a source of infection


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the public sees it."""

    name: str
    as_of: date  # local day of its counts: rows are refreshed in batches
    cells: tuple[int, ...]  # multiples of BASE, in the order of the table's columns


@dataclass(frozen=True, slots=True)
class Table:
    """A cross-table: what the public sees, and what is remembered inside for the next release."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]  # those that may be shown, by name
    hidden: tuple[str, ...]  # rows that may not: too few cases, or too little doubt
    members: Mapping[str, frozenset[str]]  # row → cases at its last refresh. Never leaves the house


def compile_table(
    cases: Iterable[Counted],
    columns: Sequence[str],
    *,
    secret: bytes,
    day: date,
    previous: Table | None = None,
) -> Table:
    """The table of a local day. The order of the cases changes nothing.

    A row of the previous table stands until it has changed by `LEAST_BATCH` cases: a difference of
    two releases tells of a batch, never of one person. Raises InvalidInput for a case counted twice
    or under a column that the table has not, and for other columns than before.
    """
    if previous is not None and previous.columns != tuple(columns):
        raise InvalidInput(f"table: columns {tuple(columns)} after {previous.columns}")
    cells = sorted_cells(cases, columns)
    shown: list[Row] = []
    hidden: list[str] = []
    members: dict[str, frozenset[str]] = {}
    before = {} if previous is None else {row.name: row for row in previous.rows}
    for name in sorted(cells):
        row_cells = cells[name]
        now = frozenset[str]().union(*row_cells)
        known = frozenset() if previous is None else previous.members.get(name, frozenset())
        rounded = tuple(round_cell(cell, secret) for cell in row_cells)
        fresh = len(now ^ known) >= LEAST_BATCH and least_doubt(rounded, len(now)) >= LEAST_DOUBT
        if len(now) < LEAST_ROW or not (fresh or name in before):
            hidden.append(name)
        else:
            shown.append(Row(name, day, rounded) if fresh else before[name])
            members[name] = now if fresh else known
    return Table(tuple(columns), tuple(shown), tuple(hidden), members)


def sorted_cells(
    cases: Iterable[Counted], columns: Sequence[str]
) -> dict[str, list[frozenset[str]]]:
    """The cases in each cell, row by row."""
    place = {column: at for at, column in enumerate(columns)}
    found: dict[str, list[set[str]]] = {}
    seen: set[str] = set()
    for case in cases:
        if case.case_id in seen:
            raise InvalidInput(f"table: case {case.case_id} is counted twice")
        if case.column not in place:
            raise InvalidInput(f"table: case {case.case_id}: no column {case.column!r}")
        seen.add(case.case_id)
        row = found.setdefault(case.row, [set() for _ in columns])
        row[place[case.column]].add(case.case_id)
    return {name: [frozenset(cell) for cell in row] for name, row in found.items()}


def round_cell(members: frozenset[str], secret: bytes) -> int:
    """A count, rounded to a multiple of BASE: up with probability remainder / BASE, else down.

    Right on average. The draw belongs to the very set of cases (random rounding with cell keys, as
    statistical offices do): the same cell is rounded the same way in every table and release, so
    that asking again teaches nothing.
    """
    down, rest = divmod(len(members), BASE)
    key = 0
    for case_id in members:
        drawn = hmac.digest(secret, f"cell\0{case_id}".encode(), "sha256")
        key ^= int.from_bytes(drawn, "big")
    cell = hmac.digest(secret, b"round\0" + key.to_bytes(32, "big"), "sha256")
    draw = int.from_bytes(cell[:8], "big") / 2**64
    return BASE * (down + (draw < rest / BASE))


def least_doubt(rounded: Sequence[int], total: int) -> int:
    """How many values the most certain cell can have, to whoever knows the row's exact total.

    Each cell lies less than BASE from what is shown and is not negative; the cells sum to the total.
    """
    low = [max(0, value - BASE + 1) for value in rounded]
    high = [value + BASE - 1 for value in rounded]
    spans = (
        min(high[k], total - sum(low) + low[k]) - max(low[k], total - sum(high) + high[k]) + 1
        for k in range(len(rounded))
    )
    return min(spans, default=0)
