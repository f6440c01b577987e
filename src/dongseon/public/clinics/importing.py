"""Taking a list of clinics over from its two files; what is to be said about it comes back."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from dongseon.public.around import asking, streets
from dongseon.public.around.streets import Known, Streets, Sureness
from dongseon.public.clinics import actions, reading
from dongseon.public.masks import queries as masks


def known_addresses() -> Streets:
    """The addresses whose positions this site has: the shops that sell masks."""
    return streets.streets_of(
        Known(shop.address, shop.lat_deg, shop.lon_deg) for shop in masks.shops()
    )


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Read ``told["areas"]`` and ``told["details"]`` and take the list over."""
    found = reading.read_pair(
        areas=Path(told["areas"]).read_bytes(),
        details=Path(told["details"]).read_bytes(),
        atlas=asking.atlas(),
        known=known_addresses(),
        drive_through=bool(told.get("drive_through")),
    )
    actions.take_over(now=now, listed=found.clinics)
    places = [each.place for each in found.clinics if each.place is not None]
    told_of = {
        f"placed_by_{sureness}": sum(place.sureness is sureness for place in places)
        for sureness in Sureness
    }
    return {
        "clinics": len(found.clinics),
        **told_of,
        "position_off_by_m_median": round(median(place.reach_m for place in places))
        if places
        else None,
        "not_placed": len(found.clinics) - len(places),
        "remarks": dict(Counter(remark.what for remark in found.remarks)),
        "rows": [asdict(remark) for remark in found.remarks],
    }
