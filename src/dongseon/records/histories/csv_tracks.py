"""CSV with a header that names latitude, longitude and time, in any of the usual dialects."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dongseon.records.histories import decoding, layout, rows, values
from dongseon.records.histories.types import History

DELIMITERS = (",", ";", "\t", "|")
HEADER_LENGTH = 100_000  # characters; assumption: no header is longer
HEADER_SHOWN = 120  # characters of a header that an error message shows


class Record(NamedTuple):
    """A row of the table."""

    line: int  # its first, 1-based
    last_line: int
    fields: list[str]


def read(file: str, text: str, local: ZoneInfo) -> History:
    """Rows become fixes, rows with an end visits. Raises InvalidInput for another header."""
    skipped, header = header_line(text)
    columns, delimiter = dialect(file, header)
    found = rows.Rows(file, local)
    body = io.StringIO(text, newline="")
    for _ in range(skipped + 1):
        body.readline()
    person = next((i for i, k in enumerate(columns.keys) if layout.reduced(k) in layout.PERSON), -1)
    persons = set()
    for record in records(body, delimiter, skipped + 1, found):
        try:
            found.add(row_of(columns, record, found.clock))
            persons.add(record.fields[person] if person >= 0 else "")
        except values.Unusable as fault:
            found.reject(record.line, fault)
    if len(persons) > 1:
        found.ignore(
            f"different value of {columns.keys[person]}: not the history of one", len(persons)
        )
    return found.history("csv")


def header_line(text: str) -> tuple[int, str]:
    """The number of lines before the header (blank, comments, ``sep=``), and the header."""
    skipped = 0
    for line in io.StringIO(text, newline=""):
        if line.strip() and not line.startswith("#") and not line.lower().startswith("sep="):
            return skipped, line.rstrip("\r\n")
        skipped += 1
    return skipped, ""


def dialect(file: str, header: str) -> tuple[layout.Layout, str]:
    """The columns and the delimiter of a header. Raises InvalidInput."""
    for delimiter in DELIMITERS if len(header) <= HEADER_LENGTH else ():
        keys = next(csv.reader([header], delimiter=delimiter), [])
        columns = layout.of_keys(tuple(key.strip() for key in keys))
        if columns.located and columns.timed:
            return columns, delimiter
    shown = header[:HEADER_SHOWN] + ("…" if len(header) > HEADER_SHOWN else "")
    raise decoding.unusable(file, f"a text that begins {shown!r}")


def records(body: io.StringIO, delimiter: str, before: int, found: rows.Rows) -> Iterator[Record]:
    """Each row that is not blank; rows that cannot be split are rejected."""
    # strict: a quotation mark that is never closed is an error, not a field to the file's end
    reader = csv.reader(body, delimiter=delimiter, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            reason = f"not a CSV row: {fault}{span(line, before + reader.line_num)}"
            found.reject(line, values.Unusable("", "", reason))
            continue
        if any(field.strip() for field in fields):
            yield Record(line, before + reader.line_num, fields)


def span(line: int, last_line: int) -> str:
    """The lines of a row, if there are several: a sign of a quotation mark that is not closed."""
    return f", from line {line} to line {last_line}" if last_line > line else ""


def row_of(columns: layout.Layout, record: Record, clock: values.Clock) -> rows.Row:
    """The row of a record. Raises Unusable."""
    fields = record.fields
    if len(fields) != len(columns.keys):
        reason = f"{len(fields)} fields where the header has {len(columns.keys)}"
        reason += span(record.line, record.last_line)
        raise values.Unusable("", ",".join(fields), reason)
    return layout.row_of(columns, fields, line=record.line, clock=clock)
