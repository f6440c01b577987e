"""The faults found in one sheet: which rows are lost, which only lose a value, and why."""

import numpy as np

from dongseon.records import sheets
from dongseon.records.columns import Bools, Reject, shorten


class Faults:
    """Gathers faults column by column; the first fault of a row is the one that is told."""

    def __init__(self, sheet: sheets.Sheet) -> None:
        self._sheet = sheet
        self._rejects: dict[int, Reject] = {}
        self._losses: list[Reject] = []
        self.bad: Bools = np.zeros(len(sheet), dtype=np.bool_)  # (n,) rows that cannot be used

    def reject(self, row: int, column: str, reason: str) -> None:
        """Say that a row cannot be used."""
        if not self.bad[row]:
            self.bad[row] = True
            self._rejects[row] = self._entry(row, column, reason)

    def lose(self, row: int, column: str, reason: str) -> None:
        """Say that one value of a row cannot be used; the row stays."""
        self._losses.append(self._entry(row, column, f"{reason}; the row is kept without it"))

    def rejects(self) -> list[Reject]:
        """All faults, by line; a value lost in a rejected row is not told again."""
        rejected = {reject.line for reject in self._rejects.values()}
        losses = [loss for loss in self._losses if loss.line not in rejected]
        return sorted([*self._rejects.values(), *losses], key=lambda reject: reject.line)

    def _entry(self, row: int, column: str, reason: str) -> Reject:
        texts = self._sheet.columns.get(column)
        value = shorten(texts[row]) if texts else ""
        return Reject(self._sheet.table.file, int(self._sheet.lines[row]), column, value, reason)
