"""What each source hands over, as sheets of texts under our column names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.city.holders import numbers, sheets
from dongseon.city.holders.sheets import DIALECTS, Sheet
from dongseon.city.interview import OMISSION, Statement
from dongseon.city.sensors.cards import Approvals
from dongseon.city.sensors.cctv import Sightings
from dongseon.city.sensors.entry import CheckIns
from dongseon.city.sensors.gps import Fixes
from dongseon.city.sensors.telco import Connections
from dongseon.city.sensors.transit import KINDS, Taps
from dongseon.city.types import Clock, Population, World
from dongseon.records.columns import Codes

TELCO_NAMES = ("Narae", "Hanbit", "Onnuri")  # invented


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What every holder needs to write its sheet."""

    world: World
    population: Population
    clock: Clock
    seed: int

    def stamps(self, source: str, at_s: Codes | Sequence[int]) -> list[str]:
        """Times in the way of a source."""
        return sheets.stamps(self.clock, at_s, DIALECTS[source].stamp)

    def places(self, rows: Codes) -> list[str]:
        """Ids of places, "" for -1."""
        ids = self.world.places.place_id
        return [ids[row] if row >= 0 else "" for row in rows.tolist()]

    def names(self, rows: Codes) -> list[str]:
        """Names of places."""
        return [self.world.places.name[row] for row in rows.tolist()]

    def by_person(self, persons: Codes, number_of: Callable[..., list[str]]) -> list[str]:
        """A number for each row, made once a person."""
        distinct, which = np.unique(persons, return_inverse=True)
        made = np.array([*number_of(distinct, seed=self.seed), ""], dtype=object)
        return list(made[which])

    def ids(self, persons: Codes) -> list[str]:
        """Person ids."""
        return [str(self.population.person_id[row]) for row in persons.tolist()]


def base_station(desk: Desk, drawn: Connections) -> Sheet:
    """A telco's connections, with the kind of connection as an extra column."""
    phone = [text.replace("-", "") for text in desk.by_person(drawn.person, numbers.phones)]
    ends = drawn.end_s >= 0
    to = np.array(desk.stamps("base_station", np.maximum(drawn.end_s, 0)), dtype=object)
    to[~ends] = ""
    station = [desk.world.stations.base_station_id[row] for row in drawn.sector.tolist()]
    kind = ["session" if end else "signal" for end in ends.tolist()]
    telco = [TELCO_NAMES[t] for t in desk.population.telco[drawn.person].tolist()]
    columns = ("phone", "from", "to", "base_station_id", "kind", "telco")
    start = desk.stamps("base_station", drawn.start_s)
    return _sheet("base_station", columns, phone, start, list(to), station, kind, telco)


def gps(desk: Desk, drawn: Fixes) -> Sheet:
    """A phone's own history."""
    accuracy = ["" if np.isnan(a) else f"{a:.1f}" for a in drawn.accuracy_m.tolist()]
    return _sheet(
        "gps",
        ("phone", "at", "lon", "lat", "accuracy_m"),
        desk.by_person(drawn.person, numbers.phones),
        desk.stamps("gps", drawn.at_s),
        [f"{v:.6f}" for v in drawn.lon_deg.tolist()],
        [f"{v:.6f}" for v in drawn.lat_deg.tolist()],
        accuracy,
    )


def card(desk: Desk, drawn: Approvals) -> Sheet:
    """A card company's approvals, under its own names, with the merchant's name and trade."""
    owner, which = drawn.person.astype(np.int64), drawn.card.astype(np.int64)
    category = desk.world.places.category
    return _sheet(
        "card",
        ("card", "at", "place_id", "가맹점명", "업종", "amount", "cancelled"),
        numbers.cards(owner, which, seed=desk.seed),
        desk.stamps("card", drawn.at_s),
        desk.places(drawn.place),
        desk.names(drawn.place),
        [category[row] for row in drawn.place.tolist()],
        [str(a) for a in drawn.amount_won.tolist()],
        ["Y" if c else "N" for c in drawn.cancelled.tolist()],
    )


def transit(desk: Desk, drawn: Taps) -> Sheet:
    """A transit card company's taps."""
    lines = desk.world.transit.line_name
    return _sheet(
        "transit",
        ("transit_card", "at", "kind", "place_id", "line", "vehicle"),
        desk.by_person(drawn.person, numbers.transit_cards),
        desk.stamps("transit", drawn.at_s),
        [KINDS[k] for k in drawn.kind.tolist()],
        desk.places(drawn.place),
        [lines[row] for row in drawn.line.tolist()],
        [str(v) if v >= 0 else "" for v in drawn.vehicle.tolist()],
    )


def check_in(desk: Desk, drawn: CheckIns) -> Sheet:
    """A check-in service's entries."""
    return _sheet(
        "check_in",
        ("phone", "at", "place_id"),
        desk.by_person(drawn.person, numbers.phones),
        desk.stamps("check_in", drawn.at_s),
        desk.places(drawn.place),
    )


def cctv(desk: Desk, drawn: Sightings) -> Sheet:
    """An investigator's list of sightings."""
    return _sheet(
        "cctv",
        ("person_id", "from", "to", "place_id", "confidence"),
        desk.ids(drawn.person),
        desk.stamps("cctv", drawn.start_s),
        desk.stamps("cctv", drawn.end_s),
        desk.places(drawn.place),
        [f"{c:.2f}" for c in drawn.confidence.tolist()],
    )


def spoken(statements: Sequence[Statement]) -> list[Statement]:
    """The statements that were made: all but the omissions."""
    return [s for s in statements if s.story != OMISSION]


def interview(desk: Desk, statements: Sequence[Statement]) -> Sheet:
    """An investigator's notes."""
    told = spoken(statements)
    return _sheet(
        "interview",
        ("person_id", "from", "to", "place_id", "place_text", "statement", "asked_at"),
        [str(desk.population.person_id[s.person]) for s in told],
        desk.stamps("interview", [s.from_s for s in told]),
        desk.stamps("interview", [s.to_s for s in told]),
        [desk.world.places.place_id[s.place] if s.place >= 0 else "" for s in told],
        [s.place_text for s in told],
        [s.text for s in told],
        desk.stamps("interview", [s.asked_s for s in told]),
    )


def _sheet(name: str, columns: tuple[str, ...], *texts: list[str]) -> Sheet:
    return Sheet(name, columns, list(zip(*texts, strict=True)))
