"""Finds out which application wrote a history, by its content, and has it read."""

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from dongseon.errors import InvalidInput
from dongseon.records.histories import (
    csv_tracks,
    decoding,
    geojson,
    google,
    google_timeline,
    gpx,
    kml,
    layout,
    owntracks,
    plt,
    points,
    rows,
    tcx,
)
from dongseon.records.histories.types import History

# Any: JSON whose shape is what this module finds out.
JsonReader: TypeAlias = Callable[[str, Any, ZoneInfo], History]
XmlReader: TypeAlias = Callable[[str, str, ZoneInfo], History]

ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
XML_READERS: dict[str, XmlReader] = {
    "gpx": gpx.read,
    "kml": kml.read,
    "TrainingCenterDatabase": tcx.read,
}
SAMPLE = 100  # items of a list looked at to find out what they are
GEOJSON_TYPES = ("FeatureCollection", "Feature", *geojson.LINES, "Point", "MultiLineString")
SEGMENT_KEYS = ("visit", "activity", "timelinePath", "timelineMemory")
# Files that lie beside a history in the same export, and hold something else.
DECOYS = {
    "timelineEdits": "Google's log of corrections to a Timeline, not the Timeline itself",
    "deviceSettings": "Google's settings of the devices that report locations",
    "userLocationProfile": "Google's profile of frequent places, without times",
    "encryptedBackups": "Google's list of encrypted backups",
}


def read(file: str, data: bytes, local: ZoneInfo) -> History:
    """The history in the bytes of a file. Raises InvalidInput."""
    others = 0
    if data.startswith(b"PK\x03\x04"):
        data, others = decoding.kml_of_kmz(file, data)
        text = decoding.to_text(file, data)
        if root_of(text) != "kml":
            raise decoding.unusable(file, "a zip archive whose .kml is no KML")
        return kml.read(file, text, local, others=others)
    text = decoding.to_text(file, data)
    begin = text.lstrip()
    if begin.startswith("<"):
        return read_xml(file, text, local)
    if begin.startswith(("{", "[")):
        return read_json(file, text, local)
    if begin.startswith(plt.FIRST_LINE):
        return plt.read(file, text, local)
    if owntracks.is_rec(begin):
        return owntracks.read_rec(file, text, local)
    return csv_tracks.read(file, text, local)


def root_of(text: str) -> str:
    """Name of the first element of an XML text, without its prefix; "" if there is none."""
    without_comments = re.sub(r"<!--.*?-->", "", text[:10_000], flags=re.DOTALL)
    match = ROOT.search(without_comments)
    return match[1] if match else ""


def read_xml(file: str, text: str, local: ZoneInfo) -> History:
    """The history in an XML text. Raises InvalidInput."""
    root = root_of(text)
    if root in XML_READERS:
        return XML_READERS[root](file, text, local)
    if root.lower() == "html" or text.lstrip()[:14].lower().startswith("<!doctype html"):
        raise decoding.unusable(file, "a web page")
    raise decoding.unusable(file, f"XML whose root element is {root[:80]!r}")


def read_json(file: str, text: str, local: ZoneInfo) -> History:
    """The history in a JSON text. Raises InvalidInput."""
    try:
        document = decoding.to_json(file, text)
    except InvalidInput:
        messages = lines_of_json(text)
        if messages is None:
            raise
        document = messages
    if isinstance(document, list):
        return read_list(file, document, local)
    return read_object(file, document, local)


def lines_of_json(text: str) -> list[Any] | None:
    """The values of a text that has one JSON object a line, else None. Any: unchecked JSON."""
    try:
        return list(owntracks.json_lines(text))
    except (ValueError, RecursionError):
        return None


def read_list(file: str, items: list[Any], local: ZoneInfo) -> History:
    """The history in a JSON array. Raises InvalidInput."""
    sample = [item for item in items[:SAMPLE] if isinstance(item, dict)]
    if any(key in item for item in sample for key in SEGMENT_KEYS if "startTime" in item):
        return google_timeline.read_ios(file, items, local)
    if any("_type" in item for item in sample):
        return owntracks.read_json(file, items, local)
    if any("latitudeE7" in item and "longitudeE7" in item for item in sample):
        return google.read_records(file, items, local)
    if any(item.get("type") == "Feature" for item in sample):
        return geojson.read(file, items, local)
    if any(is_flat(item) for item in sample):
        name = "polarsteps" if any("arrived" in item for item in sample) else "points_json"
        return points.read(file, items, local, name=name)
    shown = shown_keys(sample[0]) if sample else "no objects in it"
    raise decoding.unusable(file, f"a JSON array with {shown}")


def read_object(file: str, document: Any, local: ZoneInfo) -> History:
    """The history in a JSON object. Any: unchecked JSON. Raises InvalidInput."""
    for key, reader in OBJECT_READERS.items():
        if key in document:
            return reader(file, document, local)
    for key, meaning in DECOYS.items():
        if key in document:
            raise decoding.unusable(file, meaning)
    if document.get("type") in (*GEOJSON_TYPES, "GeometryCollection"):
        return geojson.read(file, document, local)
    if "_type" in document:
        return owntracks.read_json(file, [document], local)
    if isinstance(document.get("data"), list):
        return read_list(file, document["data"], local)
    raise decoding.unusable(file, f"a JSON object with {shown_keys(document)}")


def read_locations(file: str, document: dict[str, Any], local: ZoneInfo) -> History:
    """A list called ``locations``: of Google, Overland or Polarsteps. Any: unchecked JSON."""
    items = rows.as_list(document["locations"])
    sample = [item for item in items[:SAMPLE] if isinstance(item, dict)]
    if any(item.get("type") == "Feature" for item in sample):
        return geojson.read(file, document, local)
    if any(is_flat(item) and "latitudeE7" not in item for item in sample):
        return points.read(file, items, local, name="polarsteps")
    return google.read_records(file, document, local)


OBJECT_READERS: dict[str, JsonReader] = {
    "timelineObjects": google.read_semantic,
    "semanticSegments": google_timeline.read_android,
    "rawSignals": google_timeline.read_android,
    "locations": read_locations,
}


def is_flat(item: dict[str, Any]) -> bool:
    """Whether an object has a position and a time among its own fields. Any: unchecked JSON."""
    columns = layout.of_keys(tuple(item))
    return columns.located and columns.timed


def shown_keys(item: dict[str, Any]) -> str:
    """The first keys of an object, for a message. Any: unchecked JSON."""
    shown = ", ".join(json.dumps(key[:40]) for key in list(item)[:6])
    return f"the keys {shown}" if item else "no keys"
