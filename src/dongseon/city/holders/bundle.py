"""One evidence bundle: what every holder hands over about some persons, and the truth of it apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from dongseon.city import interview, sensors
from dongseon.city.holders import area, contradictions, planted, registry, sheets, tables
from dongseon.city.holders.area import Windows
from dongseon.city.holders.contradictions import Marks
from dongseon.city.holders.planted import Planted
from dongseon.city.holders.sheets import HandedOver, Sheet, Slip
from dongseon.city.holders.tables import Desk
from dongseon.city.interview import Statement
from dongseon.city.sensors import stays
from dongseon.city.sensors.air import Radio
from dongseon.city.sensors.rows import joined, taken
from dongseon.city.types import Clock, Epidemic, Population, Rides, Visits, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Codes, Ints, Period

REGIMES = {
    "rich": ("base_station", "gps", "card", "transit", "check_in", "cctv", "interview"),
    "typical": ("base_station", "card", "check_in", "interview"),
    "poor": ("base_station", "interview"),
    "gps": ("gps",),
}
DAY_S = 86_400
BLOCK = 4_000  # other persons drawn at a time
Table = TypeVar("Table")
Draw = Callable[[Codes], Table]


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """Whom the holders are asked about, and the world they look into."""

    desk: Desk
    visits: Visits
    rides: Rides
    persons: Codes  # with a row in persons.csv
    others: Codes  # of whom only what was near is handed over
    in_full: Codes  # but of these of them everything
    span_s: tuple[int, int]  # the period
    windows: Windows
    air: Radio


@dataclass(slots=True)
class _Basket:
    """What came back so far."""

    folder: Path
    seed: int
    planted: list[Planted] = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)  # true rows about the persons asked about
    slips: list[Slip] = field(default_factory=list)

    def take(self, sheet: Sheet) -> HandedOver:
        """Write one holder's sheet."""
        handed = sheets.hand_over(sheet, self.folder, seed=self.seed)
        self.slips.extend(handed.slips)
        return handed


def persons_whose_visits_are_needed(population: Population, persons: Codes, others: Codes) -> Codes:
    """Rows of the population whose visits ``write_bundle`` looks at: with their households, ascending.

    Households, because a card may be used by another member.
    """
    own = stays.household_of(population, np.asarray(persons, dtype=np.int32))
    return np.union1d(own, np.asarray(others, dtype=np.int32)).astype(np.int32)


def write_bundle(
    folder: Path,
    *,
    world: World,
    population: Population,
    clock: Clock,
    epidemic: Epidemic,
    visits: Visits,
    rides: Rides,
    persons: Codes,
    others: Codes,
    seed: int,
    regime: str = "rich",
    concealed: Mapping[int, set[int]] | None = None,
    period: Period | None = None,
    others_full: bool | Codes = False,
) -> None:
    """Write ``folder/evidence`` (a bundle as docs/formats.md says) and ``folder/truth``.

    ``persons`` are the rows of the population that are asked about, ``others`` those who appear by
    number only: where they were near a person's public visits, or wholly with ``others_full`` (of all,
    or of those named).
    ``visits`` and ``rides`` hold at least ``persons_whose_visits_are_needed``. ``concealed`` maps a
    person to the places (rows) that person hides. In the regime ``gps`` everybody hands over a phone
    history, otherwise those who share it. Raises InvalidInput for an unknown regime.
    """
    if regime not in REGIMES:
        raise InvalidInput(f"regime: {regime!r} is not one of {', '.join(REGIMES)}")
    evidence, truth = folder / "evidence", folder / "truth"
    for path in (evidence, truth):
        path.mkdir(parents=True, exist_ok=True)
    desk = Desk(world, population, clock, seed)
    hidden = concealed or {}
    asked = np.unique(np.asarray(persons, dtype=np.int32))
    span_s = _span_s(clock, period)
    told = _told(desk, epidemic, visits, asked, hidden, span_s)
    request = _request(desk, epidemic, visits, rides, asked, others, others_full, span_s, told)
    registry.write_persons(evidence, desk, epidemic, asked, hidden)
    registry.write_places(evidence, desk)
    registry.write_stations(evidence, desk)
    basket = _Basket(evidence, seed)
    for source in REGIMES[regime]:
        _SOURCES[source](request, basket, told, regime)
    (evidence / "bundle.toml").write_text(
        _settings(clock, span_s, REGIMES[regime]), encoding="utf-8"
    )
    found = sorted(basket.planted, key=lambda p: (p.person, p.from_s, p.kind, p.record))
    claims = [p.claim for p in found]
    against = contradictions.count(desk, request.air, basket.marks, claims)
    named = contradictions.count(desk, request.air, contradictions.naming(basket.marks), claims)
    planted.write(truth, desk, found, against, named, basket.slips)


