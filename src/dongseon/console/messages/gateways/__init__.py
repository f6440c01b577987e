"""Carriers: who takes a message and brings it to a telephone.

A carrier is asked to pass each message on once for its identifier, however often it is offered: a worker
that dies between offering and noting offers again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dongseon.console.messages.rules import Answer, Receipt


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a carrier gets it."""

    id: UUID  # the carrier passes it on once for this
    phone: str  # digits, or + and digits
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a carrier said of one parcel."""

    answer: Answer
    reference: str = ""  # the carrier's own name for it


class Gateway(Protocol):
    """The way to one carrier. Never raises for what a carrier or network does: that is an answer."""

    name: str  # at most 10 letters; it stands in each step of a message

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """Offer these; what is missing from the answer is LATER."""
        ...

    def receipts(self) -> Mapping[str, Receipt]:
        """What became of messages taken earlier, by the carrier's name for them or by ours."""
        ...

    def noted(self, references: Collection[str]) -> None:
        """These receipts are written down: the carrier need not repeat them."""
        ...
