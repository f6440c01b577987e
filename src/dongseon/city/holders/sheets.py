"""How holders write what they hand over: their own headers, encodings, times, order, and their slips.

A sheet holds one source's rows under our column names. Written, it is in no useful order, a few rows
come twice, and a few are garbage that no reader can use; where each row and each slip went is told.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dongseon.city import chance
from dongseon.city.types import Clock
from dongseon.records.columns import Ints

TWICE = 0.002  # of rows are handed over a second time, identical (assumption)
GARBAGE = 0.002  # of rows more are unusable, at least one a file with fifty rows (assumption)
ENOUGH_ROWS = 50
BLOCK = 400  # rows leave the holder in blocks of this size, the blocks in any order


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a holder writes a file."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    stamp: str = "offset"  # how times look: offset, utc, local, local_t, minute
    headers: dict[str, str] = field(default_factory=dict)  # our name -> the holder's
    profiled: bool = False  # bundle.toml says so; else the reader detects it


CARD_HEADERS = {
    "card": "카드번호",
    "at": "승인일시",
    "place_id": "가맹점ID",
    "amount": "승인금액",
    "cancelled": "취소여부",
}
DIALECTS = {
    "base_station": Dialect(),
    "gps": Dialect(stamp="utc"),
    "card": Dialect("cp949", ",", "\r\n", "local", CARD_HEADERS, True),
    "transit": Dialect(delimiter=";", stamp="local"),
    "check_in": Dialect(encoding="utf-8-sig", line_end="\r\n", stamp="local_t"),
    "cctv": Dialect(stamp="local_t"),
    "interview": Dialect(stamp="minute"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One source's rows as texts, in the order they were drawn."""

    name: str  # file name without .csv
    columns: tuple[str, ...]  # our names, then the holder's extra ones
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Slip:
    """One garbage row, as it stands in the file."""

    file: str
    line: int  # 1-based, the header is line 1
    column: str  # our name
    value: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class HandedOver:
    """Where the rows of a sheet went."""

    name: str
    line: Ints  # (n,) line of each row of the sheet, in the sheet's order
    slips: tuple[Slip, ...]

    def record(self, row: int) -> str:
        """The provenance of a row, "file:line"."""
        return f"{self.name}.csv:{int(self.line[row])}"


def stamps(clock: Clock, at_s: Sequence[int] | NDArray[np.integer], stamp: str) -> list[str]:
    """Times as texts, in the holder's way. The offset is the one at the clock's start."""
    offset = clock.start.utcoffset() or timedelta(0)
    naive = clock.start.replace(tzinfo=None)
    start = np.datetime64(naive - offset if stamp == "utc" else naive, "s")
    texts = np.datetime_as_string(start + np.asarray(at_s, dtype=np.int64)).astype(object)
    if stamp == "utc":
        return [f"{text}Z" for text in texts]
    if stamp == "local":
        return [text.replace("T", " ") for text in texts]
    if stamp == "minute":
        return [text[:16] for text in texts]
    if stamp == "local_t":
        return list(texts)
    minutes = int(offset.total_seconds() // 60)
    sign, apart = ("-" if minutes < 0 else "+"), abs(minutes)
    return [f"{text}{sign}{apart // 60:02d}:{apart % 60:02d}" for text in texts]


def _spoilt(row: dict[str, str], turn: int, luck: float) -> tuple[str, str, str]:
    """What is wrong with a garbage row made from a good one: column, value, reason."""
    when = "from" if "from" in row else "at"
    where = next((c for c in ("place_id", "base_station_id", "lat") if row.get(c)), when)
    nowhere = "95.4" if where == "lat" else f"X{int(luck * 1e6):06d}"
    slips = (
        (when, row[when][:5] + "02-30" + row[when][10:], "impossible date"),
        (when, row[when][:11] + "24:00" + row[when][16:], "hour 24"),
        (where, nowhere, "latitude out of range" if where == "lat" else "unknown id"),
        (when, "", "no time"),
    )
    return slips[turn % len(slips)]


def _garbage(sheet: Sheet, rng: np.random.Generator) -> list[tuple[tuple[str, ...], str, str, str]]:
    """Garbage rows to be put among the good ones, each with its column, value and reason."""
    count = round(GARBAGE * len(sheet.rows)) or int(len(sheet.rows) >= ENOUGH_ROWS)
    out = []
    for turn, source in enumerate(rng.integers(0, max(len(sheet.rows), 1), count).tolist()):
        row = dict(zip(sheet.columns, sheet.rows[source], strict=True))
        column, value, reason = _spoilt(row, turn + int(rng.integers(0, 4)), float(rng.random()))
        row[column] = value
        out.append((tuple(row.values()), column, value, reason))
    return out


def _order(good: int, garbage: int, rng: np.random.Generator) -> Ints:
    """Positions in an order of no use: blocks shuffled, neighbours stirred, garbage anywhere."""
    row = np.arange(good)
    block = rng.permutation(good // BLOCK + 1)[row // BLOCK] * (4.0 * BLOCK)
    order = np.argsort(block + row % BLOCK + rng.normal(0.0, 12.0, good))
    where = rng.integers(0, good + 1, garbage)
    stirred: Ints = np.insert(order, where, good + np.arange(garbage))
    return stirred


def _doubled(order: Ints, good: int, rng: np.random.Generator) -> Ints:
    """Some good rows again, somewhere behind their first place."""
    again = np.flatnonzero((rng.random(len(order)) < TWICE) & (order < good))
    later = again + ((len(order) - again) * rng.random(len(again))).astype(np.int64) + 1
    doubled: Ints = np.insert(order, np.minimum(later, len(order)), order[again])
    return doubled


def hand_over(sheet: Sheet, folder: Path, *, seed: int) -> HandedOver:
    """Write a sheet as its holder would; where its rows went, and which rows are garbage."""
    dialect, rng = DIALECTS[sheet.name], chance.stream(seed, "handed over", sheet.name)
    garbage = _garbage(sheet, rng)
    good = len(sheet.rows)
    order = _doubled(_order(good, len(garbage), rng), good, rng)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    writer.writerow([dialect.headers.get(name, name) for name in sheet.columns])
    writer.writerows(sheet.rows[i] if i < good else garbage[i - good][0] for i in order.tolist())
    data = text.getvalue().encode(dialect.encoding, errors="replace")
    (folder / f"{sheet.name}.csv").write_bytes(data)
    first = np.full(good + len(garbage), -1, dtype=np.int64)
    first[order[::-1]] = np.arange(len(order), 0, -1) + 1  # the earlier of two lines stands
    slips = tuple(
        Slip(f"{sheet.name}.csv", int(first[good + i]), *about)
        for i, (_, *about) in enumerate(garbage)
    )
    return HandedOver(sheet.name, first[:good], slips)


def plain_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table as it is: UTF-8, comma, header first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def profile_toml(name: str) -> str:
    """The profile of a file for bundle.toml, "" where the reader detects everything."""
    dialect = DIALECTS[name]
    if not dialect.profiled:
        return ""
    pairs = ", ".join(f'{ours} = "{theirs}"' for ours, theirs in dialect.headers.items())
    return (
        f'\n[profile.{name}]\nencoding = "{dialect.encoding}"\n'
        f'delimiter = "{dialect.delimiter}"\ncolumns = {{ {pairs} }}\n'
    )
