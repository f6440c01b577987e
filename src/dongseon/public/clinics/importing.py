"""Taking a list of clinics over from its two files; what is to be said about it comes back."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dongseon.public.around import asking
from dongseon.public.clinics import actions, reading


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Read ``told["areas"]`` and ``told["details"]`` and take the list over."""
    found = reading.read_pair(
        areas=Path(told["areas"]).read_bytes(),
        details=Path(told["details"]).read_bytes(),
        atlas=asking.atlas(),
        drive_through=bool(told.get("drive_through")),
    )
    actions.take_over(now=now, listed=found.clinics)
    reach = sorted(round(each.place.reach_m) for each in found.clinics if each.place is not None)
    return {
        "clinics": len(found.clinics),
        "placed_exactly": 0,  # the lists have no positions
        "placed_by_district": len(reach),
        "position_off_by_m_median": reach[len(reach) // 2] if reach else None,
        "not_placed": sum(each.place is None for each in found.clinics),
        "remarks": dict(Counter(remark.what for remark in found.remarks)),
        "rows": [asdict(remark) for remark in found.remarks],
    }
