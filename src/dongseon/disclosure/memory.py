"""What whoever kept every earlier release knows of each case: a list can be taken back, a memory cannot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dongseon.disclosure import listing as lists
from dongseon.disclosure.types import Band, Listing, Sourced


@dataclass(frozen=True, slots=True)
class Memory:
    """All that was public before."""

    of_case: Mapping[str, tuple[Listing, ...]] = field(default_factory=dict)  # as each was seen
    bands: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)  # listing → ever public
    # Listing → cases ever behind it
    behind: Mapping[str, frozenset[str]] = field(default_factory=dict)


def memory_of(releases: Iterable[Sequence[Sourced]]) -> Memory:
    """What earlier releases taught, the oldest first, with the cases that were behind each listing then."""
    of_case: dict[str, list[Listing]] = {}
    bands: dict[str, tuple[Band, ...]] = {}
    behind: dict[str, frozenset[str]] = {}
    for release in releases:
        before = Memory({}, dict(bands), dict(behind))
        for sourced in release:
            one = sourced.listing
            for case_id in sourced.case_ids:
                seen = as_seen(one, case_id, one.bands, before)
                if seen not in of_case.setdefault(case_id, []):
                    of_case[case_id].append(seen)
            bands[one.listing_id] = lists.joined((*bands.get(one.listing_id, ()), *one.bands))
            behind[one.listing_id] = behind.get(one.listing_id, frozenset()) | sourced.case_ids
    return Memory({case: tuple(found) for case, found in of_case.items()}, bands, behind)


def as_seen(one: Listing, case_id: str, true_bands: Sequence[Band], before: Memory) -> Listing:
    """A listing as it tells of one case: of a case that is new to it, by the time that was added for it.

    `true_bands`: those the exposures have, before anything was widened. A case whose time was public already
    changes nothing that can be seen.
    """
    shown = before.bands.get(one.listing_id, ())
    new = without(true_bands, shown)
    if case_id in before.behind.get(one.listing_id, ()) or not new:
        return one
    grown = (band for band in one.bands if any(band.start <= part.start < band.end for part in new))
    return replace(one, bands=without(grown, shown))


def told_by(sourced: Sourced, before: Memory) -> Sourced:
    """A listing with the cases that it will tell of. Whose time was public already, and stays so, adds nothing to see.

    For them the listing stays as it was as long as somebody whom it told of before is behind it.
    """
    one = sourced.listing
    shown = before.bands.get(one.listing_id, ())
    told = sourced.case_ids & before.behind.get(one.listing_id, frozenset())
    if not told or sourced.case_ids == told or without(one.bands, shown):
        return sourced
    return replace(
        sourced, listing=replace(one, bands=lists.joined((*one.bands, *shown))), case_ids=told
    )


def without(bands: Iterable[Band], others: Sequence[Band]) -> tuple[Band, ...]:
    """What of some bands lies in none of the others, in time order; those in time order and apart."""
    left = []
    for band in bands:
        start = band.start
        for other in others:
            if other.start < band.end and start < other.end:
                if start < other.start:
                    left.append(Band(start, other.start))
                start = max(start, other.end)
        if start < band.end:
            left.append(Band(start, band.end))
    return tuple(left)
