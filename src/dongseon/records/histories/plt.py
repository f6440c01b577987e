"""GeoLife trajectories (GeoLife GPS Trajectories 1.3, User Guide §3): ``.plt`` files."""

from zoneinfo import ZoneInfo

from dongseon.records.histories import rows, values
from dongseon.records.histories.types import History

FIRST_LINE = "Geolife trajectory"
HEADER_LINES = 6
FIELDS = 7  # latitude, longitude, 0, altitude in feet, days since 1899-12-30, date, time (GMT)
FOOT_M = 0.3048
NO_ALTITUDE = -777.0


def read(file: str, text: str, local: ZoneInfo) -> History:
    """Every line after the header becomes a fix; its time is GMT, its accuracy unknown."""
    found = rows.Rows(file, local)
    for line, content in enumerate(text.split("\n"), start=1):
        if line <= HEADER_LINES or not content.strip():
            continue
        try:
            found.add(row_of(content, line, found.clock))
        except values.Unusable as fault:
            found.reject(line, fault)
    return found.history("geolife_plt")


def row_of(content: str, line: int, clock: values.Clock) -> rows.Row:
    """The row of a line. Raises Unusable."""
    fields = content.strip().split(",")
    if len(fields) != FIELDS:
        raise values.Unusable("", content, f"{len(fields)} fields instead of {FIELDS}")
    lon, lat = values.position(
        values.degrees(fields[1], "longitude"), values.degrees(fields[0], "latitude")
    )
    at = clock.instant_us(f"{fields[5].strip()}T{fields[6].strip()}Z", "date, time")
    feet = values.number(fields[3], "altitude")
    altitude = "" if feet == NO_ALTITUDE else f'{{"altitude_m": {feet * FOOT_M:.1f}}}'
    return rows.Row(line, at, at, lon, lat, attributes=altitude)
