"""Who can apply for which support: pure. An offer names those it is for; a reader ticks what they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Group(StrEnum):
    """What somebody can be."""

    RESIDENT = "resident"
    ISOLATED = "isolated"
    LOST_INCOME = "lost_income"
    SMALL_BUSINESS = "small_business"
    FREELANCER = "freelancer"
    EMPLOYER = "employer"
    CARER = "carer"
    LOW_INCOME = "low_income"
    OLDER = "older"
    DISABLED = "disabled"
    STUDENT = "student"
    FOREIGNER = "foreigner"
    BEREAVED = "bereaved"


class Window(StrEnum):
    """Whether one can apply."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Offer(Generic[T]):
    """A support, as far as it decides who can apply."""

    page: T
    any_of: frozenset[Group]  # one of these is enough; empty: everybody
    all_of: frozenset[Group]  # all of these are needed besides
    opens_on: date | None
    closes_on: date | None  # the last day

    def window(self, today: date) -> Window:
        """Whether one can apply on a day."""
        if self.opens_on is not None and today < self.opens_on:
            return Window.NOT_YET
        if self.closes_on is not None and today > self.closes_on:
            return Window.OVER
        return Window.OPEN


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """An offer for somebody: why it fits, and what is still asked for."""

    offer: Offer[T]
    because: tuple[Group, ...]
    also_needed: tuple[Group, ...]
    window: Window

    @property
    def fits(self) -> bool:
        """Whether nothing is missing."""
        return not self.also_needed


ORDER = {Window.OPEN: 0, Window.NOT_YET: 1, Window.OVER: 2}


def matches(
    offers: Sequence[Offer[T]], ticked: Collection[Group], today: date
) -> tuple[Match[T], ...]:
    """The offers for somebody who ticked some groups; all of them where nothing was ticked.

    First what fits and is open; an offer that needs one thing more is given with it, since people
    forget to tick; an offer for others is left out.
    """
    found = [
        match for offer in offers if (match := _match(offer, frozenset(ticked), today)) is not None
    ]
    return tuple(
        sorted(
            found, key=lambda match: (not match.fits, ORDER[match.window], len(match.also_needed))
        )
    )


def _match(offer: Offer[T], ticked: frozenset[Group], today: date) -> Match[T] | None:
    wanted = offer.any_of | offer.all_of
    missing = offer.all_of - ticked
    if ticked:
        if offer.any_of and not offer.any_of & ticked:
            return None
        if missing and (len(missing) > 1 or not wanted & ticked):
            return None
    because = tuple(group for group in Group if group in wanted & ticked)
    lacking = tuple(group for group in Group if group in missing) if ticked else ()
    return Match(offer, because, lacking, offer.window(today))
