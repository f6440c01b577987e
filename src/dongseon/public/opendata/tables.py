"""Every table of the open data: its columns, what they mean, and its rows from a release.

A column is never renamed or given another meaning: that would be `VERSION` 2, beside this one. The
test `test_a_changed_table_needs_a_new_version` holds a fingerprint of all of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from dongseon.disclosure.release import Count, Place, Release

VERSION = "1.0"
Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    kind: str  # JSON's: string, integer, number, boolean
    ko: str
    en: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the open data."""

    name: str  # of the file, without its ending
    ko: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[Release], Iterable[tuple[Cell, ...]]]


def counted(
    of: Callable[[Release], Iterable[Count]],
) -> Callable[[Release], list[tuple[Cell, ...]]]:
    """The rows of a one-way total."""
    return lambda release: [(release.as_of, each.name, each.cases) for each in of(release)]


AS_OF = Column("as_of", "string", "집계 기준일", "Local day until whose end was counted", "date")
CASES = Column("cases", "integer", "누적 확진자", "Confirmed cases until then", "persons")
NEW = Column("new_cases", "integer", "신규 확진자", "Cases confirmed on that day", "persons")

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "days",
        "일별 현황",
        "Figures by day",
        (
            Column("date", "string", "날짜", "Local day", "date"),
            NEW,
            CASES,
            Column("isolated", "integer", "격리 중", "Cases in isolation", "persons"),
            Column("released", "integer", "누적 격리 해제", "Cases released until then", "persons"),
            Column("deceased", "integer", "누적 사망", "Cases deceased until then", "persons"),
            Column("tests", "integer", "누적 검사", "Persons tested until then; empty: not counted", "persons"),
            Column("positives", "integer", "누적 양성", "Persons found positive until then", "persons"),
            Column("quarantined", "integer", "자가격리 중", "Persons in quarantine", "persons"),
            Column(
                "settled",
                "boolean",
                "확정 여부",
                "false: reports for this day are still coming in, and it may grow",
            ),
        ),
        lambda release: [
            (
                day.day,
                day.new,
                day.confirmed,
                day.isolated,
                day.released,
                day.deceased,
                day.tests,
                day.positives,
                day.quarantined,
                day.settled,
            )
            for day in release.days
        ],
    ),
    Sheet(
        "districts",
        "시군구별 현황",
        "Cases by district",
        (
            AS_OF,
            Column("code", "string", "행정구역 코드", "Code of the district, five digits"),
            Column("name_ko", "string", "이름(한국어)", "Name in Korean"),
            Column("name_en", "string", "이름(영어)", "Name in English"),
            CASES,
            NEW,
        ),
        lambda release: [
            (release.as_of, each.code, each.name_ko, each.name_en, each.cases, each.new)
            for each in release.districts
        ],
    ),
    Sheet(
        "clusters",
        "집단 발생별 현황",
        "Cases by cluster",
        (
            AS_OF,
            Column("cluster_id", "string", "집단 번호", "Stable identifier of the cluster"),
            Column("name_ko", "string", "이름(한국어)", "Name in Korean"),
            Column("name_en", "string", "이름(영어)", "Name in English"),
            CASES,
            NEW,
        ),
        lambda release: [
            (release.as_of, each.cluster_id, each.name_ko, each.name_en, each.cases, each.new)
            for each in release.clusters
        ],
    ),
    *(
        Sheet(name, ko, en, (AS_OF, Column(column, "string", column_ko, column_en), CASES), rows)
        for name, ko, en, column, column_ko, column_en, rows in (
            (
                "sources", "감염 경로별 현황", "Cases by source of infection", "source",
                "감염 경로", "cluster, contact, abroad, unknown or investigating",
                counted(lambda release: release.sources),
            ),
            (
                "ages", "연령별 현황", "Cases by age", "age", "연령대", "Age in years, from–to",
                counted(lambda release: release.ages),
            ),
            (
                "sexes", "성별 현황", "Cases by sex", "sex", "성별", "female, male or unknown",
                counted(lambda release: release.sexes),
            ),
        )
    ),
    Sheet(
        "district_ages",
        "시군구 × 연령",
        "Cases by district and age, rounded to fives",
        (
            AS_OF,
            Column("code", "string", "행정구역 코드", "Code of the district"),
            Column("age", "string", "연령대", "Age in years"),
            CASES,
        ),
        lambda release: [
            (row.as_of, row.name, age, cell)
            for row in release.district_ages.rows
            for age, cell in zip(release.district_ages.columns, row.cells, strict=True)
        ],
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Sheet] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})

PLACE_COLUMNS: tuple[Column, ...] = (
    Column("listing_id", "string", "번호", "Identifier of a place on a day"),
    Column("date", "string", "날짜", "Local day", "date"),
    Column("start", "string", "시작", "Begin of a band of time", "UTC"),
    Column("end", "string", "끝", "End of it", "UTC"),
    Column("name", "string", "장소", "Name of the place"),
    Column("part", "string", "층·호", "Floor, room, car; empty for the whole"),
    Column("kind", "string", "장소 유형", "Kind of place"),
    Column("address", "string", "도로명 주소", "Road address"),
    Column("district", "string", "행정구역 코드", "Code of the district"),
    Column(
        "lon", "number", "경도", "Longitude, WGS 84; empty where it has no fixed place", "degrees"
    ),
    Column("lat", "number", "위도", "Latitude, WGS 84", "degrees"),
    Column("disinfected", "string", "소독 여부", "yes, no or unknown"),
    Column("shown_until", "string", "공개 종료일", "Last day on which it may be shown", "date"),
)


def place_rows(places: Iterable[Place]) -> list[tuple[Cell, ...]]:
    """One row a band of time."""
    return [
        (
            each.listing_id,
            each.day,
            band.start.isoformat().replace("+00:00", "Z"),
            band.end.isoformat().replace("+00:00", "Z"),
            each.name,
            each.part,
            each.kind,
            each.address,
            each.district,
            each.lon_deg,
            each.lat_deg,
            str(each.cleaned),
            each.last_day,
        )
        for each in places
        for band in each.bands
    ]
