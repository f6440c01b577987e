"""A tutor in small: who says to be at home in the evenings, and whose phone is at an academy.

Three evenings of lessons from 17 to 21, one of them with a code at the door; nights at home. Sectors are heard
as they would be: the nearest mostly. Everything is made up.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from tests.console.cast import Player

from dongseon import records
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing import gazetteer
from dongseon.console.workflows import investigating, reconstructing, reconstructing_evidence
from dongseon.console.workflows.reconstructing_evidence import Facts, Rows
from dongseon.records.columns import Places, Stations

SEOUL = ZoneInfo("Asia/Seoul")
HOME, ACADEMY, MART, CAFE = "P-HOME", "P-ACADEMY", "P-MART", "P-CAFE"
WHERE = {  # id → name, category, lon, lat, radius_m
    HOME: ("Hanbit Apartments 1-101 (한빛아파트 1동 101호)", "home", 126.9000, 37.5500, 8.0),
    ACADEMY: ("Narae Academy (나래학원)", "academy", 126.9300, 37.5620, 15.0),
    MART: ("Haru Mart (하루마트)", "supermarket", 126.9020, 37.5512, 20.0),
    CAFE: ("Café On (카페 온)", "cafe", 126.9290, 37.5605, 10.0),
}
SECTORS = {
    "S-HOME": (126.9005, 37.5503),
    "S-ACADEMY": (126.9298, 37.5618),
    "S-MID": (126.9150, 37.5560),
}
FIRST = datetime(2020, 5, 2, tzinfo=SEOUL)
DAYS = 5
LESSONS = (2, 3, 4)  # days after the first


def places(where: dict[str, tuple[str, str, float, float, float]] = WHERE) -> Places:
    """The places of the quarter."""
    columns = list(zip(*where.values(), strict=True))
    return records.places_from_arrow(
        pa.table(
            {
                "place_id": list(where),
                "name": columns[0],
                "category": columns[1],
                "lon_deg": columns[2],
                "lat_deg": columns[3],
                "radius_m": columns[4],
                "indoor": [True] * len(where),
            }
        )
    )


def stations() -> Stations:
    """Its base stations."""
    return records.stations_from_arrow(
        pa.table(
            {
                "base_station_id": list(SECTORS),
                "lon_deg": [lon for lon, _ in SECTORS.values()],
                "lat_deg": [lat for _, lat in SECTORS.values()],
                "range_m": [600.0] * len(SECTORS),
            }
        )
    )


def at(day: int, hour: float) -> datetime:
    """A time of the story."""
    return (FIRST + timedelta(days=day, hours=hour)).astimezone(UTC)


def heard(rows: Rows, sector: str, begin: datetime, end: datetime, *, seed: int = 1) -> None:
    """Connections every quarter of an hour or so."""
    rng = np.random.default_rng(seed)
    moment = begin
    while moment < end:
        rows.add(
            record_id=f"telco:1:{len(rows) + 1}",
            source="base_station",
            start_utc=moment,
            end_utc=moment,
            base_station_id=sector,
        )
        moment += timedelta(minutes=float(rng.integers(8, 22)))


def telco() -> Rows:
    """What the telco answers."""
    rows = Rows()
    for day in range(DAYS):
        if day in LESSONS:
            heard(rows, "S-HOME", at(day, 0), at(day, 16.5), seed=day)
            heard(rows, "S-MID", at(day, 16.6), at(day, 16.9), seed=day + 20)
            heard(rows, "S-ACADEMY", at(day, 17), at(day, 21), seed=day + 40)
            heard(rows, "S-MID", at(day, 21.1), at(day, 21.4), seed=day + 60)
            heard(rows, "S-HOME", at(day, 21.5), at(day, 24), seed=day + 80)
        else:
            heard(rows, "S-HOME", at(day, 0), at(day, 24), seed=day)
    return rows


def door() -> Rows:
    """What the service of the codes at the doors answers: the academy, one evening; a shop."""
    rows = Rows()
    rows.add(record_id="codes:1:1", source="check_in", start_utc=at(3, 17.05), end_utc=at(3, 17.05), place_id=ACADEMY)  # fmt: skip
    rows.add(record_id="codes:1:2", source="check_in", start_utc=at(1, 11), end_utc=at(1, 11), place_id=MART)  # fmt: skip
    return rows


def told() -> Rows:
    """What the tutor says: at home, every evening."""
    rows = Rows()
    for day in LESSONS:
        rows.add(
            record_id=f"interview:1:{day}",
            source="interview",
            start_utc=at(day, 16),
            end_utc=at(day, 22),
            place_id=HOME,
            text="그날 저녁에는 집에 있었습니다.",
        )
    return rows


def everything() -> Rows:
    """All of it."""
    return reconstructing_evidence.merged([telco(), door(), told()])


FACTS = Facts(home_place_id=HOME)


def lay_gazetteer(by: Player, now: datetime) -> None:
    """Make the quarter known."""
    gazetteer.bring(by=by.actor, now=now, places=places(), stations=stations())


def traced(by: Player, now: datetime, case_id: UUID, rows: Rows, facts: Facts = FACTS) -> int:
    """Reconstruct from these rows and keep the result, as the job does. The version's number."""
    found = investigations.of_case(case_id)
    assert found is not None
    look = investigating.look_at(by=by.actor, now=now, found=found, act="tracing.reconstruct")
    evidence = reconstructing_evidence.evidence_of(rows, person_id=str(case_id), facts=facts)
    assert evidence is not None
    made = reconstructing.reconstructed(evidence)
    return reconstructing.keep(by=by.actor, now=now, case_id=case_id, made=made, look=look)


def pupil() -> Rows:
    """What is known of a pupil who lives by the mart and comes to the lessons."""
    rows = Rows()
    for day in range(DAYS):
        if day in LESSONS:
            heard(rows, "S-HOME", at(day, 0), at(day, 16.4), seed=day + 100)
            heard(rows, "S-ACADEMY", at(day, 17), at(day, 21), seed=day + 140)
            heard(rows, "S-HOME", at(day, 21.5), at(day, 24), seed=day + 180)
            rows.add(record_id=f"codes:2:{day}", source="check_in", start_utc=at(day, 17.1), end_utc=at(day, 17.1), place_id=ACADEMY)  # fmt: skip
        else:
            heard(rows, "S-HOME", at(day, 0), at(day, 24), seed=day + 100)
    return rows


def answered(
    rows: Rows, *, name: str, between: tuple[datetime, datetime]
) -> list[dict[str, object]]:
    """Rows of somebody as a holder answers an area question: a token, and where and when."""
    kinds = {"base_station": "connection", "check_in": "check_in"}
    return [
        {
            "token": name,
            "area": 0,
            "kind": kinds[str(source)],
            "place_id": sector or place,
            "start_utc": start,
            "end_utc": end,
        }
        for source, sector, place, start, end in zip(
            rows.columns["source"],
            rows.columns["base_station_id"],
            rows.columns["place_id"],
            rows.columns["start_utc"],
            rows.columns["end_utc"],
            strict=True,
        )
        if between[0] <= start <= between[1] and (sector == "S-ACADEMY" or place == ACADEMY)  # type: ignore[operator]  # times, as they were put in
    ]
