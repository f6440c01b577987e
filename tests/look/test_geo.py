"""The itinerary as GeoJSON says what the itinerary says."""

import json

from dongseon.itinerary.types import Gap, Rival, Trip
from dongseon.look import geo

from . import casebook


def test_stays_are_points_and_trips_lines_between_them() -> None:
    first, second = casebook.TOWN[0], casebook.TOWN[2]
    case = casebook.itinerary(
        [casebook.stay(first, 0, 60, evidence=("a:1", "a:2"), rivals=(Rival("C-2", 0.2),)), casebook.stay(second, 90, 120)],
        trips=(Trip(casebook.at(60), casebook.at(90), "walk"),),
        gaps=(Gap(casebook.at(200), casebook.at(300)),),
    )  # fmt: skip
    collection = json.loads(json.dumps(geo.itinerary_geojson(case)))
    stay, other, trip, gap = collection["features"]
    assert stay["geometry"]["coordinates"] == [
        round(float(v), 6) for v in casebook.position(first.east_m, first.north_m)
    ]
    assert stay["properties"]["arrived"]["likely"] == "2020-05-01T15:00:00Z"
    assert stay["properties"]["evidence"] == 2
    assert stay["properties"]["rivals"] == [{"place_id": "C-2", "probability": 0.2}]
    ends = [stay["geometry"]["coordinates"], other["geometry"]["coordinates"]]
    assert trip["geometry"] == {"type": "LineString", "coordinates": ends}
    assert trip["properties"]["mode"] == "walk"
    assert gap["geometry"] is None
    assert gap["properties"]["from"] == "2020-05-01T18:20:00Z"


def test_an_empty_itinerary_is_an_empty_collection() -> None:
    assert geo.itinerary_geojson(casebook.itinerary([]))["features"] == []
