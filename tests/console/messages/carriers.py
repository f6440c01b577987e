"""A carrier for the tests: phones that get a message once for its identifier; it fails as it is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dongseon.console.messages.gateways import Parcel, Said
from dongseon.console.messages.rules import Answer, Receipt


@dataclass(slots=True)
class Carrier:
    """What phones got, and what the carrier does to the next hand-over."""

    name: str = "test"
    phones: dict[str, list[str]] = field(default_factory=dict)
    passed_on: set[UUID] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    silent: bool = False  # it takes messages and its answer is lost
    told: dict[str, Receipt] = field(default_factory=dict)

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """Pass on what is new."""
        said = {}
        for parcel in parcels:
            if parcel.phone in self.wrong:
                said[parcel.id] = Said(Answer.WRONG_NUMBER)
                continue
            if parcel.id not in self.passed_on:
                self.phones.setdefault(parcel.phone, []).append(parcel.text)
                self.passed_on.add(parcel.id)
            said[parcel.id] = Said(Answer.TAKEN)
        return {} if self.silent else said

    def receipts(self) -> Mapping[str, Receipt]:
        """What it has to tell."""
        return dict(self.told)

    def noted(self, references: Collection[str]) -> None:
        """Forget it."""
        for reference in references:
            self.told.pop(reference, None)
