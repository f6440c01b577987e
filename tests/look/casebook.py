"""Made-up cases: a person, a small town by a river, a fortnight of stays and records."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from dongseon.contacts.types import Contact
from dongseon.itinerary.types import (
    Discrepancy,
    Gap,
    Itinerary,
    Moment,
    Posterior,
    Rival,
    Stay,
    Stretch,
    Trip,
)
from dongseon.records.columns import (
    SOURCES,
    Coded,
    Evidence,
    Period,
    Persons,
    Places,
    Records,
    Reject,
    Stations,
)

PERSON = "P-0042"
START = datetime(2020, 5, 1, 15, 0, tzinfo=UTC)  # midnight in Seoul, 2 May 2020
DAYS = 14
NOW = datetime(2020, 5, 16, 1, 30, tzinfo=UTC)
LON, LAT = 129.5, 36.9  # off the coast: nobody's streets

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x00\u202e&amp;</style>"


@dataclass(frozen=True)
class Site:
    """A place of the town, metres from its middle."""

    place_id: str
    name: str
    category: str
    east_m: float
    north_m: float
    radius_m: float = 12.0


TOWN = (
    Site("H-1", "해솔아파트 103동", "home", -1450, 620, 10),
    Site("W-7", "나래물류센터", "warehouse", 1700, -880, 60),
    Site("R-3", "할매순두부", "restaurant", -1180, 480),
    Site("C-2", "Café Onda", "cafe", -1120, 455),
    Site("K-9", "별빛코인노래연습장", "karaoke", -1090, 510),
    Site("G-4", "한결헬스", "gym", -1230, 540, 14),
    Site("M-1", "동해시장", "market", 260, 150, 45),
    Site("S-1", "솔내역", "station", -820, 240, 30),
    Site("P-1", "새봄약국", "pharmacy", -1160, 430),
    Site("T-5", "은혜교회", "church", 520, 900, 20),
    Site("B-6", "달빛포차", "bar", -1075, 470),
)


def position(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the town."""
    return LON + east_m / (111_195 * np.cos(np.radians(LAT))), LAT + north_m / 111_195


def places(sites: tuple[Site, ...] = TOWN) -> Places:
    """The town's places."""
    n = len(sites)
    positions = [position(site.east_m, site.north_m) for site in sites]
    labels = tuple(sorted({site.category for site in sites}))
    codes = [labels.index(site.category) for site in sites]
    return Places(
        place_id=tuple(site.place_id for site in sites),
        name=tuple(site.name for site in sites),
        category=Coded(np.array(codes, dtype=np.int32), labels),
        lon_deg=np.array([lon for lon, _ in positions]),
        lat_deg=np.array([lat for _, lat in positions]),
        radius_m=np.array([site.radius_m for site in sites]),
        indoor=np.ones(n, dtype=np.int8),
        capacity=np.full(n, np.nan),
        opens_min=np.full(n, -1, dtype=np.int32),
        closes_min=np.full(n, -1, dtype=np.int32),
    )


def persons(person_id: str = PERSON) -> Persons:
    """One person, ill on the eleventh day."""
    return Persons(
        person_id=(person_id,),
        phone=("01012345678",),
        cards=(("9410",),),
        transit_card=("",),
        onset=np.array(["2020-05-12T06:00"], dtype="datetime64[us]"),
        sampled=np.array(["2020-05-15T01:20"], dtype="datetime64[us]"),
        isolated=np.array(["NaT"], dtype="datetime64[us]"),
        home_place_id=("H-1",),
        work_place_id=("W-7",),
    )


@dataclass(frozen=True)
class Row:
    """One record to be."""

    record_id: str
    source: str
    minute: float  # since START
    lasts_min: float = 0.0
    place: int = -1
    lon_deg: float = np.nan
    lat_deg: float = np.nan
    text: str = ""
    person_id: str = PERSON


def records(rows: list[Row]) -> Records:
    """Columns of some rows."""
    n = len(rows)
    people = tuple(sorted({row.person_id for row in rows}))
    begin = np.datetime64(START.replace(tzinfo=None), "us")
    start = begin + np.array([round(r.minute * 60) for r in rows], dtype="timedelta64[s]")
    lasts = np.array([round(r.lasts_min * 60) for r in rows], dtype="timedelta64[s]")
    return Records(
        person=Coded(np.array([people.index(r.person_id) for r in rows], dtype=np.int32), people),
        record_id=np.array([r.record_id for r in rows], dtype=object),
        source=np.array([SOURCES.index(r.source) for r in rows], dtype=np.int8),
        event=np.zeros(n, dtype=np.int8),
        start=start.astype("datetime64[us]"),
        end=(start + lasts).astype("datetime64[us]"),
        lon_deg=np.array([r.lon_deg for r in rows], dtype=np.float64),
        lat_deg=np.array([r.lat_deg for r in rows], dtype=np.float64),
        error_radius_m=np.full(n, np.nan),
        place=np.array([r.place for r in rows], dtype=np.int32),
        base_station=np.full(n, -1, dtype=np.int32),
        reliability=np.ones(n),
        vehicle=Coded(np.full(n, -1, dtype=np.int32), ()),
        text=np.array([r.text for r in rows], dtype=object),
        attributes=np.array([""] * n, dtype=object),
    )


