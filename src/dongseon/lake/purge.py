"""Erasing what is older than a day: out of every file, and said so in a signed report.

First a generation without the rows, with the list of what must go; then, once nobody reads an older one,
the files themselves; then the report; then a generation without the list. A purge that was interrupted
goes on at the next one, wherever it was.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon.errors import InvalidInput
from dongseon.lake import erasure, generations, workshop
from dongseon.lake.kinds import KINDS
from dongseon.lake.manifest import BY_PERSON, Erasure, Gone, Manifest, Part, Source
from dongseon.lake.workshop import Workshop

Progress = Callable[[str, int, int], None]  # what is worked on, files done, files in all
PAUSE_S = 0.05  # between looks at whether readers have finished


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge erased, and where that is reported."""

    generation: int
    erasures: tuple[Erasure, ...]  # one, and those that an interrupted purge had left
    reports: tuple[Path, ...]

    @property
    def rows(self) -> int:
        """Rows that are gone."""
        return sum(sum(one.rows.values()) for one in self.erasures)


def purge(
    lake: Path,
    *,
    before: date,
    key: Ed25519PrivateKey,
    now: datetime,
    wait_s: float = 60.0,
    memory: str = workshop.MEMORY,
    progress: Progress | None = None,
) -> Purged:
    """Erase all rows that begin before a local day, and refuse such rows from now on.

    Waits for readers of older generations. Raises InvalidInput when they do not finish in time (a later purge
    then goes on), or if the day is before that of an earlier purge.
    """
    tell = progress or (lambda name, done, total: None)
    with generations.writing(lake) as manifest:
        if manifest.kept_from > before.isoformat():
            raise InvalidInput(f"{lake}: is purged before {manifest.kept_from} already")
        if manifest.kept_from < before.isoformat() or _old(manifest, before):
            manifest = _without(lake, manifest, before, memory=memory, tell=tell)
        _wait_for_readers(lake, seconds=wait_s)
        return _reported(lake, manifest, key=key, now=now)


def _old(manifest: Manifest, before: date) -> list[Part]:
    """The files that hold rows from before the day."""
    cutoff_us = _cutoff_us(manifest, before)
    return [part for part in manifest.parts if part.first_us < cutoff_us]


def _cutoff_us(manifest: Manifest, before: date) -> int:
    midnight = datetime(before.year, before.month, before.day, tzinfo=ZoneInfo(manifest.timezone))
    return workshop.micros(midnight)


def _without(
    lake: Path, manifest: Manifest, before: date, *, memory: str, tell: Progress
) -> Manifest:
    """Commit a generation without the rows."""
    old = _old(manifest, before)
    cutoff_us = _cutoff_us(manifest, before)
    renewed: list[Part | None] = []
    with workshop.open_workshop(lake, timezone=manifest.timezone, memory=memory) as shop:
        for number, part in enumerate(old):
            name = f"{manifest.generation + 1:08d}-{number:04d}"
            renewed.append(_rest(shop, part, cutoff_us=cutoff_us, name=name))
            tell(part.kind, number + 1, len(old))
    gone = [_gone(part, rest) for part, rest in zip(old, renewed, strict=True)]
    sources, rejects = _sources_without(lake, manifest.sources, cutoff_us=cutoff_us)
    erased = Erasure(
        generation=manifest.generation + 1,
        before=before.isoformat(),
        rows={
            kind: sum(
                one.rows_erased
                for part, one in zip(old, gone, strict=True)
                if part.kind == kind and part.order == BY_PERSON
            )
            for kind in KINDS
        },
        files=(*gone, *rejects),
    )
    stay = [part for part in manifest.parts if part not in set(old)]
    following = manifest.next(
        kept_from=before.isoformat(),
        parts=(*stay, *(part for part in renewed if part)),
        sources=sources,
        pending=(*manifest.pending, erased),
    )
    return generations.commit(lake, following)


def _rest(shop: Workshop, part: Part, *, cutoff_us: int, name: str) -> Part | None:
    """The file without the old rows; nothing when none stays."""
    if part.last_us < cutoff_us:
        return None
    kind = KINDS[part.kind]
    query = (
        f"SELECT {', '.join(kind.columns)} FROM {workshop.parquet([shop.lake / part.path])}"
        f" WHERE start_utc >= make_timestamptz({cutoff_us})"  # what stays is in order already
    )
    made = list(workshop.write_sorted(shop, query, kind=kind, order=part.order, name=name))
    return made[0] if made else None


def _gone(part: Part, rest: Part | None) -> Gone:
    return Gone(
        path=part.path,
        rows=part.rows,
        size_bytes=part.size_bytes,
        sha256=part.sha256,
        rows_erased=part.rows - (rest.rows if rest else 0),
        replaced_by=rest.path if rest else "",
        replaced_sha256=rest.sha256 if rest else "",
    )


def _sources_without(
    lake: Path, sources: Iterable[Source], *, cutoff_us: int
) -> tuple[tuple[Source, ...], list[Gone]]:
    """The sources without the rejected rows of those that reach back before the cutoff, and these files.

    A rejected row may have no time of its own, so it goes with the first of its file's; a file without a
    usable row goes with the day on which it came.
    """
    kept, gone = [], []
    for source in sources:
        came_us = workshop.micros(datetime.fromisoformat(source.ingested_utc))
        if source.rejects and (source.first_us or came_us) < cutoff_us:
            path = lake / source.rejects
            gone.append(
                Gone(
                    path=source.rejects,
                    rows=source.rejected,
                    size_bytes=path.stat().st_size,
                    sha256=workshop.digest_of(path),
                    rows_erased=source.rejected,
                    replaced_by="",
                    replaced_sha256="",
                )
            )
            kept.append(replace(source, rejects=""))
        else:
            kept.append(source)
    return tuple(kept), gone


def _wait_for_readers(lake: Path, *, seconds: float) -> None:
    """Remove the older generations with their files. Raises InvalidInput while somebody reads one."""
    until = time.monotonic() + seconds
    while read := generations.sweep(lake):
        if time.monotonic() >= until:
            numbers = ", ".join(map(str, read))
            raise InvalidInput(
                f"{lake}: generation {numbers} is still being read, so its files are still there; purge again later"
            )
        time.sleep(PAUSE_S)


def _reported(lake: Path, manifest: Manifest, *, key: Ed25519PrivateKey, now: datetime) -> Purged:
    """Write a report for each erasure whose files are gone, and take it off the list."""
    reports: list[Path] = []
    for erased in manifest.pending:
        left = [gone.path for gone in erased.files if (lake / gone.path).exists()]
        if left:
            raise InvalidInput(f"{lake}: {left[0]} could not be removed")
        path = lake / "erasures" / f"{erased.generation:08d}.json"
        generations.write_whole(path, erasure.report(erased, manifest, key=key, now=now))
        reports.append(path)
    if manifest.pending:
        generations.commit(lake, manifest.next(pending=()))
        generations.sweep(lake)
    return Purged(manifest.generation + bool(manifest.pending), manifest.pending, tuple(reports))
