"""Small bundles with every byte in sight."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dongseon.records import Evidence, read_bundle

PERSONS = "person_id,phone,cards,transit_card\nP1,010-1234-5678,1111-2222,T-1\n"
PLACES = "place_id,category,lon,lat,radius_m\nS1,cafe,127.04,37.5,12\nS2,home,127.03,37.51,15\n"
STATIONS = "base_station_id,lon,lat,range_m\nB1,127.04,37.5,400\n"
GPS = "phone,at,lon,lat,accuracy_m\n01012345678,2020-03-02T09:00:00,127.04,37.5,10\n"
LEAST = {
    "persons.csv": PERSONS,
    "places.csv": PLACES,
    "base_stations.csv": STATIONS,
    "gps.csv": GPS,
}

Files = Mapping[str, str | bytes | None]
Laid = Callable[[Files], Path]


def lay_out(folder: Path, files: Files) -> Path:
    """Write the least bundle, with these files changed, added or (None) left out."""
    folder.mkdir(exist_ok=True)
    for name, content in (LEAST | dict(files)).items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def lay(tmp_path: Path) -> Laid:
    """Writes a small bundle and names its folder."""
    return lambda files: lay_out(tmp_path / "bundle", files)


@pytest.fixture
def read(lay: Laid) -> Callable[[Files], Evidence]:
    """Writes a small bundle and reads it."""
    return lambda files: read_bundle(lay(files))


def told(evidence: Evidence) -> list[tuple[str, int, str, str]]:
    """File, line, column and reason of every reject."""
    return [(r.file, r.line, r.column, r.reason) for r in evidence.rejects]
