"""What the holders hand over: evidence bundles in their own formats, and the truth of them apart."""

from dongseon.city.holders.bundle import (
    REGIMES,
    persons_whose_visits_are_needed,
    write_bundle,
)
from dongseon.city.holders.numbers import cards, phones, transit_cards

__all__ = [
    "REGIMES",
    "cards",
    "persons_whose_visits_are_needed",
    "phones",
    "transit_cards",
    "write_bundle",
]
