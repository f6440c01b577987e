"""No carrier: every message comes to a person, who sends it from the office's telephone."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from dongseon.console.messages.gateways import Parcel, Said
from dongseon.console.messages.rules import Answer, Receipt


class Outbox:
    """The way through the office."""

    name = "outbox"

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """To the work list."""
        return {parcel.id: Said(Answer.BY_HAND) for parcel in parcels}

    def receipts(self) -> Mapping[str, Receipt]:
        """None: people say so themselves."""
        return {}

    def noted(self, references: Collection[str]) -> None:
        """Nothing is repeated."""
