"""Among how many people does the list leave a patient? Counted in people's flows, or bounded without them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import numpy as np

from dongseon.disclosure.types import Band, Listing
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes, Ints, read_only

# Of the people usually at a place in an hour, how many are there at least in 99 of 100 visits of a patient, by the
# length of the band: 1st percentile of 30,000 bands around 6,000 visits of the bench's town, rounded down
# (`bench/disclosure_crowds.py` counts it again)
LEAST_OF_CROWD = (
    (timedelta(hours=1), 0.12),
    (timedelta(hours=3), 0.15),
    (timedelta(hours=6), 0.25),
    (timedelta(hours=12), 0.3),
    (timedelta(days=1), 0.45),
)


class Crowds(Protocol):
    """Who counts people: from flows, or by estimate."""

    def together(self, listings: Sequence[Listing]) -> float:
        """How many people were at all of these places within their bands."""

    def instead(self, listings: Sequence[Listing], options: Mapping[int, Listing]) -> list[float]:
        """How many, if the listing at that position were this wider one: one figure an option."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Everybody's stays, as the strongest attacker knows them. All arrays (n,), sorted by site."""

    sites: dict[str, int]  # site_id → code
    people: int  # how many there are in all
    site: Codes  # (n,) code of the place, ascending
    person: Codes  # (n,)
    start_s: Ints  # (n,) seconds since 1970, UTC
    end_s: Ints  # (n,)
    _present: dict[tuple[str, tuple[Band, ...]], Codes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if len({len(self.site), len(self.person), len(self.start_s), len(self.end_s)}) > 1:
            raise InvalidInput("flows: the columns differ in length")
        if np.any(np.diff(self.site) < 0):
            raise InvalidInput("flows: not sorted by site")
        if self.person.max(initial=-1) >= self.people:
            raise InvalidInput(f"flows: person {self.person.max()} of {self.people}")
        for column in (self.site, self.person, self.start_s, self.end_s):
            read_only(column)

    def together(self, listings: Sequence[Listing]) -> float:
        """How many people were at all of these places within their bands."""
        return float((self.places_of_each(listings) == len(listings)).sum())

    def instead(self, listings: Sequence[Listing], options: Mapping[int, Listing]) -> list[float]:
        """How many, if the listing at that position were this wider one: one figure an option."""
        places = self.places_of_each(listings)
        everywhere = float((places == len(listings)).sum())
        found = []
        for position, wider in options.items():
            new = np.setdiff1d(
                self.present(wider), self.present(listings[position]), assume_unique=True
            )
            found.append(everywhere + float((places[new] == len(listings) - 1).sum()))
        return found

    def places_of_each(self, listings: Sequence[Listing]) -> Ints:
        """(people,) at how many of these places each person was."""
        nobody = np.zeros(0, self.person.dtype)
        there = np.concatenate([nobody, *map(self.present, listings)])
        return np.bincount(there, minlength=self.people)

    def present(self, one: Listing) -> Codes:
        """(m,) who was there within the bands, each once. Looked up once for each place and bands."""
        key = (one.site.site_id, one.bands)
        known = self._present.get(key)
        if known is None:
            known = self._present[key] = self._look_up(one)
            read_only(known)
        return known

    def _look_up(self, one: Listing) -> Codes:
        code = self.sites.get(one.site.site_id, -1)
        first, last = np.searchsorted(self.site, [code, code + 1])
        start_s, end_s = self.start_s[first:last], self.end_s[first:last]
        there = np.zeros(last - first, dtype=np.bool_)
        for band in one.bands:
            there |= (start_s < band.end.timestamp()) & (end_s > band.start.timestamp())
        return np.unique(self.person[first:last][there])


@dataclass(frozen=True, slots=True)
class Estimate:
    """Without flows: what can be said for certain enough. Of one place a lower bound; of two together, nothing.

    How many people were at two places nobody can tell who knows no flows: of one case one place is told.
    """

    def together(self, listings: Sequence[Listing]) -> float:
        """How many people there are at least; 1, the case alone, where more than one place or day is told."""
        places = {one.listing_id for one in listings}
        return 1.0 if len(places) > 1 else min(map(least_there, listings), default=float("inf"))

    def instead(self, listings: Sequence[Listing], options: Mapping[int, Listing]) -> list[float]:
        """How many, if the listing at that position were this wider one: one figure an option."""
        return [
            self.together([*listings[:at], wider, *listings[at + 1 :]])
            for at, wider in options.items()
        ]


def least_there(one: Listing) -> float:
    """How many people are at a place within the bands, in 99 of 100 cases at least; the case is one."""
    length = timedelta(seconds=seconds(one))
    share = max(
        (s for longest, s in LEAST_OF_CROWD if longest <= length), default=LEAST_OF_CROWD[0][1]
    )
    return max(1.0, one.site.crowd * share)


def seconds(one: Listing) -> float:
    """How much time the bands of a listing cover."""
    return sum((band.end - band.start).total_seconds() for band in one.bands)
