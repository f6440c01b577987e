"""Can the list be turned back into a person? Counted against people's flows, with a floor in code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.disclosure import listing as lists
from dongseon.disclosure.types import Band, Draft, LeftOut, Listing, Reason, Sourced
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes, Ints, read_only

FLOOR = 5  # people that each case must be one of; assumption, 3 to 10 is usual for micro-data
STEPS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


class Crowds(Protocol):
    """Who counts people: from flows, or by estimate."""

    def together(self, listings: Sequence[Listing]) -> float:
        """How many people were at all of these places within their bands."""


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Everybody's stays, as the strongest attacker knows them. All arrays (n,), sorted by site."""

    sites: dict[str, int]  # site_id → code
    people: int  # how many there are in all
    site: Codes  # (n,) code of the place, ascending
    person: Codes  # (n,)
    start_s: Ints  # (n,) seconds since 1970, UTC
    end_s: Ints  # (n,)

    def __post_init__(self) -> None:
        if len({len(self.site), len(self.person), len(self.start_s), len(self.end_s)}) > 1:
            raise InvalidInput("flows: the columns differ in length")
        if np.any(np.diff(self.site) < 0):
            raise InvalidInput("flows: not sorted by site")
        for column in (self.site, self.person, self.start_s, self.end_s):
            read_only(column)

    def together(self, listings: Sequence[Listing]) -> float:
        """How many people were at all of these places within their bands."""
        if not listings:
            return float(self.people)
        both = self.present(listings[0])
        for one in listings[1:]:
            both = np.intersect1d(both, self.present(one), assume_unique=True)
        return float(len(both))

    def present(self, one: Listing) -> Codes:
        """(m,) who was there within the bands, each once."""
        code = self.sites.get(one.site.site_id, -1)
        first, last = np.searchsorted(self.site, [code, code + 1])
        start_s, end_s = self.start_s[first:last], self.end_s[first:last]
        there = np.zeros(last - first, dtype=np.bool_)
        for band in one.bands:
            there |= (start_s < band.end.timestamp()) & (end_s > band.start.timestamp())
        return np.unique(self.person[first:last][there])


@dataclass(frozen=True, slots=True)
class Estimate:
    """Without flows: visitors of places as independent draws from the people of the area."""

    people: int  # of the area

    def together(self, listings: Sequence[Listing]) -> float:
        """1 + (N - 1) Π (crowd / N): the case itself, and everybody else by chance."""
        share = 1.0
        for one in listings:
            hours = sum((band.end - band.start).total_seconds() for band in one.bands) / 3600
            share *= min(1.0, one.site.crowd * max(hours, 1.0) / self.people)
        return 1.0 + (self.people - 1) * share


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
    people = crowds.together([now[name].listing for name in mine] + known)
    if not mine or people >= FLOOR:
        return False
    options = {
        name: wider for name in mine if (wider := widened(now[name].listing, zone)) is not None
    }
    if not options:
        del now[min(mine, key=lambda name: (crowds.together([now[name].listing]), name))]
        return True

    def price(name: str) -> tuple[float, float, str]:
        """What is given up for each person gained; then what is given up at all."""
        others = [now[other].listing for other in mine if other != name]
        gained = crowds.together([options[name], *others, *known]) - people
        added_s = seconds(options[name]) - seconds(now[name].listing)
        return -gained / added_s, added_s, name

    cheapest = min(options, key=price)
    now[cheapest] = replace(now[cheapest], listing=options[cheapest])
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
