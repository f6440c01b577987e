"""A personal location history as read-only columns, whatever application wrote it."""

from dataclasses import dataclass

import numpy as np

from dongseon.records.columns import Bytes, Codes, Floats, Reject, Texts, Times, read_only

KINDS = (
    "fix",  # a position the device measured at that time
    "path_point",  # a point of a path that a service made of fixes, with a time of its own
    "activity_start",  # where a journey began
    "activity_end",  # where a journey ended
    "visit",  # a stay, with arrival and departure
    "waypoint",  # a spot the person marked, with the time of the mark
    "drawn",  # a vertex of a drawing that has the drawing's time, not one of its own
)
FIX, PATH_POINT, ACTIVITY_START, ACTIVITY_END, VISIT, WAYPOINT, DRAWN = range(len(KINDS))

FORMATS = {
    "gpx": "a GPX file",
    "kml": "a KML file",
    "tcx": "a TCX workout",
    "geojson": "a GeoJSON file",
    "overland": "an Overland batch",
    "google_records": "Google's Records.json",
    "google_semantic": "Google's Semantic Location History",
    "google_timeline_android": "a Google Timeline of an Android phone",
    "google_timeline_ios": "a Google Timeline of an iPhone",
    "owntracks_rec": "an OwnTracks recording",
    "owntracks_json": "a list of OwnTracks messages",
    "polarsteps": "a Polarsteps export",
    "points_json": "a list of points in JSON",
    "geolife_plt": "a GeoLife trajectory",
    "csv": "a CSV table of positions",
}


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The positions of one file in the file's own order, duplicates included."""

    file: str
    format: str  # a key of FORMATS
    line: Codes  # (n,) 1-based line (text, XML) or 1-based ordinal of the item (JSON)
    start: Times  # (n,) UTC
    end: Times  # (n,) UTC, equal to start for an instant
    lon_deg: Floats  # (n,) WGS 84
    lat_deg: Floats  # (n,) WGS 84
    accuracy_m: Floats  # (n,) radius of 68 %, NaN = unknown
    kind: Bytes  # (n,) index into KINDS
    name: Texts  # (n,) of the place, "" = none
    attributes: Texts  # (n,) the other scalar fields as one JSON object, "" = none
    rejects: tuple[Reject, ...]
    notices: tuple[str, ...]  # what the file holds besides positions, counted

    def __post_init__(self) -> None:
        for times in (self.start, self.end):
            read_only(times)
        for numbers in (self.lon_deg, self.lat_deg, self.accuracy_m):
            read_only(numbers)
        for texts in (self.name, self.attributes):
            read_only(texts)
        read_only(self.line)
        read_only(self.kind)

    def __len__(self) -> int:
        return len(self.line)

    def record_ids(self) -> Texts:
        """Provenance of each row: ``file:line``, or ``file:line.2`` for the second of a line."""
        order = np.argsort(self.line, kind="stable")
        ordered = self.line[order]
        first = np.searchsorted(ordered, ordered, side="left")
        part = np.empty(len(self), dtype=np.int64)
        part[order] = np.arange(len(self)) - first + 1
        ids = np.empty(len(self), dtype=np.object_)
        ids[:] = [
            f"{self.file}:{line}" if nth == 1 else f"{self.file}:{line}.{nth}"
            for line, nth in zip(self.line.tolist(), part.tolist(), strict=True)
        ]
        return ids
