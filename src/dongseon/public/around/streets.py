"""Where an address lies, judged from other addresses whose positions are known. Pure. Method: docs/method/clinics.md.

Korean street numbers measure the street: one number is ten metres along it, odd on the left, even on the right
(Road Name Address Act, basic interval 20 m). So a neighbour with a near number says where a house stands, and how
wrong that may be. Older addresses name a neighbourhood (동, 읍, 면, 리) and a lot, whose number says nothing of where
it lies: the middle of what is known there stands for it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

from dongseon.look import plane
from dongseon.look.plane import Position
from dongseon.public.around.districts import SHORT

METRES_A_NUMBER = 10.0  # along the street; see above
SAME_HOUSE_M = 80.0  # a plot's own size: assumption, held against known addresses by a test
# Along the street: beyond it a neighbour says less than the neighbourhood does
FARTHEST_M = 1_500.0
# Of a neighbourhood, however close together the known addresses lie: assumption
LEAST_REACH_M = 600.0
# A neighbourhood is wider than what is known of it: held against known addresses by a test
WIDER = 1.5
LEAST_KNOWN = 2  # addresses of a neighbourhood: one alone says nothing about its size
STREET = re.compile(
    r"(?P<street>[가-힣0-9A-Za-z·.]*[가-힣](?:로|길))\s?(?P<branch>\d+번?[가-힣]?길|[가-힣]길)?"
    r"\s*(?:지하\s*)?(?P<number>\d+)(?!\d*(?:번?길|동|가|층|호))"
)
BRANCH = re.compile(r"(?P<stem>.+(?:로|길))(?P<at>\d+)번길")
NEIGHBOURHOOD = re.compile(
    r"(?:^|[\s(,])([가-힣]{1,5}\d{0,2}(?:·\d)*(?:동|읍|면|리|가))(?=[\s),(\d]|$)"
)
NUMBERED = re.compile(r"(?<=[가-힣])(?:제)?\d+(?:·\d+)*(?=동$)")  # 신평2동 is a part of 신평동


class Sureness(StrEnum):
    """What an estimate rests on."""

    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"
    DISTRICT = "district"  # its middle alone


@dataclass(frozen=True, slots=True)
class Known:
    """An address whose position is known."""

    address: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where an address may lie."""

    lat_deg: float
    lon_deg: float
    reach_m: float  # how far off it may be; nine in ten are nearer
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Streets:
    """Known addresses by street and by neighbourhood, within (province, district)."""

    by_street: Mapping[tuple[str, str, str], tuple[tuple[int, Position], ...]]  # by number
    by_neighbourhood: Mapping[tuple[str, str, str], tuple[Position, ...]]


NONE = Streets({}, {})


def streets_of(known: Iterable[Known]) -> Streets:
    """Known addresses, ready to be asked."""
    streets: defaultdict[tuple[str, str, str], list[tuple[int, Position]]] = defaultdict(list)
    places: defaultdict[tuple[str, str, str], list[Position]] = defaultdict(list)
    for each in known:
        area = area_of(each.address)
        if area is None:
            continue
        position = Position(each.lon_deg, each.lat_deg)
        house = house_of(each.address)
        if house is not None:
            streets[(*area, house[0])].append((house[1], position))
        for name in neighbourhoods_of(each.address):
            places[(*area, name)].append(position)
    return Streets(
        {key: tuple(sorted(rows, key=_number)) for key, rows in streets.items()},
        {key: tuple(rows) for key, rows in places.items()},
    )


def area_of(address: str) -> tuple[str, str] | None:
    """Province and district that an address begins with; None where it begins otherwise."""
    words = address.split()
    if not words:
        return None
    province = SHORT.get(words[0].removesuffix("시"), words[0])
    if province == "세종특별자치시":
        return province, ""
    return (province, words[1]) if len(words) > 1 and province in FULL else None


FULL = frozenset(SHORT.values())


