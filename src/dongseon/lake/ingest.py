"""Taking files in: a day's dump becomes new files in both orders, and then, at once, part of the lake."""

import heapq
import itertools
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.lake import door, generations, sorting, spelling, workshop
from dongseon.lake.door import Dump, Profile
from dongseon.lake.kinds import Kind
from dongseon.lake.manifest import BY_PERSON, ORDERS, Manifest, Part, Source
from dongseon.lake.sorting import Numbered
from dongseon.lake.workshop import Workshop
from dongseon.records import Reject, rejects_csv

# What is worked on, rows done, rows in all (0 = not known yet)
Progress = Callable[[str, int, int], None]

USABLE, NEW = "usable", "new_rows"  # tables of the workshop


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file."""

    source: Source
    again: bool  # it was in the lake already; nothing was done
    generation: int  # of which it is part
    seconds: float


def ingest(
    lake: Path,
    files: Sequence[Path],
    *,
    now: datetime,
    kind: Kind | None = None,  # None = as the names of the files tell
    profile: Profile | None = None,
    memory: str = workshop.MEMORY,
    progress: Progress | None = None,
) -> Iterator[Ingested]:
    """Take files in, each in one step: readers see all of its rows or none.

    A file that was taken in before is passed over, a row that is there already counts once, in whichever file
    it comes. Raises InvalidInput, NotFound; the files before stay taken in.
    """
    tell = progress or (lambda name, done, total: None)
    with generations.writing(lake) as manifest:
        for path in files:
            chosen = kind or door.kind_of(path)
            with workshop.open_workshop(lake, timezone=manifest.timezone, memory=memory) as shop:
                begun = time.perf_counter()
                dump = door.examine(path, chosen, profile=profile or Profile(), workshop=shop)
                known = _known(manifest, dump)
                if known is None:
                    manifest = _take_in(dump, shop, manifest, now=now, tell=tell)
                yield Ingested(
                    source=known or manifest.sources[-1],
                    again=known is not None,
                    generation=manifest.generation,
                    seconds=time.perf_counter() - begun,
                )


def _known(manifest: Manifest, dump: Dump) -> Source | None:
    """The file as it was taken in before."""
    same = (s for s in manifest.sources if (s.sha256, s.kind) == (dump.sha256, dump.kind.name))
    return next(same, None)


def _take_in(
    dump: Dump, shop: Workshop, manifest: Manifest, *, now: datetime, tell: Progress
) -> Manifest:
    """Read, check, sort and commit one file."""
    tell(dump.path.name, 0, 0)
    read, usable = spelling.numbered(dump, shop, kept_from=manifest.kept_from, table=USABLE)
    span = _span(usable, shop)
    name = f"{manifest.generation + 1:08d}"
    explained = _explain(dump, shop, faulty=read - span.rows, kept_from=manifest.kept_from)
    rejects, rejected = _write_rejects(shop.lake, name, explained)
    new = _new_rows(shop, usable, manifest, span)
    parts = list(_written(shop, new, name, lambda done: tell(dump.path.name, done, span.rows)))
    rows = workshop.rows_once(parts)
    source = Source(
        sha256=dump.sha256,
        name=dump.path.name,
        kind=dump.kind.name,
        rows=rows,
        duplicates=span.rows - rows,
        rejected=rejected,
        first_us=span.first_us,
        last_us=span.last_us,
        ingested_utc=now.isoformat(timespec="seconds"),
        rejects=rejects,
    )
    following = manifest.next(parts=(*manifest.parts, *parts), sources=(*manifest.sources, source))
    return generations.commit(shop.lake, following)


def _explain(dump: Dump, shop: Workshop, *, faulty: int, kept_from: str) -> Iterator[Reject]:
    """Every row that cannot be used, by line."""
    broken = door.broken_lines(dump, shop)
    rows: Iterator[Reject] = iter(())
    if faulty:
        rows = door.faulty_rows(dump, shop, kept_from=kept_from, broken=broken)
    return heapq.merge(broken, rows, key=lambda reject: reject.line)


def _write_rejects(lake: Path, name: str, rejects: Iterator[Reject]) -> tuple[str, int]:
    """Write the rejected rows, however many; returns the path below the lake, "" without any, and the count."""
    path = lake / "rejects" / f"{name}.csv"
    count = 0
    with path.open("wb") as file:
        while batch := list(itertools.islice(rejects, workshop.BATCH)):
            text = rejects_csv(batch)
            file.write((text.partition("\n")[2] if count else text).encode())
            count += len(batch)
        file.flush()
        os.fsync(file.fileno())
    if not count:
        path.unlink()
        return "", 0
    generations.sync_folder(path.parent)
    return path.relative_to(lake).as_posix(), count


@dataclass(frozen=True, slots=True)
class _Span:
    """What the usable rows of a file cover."""

    rows: int
    first_us: int  # earliest and latest start
    last_us: int
    least: str  # first and last person
    most: str


def _span(usable: Numbered, shop: Workshop) -> _Span:
    """What the usable rows cover."""
    rows, *rest = shop.value(
        f"SELECT count(*), epoch_us(min(start_utc)), epoch_us(max(start_utc)),"
        f" min(person_id)::VARCHAR, max(person_id)::VARCHAR FROM {usable.rows}"
    )
    return _Span(rows, *rest) if rows else _Span(0, 0, 0, "", "")


def _new_rows(shop: Workshop, usable: Numbered, manifest: Manifest, span: _Span) -> Numbered:
    """Those usable rows that the lake does not have; twice in the file, they may be twice here."""
    kind = usable.kind
    there = [
        shop.lake / part.path
        for part in manifest.of(kind.name, BY_PERSON)
        if part.first_us <= span.last_us
        and span.first_us <= part.last_us
        and part.may_hold(span.least, span.most)
    ]
    if not there:
        return usable
    same = " AND ".join(f"new.{name} IS NOT DISTINCT FROM old.{name}" for name in kind.columns)
    of_their_time = (
        f"(FROM {workshop.parquet(there)} WHERE start_utc BETWEEN"
        f" make_timestamptz({span.first_us}) AND make_timestamptz({span.last_us}))"
    )
    shop.run(
        f"CREATE TABLE {NEW} AS FROM {USABLE} AS new"
        f" ANTI JOIN ({sorting.select(usable, of_their_time)}) AS old ON {same}"
    )
    shop.run(f"DROP TABLE {USABLE}")
    return replace(usable, rows=NEW)


def _written(
    shop: Workshop, rows: Numbered, name: str, tell: Callable[[int], None]
) -> Iterator[Part]:
    """The files of both orders. Raises InvalidInput unless both have the same number of rows."""
    (count,) = shop.value(f"SELECT count(*) FROM {rows.rows}")
    once, written = 0, 0
    for order in ORDERS:
        made = 0
        for part in sorting.write(shop, rows, order=order, name=name, count=count):
            made += part.rows
            tell((written + made) // len(ORDERS))
            yield part
        written += made
        if order == BY_PERSON:
            once = made
            if once < count:  # twins were found: they must not come back by place
                shop.run(
                    f"CREATE OR REPLACE TABLE {rows.rows} AS SELECT DISTINCT * FROM {rows.rows}"
                )
        elif made != once:
            raise InvalidInput(f"{shop.lake}: {name}: {made} rows by place, {once} by person")
