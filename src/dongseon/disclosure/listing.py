"""From exposures to the list: judged, cut, rounded, merged over cases, put in an order that tells nothing."""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dongseon.disclosure import gate, rules
from dongseon.disclosure.rules import Rule
from dongseon.disclosure.types import (
    Band,
    CaseTimes,
    Cleaned,
    Draft,
    Exposure,
    Keeper,
    LeftOut,
    Listing,
    Sourced,
)
from dongseon.errors import InvalidInput

GRAIN = timedelta(minutes=10)  # bands are rounded outward to it; assumption


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, where, and under which secret listings get their names."""

    keeper: Keeper
    zone: ZoneInfo
    secret: bytes  # 32 bytes; the authority's own, never published


def compile_list(
    exposures: Sequence[Exposure],
    cases: Mapping[str, CaseTimes],
    *,
    publisher: Publisher,
    release: str,
    now: datetime,
) -> Draft:
    """What may be told at `now` (UTC). The order of the input changes nothing.

    Raises InvalidInput for an exposure of an unknown case, an end before its start, or a time
    without a zone. `release` names the release: it decides the order within a day.
    """
    check(exposures, cases)
    rule = rules.rule_on(now.astimezone(publisher.zone).date())
    passed: list[Exposure] = []
    left_out: list[LeftOut] = []
    for exposure in exposures:
        reason = gate.refusal(
            exposure,
            cases[exposure.case_id],
            rule=rule,
            publisher=publisher.keeper,
            now=now,
            zone=publisher.zone,
        )
        if reason is None:
            passed.append(exposure)
        else:
            left_out.append(LeftOut(exposure.exposure_id, reason))
    if rule is None:
        return Draft("", (), tuple(left_out))
    listings = merge(passed, cases, rule, publisher, now)
    return Draft(rule.name, in_order(listings, publisher.secret, release), tuple(left_out))


def check(exposures: Iterable[Exposure], cases: Mapping[str, CaseTimes]) -> None:
    """Raise InvalidInput for what no rule can be applied to."""
    for exposure in exposures:
        where = f"exposure {exposure.exposure_id}"
        if exposure.case_id not in cases:
            raise InvalidInput(f"{where}: case {exposure.case_id} is not known")
        if exposure.start.tzinfo is None or exposure.end.tzinfo is None:
            raise InvalidInput(f"{where}: its times name no zone")
        if exposure.end <= exposure.start:
            raise InvalidInput(f"{where}: ends at {exposure.end}, not after it starts")


def merge(
    exposures: Iterable[Exposure],
    cases: Mapping[str, CaseTimes],
    rule: Rule,
    publisher: Publisher,
    now: datetime,
) -> list[Sourced]:
    """One listing for each place and local day, over all cases."""
    today = now.astimezone(publisher.zone).date()
    groups: dict[tuple[str, date], list[tuple[Band, Exposure]]] = {}
    for exposure in exposures:
        band = gate.inside_window(exposure, cases[exposure.case_id], rule, publisher.zone)
        if band is None:  # the gate has let it through: cannot be
            raise InvalidInput(f"exposure {exposure.exposure_id}: outside its window")
        for day, part in by_day(outward(band, publisher.zone), publisher.zone):
            if today <= rules.last_day(day, rule):
                groups.setdefault((exposure.site.site_id, day), []).append((part, exposure))
    return [listed(day, found, rule, publisher.secret) for (_, day), found in sorted_groups(groups)]


def sorted_groups(
    groups: Mapping[tuple[str, date], list[tuple[Band, Exposure]]],
) -> list[tuple[tuple[str, date], list[tuple[Band, Exposure]]]]:
    """The groups in an order of their own, so that the input's does not matter."""
    return sorted(groups.items(), key=lambda item: item[0])


def listed(day: date, found: list[tuple[Band, Exposure]], rule: Rule, secret: bytes) -> Sourced:
    """One listing from all the exposures at a place on a day."""
    first = min(found, key=lambda one: one[1].exposure_id)[1]
    listing = Listing(
        listing_id=name_of(secret, first.site.site_id, day),
        site=first.site,
        day=day,
        bands=joined(band for band, _ in found),
        cleaned=worst({exposure.cleaned for _, exposure in found}),
        last_day=rules.last_day(day, rule),
    )
    return Sourced(
        listing,
        frozenset(exposure.case_id for _, exposure in found),
        frozenset(exposure.exposure_id for _, exposure in found),
    )


def outward(band: Band, zone: ZoneInfo) -> Band:
    """The band, rounded outward to whole grains of local time."""
    start, end = band.start.astimezone(zone), band.end.astimezone(zone)
    early = timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond)
    late = timedelta(minutes=end.minute, seconds=end.second, microseconds=end.microsecond)
    return Band(
        (band.start - early % GRAIN).astimezone(UTC), (band.end + -late % GRAIN).astimezone(UTC)
    )


def by_day(band: Band, zone: ZoneInfo) -> Iterator[tuple[date, Band]]:
    """The parts of a band in each local day."""
    day, last = band.start.astimezone(zone).date(), gate.last_instant(band).astimezone(zone).date()
    while day <= last:
        begins, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        yield day, Band(max(band.start, begins), min(band.end, ends))
        day += timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def joined(bands: Iterable[Band]) -> tuple[Band, ...]:
    """Bands that overlap or touch become one."""
    whole: list[Band] = []
    for band in sorted(bands):
        if whole and band.start <= whole[-1].end:
            whole[-1] = Band(whole[-1].start, max(whole[-1].end, band.end))
        else:
            whole.append(band)
    return tuple(whole)


def worst(states: set[Cleaned]) -> Cleaned:
    """What to say where exposures differ: the least reassuring."""
    return next(state for state in (Cleaned.NO, Cleaned.UNKNOWN, Cleaned.YES) if state in states)


def name_of(secret: bytes, site_id: str, day: date) -> str:
    """A listing's identifier: the same for a place and a day, and telling nothing of either."""
    return hmac.digest(secret, f"listing\0{site_id}\0{day}".encode(), "sha256")[:16].hex()


def in_order(listings: Iterable[Sourced], secret: bytes, release: str) -> tuple[Sourced, ...]:
    """Newest day first; within a day an order that is different in each release and tells nothing."""

    def place(sourced: Sourced) -> tuple[int, bytes]:
        one = sourced.listing
        drawn = hmac.digest(secret, f"order\0{release}\0{one.listing_id}".encode(), "sha256")
        return -one.day.toordinal(), drawn

    return tuple(sorted(listings, key=place))