def house_of(address: str) -> tuple[str, int] | None:
    """Street and number of an address; None where it has none."""
    match = STREET.search(address)
    if match is None:
        return None
    return match["street"] + (match["branch"] or ""), int(match["number"])


def neighbourhoods_of(address: str) -> tuple[str, ...]:
    """The neighbourhoods that an address names, the smallest first; parts with a number by the whole's name."""
    found = [NUMBERED.sub("", name) for name in NEIGHBOURHOOD.findall(address)]
    return tuple(dict.fromkeys(reversed(found)))


def locate(streets: Streets, *, area: tuple[str, str], address: str) -> Estimate | None:
    """Where an address in a known (province, district) may lie; None where nothing near it is known."""
    house = house_of(address)
    if house is not None:
        found = _on_street(streets.by_street.get((*area, house[0]), ()), house[1])
        found = found or _on_branch(streets, area, *house)
        if found is not None:
            return found
    for name in neighbourhoods_of(address):
        known = streets.by_neighbourhood.get((*area, name), ())
        if len(known) >= LEAST_KNOWN:
            return _amid(known)
    return None


def _on_branch(streets: Streets, area: tuple[str, str], name: str, number: int) -> Estimate | None:
    """Where 호현로489번길 leaves 호현로: at its number 489; the house is as far along it as its own says."""
    match = BRANCH.fullmatch(name)
    if match is None:
        return None
    found = _on_street(streets.by_street.get((*area, match["stem"]), ()), int(match["at"]))
    if found is None:
        return None
    return replace(found, reach_m=found.reach_m + number * METRES_A_NUMBER)


def _number(house: tuple[int, Position]) -> int:
    return house[0]


def _on_street(known: Sequence[tuple[int, Position]], number: int) -> Estimate | None:
    """Between the neighbours on both sides, or beside the one that is nearest."""
    if not known:
        return None
    below = max((each for each in known if each[0] <= number), key=_number, default=None)
    above = min((each for each in known if each[0] >= number), key=_number, default=None)
    if below is not None and above is not None:
        between = _between(below, above, number)
        if between is not None:
            return between
    nearest = min(known, key=lambda each: abs(each[0] - number))
    off_m = abs(nearest[0] - number) * METRES_A_NUMBER
    return _estimate(nearest[1], off_m) if off_m <= FARTHEST_M else None


def _between(
    below: tuple[int, Position], above: tuple[int, Position], number: int
) -> Estimate | None:
    """A place between two houses; None where they lie farther apart than their numbers can say."""
    apart = above[0] - below[0]
    apart_m = plane.distance_m(below[1], above[1])
    if apart_m > apart * METRES_A_NUMBER * 1.5 + 2 * SAME_HOUSE_M:
        return None  # two streets of one name, or a wrong position
    share = (number - below[0]) / apart if apart else 0.0
    here = Position(
        below[1].lon_deg + share * (above[1].lon_deg - below[1].lon_deg),
        below[1].lat_deg + share * (above[1].lat_deg - below[1].lat_deg),
    )
    off_m = min(number - below[0], above[0] - number) * METRES_A_NUMBER
    return _estimate(here, off_m / 2) if off_m <= 2 * FARTHEST_M else None


def _estimate(here: Position, off_m: float) -> Estimate:
    return Estimate(here.lat_deg, here.lon_deg, off_m + SAME_HOUSE_M, Sureness.STREET)


def _amid(known: Sequence[Position]) -> Estimate:
    """The middle of what is known of a neighbourhood, and how far nine in ten lie from it."""
    here = Position(median(each.lon_deg for each in known), median(each.lat_deg for each in known))
    away = sorted(plane.distance_m(here, each) for each in known)
    reach_m = away[math.ceil(0.9 * len(away)) - 1] * WIDER
    return Estimate(here.lat_deg, here.lon_deg, max(reach_m, LEAST_REACH_M), Sureness.NEIGHBOURHOOD)
