"""What holders hand over, as validated columns; every rejected row explained."""

from dongseon.records.appending import Imported
from dongseon.records.arrow_in import (
    persons_from_arrow,
    places_from_arrow,
    records_from_arrow,
    stations_from_arrow,
)
from dongseon.records.bundle import (
    add_to_bundle,
    import_files,
    read_bundle,
    write_bundle,
    write_file,
    write_rejects,
)
from dongseon.records.columns import (
    EVENTS,
    SOURCES,
    Coded,
    Evidence,
    Period,
    Persons,
    Places,
    Records,
    Reject,
    Stations,
)
from dongseon.records.reading import read_gazetteer
from dongseon.records.writing import rejects_csv, safe_cell

__all__ = [
    "EVENTS",
    "SOURCES",
    "Coded",
    "Evidence",
    "Imported",
    "Period",
    "Persons",
    "Places",
    "Records",
    "Reject",
    "Stations",
    "add_to_bundle",
    "import_files",
    "persons_from_arrow",
    "places_from_arrow",
    "read_bundle",
    "read_gazetteer",
    "records_from_arrow",
    "rejects_csv",
    "safe_cell",
    "stations_from_arrow",
    "write_bundle",
    "write_file",
    "write_rejects",
]
