"""Widen or withhold until each case is one of enough people, for whoever also kept all earlier releases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dongseon.disclosure import listing as lists
from dongseon.disclosure import memory
from dongseon.disclosure.anonymity import Crowds, seconds
from dongseon.disclosure.memory import Memory
from dongseon.disclosure.types import Band, Draft, LeftOut, Listing, Reason, Sourced

# People that each case must be one of; assumption. 3 to 10 is usual for micro-data; ten, because whoever also knows
# the day's new cases by age and sex narrows them down further (docs/decisions/0023)
FLOOR = 10
STEPS = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Protected:
    """A draft that keeps the floor, and how near to it each case is."""

    draft: Draft
    least: float  # the smallest number of people that a case is one of, after all that was done
    widened: int  # listings whose bands were widened
    withheld: int  # listings that could not be saved so


@dataclass(slots=True)
class Desk:
    """What a draft is worked on with: listings by name, as they are now and as they came."""

    now: dict[str, Sourced]
    came: dict[str, Sourced]
    names: dict[str, list[str]]  # case → its listings' names, sorted
    before: Memory
    crowds: Crowds
    zone: ZoneInfo

    def known(self, case_id: str, listings: Iterable[Listing]) -> list[Listing]:
        """What is known of a case once these are public: as each tells of it, and what was public before."""
        seen = [
            memory.as_seen(one, case_id, self.came[one.listing_id].listing.bands, self.before)
            for one in listings
        ]
        return [*seen, *self.before.of_case.get(case_id, ())]

    def mine(self, case_id: str) -> list[Listing]:
        """The listings of a case, by name."""
        return [self.now[name].listing for name in self.names[case_id] if name in self.now]

    def people(self, case_id: str) -> float:
        """How many people a case is one of by now."""
        return self.crowds.together(self.known(case_id, self.mine(case_id)))


def protect(
    draft: Draft, crowds: Crowds, *, zone: ZoneInfo, before: Memory | None = None
) -> Protected:
    """Keep the listings with which every case is one of `FLOOR` people at least, and widen them as far as needed.

    What is public already comes first, for it is known anyway; then the most visited. `before`: what
    was public, which cannot be mended: where it alone names a case, nothing of that case is added.
    """
    known = before or Memory()
    came = {s.listing.listing_id: memory.told_by(s, known) for s in draft.listings}
    desk = Desk({}, came, names_of(came), known, crowds, zone)
    for name in in_order(desk):
        desk.now[name] = came[name]
        if not bearable(desk, came[name].case_ids):
            del desk.now[name]
    cases = sorted({case for sourced in desk.now.values() for case in sourced.case_ids})
    for case_id in cases:
        while widen_once(desk, case_id):
            pass
    kept = tuple(desk.now[name] for name in came if name in desk.now)
    lost = sorted({ex for name in came if name not in desk.now for ex in came[name].exposure_ids})
    return Protected(
        draft=replace(
            draft,
            listings=kept,
            left_out=(*draft.left_out, *(LeftOut(name, Reason.TOO_FEW) for name in lost)),
        ),
        least=min(map(desk.people, cases), default=float("inf")),
        widened=sum(s.listing != came[s.listing.listing_id].listing for s in kept),
        withheld=len(came) - len(kept),
    )


def names_of(came: dict[str, Sourced]) -> dict[str, list[str]]:
    """The names of each case's listings, sorted."""
    names: dict[str, list[str]] = {}
    for name in sorted(came):
        for case_id in came[name].case_ids:
            names.setdefault(case_id, []).append(name)
    return names


def in_order(desk: Desk) -> list[str]:
    """In which order listings are tried."""

    def place(name: str) -> tuple[bool, float, str]:
        return (
            name not in desk.before.bands,
            -desk.crowds.together([desk.came[name].listing]),
            name,
        )

    return sorted(desk.came, key=place)


def bearable(desk: Desk, cases: Iterable[str]) -> bool:
    """Whether these cases can keep the floor: all their listings being told as the whole day."""
    return all(
        desk.crowds.together(
            desk.known(case, [whole_day(one, desk.zone) for one in desk.mine(case)])
        )
        >= FLOOR
        for case in cases
    )


def widen_once(desk: Desk, case_id: str) -> bool:
    """Widen the one listing of a case that gains most people for the least time. False once the floor is reached."""
    mine = desk.mine(case_id)
    known = desk.known(case_id, mine)
    people = desk.crowds.together(known)
    if people >= FLOOR:
        return False
    options = {
        at: wider for at, one in enumerate(mine) if (wider := widened(one, desk.zone)) is not None
    }
    seen = {at: desk.known(case_id, [wider])[0] for at, wider in options.items()}
    gained = dict(zip(options, desk.crowds.instead(known, seen), strict=True))

    def price(at: int) -> tuple[float, float, str]:
        """What is given up for each person gained; then what is given up at all."""
        added_s = seconds(options[at]) - seconds(mine[at])
        return -(gained[at] - people) / added_s, added_s, mine[at].listing_id

    wider = options[min(options, key=price)]
    desk.now[wider.listing_id] = replace(desk.now[wider.listing_id], listing=wider)
    return True


def whole_day(one: Listing, zone: ZoneInfo) -> Listing:
    """The listing, told as its whole day."""
    ends = lists.midnight(one.day + timedelta(days=1), zone)
    return replace(one, bands=(Band(lists.midnight(one.day, zone), ends),))


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
