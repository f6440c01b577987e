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
CELLS_PER_DEGREE = 100.0  # bands of latitude in which one cosine and its slope are enough
EULER = 0.5772156649  # 1 + 1/2 + … + 1/r < log r + EULER + 1/(2 r)
DENSE = 32  # fixes inside a run that is no stay, from which on it pays to look for the next start
ROUNDING = 0.9999  # of distances that may rule a stay out
CLOSE_CALL = 0.02  # of the squared reach: closer to it than this, the peers' own formula decides
PEERS_RADIUS_M = 6_371_000.0  # m, the earth of trackintel 1.4


@dataclass(frozen=True, slots=True)
class StayRule:
    """What makes a stay. The names are those of trackintel, so that its settings can be taken over."""

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
    least, gap = int(chosen.time_threshold_min * 60e6), int(chosen.gap_threshold_min * 60e6)
    reach_m = chosen.dist_threshold_m
    if chosen.definition == "centroid":
        found = _scan(codes, micro_s, lon, lat, reach_m, least, gap, chosen.outliers)
    else:
        found = _scan_first_fix(codes, micro_s, lon, lat, reach_m, least, gap)
    first, last, centre_lon, centre_lat, count = found
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
def _scan(  # noqa: C901  # one function: with the inner loop apart the compiler makes it twice as slow
    person: Codes, at: Ints, lon: Floats, lat: Floats, reach_m: float, least: int, gap: int, forgiven: int
) -> tuple[Ints, Ints, Floats, Floats, Codes]:  # fmt: skip
    """One pass by the running centroid. ``last`` is the last fix inside.

    Near the centre is |offset - sum / count| <= 1, offsets counted in reaches from the first fix;
    times count it needs no division.
    """
    n = person.size
    first, last = np.empty(n, np.int64), np.empty(n, np.int64)
    out_lon, out_lat, out_count = np.empty(n), np.empty(n), np.empty(n, np.int32)
    scale_y = METRES_PER_DEGREE / reach_m
    found, i, ahead, stop, cell, cosine, slope = 0, 0, 0, 0, np.nan, 1.0, 0.0
    while i < n:
        if i >= stop:
            stop = _next_person(person, i)
        before, from_lon, from_lat = at[i], lon[i], lat[i]
        if np.floor(from_lat * CELLS_PER_DEGREE) != cell:
            cell = np.floor(from_lat * CELLS_PER_DEGREE)
            cosine, slope = _cosine_about((cell + 0.5) / CELLS_PER_DEGREE)
        scale_x = scale_y * (cosine + slope * (from_lat - (cell + 0.5) / CELLS_PER_DEGREE))
        sum_u, sum_v, count, missed, end = 0.0, 0.0, 1.0, 0, i
        for j in range(i + 1, stop):
            if at[j] - before > gap:
                break
            before = at[j]
            u, v = (lon[j] - from_lon) * scale_x, (lat[j] - from_lat) * scale_y
            off_u, off_v = u * count - sum_u, v * count - sum_v
            if off_u * off_u + off_v * off_v <= count * count:
                sum_u, sum_v, count = sum_u + u, sum_v + v, count + 1.0
                missed, end = 0, j
            else:
                missed += 1
                if missed > forgiven:
                    break
        if at[end] - at[i] >= least:
            first[found], last[found], out_count[found] = i, end, count
            out_lon[found] = from_lon + sum_u / (count * scale_x)
            out_lat[found] = from_lat + sum_v / (count * scale_y)
            found, i = found + 1, end + 1
        elif end - i < DENSE:
            i += 1
        else:
            i, ahead = _next_start(person, at, lon, lat, i + 1, ahead, reach_m, least, forgiven)
    return _cut(first, last, out_lon, out_lat, out_count, found)


@njit(cache=True)
def _next_person(person: Codes, i: int) -> int:
    """The first fix after i that is another person's."""
    stop = i + 1
    while stop < person.size and person[stop] == person[i]:
        stop += 1
    return stop


