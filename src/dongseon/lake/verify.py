"""Looking for damage: every file against its digest, both orders against one another, nothing twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dongseon.lake import generations, workshop
from dongseon.lake.kinds import KINDS, Kind
from dongseon.lake.manifest import ORDERS, Manifest, Part
from dongseon.lake.workshop import Workshop

Progress = Callable[[str, int, int], None]  # what is looked at, files done, files in all


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found."""

    generation: int
    files: int
    rows: int
    size_bytes: int
    faults: tuple[str, ...]  # none = all is well
    leftovers: tuple[str, ...]  # files that no generation needs; the next writer removes them


def verify(
    lake: Path,
    *,
    deep: bool = True,  # False: digests only, without comparing rows
    memory: str = workshop.MEMORY,
    progress: Progress | None = None,
) -> Verified:
    """Check the present generation against what is on disk. Raises InvalidInput for a damaged manifest, NotFound."""
    tell = progress or (lambda name, done, total: None)
    with generations.pinned(lake) as manifest:
        faults: list[str] = []
        for number, part in enumerate(manifest.parts):
            faults += _faults_of(lake, part)
            tell(part.kind, number + 1, len(manifest.parts))
        if deep and not faults:
            with workshop.open_workshop(lake, timezone=manifest.timezone, memory=memory) as shop:
                for kind in KINDS.values():
                    faults += _faults_between(shop, manifest, kind)
        return Verified(
            generation=manifest.generation,
            files=len(manifest.parts),
            rows=workshop.rows_once(manifest.parts),
            size_bytes=sum(part.size_bytes for part in manifest.parts),
            faults=tuple(faults),
            leftovers=_leftovers(lake, manifest),
        )


def _faults_of(lake: Path, part: Part) -> Iterator[str]:
    """What is wrong with one file."""
    path = lake / part.path
    if not path.is_file():
        yield f"{part.path}: is missing"
    elif path.stat().st_size != part.size_bytes:
        yield f"{part.path}: has {path.stat().st_size} bytes instead of {part.size_bytes}"
    elif workshop.digest_of(path) != part.sha256:
        yield f"{part.path}: its digest does not fit"
    elif workshop.described(path, lake=lake, kind=part.kind, order=part.order) != part:
        yield f"{part.path}: is not as the manifest describes it"


def _faults_between(shop: Workshop, manifest: Manifest, kind: Kind) -> Iterator[str]:
    """Whether both orders of a kind hold the same rows, each once, and in order."""
    sums = {}
    for order in ORDERS:
        parts = manifest.of(kind.name, order)
        if parts:
            sums[order] = _sums(shop, parts, kind, order)
            yield from _unsorted(shop, parts, order)
    if len({rows_and_sum[:2] for rows_and_sum in sums.values()}) > 1 or len(sums) == 1:
        yield f"{kind.name}: the two orders do not hold the same rows"
    for order, (rows, _, distinct) in sums.items():
        if distinct != rows:
            yield f"{kind.name} {order}: {rows - distinct} rows are there twice"


def _sums(shop: Workshop, parts: Sequence[Part], kind: Kind, order: str) -> tuple[int, int, int]:
    """Rows, a sum over them in which their order does not matter, and how many differ.

    One range of keys at a time, so that memory does not grow with the lake.
    """
    columns = ", ".join(kind.columns)
    files = workshop.parquet([shop.lake / part.path for part in parts])
    found = [0, 0, 0]
    for chosen in workshop.ranges(order, workshop.cuts_of_parts(shop.lake, parts, order=order)):
        rows, total, distinct = shop.value(
            f"SELECT count(*), coalesce(sum(hash({columns})), 0), count(DISTINCT hash({columns}))"
            f" FROM {files} {chosen}"
        )
        if distinct != rows:  # rows twice, or two rows with one hash
            (distinct,) = shop.value(
                f"SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {files} {chosen})"
            )
        found = [a + int(b) for a, b in zip(found, (rows, total, distinct), strict=True)]
    return found[0], found[1], found[2]


def _unsorted(shop: Workshop, parts: Sequence[Part], order: str) -> Iterator[str]:
    """Files that are not in the order they should be in."""
    key = workshop.KEY[order]
    for part in parts:
        (wrong,) = shop.value(
            f"SELECT count(*) FROM (SELECT ({key}, start_utc) < lag(({key}, start_utc))"
            f" OVER (ORDER BY file_row_number) AS wrong FROM"
            f" {workshop.parquet([shop.lake / part.path], ', file_row_number = true')}) WHERE wrong"
        )
        if wrong:
            yield f"{part.path}: {wrong} rows are out of order"


def _leftovers(lake: Path, manifest: Manifest) -> tuple[str, ...]:
    """Files below parts and rejects that the present generation does not name."""
    named = {part.path for part in manifest.parts} | {s.rejects for s in manifest.sources}
    found = (
        path.relative_to(lake).as_posix()
        for folder in ("parts", "rejects")
        for path in sorted((lake / folder).rglob("*"))
        if path.is_file()
    )
    return tuple(name for name in found if name not in named)
