"""An itinerary as GeoJSON: stays as points, trips and gaps as lines between them."""

from datetime import UTC, datetime
from typing import Any

from dongseon.itinerary.types import Gap, Itinerary, Moment, Stay, Trip

Json = dict[str, Any]  # Any: a JSON value


def itinerary_geojson(itinerary: Itinerary) -> Json:
    """A GeoJSON FeatureCollection (RFC 7946) of stays, trips and gaps, in that order.

    Times are UTC, ISO 8601. A trip is the straight line between the stays around it, not the way
    taken; a trip or gap without a stay on both sides has no geometry.
    """
    stays = itinerary.stays
    features = [
        *(_stay(stay, number) for number, stay in enumerate(stays, start=1)),
        *(_between("trip", trip, stays) for trip in itinerary.trips),
        *(_between("gap", gap, stays) for gap in itinerary.gaps),
    ]
    return {"type": "FeatureCollection", "features": features}


def _stay(stay: Stay, number: int) -> Json:
    properties = {
        "kind": "stay",
        "number": number,
        "place_id": stay.place_id,
        "category": stay.category,
        "arrived": _moment(stay.arrived),
        "left": _moment(stay.left),
        "probability": round(float(stay.probability), 4),
        "evidence": len(stay.evidence),
        "rivals": [
            {"place_id": rival.place_id, "probability": round(float(rival.probability), 4)}
            for rival in stay.rivals
        ],
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _position(stay)},
        "properties": properties,
    }


def _between(kind: str, stretch: Trip | Gap, stays: tuple[Stay, ...]) -> Json:
    """A trip or gap, from the last stay that began before it to the first that ends after it."""
    before = [s for s in stays if s.arrived.likely <= stretch.start]
    after = [s for s in stays if s.left.likely >= stretch.end]
    properties = {"kind": kind, "from": _iso(stretch.start), "to": _iso(stretch.end)}
    if isinstance(stretch, Trip):
        properties["mode"] = stretch.mode
    geometry = None
    if before and after:
        ends = [_position(before[-1]), _position(after[0])]
        geometry = {"type": "LineString", "coordinates": ends}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _position(stay: Stay) -> list[float]:
    return [round(float(stay.lon_deg), 6), round(float(stay.lat_deg), 6)]


def _moment(moment: Moment) -> dict[str, str]:
    return {
        "earliest": _iso(moment.earliest),
        "likely": _iso(moment.likely),
        "latest": _iso(moment.latest),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
