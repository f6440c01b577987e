"""What a reader asks for: a district by name or code, or a position that their browser has rounded."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dongseon.look import basemap
from dongseon.look.basemap import Ground
from dongseon.public.around import districts
from dongseon.public.around.districts import Atlas, District

ROUNDED = 2  # decimals of a degree: some kilometre; finer is never taken, and never needed
MOST_OFFERED = 8  # other places with that name


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a reader looks from."""

    lat_deg: float
    lon_deg: float
    district: District | None  # None: a rounded position
    reach_m: float  # how far off it may be


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and what it may mean."""

    text: str
    origin: Origin | None
    others: tuple[District, ...]  # of the same name

    @property
    def unknown(self) -> bool:
        """Whether something was typed that is no place we know."""
        return bool(self.text) and self.origin is None


@cache
def ground() -> Ground:
    """The outlines that maps are drawn on."""
    return basemap.read_ground(basemap.korea_outlines())


@cache
def atlas() -> Atlas:
    """The districts of Korea."""
    return districts.atlas_of(districts.districts(basemap.korea_outlines()))


def asked(query: Mapping[str, str]) -> Asked:
    """What a reader asks for: ``near=37.50,127.03``, ``district=11680`` or ``place=강남``."""
    text = " ".join(query.get("place", "").split())[:60]
    position = _position(query.get("near", ""))
    if position is not None:
        return Asked(text, Origin(*position, None, 800.0), ())
    code = query.get("district", "")
    chosen = [each for each in atlas().known if each.code == code] if code else []
    found = chosen or list(districts.search(atlas(), text))
    if not found:
        return Asked(text, None, ())
    first = found[0]
    origin = Origin(first.lat_deg, first.lon_deg, first, first.reach_m)
    return Asked(text, origin, tuple(found[1 : 1 + MOST_OFFERED]))


def _position(text: str) -> tuple[float, float] | None:
    try:
        lat, lon = (round(float(part), ROUNDED) for part in text.split(","))
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    return (lat, lon) if 32.5 <= lat <= 39.0 and 124.0 <= lon <= 132.5 else None
