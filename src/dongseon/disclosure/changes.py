"""What a release changes against the one before: what feeds tell, and what tombstones hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from dongseon.disclosure.types import Listing


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference of two lists."""

    added: tuple[Listing, ...]
    corrected: tuple[Listing, ...]  # as they are now
    withdrawn: tuple[str, ...]  # identifiers alone: a tombstone repeats nothing


def between(earlier: Sequence[Listing], later: Sequence[Listing]) -> Changes:
    """What has changed; in the order of the later list, withdrawn ones by identifier."""
    before = {one.listing_id: one for one in earlier}
    after = {one.listing_id for one in later}
    return Changes(
        added=tuple(one for one in later if one.listing_id not in before),
        corrected=tuple(one for one in later if before.get(one.listing_id, one) != one),
        withdrawn=tuple(sorted(before.keys() - after)),
    )