def _span_s(clock: Clock, period: Period | None) -> tuple[int, int]:
    if period is None:
        return 0, clock.days * DAY_S
    from_s, to_s = ((t - clock.start).total_seconds() for t in (period.start, period.end))
    return max(int(from_s), 0), min(int(to_s), clock.days * DAY_S)


def _settings(clock: Clock, span_s: tuple[int, int], sources: tuple[str, ...]) -> str:
    first, last = ((clock.start + timedelta(seconds=s)).isoformat() for s in span_s)
    profiles = "".join(sheets.profile_toml(source) for source in sources)
    return (
        f'timezone = "{clock.timezone}"\nperiod_from = "{first}"\nperiod_to = "{last}"\n{profiles}'
    )


def _told(
    desk: Desk,
    epidemic: Epidemic,
    visits: Visits,
    persons: Codes,
    concealed: Mapping[int, set[int]],
    span_s: tuple[int, int],
) -> tuple[Statement, ...]:
    """What the persons say, as far as it begins in the period."""
    asked_s = interview.asked_at_s(epidemic, desk.clock, persons, seed=desk.seed)
    every = interview.statements(
        desk.world, desk.population, desk.clock, visits, persons, asked_s,
        seed=desk.seed, concealed=concealed,
    )  # fmt: skip
    return tuple(s for s in every if span_s[0] <= s.from_s < span_s[1])


def _request(
    desk: Desk,
    epidemic: Epidemic,
    visits: Visits,
    rides: Rides,
    persons: Codes,
    others: Codes,
    others_full: bool | Codes,
    span_s: tuple[int, int],
    told: tuple[Statement, ...],
) -> _Request:
    claimed = [(s.person, s.place, s.from_s, s.to_s) for s in told if s.place >= 0]
    periods = area.contact_periods(epidemic, persons, span_s[1])
    asked = area.windows(desk.world, desk.population, visits, persons, periods, claimed)
    rest = np.setdiff1d(np.asarray(others, dtype=np.int32), persons).astype(np.int32)
    everybody = np.concatenate([persons, rest])
    been = visits.place[stays.rows_of(visits.person, everybody)]
    named = np.array([place for _, place, _, _ in claimed], dtype=np.int32)
    places = np.unique(np.concatenate([been, desk.population.home[everybody], named]))
    air = sensors.radio(desk.world, places=places.astype(np.int32))
    in_full = rest[:0] if others_full is False else rest
    if not isinstance(others_full, bool):
        in_full = np.intersect1d(rest, others_full).astype(np.int32)
    return _Request(desk, visits, rides, persons, rest, in_full, span_s, asked, air)


def _gathered(
    request: _Request,
    draw: Draw[Any],  # Any: the drawn table's own type, given back by ``joined``
    time_of: str,
    near: Callable[[Any], Bools] | None,
) -> Any:
    """The persons' rows, the others' as far as they are ``near`` (None = none), inside the period."""
    parts = [draw(request.persons)]
    others = request.in_full if near is None else request.others
    for first in range(0, len(others), BLOCK):
        drawn = draw(others[first : first + BLOCK])
        if near is not None:
            drawn = taken(drawn, near(drawn) | np.isin(drawn.person, request.in_full))
        parts.append(drawn)
    every = joined(parts)
    at_s: Ints = getattr(every, time_of)
    return taken(every, (at_s >= request.span_s[0]) & (at_s < request.span_s[1]))


def _own(request: _Request, drawn: Any) -> Any:
    """The rows about the persons themselves."""
    return taken(drawn, np.isin(drawn.person, request.persons))


