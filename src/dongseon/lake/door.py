"""A holder's file → rows of one kind, each of them checked; every row that cannot be used is explained.

DuckDB reads and checks; nothing is held in Python. Rows with a fault are looked for a second time, with
their lines, only where the first pass found any.
"""

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyarrow.parquet as pq

from dongseon.errors import InvalidInput, NotFound
from dongseon.lake import numbers
from dongseon.lake.kinds import ID_COLUMNS, KINDS, Kind
from dongseon.lake.workshop import Workshop, literally, parquet, quoted
from dongseon.records import Reject

EARLIEST, LATEST = 2000, 2100  # years; a time outside is a slip of the pen: assumption
LONGEST_ID = 128  # characters: assumption
LONGEST_LINE = 1 << 20  # bytes: assumption
CHUNK = 1 << 22  # bytes read at once
SPOILT = "\N{REPLACEMENT CHARACTER}"
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a holder writes its files, where it is not as the formats say."""

    columns: Mapping[str, str] = field(default_factory=dict)  # our name -> theirs
    encoding: str = ""  # "" = UTF-8, else CP949
    delimiter: str = ""  # "" = whichever the header has most of


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that can be read."""

    path: Path
    kind: Kind
    sha256: str
    table: str  # its rows for DuckDB, every column of the file
    line: str  # a column of a window over these rows: the row's number, from 1
    names: tuple[str, ...]  # columns of the file
    theirs: Mapping[str, str]  # our column -> the file's
    header_lines: int  # before the first row
    rewritten: bool = False  # into UTF-8; what could not be read shows as U+FFFD


@dataclass(frozen=True, slots=True)
class Id:
    """How an id of ours is read out of a file's rows, once its spellings have been looked at."""

    value: str  # in SQL; null where the id cannot be used
    join: str  # what the rows are joined with for it, "" = nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a row cannot be used."""

    column: str  # ours, at the door
    reason: str
    condition: str  # in SQL, over the columns of `_read`


def kind_of(path: Path) -> Kind:
    """The kind that the name of a file tells. Raises InvalidInput."""
    for kind in KINDS.values():
        if path.stem == kind.file:
            return kind
    known = ", ".join(kind.file for kind in KINDS.values())
    raise InvalidInput(f"{path}: its name is none of {known}: say its kind")


def examine(path: Path, kind: Kind, *, profile: Profile, workshop: Workshop) -> Dump:
    """Look at a whole file once: its digest, its text, its columns. Raises InvalidInput, NotFound."""
    if not path.is_file():
        raise NotFound(f"{path}: is not there, or no file")
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return _parquet(path, kind, profile)
    return _csv(path, kind, profile, workshop)


def _parquet(path: Path, kind: Kind, profile: Profile) -> Dump:
    try:
        names = pq.read_schema(path).names
    except (OSError, ValueError) as fault:
        raise InvalidInput(f"{path}: is no Parquet file: {fault}") from fault
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    table = parquet([path], ", file_row_number = true")
    theirs = _matched(path, kind, profile, tuple(names))
    return Dump(path, kind, digest, table, "file_row_number + 1", tuple(names), theirs, 0)


def _csv(path: Path, kind: Kind, profile: Profile, workshop: Workshop) -> Dump:
    digest, encoding = _text_of(path, profile.encoding)
    readable = path
    if encoding != "utf-8":
        readable = workshop.folder / f"{digest[:16]}.csv"
        _rewrite(path, readable, encoding)
    with readable.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline(LONGEST_LINE)
    delimiter = profile.delimiter or max(DELIMITERS, key=header.count)
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    if len(set(names)) < len(names):
        raise InvalidInput(f"{path}: the header names a column twice: {', '.join(names)}")
    theirs = _matched(path, kind, profile, names)
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    table = (
        f"read_csv({quoted(literally(readable))}, columns = {{{columns}}}, auto_detect = false, header = true, "
        f"delim = {quoted(delimiter)}, quote = '\"', escape = '\"', max_line_size = {LONGEST_LINE}, "
        "store_rejects = true, rejects_limit = 0)"
    )
    number = "row_number() OVER ()"
    return Dump(path, kind, digest, table, number, names, theirs, 1, rewritten=readable != path)


def _matched(path: Path, kind: Kind, profile: Profile, names: tuple[str, ...]) -> Mapping[str, str]:
    """Which column of the file is which of ours. Raises InvalidInput when a needed one is missing."""
    ours = (kind.person, kind.place, kind.start, kind.end, *(e.name for e in kind.extras))
    unknown = sorted(set(profile.columns) - set(ours))
    if unknown:
        raise InvalidInput(f"{path}: a {kind.name} has no column {', '.join(unknown)}")
    theirs = {our: profile.columns.get(our, our) for our in ours if our}
    needed = {kind.person, kind.place, kind.start, *([kind.end] if kind.end_needed else [])}
    missing = sorted(
        theirs[our] for our in needed | set(profile.columns) if theirs[our] not in names
    )
    if missing:
        raise InvalidInput(f"{path}: has no column {', '.join(missing)}; it has {', '.join(names)}")
    return {our: their for our, their in theirs.items() if their in names}


