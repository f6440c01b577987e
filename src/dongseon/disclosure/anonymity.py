"""Can the list be turned back into a person? Counted against people's flows, with a floor in code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.disclosure import listing as lists
from dongseon.disclosure.types import Band, Draft, LeftOut, Listing, Reason, Sourced
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes, Ints, read_only

FLOOR = 5  # people that each case must be one of; assumption, 3 to 10 is usual for micro-data
SHARED = 0.08  # of the visitors of one of a case's places, who were at another: mean of 2,144 pairs (bench town)
STEPS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


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
    """Without flows: what somebody can tell who recognised a patient at one place and looks for another.

    Of those at one place `SHARED` were at the other as well; the two least visited count. Whoever could join
    three places has flows, and then so should we (docs/method/disclosure.md).
    """

    people: int  # of the area

    def together(self, listings: Sequence[Listing]) -> float:
        """1 + (c - 1) φ of the smallest crowd c; c itself where one place alone is told."""
        least_crowd = min((self.present(one) for one in listings), default=float(self.people))
        return least_crowd if len(listings) < 2 else 1.0 + (least_crowd - 1.0) * SHARED

    def present(self, one: Listing) -> float:
        """How many are there within the bands: one at least, who is the case."""
        hours = seconds(one) / 3600
        return max(1.0, min(float(self.people), one.site.crowd * max(hours, 1.0)))

    def instead(self, listings: Sequence[Listing], options: Mapping[int, Listing]) -> list[float]:
        """How many, if the listing at that position were this wider one: one figure an option."""
        return [
            self.together([*listings[:at], wider, *listings[at + 1 :]])
            for at, wider in options.items()
        ]


@dataclass(frozen=True, slots=True)
class Protected:
    """A draft that keeps the floor, and how near to it each case is."""

    draft: Draft
    least: float  # the smallest number of people that a case is one of, after all that was done
    widened: int  # listings whose bands were widened
    withheld: int  # listings that could not be saved so


def protect(
    draft: Draft, crowds: Crowds, *, zone: ZoneInfo, remembered: Sequence[Sourced] = ()
) -> Protected:
    """Widen or withhold until every case is one of `FLOOR` people at least.

    `remembered`: what was public before, with the bands it had then; who saw it still knows it, and
    it cannot be mended. Where that alone names a case, nothing of that case is added.
    """
    now = {sourced.listing.listing_id: sourced for sourced in draft.listings}
    cases = sorted({case for sourced in draft.listings for case in sourced.case_ids})
    for case_id in cases:
        known = [s.listing for s in remembered if case_id in s.case_ids]
        while protect_once(now, case_id, known, crowds, zone):
            pass
    before = {s.listing.listing_id: s for s in draft.listings}
    withheld = [before[name] for name in before if name not in now]
    kept = tuple(now[s.listing.listing_id] for s in draft.listings if s.listing.listing_id in now)
    lost = sorted({name for s in withheld for name in s.exposure_ids})
    return Protected(
        draft=replace(
            draft,
            listings=kept,
            left_out=(*draft.left_out, *(LeftOut(name, Reason.TOO_FEW) for name in lost)),
        ),
        least=least(kept, crowds, remembered),
        widened=sum(s.listing != before[s.listing.listing_id].listing for s in kept),
        withheld=len(withheld),
    )


def least(listings: Iterable[Sourced], crowds: Crowds, remembered: Sequence[Sourced] = ()) -> float:
    """The smallest number of people that a listed case is one of; infinite where none is listed."""
    found = tuple(listings)
    cases = {case for sourced in found for case in sourced.case_ids}
    return min(
        (
            crowds.together([s.listing for s in (*found, *remembered) if case_id in s.case_ids])
            for case_id in cases
        ),
        default=float("inf"),
    )


def protect_once(
    now: dict[str, Sourced],
    case_id: str,
    known: list[Listing],
    crowds: Crowds,
    zone: ZoneInfo,
) -> bool:
    """Take one step towards the floor for one case. False if it is reached, or nothing is left."""
    mine = sorted(name for name, sourced in now.items() if case_id in sourced.case_ids)
    listings = [now[name].listing for name in mine] + known
    people = crowds.together(listings)
    if not mine or people >= FLOOR:
        return False
    options = {
        at: wider
        for at, name in enumerate(mine)
        if (wider := widened(now[name].listing, zone)) is not None
    }
    if not options:
        del now[min(mine, key=lambda name: (crowds.together([now[name].listing]), name))]
        return True
    wider_people = dict(zip(options, crowds.instead(listings, options), strict=True))

    def price(at: int) -> tuple[float, float, str]:
        """What is given up for each person gained; then what is given up at all."""
        added_s = seconds(options[at]) - seconds(listings[at])
        return -(wider_people[at] - people) / added_s, added_s, mine[at]

    cheapest = min(options, key=price)
    name = mine[cheapest]
    now[name] = replace(now[name], listing=options[cheapest])
    return True


def widened(one: Listing, zone: ZoneInfo) -> Listing | None:
    """The listing with its bands a step wider; None if it is the whole day already."""
    begins = lists.midnight(one.day, zone)
    ends = lists.midnight(one.day + timedelta(days=1), zone)
    for step in STEPS:
        bands = lists.joined(to_step(band, step, begins, ends) for band in one.bands)
        if bands != one.bands:
            return replace(one, bands=bands)
    return None


def to_step(band: Band, step: timedelta, begins: datetime, ends: datetime) -> Band:
    """The band, rounded outward to whole steps of its day."""
    start = begins + (band.start - begins) // step * step
    end = begins - (begins - band.end) // step * step
    return Band(max(start, begins).astimezone(UTC), min(end, ends).astimezone(UTC))


def seconds(one: Listing) -> float:
    """How much time the bands of a listing cover."""
    return sum((band.end - band.start).total_seconds() for band in one.bands)
