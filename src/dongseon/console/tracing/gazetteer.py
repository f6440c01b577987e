"""The places and base stations that an area knows: brought from files, read by those around somewhere."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import reduce
from math import cos, radians
from operator import or_
from typing import TypeVar

import numpy as np
import pyarrow as pa
from django.db.models import Count, Q

from dongseon import records
from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor
from dongseon.console.tracing.models import Place, Sector
from dongseon.records.categories import kind_of
from dongseon.records.columns import Places, Stations

M = TypeVar("M", Place, Sector)
METRES_PER_DEGREE = 111_195.0  # of latitude
PLACE_FIELDS = ("name", "category", "lon_deg", "lat_deg", "radius_m", "indoor", "capacity",
                "opens_min", "closes_min")  # fmt: skip
SECTOR_FIELDS = ("lon_deg", "lat_deg", "azimuth_deg", "beam_deg", "range_m")
FARTHEST_M = 10_000.0  # m; no sector of a town serves beyond that. Assumption
AT_ONCE = 2_000  # rows a statement
MOST_WITH_DWELLINGS = 20_000  # places around a person; a reconstruction weighs 6,000. Assumption


def bring(*, by: Actor, now: datetime, places: Places, stations: Stations) -> tuple[int, int]:
    """Take places and base stations in; those with a known id are renewed. How many of each."""
    for some in _pieces([_place(places, row) for row in range(len(places))]):
        Place.objects.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=["place_id"],
            update_fields=PLACE_FIELDS,
        )
    for part in _pieces([_sector(stations, row) for row in range(len(stations))]):
        Sector.objects.bulk_create(
            part,
            update_conflicts=True,
            unique_fields=["base_station_id"],
            update_fields=SECTOR_FIELDS,
        )
    audit.record(by=by, now=now, act="tracing.bring_gazetteer", subjects=[])
    return len(places), len(stations)


def count() -> tuple[int, int]:
    """How many places and base stations are known."""
    return Place.objects.count(), Sector.objects.count()


def known_places(place_ids: Collection[str]) -> frozenset[str]:
    """Those of these ids that are places."""
    return frozenset(Place.objects.filter(pk__in=place_ids).values_list("place_id", flat=True))


def known_sectors(sector_ids: Collection[str]) -> dict[str, tuple[float, float, float]]:
    """Those of these ids that are base stations: longitude, latitude, range in metres."""
    found = Sector.objects.filter(pk__in=sector_ids)
    return {
        pk: (lon, lat, reach)
        for pk, lon, lat, reach in found.values_list("pk", "lon_deg", "lat_deg", "range_m")
    }


def nearest_sectors(lon: float, lat: float, *, limit: int) -> tuple[str, ...]:
    """The base stations in whose range a position lies, the nearest first."""
    near = Sector.objects.filter(_box(lon, lat, FARTHEST_M))
    wide = cos(radians(lat))
    ranked = sorted(
        (
            (((x - lon) * wide) ** 2 + (y - lat) ** 2) ** 0.5 * METRES_PER_DEGREE / reach,
            sector,
        )
        for sector, x, y, reach in near.values_list("pk", "lon_deg", "lat_deg", "range_m")
    )
    return tuple(sector for ranges, sector in ranked if ranges <= 1.5)[:limit]


def places_of(
    place_ids: Collection[str],
    around: Collection[tuple[float, float, float]],
    *,
    most: int = MOST_WITH_DWELLINGS,
) -> Places:
    """These places, and all within so many metres of positions (longitude, latitude, metres).

    Where that would be more than ``most``, dwellings are left out: in a city of a million they are seven of
    eight places, and a reconstruction would drop them before anything else.
    """
    asked = Q(pk__in=list(place_ids))
    boxes = [_box(lon, lat, reach_m) for lon, lat, reach_m in _merged(around)]
    if boxes:
        near = reduce(or_, boxes)
        asked |= near & ~Q(category__in=_crowding(near, most))
    rows = Place.objects.filter(asked).order_by("place_id").values_list(
        "place_id", "name", "category", "lon_deg", "lat_deg", "radius_m", "indoor", "capacity",
        "opens_min", "closes_min",
    )  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [()] * 10
    flags = [None if flag < 0 else bool(flag) for flag in columns[6]]
    hours = [[None if minute < 0 else minute for minute in columns[at]] for at in (8, 9)]
    return records.places_from_arrow(
        pa.table(
            {
                "place_id": pa.array(columns[0], pa.string()),
                "name": pa.array(columns[1], pa.string()),
                "category": pa.array(columns[2], pa.string()),
                "lon_deg": pa.array(columns[3], pa.float64()),
                "lat_deg": pa.array(columns[4], pa.float64()),
                "radius_m": pa.array(columns[5], pa.float64()),
                "indoor": pa.array(flags, pa.bool_()),
                "capacity": pa.array(columns[7], pa.float64()),
                "opens_min": pa.array(hours[0], pa.int32()),
                "closes_min": pa.array(hours[1], pa.int32()),
            }
        )
    )


def stations_of(around: Collection[tuple[float, float, float]]) -> Stations:
    """All base stations within so many metres of positions."""
    asked = Q(pk__in=[])
    for lon, lat, reach_m in _merged(around):
        asked |= _box(lon, lat, reach_m)
    rows = (
        Sector.objects.filter(asked)
        .order_by("base_station_id")
        .values_list("base_station_id", "lon_deg", "lat_deg", "azimuth_deg", "beam_deg", "range_m")
    )
    names = ("base_station_id", "lon_deg", "lat_deg", "azimuth_deg", "beam_deg", "range_m")
    columns = list(zip(*rows, strict=True)) or [()] * 6
    types = [pa.string()] + [pa.float64()] * 5
    return records.stations_from_arrow(
        pa.table(
            {
                name: pa.array(column, kind)
                for name, column, kind in zip(names, columns, types, strict=True)
            }
        )
    )


def _crowding(near: Q, most: int) -> list[str]:
    """The words for dwellings, if there are more than so many places."""
    counted = Place.objects.filter(near).values_list("category").annotate(Count("pk"))
    many = dict(counted)
    return [word for word in many if kind_of(word) == "home"] if sum(many.values()) > most else []


def _pieces(rows: list[M]) -> Iterator[list[M]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _place(places: Places, row: int) -> Place:
    capacity = float(places.capacity[row])
    return Place(
        place_id=places.place_id[row],
        name=places.name[row][:200],
        category=places.category[row][:60],
        lon_deg=float(places.lon_deg[row]),
        lat_deg=float(places.lat_deg[row]),
        radius_m=float(places.radius_m[row]),
        indoor=int(places.indoor[row]),
        capacity=None if np.isnan(capacity) else capacity,
        opens_min=int(places.opens_min[row]),
        closes_min=int(places.closes_min[row]),
    )


def _sector(stations: Stations, row: int) -> Sector:
    azimuth, beam = float(stations.azimuth_deg[row]), float(stations.beam_deg[row])
    return Sector(
        base_station_id=stations.base_station_id[row],
        lon_deg=float(stations.lon_deg[row]),
        lat_deg=float(stations.lat_deg[row]),
        azimuth_deg=None if np.isnan(azimuth) else azimuth,
        beam_deg=None if np.isnan(beam) else beam,
        range_m=float(stations.range_m[row]),
    )


def _box(lon: float, lat: float, reach_m: float) -> Q:
    high = reach_m / METRES_PER_DEGREE
    wide = high / max(0.1, cos(radians(lat)))
    return Q(lat_deg__range=(lat - high, lat + high), lon_deg__range=(lon - wide, lon + wide))


def _merged(around: Collection[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Positions on a grid of about a kilometre, each with the farthest reach: few boxes for many fixes."""
    cells: dict[tuple[int, int], float] = {}
    for lon, lat, reach_m in around:
        cell = (round(lon * 100), round(lat * 100))
        cells[cell] = max(cells.get(cell, 0.0), reach_m)
    return [(lon / 100, lat / 100, reach + 800.0) for (lon, lat), reach in cells.items()]
