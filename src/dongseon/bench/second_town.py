"""A second town, made from the formats at the door alone: other streets, people, masts and noise.

Nothing here knows the simulated city or the model. Doors stand 10 to 80 m apart along streets, sectors
reach 300 to 900 m, fixes err by 8 to 15 m outdoors and 20 to 40 m indoors (68 %), where a part of the error
lasts as long as the stay.
All numbers are assumptions, set before any inference was run on them. ``scripts/prove second-town``.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dongseon.records.columns import Codes, Floats

MONDAY = datetime(2021, 3, 7, 15, tzinfo=UTC)  # 8 March, midnight in Seoul
DAYS, DAY_MIN = 14, 1440.0
LON_DEG, LAT_DEG, M_PER_DEG = 127.9, 36.35, 111_195.0
STREETS, STREET_M = 26, 130.0  # how many, and metres between them
SIGMAS_68 = 1.51  # standard deviations an axis that hold 68 % of a plane normal
LASTING_M = 14.0  # m an axis: half of an indoor error's variance at 30 m
WALK_M_MIN, WALKED_M, RIDE_M_MIN, RIDE_WAIT_MIN = 72.0, 1100.0, 330.0, 6.0
HOLDERS = {
    "rich": ("base_station", "gps", "card", "check_in", "cctv", "interview"),
    "typical": ("base_station", "card", "check_in", "interview"),
    "poor": ("base_station", "interview"),
    "gps": ("gps",),
}
HEADERS = {
    "base_station": ("phone", "from", "to", "base_station_id"),
    "gps": ("phone", "at", "lon", "lat", "accuracy_m"),
    "card": ("card", "at", "place_id", "amount", "cancelled"),
    "check_in": ("phone", "at", "place_id"),
    "cctv": ("person_id", "from", "to", "place_id", "confidence"),
    "interview": ("person_id", "from", "to", "place_id", "place_text"),
}


class Trade(NamedTuple):
    """How people use one kind of place."""

    doors: int  # of a hundred
    stay_min: float  # 0 = nobody calls there
    by_card: float  # share of visits
    paid_at: float  # part of the stay after which
    checks_in: float  # share of visits


TRADES = {
    "apartment": Trade(52, 0, 0, 0, 0),
    "office": Trade(9, 0, 0, 0, 0),
    "factory": Trade(1, 0, 0, 0, 0),
    "restaurant": Trade(10, 50, 0.65, 0.92, 0.45),
    "cafe": Trade(6, 50, 0.75, 0.08, 0.45),
    "bar": Trade(3, 100, 0.7, 0.95, 0.5),
    "store": Trade(6, 25, 0.55, 0.85, 0),
    "supermarket": Trade(3, 32, 0.8, 0.92, 0),
    "gym": Trade(2, 75, 0, 0, 0.6),
    "hair salon": Trade(2, 70, 0.75, 0.95, 0.2),
    "clinic": Trade(3, 40, 0.75, 0.9, 0.2),
    "park": Trade(2, 45, 0, 0, 0),
    "church": Trade(1, 90, 0, 0, 0.4),
}
KINDS = tuple(TRADES)
HOME, WORK = (0,), (1, 2)  # rows of KINDS


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Doors and sectors, in metres."""

    x_m: Floats  # (doors,)
    y_m: Floats
    kind: Codes  # row of KINDS
    mast_x_m: Floats  # (sectors,)
    mast_y_m: Floats
    azimuth_deg: Floats
    range_m: Floats
    heard_db: Floats  # (sectors, doors)

    def away_m(self, here: int, there: int) -> float:
        """As the crow flies."""
        return float(np.hypot(self.x_m[here] - self.x_m[there], self.y_m[here] - self.y_m[there]))


class Stay(NamedTuple):
    """At one door, in minutes of the period."""

    door: int
    start: float
    end: float


class Call(NamedTuple):
    """What a day's plan holds besides home."""

    at: float  # minute of the day to leave for it
    lasts: float  # minutes there
    door: int


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Who lives where, and what was lived."""

    name: str
    home: int
    work: int  # -1 = none
    stays: tuple[Stay, ...]


def place_id(door: int) -> str:
    """A door's id in the register."""
    return f"D{door:04d}"


# --- the town -------------------------------------------------------------------------------------


