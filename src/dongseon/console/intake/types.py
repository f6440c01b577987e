"""The values of an import: its grid of texts, how columns are understood, what is wrong where."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np

from dongseon.records.columns import Ints


class Kind(StrEnum):
    """What the rows of a file are about."""

    CASES = "cases"
    CONTACTS = "contacts"


class State(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"  # opened; waits for its columns to be confirmed
    CHECKED = "checked"  # dry run done; waits for the word to go
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given_up"  # by a person, or because the file could not be read any more


class ExportState(StrEnum):
    """Where a long export stands."""

    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given_up"  # by its owner; its pieces are erased


class Form(StrEnum):
    """As what a list is taken out."""

    CSV = "csv"
    WORKBOOK = "xlsx"


class DayOrder(StrEnum):
    """How a file writes days that begin with no year."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The rows of a file as texts, each as wide as the header."""

    names: tuple[str, ...]  # (width,) of the columns, in the file's order; each once
    columns: tuple[tuple[str, ...], ...]  # (width, n)
    lines: Ints  # (n,) 1-based line or spreadsheet row
    encoding: str  # "" for a workbook
    delimiter: str  # "" for a workbook

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column; all empty if the file has none of this name."""
        if name not in self.names:
            return ("",) * len(self)
        return self.columns[self.names.index(name)]


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file's columns are understood, and what holds for rows that leave something open."""

    columns: tuple[tuple[str, str], ...] = ()  # our field, the file's column
    day_order: DayOrder = DayOrder.YEAR_FIRST
    area: str = ""  # for rows without an area
    classification: str = ""  # for rows without a classification
    reported_on: date | None = None  # for rows without a day of report
    source: str = ""  # who keeps the list: the same row from the same source is the same case

    def column_of(self, name: str) -> str:
        """The file's column for a field of ours; empty if there is none."""
        return dict(self.columns).get(name, "")


class Severity(StrEnum):
    """What a fault does to its row."""

    REJECTED = "rejected"
    WARNED = "warned"  # imported all the same; a person should look


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: as an editor or a spreadsheet shows the place."""

    line: int  # 1-based; 0 is the whole file
    column: str  # the file's name of it
    value: str
    reason: str  # a sentence in the language of the reader
    severity: Severity = Severity.REJECTED


@dataclass(frozen=True, slots=True)
class Entry:
    """One usable row."""

    line: int
    their_id: str
    texts: dict[str, str] = field(default_factory=dict)  # our field -> text, blanks left out
    days: dict[str, date] = field(default_factory=dict)  # our field -> local day

    def text(self, name: str) -> str:
        """A text, empty if the row has none."""
        return self.texts.get(name, "")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows. They sum up to the rows of the file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.created + self.changed + self.unchanged + self.rejected


NO_LINES = np.empty(0, dtype=np.int64)