def no_stations() -> Stations:
    """No base stations at all."""
    none = [np.empty(0) for _ in range(5)]
    return Stations((), *none)


def evidence(
    rows: list[Row],
    *,
    sites: tuple[Site, ...] = TOWN,
    person_id: str = PERSON,
    rejects: tuple[Reject, ...] = (),
    notices: tuple[str, ...] = (),
) -> Evidence:
    """A bundle of some rows."""
    return Evidence(
        persons=persons(person_id),
        places=places(sites),
        stations=no_stations(),
        records=records(rows),
        period=period(),
        rejects=rejects,
        notices=notices,
        duplicates=3,
        outside_period=12,
    )


def period() -> Period:
    """Fourteen local days."""
    return Period(START, START + timedelta(days=DAYS), "Asia/Seoul")


def at(minute: float) -> datetime:
    """A moment of the period."""
    return START + timedelta(minutes=minute)


def moment(minute: float, spread_min: float = 6.0) -> Moment:
    """A moment known to a few minutes."""
    return Moment(at(minute - spread_min), at(minute), at(minute + spread_min))


def stay(
    site: Site | None,
    first: float,
    last: float,
    *,
    probability: float = 0.95,
    evidence: tuple[str, ...] = (),
    rivals: tuple[Rival, ...] = (),
    spread_min: float = 6.0,
) -> Stay:
    """A stay from one minute to another."""
    lon, lat = position(site.east_m, site.north_m) if site else position(880, 320)
    return Stay(
        place_id=site.place_id if site else None,
        lon_deg=lon,
        lat_deg=lat,
        category=site.category if site else "",
        arrived=moment(first, spread_min),
        left=moment(last, spread_min),
        probability=probability,
        evidence=evidence,
        rivals=rivals,
    )


def itinerary(
    stays: list[Stay],
    *,
    person_id: str = PERSON,
    trips: tuple[Trip, ...] = (),
    gaps: tuple[Gap, ...] = (),
    discrepancies: tuple[Discrepancy, ...] = (),
) -> Itinerary:
    """An itinerary with nothing behind it but its stays."""
    whole = Stretch(START, START + timedelta(days=DAYS), None, 1.0)
    empty = Posterior(
        step_s=60,
        offsets=np.zeros(1, dtype=np.int64),
        place=np.empty(0, dtype=np.int32),
        probability=np.empty(0),
    )
    return Itinerary(person_id, period(), tuple(stays), trips, gaps, discrepancies, (whole,), empty)


def contact(number: int, *, person_id: str = "", risk: float = 0.5) -> Contact:
    """A contact at the karaoke."""
    return Contact(
        person_id=person_id or f"C-{number:04d}",
        place_id="K-9",
        start=at(8 * 1440 + 20 * 60),
        end=at(8 * 1440 + 21 * 60),
        minutes=52.0,
        minutes_low=31.0,
        minutes_high=64.0,
        probability=max(0.97 - number / 400, 0.02),
        distance_class="same_room",
        setting="karaoke",
        infectiousness=0.8,
        risk=risk,
        tier="contact",
        reason="Both checked in at 별빛코인노래연습장 within 12 minutes and stayed about 50 minutes.",
        reason_ko="두 사람 모두 별빛코인노래연습장에 12분 간격으로 출입 등록을 하고 50분가량 머물렀습니다.",
    )


def day_of(day: int) -> tuple[list[Stay], list[Trip], list[Row]]:
    """One ordinary day: home, work, something in the evening."""
    base = day * 1440
    home, work = TOWN[0], TOWN[1]
    evening = TOWN[2 + day % 9]
    weekend = day % 7 in (0, 1)
    rows = [
        Row(f"base_station.csv:{base + i}", "base_station", base + 25 + i * 47, 20)
        for i in range(28)
        if day != 6 or i > 9
    ]
    stays, trips = [], []
    if weekend:
        stays.append(stay(home, base, base + 640, evidence=(rows[-1].record_id,)))
        stays.append(stay(evening, base + 670, base + 790, probability=0.62, spread_min=25,
                          rivals=(Rival("C-2", 0.2), Rival("P-1", 0.11))))  # fmt: skip
        stays.append(stay(home, base + 815, base + 1440))
        trips += [Trip(at(base + 640), at(base + 670), "walk"), Trip(at(base + 790), at(base + 815), "walk")]  # fmt: skip
        return stays, trips, rows
    card = Row(f"card.csv:{day + 2}", "card", base + 1170, place=2 + day % 9)
    rows += [card, Row(f"check_in.csv:{day + 2}", "check_in", base + 1122, place=2 + day % 9)]
    rows += [Row(f"transit.csv:{day * 2}", "transit", base + 492, place=7)]
    rows += [
        Row(f"gps.csv:{base + i}", "gps", base + 500 + i, lon_deg=position(-1400 + 80 * i, 600 - 36 * i)[0],
            lat_deg=position(-1400 + 80 * i, 600 - 36 * i)[1])
        for i in range(38)
    ]  # fmt: skip
    stays.append(stay(home, base, base + 480, evidence=(rows[0].record_id,), probability=0.99))
    stays.append(stay(work, base + 540, base + 1080, probability=0.97, spread_min=3))
    stays.append(stay(evening, base + 1120, base + 1200, probability=0.91, evidence=(card.record_id, f"check_in.csv:{day + 2}", *(r.record_id for r in rows[:9]))))  # fmt: skip
    if day % 3 == 0:
        stays.append(stay(None, base + 1215, base + 1290, probability=0.41, spread_min=30))
    stays.append(stay(home, base + 1320, base + 1440, probability=0.98))
    trips += [
        Trip(at(base + 480), at(base + 540), "subway"),
        Trip(at(base + 1080), at(base + 1120), "bus"),
    ]
    return stays, trips, rows


