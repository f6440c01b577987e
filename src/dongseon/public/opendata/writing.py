"""Tables as CSV, JSON, GeoJSON, and in the shapes of Our World in Data and of Tokyo's dashboard."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from dongseon.disclosure import wire
from dongseon.disclosure.release import Day, Place, Release, Withdrawn
from dongseon.public.opendata.tables import Cell, Column

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute it
ISO3, COUNTRY = "KOR", "South Korea"
TOKYO_CUT = "T08:00:00.000Z"  # as Tokyo's file writes a day


def plain(cell: Cell) -> Cell:
    """A cell as a file has it."""
    return cell.isoformat() if isinstance(cell, date) else cell


def as_csv(columns: Sequence[Column], rows: Iterable[tuple[Cell, ...]]) -> str:
    """A table as CSV (RFC 4180, UTF-8 with a mark, so that Excel reads Korean)."""
    return csv_of([each.name for each in columns], rows)


def csv_of(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV of names and rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return plain(cell)


def as_json(
    columns: Sequence[Column], rows: Iterable[tuple[Cell, ...]], meta: dict[str, Any]
) -> dict[str, Any]:
    """A table as JSON: what it is, and its rows as objects."""
    names = [each.name for each in columns]
    data = [dict(zip(names, map(plain, row), strict=True)) for row in rows]
    return {"meta": meta, "data": data}


def as_geojson(places: Iterable[Place]) -> dict[str, Any]:
    """Places as GeoJSON (RFC 7946); those without a position have a null geometry."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": each.listing_id,
                "geometry": None
                if each.lon_deg is None
                else {"type": "Point", "coordinates": [each.lon_deg, each.lat_deg]},
                "properties": {
                    name: value
                    for name, value in wire.write(each).items()
                    if name not in ("lon_deg", "lat_deg")
                },
            }
            for each in places
        ],
    }


def as_owid(release: Release) -> str:
    """The days in the columns of Our World in Data's covid file."""
    names = (
        "iso_code", "location", "date", "total_cases", "new_cases", "total_deaths", "new_deaths",
        "total_tests", "new_tests", "positive_rate",
    )  # fmt: skip
    before: Day | None = None
    rows: list[tuple[Cell, ...]] = []
    for day in release.days:
        tests = None if before is None else less(day.tests, before.tests)
        positives = None if before is None else less(day.positives, before.positives)
        rows.append(
            (
                ISO3,
                COUNTRY,
                day.day,
                day.confirmed,
                day.new,
                day.deceased,
                None if before is None else day.deceased - before.deceased,
                day.tests,
                tests,
                round(positives / tests, 4) if tests and positives is not None else None,
            )
        )
        before = day
    return csv_of(names, rows)


def as_tokyo(release: Release) -> dict[str, Any]:
    """The figures in the shape of Tokyo's data.json. Its list of patients is left out on purpose."""
    made = release.made_at.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y/%m/%d %H:%M")
    last = release.days[-1] if release.days else None
    tests = [
        (day.day, less(day.tests, before.tests) or 0)
        for before, day in zip(release.days, release.days[1:], strict=False)
    ]
    return {
        "lastUpdate": made,
        "patients_summary": {
            "date": made,
            "data": [tokyo_day(day.day, day.new) for day in release.days],
        },
        "inspections_summary": {"date": made, "data": [tokyo_day(*each) for each in tests]},
        "main_summary": {
            "attr": "検査実施人数",
            "value": (last.tests or 0) if last else 0,
            "children": [
                {
                    "attr": "陽性患者数",
                    "value": last.confirmed if last else 0,
                    "children": [
                        {"attr": "入院中", "value": last.isolated if last else 0},
                        {"attr": "退院", "value": last.released if last else 0},
                        {"attr": "死亡", "value": last.deceased if last else 0},
                    ],
                }
            ],
        },
    }


def less(now: int | None, before: int | None) -> int | None:
    """What was added; None where one of the two was not counted."""
    return None if now is None or before is None else now - before


def tokyo_day(day: date, count: int) -> dict[str, Any]:
    """One day of Tokyo's file."""
    return {"日付": f"{day}{TOKYO_CUT}", "小計": count}


def as_changes(places: Sequence[Place], withdrawn: Sequence[Withdrawn]) -> dict[str, Any]:
    """What is listed and what was taken back: identifiers alone, for whoever keeps a copy."""
    return {
        "listed": [each.listing_id for each in places],
        "withdrawn": [wire.write(each) for each in withdrawn],
    }


def text(value: dict[str, Any]) -> str:
    """JSON as files have it."""
    return json.dumps(value, ensure_ascii=False, indent=1)
