"""The tables of an evidence bundle as data: file names, columns, and which of them must be there."""

from dataclasses import dataclass

from dongseon.records.columns import SOURCES


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of CSV file in a bundle."""

    name: str  # file name without .csv
    row_is: str  # what one row says
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    either: tuple[str, ...] = ()  # at least one of these

    @property
    def file(self) -> str:
        """The file's name inside the bundle."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the format knows, in the order it is written."""
        return self.required + self.either + self.optional

    @property
    def expected(self) -> str:
        """What a message says a usable header holds."""
        either = (" or ".join(self.either),) if self.either else ()
        return ", ".join(self.required + either)


PERSONS = Table(
    "persons",
    "a person asked about",
    ("person_id",),
    (
        "phone",
        "cards",
        "transit_card",
        "onset_at",
        "sampled_at",
        "isolated_at",
        "home_place_id",
        "work_place_id",
    ),
)
PLACES = Table(
    "places",
    "a place",
    ("place_id", "category", "lon", "lat", "radius_m"),
    ("name", "indoor", "capacity", "opens", "closes"),
)
STATIONS = Table(
    "base_stations",
    "a sector of a base station",
    ("base_station_id", "lon", "lat", "range_m"),
    ("azimuth_deg", "beam_deg"),
)
BASE_STATION = Table("base_station", "a connection", ("phone", "from", "base_station_id"), ("to",))
GPS = Table("gps", "a fix", ("phone", "at", "lon", "lat"), ("accuracy_m",))
CARD = Table("card", "an approval", ("card", "at", "place_id"), ("amount", "cancelled"))
TRANSIT = Table("transit", "a tap", ("transit_card", "at", "kind", "place_id"), ("line", "vehicle"))
CHECK_IN = Table("check_in", "a QR or call check-in", ("phone", "at", "place_id"))
CCTV = Table(
    "cctv",
    "a sighting an investigator identified",
    ("person_id", "from", "to", "place_id"),
    ("confidence",),
)
INTERVIEW = Table(
    "interview",
    "a statement",
    ("person_id", "from", "to"),
    ("statement", "asked_at"),
    either=("place_id", "place_text"),
)

SOURCE_TABLES = (GPS, BASE_STATION, CARD, TRANSIT, CCTV, CHECK_IN, INTERVIEW)  # as in SOURCES
TABLES = {table.name: table for table in (PERSONS, PLACES, STATIONS, *SOURCE_TABLES)}
KEPT_AS_ATTRIBUTES = ("amount", "asked_at", "place_text", "line")  # Records has no column for them
SETTINGS_FILE = "bundle.toml"

if tuple(table.name for table in SOURCE_TABLES) != SOURCES:  # pragma: no cover
    raise RuntimeError("SOURCE_TABLES and SOURCES disagree")