def _text_of(path: Path, encoding: str) -> tuple[str, str]:
    """Digest and encoding of a text file. Raises InvalidInput when it is not text."""
    digest, decoder, is_utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    size = 0
    for chunk in _chunks(path):
        size += len(chunk)
        digest.update(chunk)
        if b"\0" in chunk:
            raise InvalidInput(f"{path}: holds a NUL byte; expected a CSV text file")
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    if not size:
        raise InvalidInput(f"{path}: is empty; expected a header and rows")
    return digest.hexdigest(), encoding or ("utf-8" if is_utf8 else "cp949")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    """Whether the text so far is UTF-8. Plain ASCII after whole characters need not be decoded."""
    if chunk.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _rewrite(path: Path, readable: Path, encoding: str) -> None:
    """The same text in UTF-8; what cannot be read shows as U+FFFD. Raises InvalidInput."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    except LookupError as fault:
        raise InvalidInput(f"{path}: encoding {encoding!r} is not known") from fault
    with readable.open("w", encoding="utf-8", newline="") as out:
        for chunk in _chunks(path):
            out.write(decoder.decode(chunk))
        out.write(decoder.decode(b"", final=True))


def spellings(dump: Dump, column: str) -> str:
    """An SQL query over each way in which an id of ours is written: ``given``, ``rows``, ``kept``.

    ``kept`` is the id as a lake keeps it, null where none can be used.
    """
    faulty = " OR ".join(f"({fault.condition})" for fault in _faults_of_id(dump, column))
    return (
        f"SELECT given, rows, CASE WHEN {faulty} THEN NULL ELSE {column} END AS kept FROM"
        f" (SELECT given, rows, {_id(dump, column, 'given')} AS {column} FROM"
        f" (SELECT {given(dump, column)} AS given, count(*) AS rows FROM {dump.table} AS file GROUP BY 1))"
    )


def given(dump: Dump, column: str) -> str:
    """In SQL: the text that stands in a file for an id of ours."""
    return f"{_raw(dump)[_at_the_door(dump, column)]}::VARCHAR"


def usable(dump: Dump, *, ids: Mapping[str, Id], kept_from: str) -> str:
    """An SQL query: the kind's columns of those rows that can be used."""
    looked_at = {_at_the_door(dump, column) for column in ids}
    wrong = [f"{column} IS NULL" for column in ids]
    wrong += [
        fault.condition
        for fault in faults(dump, kept_from=kept_from)
        if fault.column not in looked_at
    ]
    columns = [*ID_COLUMNS, "start_utc", "coalesce(end_utc, start_utc) AS end_utc"]
    columns += [extra.name for extra in dump.kind.extras]
    return (
        f"SELECT {', '.join(columns)} FROM ({_read(dump, ids=ids)})"
        f" WHERE CASE WHEN {' OR '.join(f'({one})' for one in wrong)} THEN false ELSE true END"
    )


def _at_the_door(dump: Dump, column: str) -> str:
    """What the column of an id is called at the door."""
    return dump.kind.person if column == "person_id" else dump.kind.place


def _raw(dump: Dump) -> Mapping[str, str]:
    """In SQL: each of our columns as it stands in the file."""
    return {
        our: f'file."{their.replace(chr(34), chr(34) * 2)}"' for our, their in dump.theirs.items()
    }


def _id(dump: Dump, column: str, text: str) -> str:
    """In SQL: an id as a lake keeps it, null where there is none."""
    trimmed = f"trim({text})"
    kept = numbers.in_sql(dump.kind, trimmed) if column == "person_id" else trimmed
    return f"nullif({kept}, '')"


def _read(dump: Dump, *more: str, ids: Mapping[str, Id] = MappingProxyType({})) -> str:
    """An SQL query: each row's columns as values, null where unreadable, and some as they stand."""
    kind = dump.kind
    raw = _raw(dump)
    end = raw.get(kind.end, "NULL")
    found = {
        column: ids[column].value if column in ids else _id(dump, column, given(dump, column))
        for column in ID_COLUMNS
    }
    columns = [
        *(f"{value} AS {column}" for column, value in found.items()),
        f"TRY_CAST({raw[kind.start]} AS TIMESTAMPTZ) AS start_utc",
        f"TRY_CAST({end} AS TIMESTAMPTZ) AS end_utc",
        f"{end} AS end_raw",
    ]
    for extra in kind.extras:
        value = raw.get(extra.name, "NULL")
        columns.append(
            f"TRY_CAST(nullif(trim({value}::VARCHAR), '') AS {extra.sql}) AS {extra.name}"
        )
        columns.append(f"{value} AS {extra.name}_raw")
    columns += [f"{raw.get(our, 'NULL')}::VARCHAR AS given_{our}" for our in more]
    line = [f"{dump.line} AS line"] * bool(more)
    joins = "".join(f" {one.join}" for one in ids.values())
    return f"SELECT {', '.join(columns + line)} FROM {dump.table} AS file{joins}"


