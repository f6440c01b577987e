"""Merging the days' files into files that each cover a range of keys over the whole time kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.lake import generations, sorting, workshop
from dongseon.lake.kinds import KINDS, Kind
from dongseon.lake.manifest import BY_PERSON, ORDERS, Manifest, Part
from dongseon.lake.sorting import Numbered
from dongseon.lake.workshop import Workshop

Progress = Callable[[str, int, int], None]  # what is worked on, rows done, rows in all


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did."""

    generation: int
    rows: int  # of the kinds that were merged
    files_before: int
    files_after: int


def compact(
    lake: Path, *, memory: str = workshop.MEMORY, progress: Progress | None = None
) -> Compacted:
    """Merge the files of every kind whose files overlap in keys. One step, like an ingest.

    Memory does not grow with the lake: it works one range of keys at a time. Raises InvalidInput, NotFound.
    """
    tell = progress or (lambda name, done, total: None)
    with generations.writing(lake) as manifest:
        kinds = [kind for kind in KINDS.values() if _overlapping(manifest, kind)]
        old = [part for kind in kinds for order in ORDERS for part in manifest.of(kind.name, order)]
        if not kinds:
            return Compacted(manifest.generation, 0, 0, 0)
        with workshop.open_workshop(lake, timezone=manifest.timezone, memory=memory) as shop:
            new = [part for kind in kinds for part in _merge_kind(shop, manifest, kind, tell)]
        kept = [part for part in manifest.parts if part not in set(old)]
        generations.commit(lake, manifest.next(parts=(*kept, *new)))
        generations.sweep(lake)
    rows = workshop.rows_once(new)
    return Compacted(manifest.generation + 1, rows, len(old), len(new))


def _overlapping(manifest: Manifest, kind: Kind) -> bool:
    """Whether two files of one order may hold the same key."""
    for order in ORDERS:
        parts = sorted(manifest.of(kind.name, order), key=lambda part: (part.least, part.most))
        if any(before.most >= after.least for before, after in pairwise(parts)):
            return True
    return False


def _merge_kind(shop: Workshop, manifest: Manifest, kind: Kind, tell: Progress) -> Iterator[Part]:
    """New files for one kind. Raises InvalidInput if not every row arrived."""
    name = f"{manifest.generation + 1:08d}"
    total = workshop.rows_once(manifest.of(kind.name, BY_PERSON))
    types = _types(shop, manifest, kind, total)
    done = 0
    for order in ORDERS:
        parts = manifest.of(kind.name, order)
        made = []
        for part in _merge(shop, parts, Numbered("", kind, types), order=order, name=name):
            made.append(part)
            done += part.rows
            tell(kind.name, done // len(ORDERS), total)
        if sum(part.rows for part in made) != sum(part.rows for part in parts):
            raise InvalidInput(f"{shop.lake}: {kind.name} {order}: rows were lost; run verify")
        yield from made
    sorting.forget(shop, types)


def _types(shop: Workshop, manifest: Manifest, kind: Kind, rows: int) -> Mapping[str, str]:
    """The ids of the whole kind as numbers, made once for all its files."""
    found = {}
    for order, column in workshop.KEY.items():
        paths = [shop.lake / part.path for part in manifest.of(kind.name, order)]
        found[column] = sorting.enumerated(shop, workshop.parquet(paths), column=column, rows=rows)
    return found


def _merge(
    shop: Workshop, parts: Sequence[Part], like: Numbered, *, order: str, name: str
) -> Iterator[Part]:
    """One file a range of keys: only the files and row groups in its range are read for it."""
    cuts = workshop.cuts_of_parts(shop.lake, parts, order=order)
    bounds = zip(("", *cuts), (*cuts, ""), workshop.ranges(order, cuts), strict=True)
    for number, (low, high, chosen) in enumerate(bounds):
        old = [
            shop.lake / part.path
            for part in parts
            if low <= part.most and (not high or part.least < high)
        ]
        rows = sorting.select(like, f"{workshop.parquet(old)} {chosen}")
        yield from sorting.write_piece(
            shop, replace(like, rows=f"({rows})"), order=order, name=f"{name}-{number:04d}"
        )
