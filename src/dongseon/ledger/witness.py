"""The witness: somebody outside who remembers the last head and is shown that the next extends it.

A log's owner can rewrite all of it and sign a new head. Whoever kept the head of yesterday sees it:
from a cut or rewritten log no proof leads from that head to the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dongseon.ledger import merkle
from dongseon.ledger.heads import TreeHead


class Fault(StrEnum):
    """Why a witness refuses a head."""

    OTHER_LOG = "other_log"
    SHRUNK = "shrunk"  # the log is shorter than it was: its tail was cut off
    SPLIT = "split"  # two roots for one size: two histories
    NOT_AN_EXTENSION = "not_an_extension"  # entries that were there have changed
    WENT_BACK_IN_TIME = "went_back_in_time"


@dataclass(frozen=True, slots=True)
class Review:
    """What a witness says to a head: nothing against it, or what is wrong."""

    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether the head may become the one that is remembered."""
        return not self.faults


def review(seen: TreeHead | None, shown: TreeHead, proof: Sequence[bytes]) -> Review:
    """Compare a head whose signature was checked with the last one seen. Pure.

    `proof` is the consistency proof from `seen.size` to `shown.size`. The first head of all is
    believed: the witness can only say that nothing changed since.
    """
    if seen is None:
        return Review(())
    faults = [
        fault
        for fault, present in (
            (Fault.OTHER_LOG, shown.origin != seen.origin),
            (Fault.SHRUNK, shown.size < seen.size),
            (Fault.SPLIT, shown.size == seen.size and shown.root != seen.root),
            (Fault.NOT_AN_EXTENSION, shown.size > seen.size and not _extends(seen, shown, proof)),
            (Fault.WENT_BACK_IN_TIME, shown.at < seen.at),
        )
        if present
    ]
    return Review(tuple(faults))


def _extends(seen: TreeHead, shown: TreeHead, proof: Sequence[bytes]) -> bool:
    return merkle.verify_consistency(
        first=seen.size,
        first_root=seen.root,
        second=shown.size,
        second_root=shown.root,
        proof=proof,
    )