def faults(dump: Dump, *, kept_from: str) -> tuple[Fault, ...]:
    """What can be wrong with a row of a file; the first that holds is the one told."""
    kind = dump.kind
    years = [f"make_timestamptz({year}, 1, 1, 0, 0, 0.0, 'UTC')" for year in (EARLIEST, LATEST)]
    found = [fault for column in ID_COLUMNS for fault in _faults_of_id(dump, column)]
    found += [
        Fault(kind.start, "is not a time such as 2020-03-01T09:30:00", "start_utc IS NULL"),
        Fault(
            kind.start,
            f"is not between {EARLIEST} and {LATEST}",
            f"start_utc < {years[0]} OR start_utc >= {years[1]}",
        ),
    ]
    if kind.end:
        missing = "end_utc IS NULL" + f" AND {_given('end')}" * (not kind.end_needed)
        found += [
            Fault(kind.end, "is not a time such as 2020-03-01T09:30:00", missing),
            Fault(kind.end, "is before the beginning", "end_utc < start_utc"),
            Fault(kind.end, f"is not before {LATEST}", f"end_utc >= {years[1]}"),
        ]
    found += [
        Fault(
            extra.name,
            f"is not a value of type {extra.sql.lower()}",
            f"{extra.name} IS NULL AND {_given(extra.name)}",
        )
        for extra in kind.extras
    ]
    if kept_from:
        reason = f"is before {kept_from}, from which on records are kept"
        found.append(Fault(kind.start, reason, f"start_utc < TIMESTAMPTZ {quoted(kept_from)}"))
    return tuple(found)


def _faults_of_id(dump: Dump, column: str) -> list[Fault]:
    """What can be wrong with an id."""
    name = _at_the_door(dump, column)
    found = [Fault(name, "is empty", f"{column} IS NULL")]
    if dump.rewritten:
        spoilt = f"contains({column}, '{SPOILT}')"
        found.append(Fault(name, "holds bytes that are no text", spoilt))
    longer = f"is longer than {LONGEST_ID} characters"
    return [*found, Fault(name, longer, f"length({column}) > {LONGEST_ID}")]


def _given(column: str) -> str:
    """Whether a row has something there, readable or not. To be asked last: it makes a text of each value."""
    return f"{column}_raw IS NOT NULL AND trim({column}_raw::VARCHAR) <> ''"


def broken_lines(dump: Dump, workshop: Workshop) -> tuple[Reject, ...]:
    """Lines of a CSV file that are no rows; to be asked once, after it was read."""
    if not dump.header_lines:
        return ()
    found = workshop.table(
        "SELECT line, any_value(csv_line) AS text, any_value(error_message) AS reason"
        " FROM reject_errors GROUP BY line ORDER BY line"
    ).to_pylist()
    workshop.run("DROP TABLE reject_errors")
    workshop.run("DROP TABLE reject_scans")
    return tuple(
        Reject(
            dump.path.name, int(row["line"]), "", _one_line(row["text"]), _one_line(row["reason"])
        )
        for row in found
    )


def faulty_rows(
    dump: Dump, workshop: Workshop, *, kept_from: str, broken: tuple[Reject, ...]
) -> Iterator[Reject]:
    """The rows with a fault, by line: column, value and reason. Reads the file again, row after row."""
    known = faults(dump, kept_from=kept_from)
    ours = tuple(dict.fromkeys(fault.column for fault in known))
    cases = " ".join(f"WHEN {fault.condition} THEN {n}" for n, fault in enumerate(known))
    given = ", ".join(f"given_{our}" for our in ours)
    rows = workshop.rows(
        f"SELECT line, fault, {given} FROM (SELECT *, CASE {cases} ELSE -1 END AS fault"
        f" FROM ({_read(dump, *ours)})) WHERE fault >= 0 ORDER BY line"
    )
    before = sorted(reject.line for reject in broken)
    skipped = 0
    for number, kind_of_fault, *values in rows:
        line = int(number) + dump.header_lines
        while skipped < len(before) and before[skipped] <= line + skipped:
            skipped += 1  # broken lines above it have no number among the rows
        fault = known[int(kind_of_fault)]
        value = values[ours.index(fault.column)] or ""
        yield Reject(dump.path.name, line + skipped, fault.column, value, fault.reason)


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()
