"""Rows of a grid to entries, by a mapping: every cell that is wrong is named, nothing is guessed. Pure."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from dongseon.console.intake import values
from dongseon.console.intake.columns import DAYS, FIELDS
from dongseon.console.intake.types import Entry, Fault, Grid, Kind, Mapping
from dongseon.records.columns import shorten

READERS: dict[str, Callable[[str], str]] = {
    "sex": values.sex_of,
    "classification": values.classification_of,
}
NAMES = ("name", "family_name", "given_name", "name_romanised")


def read_rows(
    grid: Grid, mapping: Mapping, kind: Kind, *, begin: int = 0, end: int | None = None
) -> Iterator[Entry | list[Fault]]:
    """Each row from ``begin`` to ``end``: an entry, or everything that is wrong with it."""
    columns = {
        field: grid.column(mapping.column_of(field))
        for field in FIELDS[kind]
        if mapping.column_of(field)
    }
    for row in range(begin, len(grid) if end is None else min(end, len(grid))):
        yield _read_row(
            {field: cells[row] for field, cells in columns.items()},
            int(grid.lines[row]),
            mapping,
            kind,
        )


def _read_row(
    cells: dict[str, str], line: int, mapping: Mapping, kind: Kind
) -> Entry | list[Fault]:
    entry = Entry(line, "")
    faults: list[Fault] = []
    for field, cell in cells.items():
        text = values.tidy(cell)
        if not text:
            continue
        try:
            if field in DAYS:
                entry.days[field] = values.day_of(text, mapping.day_order)
            else:
                entry.texts[field] = READERS.get(field, str)(text)
        except ValueError as fault:
            faults.append(Fault(line, mapping.column_of(field), shorten(cell), str(fault)))
    faults += _missing(entry, mapping, kind)
    if faults:
        return faults
    _fill(entry, mapping, kind)
    return Entry(line, entry.texts.pop("their_id", ""), entry.texts, entry.days)


def _missing(entry: Entry, mapping: Mapping, kind: Kind) -> Iterator[Fault]:
    """What a row needs and neither holds nor is given for all rows."""
    if not any(entry.text(name) for name in (*NAMES, "phone", "their_id")):
        yield Fault(entry.line, "", "", _("neither name, phone nor identifier"))
    needed = {"area": mapping.area}
    if kind is Kind.CASES:
        needed |= {"classification": mapping.classification}
        if "reported_on" not in entry.days and mapping.reported_on is None:
            yield Fault(entry.line, mapping.column_of("reported_on"), "", _("no day of report"))
    elif not entry.text("case"):
        yield Fault(entry.line, mapping.column_of("case"), "", _("no case that this person met"))
    for field, for_all in needed.items():
        if not entry.text(field) and not for_all:
            yield Fault(
                entry.line,
                mapping.column_of(field),
                "",
                _("is empty, and nothing is set for all rows"),
            )


def _fill(entry: Entry, mapping: Mapping, kind: Kind) -> None:
    """What the mapping says for rows that leave it open; the parts of a name together."""
    if mapping.area:
        entry.texts.setdefault("area", mapping.area)
    if kind is Kind.CASES:
        if mapping.classification:
            entry.texts.setdefault("classification", mapping.classification)
        if mapping.reported_on is not None:
            entry.days.setdefault("reported_on", mapping.reported_on)
    parts = [entry.texts.pop(part, "") for part in ("given_name", "middle_name", "family_name")]
    if any(parts) and not entry.text("name"):
        entry.texts["name"] = joined(*parts)


def joined(given: str, middle: str, family: str) -> str:
    """A name from its parts: the surname first and without a space where it is Hangul."""
    if any("가" <= sign <= "힣" for sign in family + given):
        return family + given + middle
    return " ".join(part for part in (given, middle, family) if part)