def build(rng: np.random.Generator) -> Town:
    """Doors along streets and masts over them."""
    spots = []
    for street in range(STREETS):
        at = rng.uniform(0, 40)
        while at < STREETS * STREET_M:
            spots.append((at, street * STREET_M + rng.choice([-9.0, 9.0])))
            at += rng.uniform(10, 80)
    x_m, y_m = np.array(spots).T
    doors = np.array([trade.doors for trade in TRADES.values()], dtype=np.float64)
    kind = rng.choice(len(KINDS), len(x_m), p=doors / doors.sum()).astype(np.int32)
    line = np.arange(200.0, STREETS * STREET_M, 480.0)
    mast = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    mast = np.repeat(mast + rng.normal(0, 90, mast.shape), 3, axis=0)
    azimuth = (np.tile([0.0, 120.0, 240.0], len(mast) // 3) + rng.uniform(0, 120)) % 360
    reach = np.repeat(rng.uniform(300, 900, len(mast) // 3), 3)
    heard = _loss_db(mast, azimuth, reach, x_m, y_m) + rng.normal(0, 3, (len(mast), len(x_m)))
    heard += np.repeat(rng.normal(0, 5, (len(mast) // 3, len(x_m))), 3, axis=0)
    return Town(x_m, y_m, kind, mast[:, 0], mast[:, 1], azimuth, reach, heard)


def _loss_db(mast: Floats, azimuth: Floats, reach: Floats, x_m: Floats, y_m: Floats) -> Floats:
    """(sectors, points) strength: log-distance in units of the range, a beam of 120 degrees."""
    east, north = x_m[None, :] - mast[:, :1], y_m[None, :] - mast[:, 1:]
    off = (np.degrees(np.arctan2(east, north)) - azimuth[:, None] + 180) % 360 - 180
    away = np.maximum(np.hypot(east, north), 30.0) / reach[:, None]
    return np.asarray(-35 * np.log10(away) - np.minimum(12 * (off / 70) ** 2, 20))


# --- its people -----------------------------------------------------------------------------------


def people(town: Town, rng: np.random.Generator, count: int) -> list[Person]:
    """Some residents with their fortnight."""
    homes = np.flatnonzero(np.isin(town.kind, HOME))
    jobs = np.flatnonzero(np.isin(town.kind, WORK))
    folk = []
    for n in range(count):
        home = int(rng.choice(homes))
        work = int(rng.choice(jobs)) if rng.random() < 0.65 else -1
        haunts = _near(town, rng, home, 8)
        stays: list[Stay] = []
        for day in range(DAYS):
            stays += _day(town, _plan(town, rng, home, work, haunts, day), home, day * DAY_MIN)
        folk.append(Person(f"N{n:03d}", home, work, tuple(stays)))
    return folk


def _near(town: Town, rng: np.random.Generator, door: int, count: int) -> Codes:
    """Doors to call at, more of the near ones."""
    public = np.flatnonzero(np.array([t.stay_min > 0 for t in TRADES.values()])[town.kind])
    away = np.hypot(town.x_m[public] - town.x_m[door], town.y_m[public] - town.y_m[door])
    odds = np.exp(-away / 600)
    return rng.choice(public, count, replace=False, p=odds / odds.sum()).astype(np.int32)


def _plan(
    town: Town, rng: np.random.Generator, home: int, work: int, haunts: Codes, day: int
) -> list[Call]:
    """Work, lunch and outings of one day."""
    plan, working = [], work >= 0 and day % 7 < 5
    if working:
        begins = rng.normal(530, 25)
        plan.append(Call(begins, rng.normal(215, 15), work))
        if rng.random() < 0.6:
            plan.append(_call(town, rng, begins + 1, int(_near(town, rng, work, 1)[0])))
        plan.append(Call(begins + 2, rng.normal(260, 25), work))
    first, last = (1080, 1200) if working else (560, 1230)
    for at in np.sort(rng.uniform(first, last, rng.poisson(0.45 if working else 1.6))):
        usual = rng.random() < 0.5
        door = rng.choice(haunts) if usual else _near(town, rng, home, 1)[0]
        plan.append(_call(town, rng, float(at), int(door)))
    return plan


def _call(town: Town, rng: np.random.Generator, at: float, door: int) -> Call:
    mean = TRADES[KINDS[town.kind[door]]].stay_min
    return Call(at, float(mean * rng.lognormal(-0.1, 0.45)), door)


def _day(town: Town, plan: list[Call], home: int, midnight: float) -> Iterator[Stay]:
    """Live a plan; who has more than three quarters of an hour between two calls goes home."""
    here, since, until = home, midnight, midnight + 1
    for call in plan:
        if here != home and midnight + call.at - until > 45:
            yield Stay(here, since, until)
            since = until + _way_min(town, here, home)
            here, until = home, since + 20
        leaves = max(until, midnight + call.at) if here == home else until
        yield Stay(here, since, leaves)
        since = leaves + _way_min(town, here, call.door)
        here, until = call.door, since + call.lasts
    if here != home:
        yield Stay(here, since, until)
        since = until + _way_min(town, here, home)
    yield Stay(home, since, midnight + DAY_MIN)


def _way_min(town: Town, here: int, there: int) -> float:
    away_m = town.away_m(here, there)
    walked = away_m < WALKED_M
    return 1 + (away_m / WALK_M_MIN if walked else RIDE_WAIT_MIN + away_m / RIDE_M_MIN)


# --- what they leave behind -------------------------------------------------------------------------


class Row(NamedTuple):
    """One row of one file."""

    file: str
    cells: tuple[str, ...]


def traces(town: Town, rng: np.random.Generator, who: Person) -> Iterator[Row]:
    """Everything that any holder knows of one person."""
    phone = f"010-7000-{who.name[1:].zfill(4)}"
    minute, busy = 0.0, rng.lognormal(0, 0.4)
    while (minute := minute + rng.exponential(35 / busy)) < DAYS * DAY_MIN:
        if minute % DAY_MIN > 420 or rng.random() < 0.35:
            yield _connection(town, rng, who, phone, minute)
    lasting = rng.normal(0, LASTING_M, (len(who.stays), 2))
    minute = 0.0
    while minute < DAYS * DAY_MIN:
        yield _fix(town, rng, who, phone, minute, lasting)
        asleep = minute % DAY_MIN < 400
        minute += rng.uniform(20, 60) if asleep else rng.uniform(2, 10)
    for stay in who.stays:
        yield from _named(town, rng, who, phone, stay)


def _stay_at(who: Person, minute: float) -> int:
    """The stay that somebody is in or has last been in."""
    return max(0, sum(stay.start <= minute for stay in who.stays) - 1)


def _where(town: Town, who: Person, minute: float) -> tuple[float, float, int]:
    """Position in metres, and the door or -1."""
    k = _stay_at(who, minute)
    here = who.stays[k]
    if minute <= here.end or k + 1 == len(who.stays):
        return float(town.x_m[here.door]), float(town.y_m[here.door]), here.door
    there = who.stays[k + 1]
    part = (minute - here.end) / max(1e-9, there.start - here.end)
    ends = (
        (town.x_m[here.door], town.x_m[there.door]),
        (town.y_m[here.door], town.y_m[there.door]),
    )
    x_m, y_m = (float(a + part * (b - a)) for a, b in ends)
    return x_m, y_m, -1


def _connection(
    town: Town, rng: np.random.Generator, who: Person, phone: str, minute: float
) -> Row:
    """One through the sector heard best, more or less."""
    x_m, y_m, door = _where(town, who, minute)
    if door < 0:
        door = int(np.argmin(np.hypot(town.x_m - x_m, town.y_m - y_m)))
    heard = town.heard_db[:, door] + rng.gumbel(0, 3.5, len(town.azimuth_deg))
    end = _time(minute + rng.exponential(1.5)) if rng.random() < 0.8 else ""
    return Row("base_station", (phone, _time(minute), end, f"S{int(np.argmax(heard)):03d}"))


def _fix(
    town: Town, rng: np.random.Generator, who: Person, phone: str, minute: float, lasting: Floats
) -> Row:
    """One fix, its accuracy honest but for one in a hundred. lasting: (stays, 2) metres."""
    x_m, y_m, door = _where(town, who, minute)
    outdoors = door < 0 or KINDS[town.kind[door]] == "park"
    accuracy = rng.uniform(8, 15) if outdoors else rng.uniform(20, 40)
    error = rng.normal(0, accuracy / SIGMAS_68 / (1 if outdoors else np.sqrt(2)), 2)
    if not outdoors:
        error += lasting[_stay_at(who, minute)]
    if rng.random() < 0.01:
        error += rng.normal(0, 200, 2)
    lon, lat = _degrees(x_m + error[0], y_m + error[1])
    return Row("gps", (phone, _time(minute), lon, lat, f"{accuracy:.0f}"))


def _named(
    town: Town, rng: np.random.Generator, who: Person, phone: str, stay: Stay
) -> Iterator[Row]:
    """What names the place of a stay."""
    trade, place = TRADES[KINDS[town.kind[stay.door]]], place_id(stay.door)
    lasts = stay.end - stay.start
    if rng.random() < trade.by_card:
        late = rng.exponential(60) if rng.random() < 0.02 else 0.0
        paid = stay.start + trade.paid_at * lasts + late
        yield Row("card", (f"C{who.name}", _time(paid), place, str(rng.integers(3, 60) * 1000), ""))
    if rng.random() < trade.checks_in:
        yield Row("check_in", (phone, _time(stay.start + rng.uniform(0, 4)), place))
    if trade.stay_min and rng.random() < 0.1:
        seen = stay.start + rng.uniform(0, lasts)
        until = min(stay.end, seen + 2)
        yield Row("cctv", (who.name, _time(seen), _time(until), place, "0.9"))
    if rng.random() < (0.75 if trade.stay_min else 0.9):
        told = place if rng.random() < 0.85 or not trade.stay_min else ""
        coarse = 10.0 if rng.random() < 0.5 else 30.0
        ends = (round((t + rng.normal(0, 6)) / coarse) * coarse for t in (stay.start, stay.end))
        begin, end = ends
        if end > begin:
            words = "" if told else f"some {KINDS[town.kind[stay.door]]}"
            yield Row("interview", (who.name, _time(begin), _time(end), told, words))


def _time(minute: float) -> str:
    last = DAYS * DAY_MIN - 0.02
    at = MONDAY + timedelta(minutes=min(max(0.0, minute), last))
    return at.isoformat(timespec="seconds")


def _degrees(x_m: float, y_m: float) -> tuple[str, str]:
    lon = LON_DEG + x_m / M_PER_DEG / np.cos(np.radians(LAT_DEG))
    return f"{lon:.6f}", f"{LAT_DEG + y_m / M_PER_DEG:.6f}"


# --- the bundle -------------------------------------------------------------------------------------


def write(folder: Path, town: Town, folk: list[Person], rows: list[Row], regime: str) -> None:
    """One bundle as FORMATS describes it."""
    ends = [(MONDAY + timedelta(days=d)).isoformat() for d in (0, DAYS)]
    (folder / "bundle.toml").write_text(
        f'timezone = "Asia/Seoul"\nperiod_from = "{ends[0]}"\nperiod_to = "{ends[1]}"\n'
    )
    doors = [
        (place_id(d), KINDS[k], *_degrees(float(town.x_m[d]), float(town.y_m[d])), "12")
        for d, k in enumerate(town.kind.tolist())
    ]
    _sheet(folder, "places", ("place_id", "category", "lon", "lat", "radius_m"), doors)
    sectors = [
        (f"S{s:03d}", *_degrees(float(x), float(y)), f"{azimuth:.0f}", "120", f"{reach:.0f}")
        for s, (x, y, azimuth, reach) in enumerate(
            zip(town.mast_x_m, town.mast_y_m, town.azimuth_deg, town.range_m, strict=True)
        )
    ]
    names = ("base_station_id", "lon", "lat", "azimuth_deg", "beam_deg", "range_m")
    _sheet(folder, "base_stations", names, sectors)
    persons = [
        (p.name, f"010-7000-{p.name[1:].zfill(4)}", f"C{p.name}", place_id(p.home))
        + ((place_id(p.work),) if p.work >= 0 else ("",))
        for p in folk
    ]
    _sheet(
        folder,
        "persons",
        ("person_id", "phone", "cards", "home_place_id", "work_place_id"),
        persons,
    )
    for file in HOLDERS[regime]:
        _sheet(folder, file, HEADERS[file], [row.cells for row in rows if row.file == file])


def _sheet(
    folder: Path, name: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([header, *rows])