@njit(cache=True)
def _next_start(
    person: Codes, at: Ints, lon: Floats, lat: Floats, i: int, ahead: int, reach_m: float, least: int, forgiven: int
) -> tuple[int, int]:  # fmt: skip
    """From fix i on, the first at which a stay can begin; and the first fix that is late enough to end it.

    The r-th fix inside is within a reach of a centre that the k-th has moved by a reach / k at most:
    within (1 + 1/2 + … + 1/r) reaches of the first fix. One of those around the end must be.
    """
    n = person.size
    while i < n:
        ahead = max(ahead, i)
        while ahead < n and person[ahead] == person[i] and at[ahead] - at[i] < least:
            ahead += 1
        if ahead == n or person[ahead] != person[i]:
            i = ahead  # too late for a stay of this person
            continue
        most = ahead + forgiven - i + 1.0
        bound = (np.log(most) + EULER + 0.5 / most) * reach_m / METRES_PER_DEGREE
        shrink = np.cos(lat[i] * np.pi / 180) * ROUNDING
        for k in range(ahead, min(ahead + forgiven + 1, n)):
            dx, dy = (lon[k] - lon[i]) * shrink, (lat[k] - lat[i]) * ROUNDING
            if dx * dx + dy * dy <= bound * bound:
                return i, ahead
        i += 1
    return n, ahead


@njit(cache=True)
def _cosine_about(lat_deg: float) -> tuple[float, float]:
    """Cosine of a latitude and its slope per degree: within a cell the line is off by 4e-9 at most."""
    return np.cos(lat_deg * np.pi / 180), -np.sin(lat_deg * np.pi / 180) * np.pi / 180


@njit(cache=True)
def _cut(
    first: Ints, last: Ints, lon: Floats, lat: Floats, count: Codes, found: int
) -> tuple[Ints, Ints, Floats, Floats, Codes]:
    """The rows that were found, without the room for more."""
    return (
        first[:found].copy(),
        last[:found].copy(),
        lon[:found].copy(),
        lat[:found].copy(),
        count[:found].copy(),
    )


@njit(cache=True)
def _scan_first_fix(
    person: Codes, at: Ints, lon: Floats, lat: Floats, reach_m: float, least: int, gap: int
) -> tuple[Ints, Ints, Floats, Floats, Codes]:
    """One pass by the peers' rule. ``last`` is the first fix outside; without one there is no stay."""
    n = person.size
    first, last = np.empty(n, np.int64), np.empty(n, np.int64)
    out_lon, out_lat, out_count = np.empty(n), np.empty(n), np.empty(n, np.int32)
    found, start, shrink = 0, 0, np.nan
    sum_lon, sum_lat = 0.0, 0.0
    for j in range(1, n):
        broken = person[j] != person[start] or at[j] - at[j - 1] > gap
        if start == j - 1:
            shrink = np.cos(lat[start] * np.pi / 180)
        if not broken and _near(lon[start], lat[start], lon[j], lat[j], shrink, reach_m):
            sum_lon += lon[j] - lon[start]
            sum_lat += lat[j] - lat[start]
            continue
        if not broken and at[j] - at[start] >= least:
            count = j - start
            first[found], last[found], out_count[found] = start, j, count
            out_lon[found] = lon[start] + sum_lon / count
            out_lat[found] = lat[start] + sum_lat / count
            found += 1
        start = j
        sum_lon, sum_lat = 0.0, 0.0
    return _cut(first, last, out_lon, out_lat, out_count, found)


@njit(cache=True)
def _near(
    lon: float, lat: float, other_lon: float, other_lat: float, shrink: float, reach_m: float
) -> bool:
    """Nearer than the reach, exclusive; close calls by the spherical law of cosines, as the peers do."""
    scale = METRES_PER_DEGREE / reach_m
    dx = (other_lon - lon) * scale * shrink
    dy = (other_lat - lat) * scale
    off = dx * dx + dy * dy
    if abs(off - 1.0) > CLOSE_CALL:
        return bool(off < 1.0)
    here, there, turn = np.radians(lat), np.radians(other_lat), np.radians(other_lon - lon)
    angle = np.cos(here - there) - np.cos(here) * np.cos(there) * (1 - np.cos(turn))
    return bool(PEERS_RADIUS_M * np.arccos(min(1.0, angle)) < reach_m)