def fortnight() -> tuple[Itinerary, Evidence, tuple[Contact, ...]]:
    """A whole case: ordinary days, a gap, two questions, some rejects and 30 contacts."""
    stays, trips, rows = [], [], []
    for day in range(DAYS):
        of_day = day_of(day)
        stays += of_day[0]
        trips += of_day[1]
        rows += of_day[2]
    rows.append(Row("interview.csv:2", "interview", 9 * 1440 + 1110, 150, place=0, text="집에서 쉬었다고 함"))  # fmt: skip
    stays = [s for s in stays if not (at(6 * 1440) <= s.arrived.likely < at(6 * 1440 + 479))]
    case = itinerary(
        stays,
        trips=tuple(trips),
        gaps=(Gap(at(6 * 1440), at(6 * 1440 + 530)),),
        discrepancies=(
            Discrepancy(
                "statement_contradicted", at(9 * 1440 + 1110), at(9 * 1440 + 1260), "interview.csv:2",
                ("card.csv:11", "check_in.csv:11"),
                "The person said to have been at home from 18:30 to 21:00 on 11 May, but a card approval "
                "and a QR check-in place them at 할매순두부 at 18:42 and 19:30.",
                "5월 11일 18:30부터 21:00까지 집에 있었다고 진술하였으나, 18:42 QR 출입과 19:30 카드 승인은 "
                "할매순두부에 있었음을 가리킵니다.",
            ),
            Discrepancy(
                "omitted_stay", at(3 * 1440 + 1120), at(3 * 1440 + 1200), "", ("card.csv:5",),
                "A card approval at 한결헬스 on 5 May, 19:30, is not mentioned in the interview.",
                "5월 5일 19:30 한결헬스 카드 승인이 진술에 나오지 않습니다.",
            ),
        ),
    )  # fmt: skip
    rejects = (
        Reject("card.csv", 14, "at", "2020-05-07 24:10", "no such time of day"),
        Reject("gps.csv", 220, "lat", "129.51", "latitude beyond 90 degrees: swapped with lon?"),
    )
    found = evidence(rows, rejects=rejects, notices=("memo.txt: unknown file, left alone",))
    contacts = tuple(contact(i, risk=0.9 - i * 0.02) for i in range(30))
    return case, found, contacts


def town_map() -> dict[str, Any]:
    """The town's own base map: a river, two districts, some streets and blocks."""

    def ring(points: list[tuple[float, float]]) -> list[list[float]]:
        return [list(position(x, y)) for x, y in [*points, points[0]]]

    def feature(kind: str, name: str, name_ko: str, geometry: str, coordinates: Any) -> dict[str, Any]:  # fmt: skip
        properties = {"kind": kind, "name": name, "name_ko": name_ko}
        return {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": geometry, "coordinates": coordinates},
        }

    features = [
        feature("district", "West bank", "서쪽구", "Polygon", [ring([(-4000, -3000), (0, -3000), (300, 3000), (-4000, 3000)])]),
        feature("district", "East bank", "동쪽구", "Polygon", [ring([(0, -3000), (4000, -3000), (4000, 3000), (300, 3000)])]),
        feature("water", "Sol river", "솔내", "Polygon", [ring([(-60, -3000), (60, -3000), (360, 3000), (240, 3000)])]),
        feature("park", "River park", "강변공원", "Polygon", [ring([(360, 900), (900, 900), (960, 1700), (420, 1700)])]),
        feature("station", "Solnae", "솔내역", "Point", list(position(-820, 240))),
    ]  # fmt: skip
    for i in range(-12, 13):
        features.append(feature("street", "", "", "LineString", [list(position(-4000, i * 250)), list(position(4000, i * 250))]))  # fmt: skip
        features.append(feature("street", "", "", "LineString", [list(position(i * 250, -3000)), list(position(i * 250, 3000))]))  # fmt: skip
    for x in range(-3900, 3900, 125):
        for y in range(-2900, 2900, 125):
            block = ring([(x + 20, y + 20), (x + 95, y + 20), (x + 95, y + 90), (x + 20, y + 90)])
            features.append(feature("building", "", "", "Polygon", [block]))
    return {"type": "FeatureCollection", "features": features}
