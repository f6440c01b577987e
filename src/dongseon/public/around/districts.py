"""Where an address lies, as far as a list of districts can say: the middle of its district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dongseon.look import plane

SHORT = MappingProxyType(
    {
        "서울": "서울특별시", "부산": "부산광역시", "대구": "대구광역시", "인천": "인천광역시",
        "광주": "광주광역시", "대전": "대전광역시", "울산": "울산광역시", "세종": "세종특별자치시",
        "경기": "경기도", "강원": "강원도", "충북": "충청북도", "충남": "충청남도",
        "전북": "전라북도", "전남": "전라남도", "경북": "경상북도", "경남": "경상남도",
        "제주": "제주특별자치도",
    }
)  # fmt: skip
LEAST_MATCH = 2  # letters of a typed name


@dataclass(frozen=True, slots=True)
class District:
    """A district (or a city as a whole) and its middle."""

    code: str
    name: str
    name_ko: str
    province: str
    province_ko: str
    lat_deg: float
    lon_deg: float
    box: tuple[float, float, float, float]  # west, south, east, north, degrees

    @property
    def reach_m(self) -> float:
        """How far its farthest corner is from its middle, m: how wrong a position at the middle can be."""
        west, south, east, north = self.box
        middle = plane.Position(self.lon_deg, self.lat_deg)
        corners = [plane.Position(lon, lat) for lon in (west, east) for lat in (south, north)]
        return max(plane.distance_m(middle, corner) for corner in corners)


def districts(outlines: Mapping[str, Any]) -> tuple[District, ...]:
    """The districts of the outlines that the maps are drawn from, and each city that has districts below it."""
    single = [
        _district(feature)
        for feature in outlines["features"]
        if feature["properties"]["kind"] == "district"
    ]
    cities: dict[tuple[str, str], list[District]] = {}
    for district in single:
        words = district.name_ko.split()
        if len(words) > 1:
            cities.setdefault((district.province_ko, words[0]), []).append(district)
    return (*single, *(_city(name, parts) for (_province, name), parts in cities.items()))


def _district(feature: Mapping[str, Any]) -> District:  # Any: GeoJSON
    geometry, properties = feature["geometry"], feature["properties"]
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    rings = [[(float(x), float(y)) for x, y in polygon[0]] for polygon in polygons]
    largest = max(rings, key=lambda ring: _extent(plane.box_around(ring)))
    lon, lat = plane.centroid(largest)
    box = plane.box_around([xy for ring in rings for xy in ring])
    return District(
        code=properties["code"],
        name=properties["name"],
        name_ko=properties["name_ko"],
        province=properties["province"],
        province_ko=properties["province_ko"],
        lat_deg=lat,
        lon_deg=lon,
        box=(box.west_deg, box.south_deg, box.east_deg, box.north_deg),
    )


def _extent(box: plane.Box) -> float:
    return (box.east_deg - box.west_deg) * (box.north_deg - box.south_deg)


def _city(name_ko: str, parts: Sequence[District]) -> District:
    first = parts[0]
    west, south, east, north = zip(*(part.box for part in parts), strict=True)
    return District(
        code=first.code[:4],
        name=first.name.split()[0],
        name_ko=name_ko,
        province=first.province,
        province_ko=first.province_ko,
        lat_deg=sum(part.lat_deg for part in parts) / len(parts),
        lon_deg=sum(part.lon_deg for part in parts) / len(parts),
        box=(min(west), min(south), max(east), max(north)),
    )


@dataclass(frozen=True, slots=True)
class Atlas:
    """Districts to look up."""

    by_name: Mapping[tuple[str, str], District]  # (province, district) in Korean
    known: tuple[District, ...]


def atlas_of(known: Sequence[District]) -> Atlas:
    """An atlas of some districts."""
    return Atlas({(each.province_ko, each.name_ko): each for each in known}, tuple(known))


def place(atlas: Atlas, *, province: str, district: str, address: str) -> District | None:
    """The district in which an address lies; the smallest that its text names. None: not to be placed."""
    full = SHORT.get(province.strip(), province.strip())
    wanted = " ".join(district.split())
    inside = [each for each in atlas.known if each.province_ko == full]
    named = [
        each
        for each in inside
        if wanted in each.name_ko.split() and all(word in address for word in each.name_ko.split())
    ]
    below = [each for each in named if len(each.name_ko.split()) > 1]
    if len(below) == 1:
        return below[0]
    exact = atlas.by_name.get((full, wanted))
    if exact is not None:
        return exact
    return inside[0] if len(inside) == 1 else None


def search(atlas: Atlas, typed: str) -> tuple[District, ...]:
    """Districts whose Korean or English name begins with, or holds, what somebody typed; best first."""
    wanted = " ".join(typed.split()).casefold()
    if len(wanted) < LEAST_MATCH:
        return ()
    ranked = [(rank, each) for each in atlas.known if (rank := _rank(each, wanted)) is not None]
    ranked.sort(key=lambda pair: (pair[0], pair[1].name_ko, pair[1].code))
    return tuple(each for _rank, each in ranked)


def _rank(each: District, wanted: str) -> int | None:
    names = [each.name_ko.casefold(), each.name.casefold()]
    whole = [
        f"{each.province_ko} {each.name_ko}".casefold(),
        f"{each.name}, {each.province}".casefold(),
        *(f"{short} {each.name_ko}" for short, full in SHORT.items() if full == each.province_ko),
    ]
    if wanted in names or wanted in whole:
        return 0
    if any(name.startswith(wanted) for name in names + whole):
        return 1
    return 2 if any(wanted in name for name in names + whole) else None
