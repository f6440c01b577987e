"""A carrier for practising: nothing leaves the machine. It takes every message, and says so.

A number that ends in 0000 is one that there is not, so that the way of a wrong number can be practised.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from dongseon.console.messages.gateways import Parcel, Said
from dongseon.console.messages.rules import Answer, Receipt

NOBODYS = "0000"  # the end of a number that there is not


class Practice:
    """The way to nowhere."""

    name = "practice"

    def __init__(self) -> None:
        self._took: dict[str, Receipt] = {}

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """Take all but those to a number that there is not."""
        wrong = {parcel.id for parcel in parcels if parcel.phone.endswith(NOBODYS)}
        taken = [parcel.id for parcel in parcels if parcel.id not in wrong]
        self._took |= {str(one): Receipt.DELIVERED for one in taken}
        return dict.fromkeys(wrong, Said(Answer.WRONG_NUMBER)) | dict.fromkeys(
            taken, Said(Answer.TAKEN)
        )

    def receipts(self) -> Mapping[str, Receipt]:
        """All that it took has arrived."""
        return dict(self._took)

    def noted(self, references: Collection[str]) -> None:
        """Forget them."""
        for reference in references:
            self._took.pop(reference, None)