def _near_places(request: _Request) -> Callable[[Any], Bools]:
    return lambda drawn: area.at_places(request.windows, drawn.place, drawn.at_s)


def _base_station(
    request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str
) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.Connections:
        return sensors.connections(
            desk.world, desk.population, desk.clock, request.visits, request.rides, persons,
            seed=desk.seed, heard=request.air,
        )  # fmt: skip

    def near(drawn: sensors.Connections) -> Bools:
        out = np.zeros(len(drawn), dtype=np.bool_)
        for telco in np.unique(desk.population.telco[drawn.person]).tolist():
            rows = np.flatnonzero(desk.population.telco[drawn.person] == telco)
            out[rows] = area.on_sectors(
                request.windows, request.air, telco, drawn.sector[rows], drawn.start_s[rows]
            )
        return out

    drawn = _gathered(request, draw, "start_s", near)
    basket.take(tables.base_station(desk, drawn))
    basket.marks.append(contradictions.of_connections(_own(request, drawn)))
    basket.planted.extend(_left_home(request))


def _left_home(request: _Request) -> list[Planted]:
    desk = request.desk
    phone = sensors.track(
        desk.world, desk.population, request.visits, request.rides, request.persons, seed=desk.seed
    )
    first, last = request.span_s
    return [p for p in planted.in_phones(phone) if first <= p.from_s < last]


def _gps(request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.Fixes:
        shares = (desk.population.shares_gps[persons] == 1) | (regime == "gps")
        return sensors.fixes(
            desk.world, desk.population, desk.clock, request.visits, request.rides,
            persons[shares], seed=desk.seed,
        )  # fmt: skip

    drawn = _gathered(request, draw, "at_s", None)
    basket.take(tables.gps(desk, drawn))
    basket.marks.append(contradictions.of_fixes(desk, _own(request, drawn)))
    if regime == "gps":
        basket.planted.extend(_left_home(request))


def _card(request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.Approvals:
        return sensors.approvals(
            desk.world, desk.population, request.visits, persons, seed=desk.seed
        )

    drawn = _gathered(request, draw, "at_s", _near_places(request))
    handed = basket.take(tables.card(desk, drawn))
    basket.planted.extend(planted.in_approvals(desk, drawn, handed, request.persons))
    basket.marks.append(contradictions.of_approvals(_own(request, drawn)))


def _transit(request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.Taps:
        return sensors.taps(desk.world, desk.population, request.rides, persons, seed=desk.seed)

    drawn = _gathered(request, draw, "at_s", _near_places(request))
    basket.take(tables.transit(desk, drawn))
    basket.marks.append(contradictions.of_entries(_own(request, drawn)))


def _check_in(request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.CheckIns:
        return sensors.check_ins(
            desk.world, desk.population, request.visits, persons, seed=desk.seed
        )

    drawn = _gathered(request, draw, "at_s", _near_places(request))
    basket.take(tables.check_in(desk, drawn))
    basket.marks.append(contradictions.of_entries(_own(request, drawn)))


def _cctv(request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str) -> None:
    desk = request.desk

    def draw(persons: Codes) -> sensors.Sightings:
        return sensors.sightings(desk.world, request.visits, persons, seed=desk.seed)

    nobody = replace(request, in_full=request.others[:0])
    drawn = _gathered(nobody, draw, "start_s", None)
    handed = basket.take(tables.cctv(desk, drawn))
    basket.planted.extend(planted.in_sightings(drawn, handed))
    basket.marks.append(contradictions.of_sightings(_own(request, drawn)))


def _interview(
    request: _Request, basket: _Basket, told: tuple[Statement, ...], regime: str
) -> None:
    handed = basket.take(tables.interview(request.desk, told))
    basket.planted.extend(planted.in_statements(request.desk, told, handed))


_SOURCES: Mapping[str, Callable[[_Request, _Basket, tuple[Statement, ...], str], None]] = {
    "base_station": _base_station,
    "gps": _gps,
    "card": _card,
    "transit": _transit,
    "check_in": _check_in,
    "cctv": _cctv,
    "interview": _interview,
}
