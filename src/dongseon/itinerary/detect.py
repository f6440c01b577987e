"""Plain GPS → stays, in one pass: the special case of a reconstruction that needs no map.

A stay is a run of fixes that remain near their own running centre for long enough; up to a few wild
fixes in a row are forgiven, as they come back. ``docs/method/stays.md`` compares the definitions.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from dongseon.errors import InvalidInput
from dongseon.itinerary.space import EARTH_RADIUS_M
from dongseon.records.columns import Codes, Floats, Ints, Times, read_only

METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180


@dataclass(frozen=True, slots=True)
class StayRule:
    """What makes a stay. The names are those of the field; the defaults those of trackintel."""

    dist_threshold_m: float = 100.0  # m from the centre (or from the first fix, see definition)
    time_threshold_min: float = 10.0  # minutes, shorter is no stay
    gap_threshold_min: float = 60.0  # minutes without a fix end a stay
    outliers: int = 3  # wild fixes in a row that are forgiven; centroid only
    definition: str = "centroid"  # or "first_fix": the peers' rule, outliers not forgiven


@dataclass(frozen=True, slots=True, eq=False)
class DetectedStays:
    """Stays of any number of persons, in the order of the fixes."""

    person: Codes  # (n,) as given
    start: Times  # (n,) UTC
    end: Times  # (n,) UTC
    lon_deg: Floats  # (n,) centre
    lat_deg: Floats  # (n,)
    fixes: Codes  # (n,) number of fixes that make the stay

    def __post_init__(self) -> None:
        for column in (self.person, self.lon_deg, self.lat_deg, self.fixes):
            read_only(column)
        read_only(self.start)
        read_only(self.end)

    def __len__(self) -> int:
        return len(self.person)


def detect_stays(
    person: Codes, at: Times, lon_deg: Floats, lat_deg: Floats, *, rule: StayRule | None = None
) -> DetectedStays:
    """Find the stays in GPS fixes.

    person: (n,) codes, each person's fixes together; at: (n,) UTC, ascending within a person;
    lon_deg, lat_deg: (n,) WGS 84. Distances are equirectangular about the first fix of a stay: the
    error is below 0.1 % at these lengths. Raises InvalidInput naming the row that is out of order or
    not finite.
    """
    chosen = rule or StayRule()
    if chosen.definition not in ("centroid", "first_fix"):
        raise InvalidInput(f"definition: {chosen.definition!r} is neither centroid nor first_fix")
    codes = np.ascontiguousarray(person, dtype=np.int32)
    micro_s = np.ascontiguousarray(at.astype("datetime64[us]", copy=False)).view(np.int64)
    lon, lat = np.ascontiguousarray(lon_deg), np.ascontiguousarray(lat_deg)
    bad = _first_bad(codes, micro_s, lon, lat)
    if bad >= 0:
        raise InvalidInput(
            f"fix {bad}: time {at[bad]} or position ({lon[bad]}, {lat[bad]}) is not finite, "
            "or the fixes of a person are not in time order"
        )
    first, last, centre_lon, centre_lat, count = _scan(
        codes,
        micro_s,
        lon,
        lat,
        chosen.dist_threshold_m,
        int(chosen.time_threshold_min * 60e6),
        int(chosen.gap_threshold_min * 60e6),
        chosen.outliers if chosen.definition == "centroid" else 0,
        chosen.definition == "centroid",
    )
    return DetectedStays(codes[first], at[first], at[last], centre_lon, centre_lat, count)


@njit(cache=True)
def _first_bad(person: Codes, at: Ints, lon: Floats, lat: Floats) -> int:
    for i in range(person.size):
        if not (abs(lon[i]) <= 180.0 and abs(lat[i]) <= 90.0):
            return i
        if i and person[i] == person[i - 1] and at[i] < at[i - 1]:
            return i
    return -1


@njit(cache=True)
def _scan(
    person: Codes,
    at: Ints,
    lon: Floats,
    lat: Floats,
    reach_m: float,
    least: int,
    gap: int,
    forgiven: int,
    follow: bool,
) -> tuple[Ints, Ints, Floats, Floats, Codes]:
    """One pass. ``last`` is the last fix inside (centroid) or the first outside (first_fix)."""
    n = person.size
    room = n + 1  # by the peers' rule a lone fix with a long pause behind it is a stay
    first, last = np.empty(room, np.int64), np.empty(room, np.int64)
    out_lon, out_lat = np.empty(room), np.empty(room)
    out_count = np.empty(room, np.int32)
    found = 0
    i = 0
    while i < n:
        end, stop, x, y, count = _follow(person, at, lon, lat, i, reach_m, gap, forgiven, follow)
        closing = end if follow or stop >= n or person[stop] != person[i] else stop
        if not follow and stop < n and person[stop] == person[i] and at[stop] - at[stop - 1] > gap:
            closing = end
        if at[closing] - at[i] >= least and (follow or closing == stop):
            first[found], last[found] = i, closing
            out_lon[found], out_lat[found], out_count[found] = x, y, count
            found += 1
            i = end + 1
        elif follow:
            i += 1
        else:
            i = stop
    return (
        first[:found].copy(),
        last[:found].copy(),
        out_lon[:found].copy(),
        out_lat[:found].copy(),
        out_count[:found].copy(),
    )


@njit(cache=True)
def _follow(
    person: Codes,
    at: Ints,
    lon: Floats,
    lat: Floats,
    i: int,
    reach_m: float,
    gap: int,
    forgiven: int,
    follow: bool,
) -> tuple[int, int, float, float, int]:
    """From fix i on: last fix inside, fix that ended it, centre, number of fixes inside."""
    scale_y = METRES_PER_DEGREE / reach_m
    scale_x = scale_y * np.cos(lat[i] * np.pi / 180.0)
    x, y, count, missed, end = lon[i], lat[i], 1, 0, i
    sum_x, sum_y = 0.0, 0.0
    j = i + 1
    while j < person.size and person[j] == person[i] and at[j] - at[j - 1] <= gap:
        dx, dy = (lon[j] - x) * scale_x, (lat[j] - y) * scale_y
        if dx * dx + dy * dy <= 1.0:
            sum_x += lon[j] - lon[i]
            sum_y += lat[j] - lat[i]
            count += 1
            missed = 0
            end = j
            if follow:
                x, y = lon[i] + sum_x / count, lat[i] + sum_y / count
        else:
            missed += 1
            if missed > forgiven:
                break
        j += 1
    return end, j, lon[i] + sum_x / count, lat[i] + sum_y / count, count
