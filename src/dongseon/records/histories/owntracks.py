"""OwnTracks: the recorder's ``.rec`` files and messages as JSON (https://owntracks.org/booklet)."""

import json
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from dongseon.records.histories import rows, values
from dongseon.records.histories.types import History

# time of reception, kind of message, message
REC_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*)\s+(\S+)\s+(\{.*\})\s*", re.DOTALL)
LOCATED = ("location", "transition")  # messages that say where the phone was
OTHERS = (  # the other messages there are
    *("beacon", "card", "cmd", "configuration", "dump", "encrypted", "lwt", "request", "status"),
    *("steps", "waypoint", "waypoints"),
)
LIFTED = ("_type", "lat", "lon", "acc", "tst")  # fields that have a column of their own


def is_rec(text: str) -> bool:
    """Whether a text begins like a ``.rec`` file."""
    return REC_LINE.match(text.lstrip().split("\n", 1)[0]) is not None


def read_rec(file: str, text: str, local: ZoneInfo) -> History:
    """Each line of a ``.rec`` file; the phone's own time counts, not that of reception."""
    found = rows.Rows(file, local)
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            message = message_of(content)
        except values.Unusable as fault:
            found.reject(line, fault)
        else:
            read_message(message, line, found)
    return found.history("owntracks_rec")


def read_json(file: str, messages: list[Any], local: ZoneInfo) -> History:
    """A list of messages. Any: unchecked JSON."""
    found = rows.Rows(file, local)
    for ordinal, message in enumerate(messages, start=1):
        read_message(rows.as_object(message), ordinal, found)
    return found.history("owntracks_json")


def json_lines(text: str) -> Iterator[Any]:
    """The message of each line of a text that is not blank. Any: unchecked JSON.

    Raises ValueError or RecursionError if a line is not JSON.
    """
    return (json.loads(line) for line in text.split("\n") if line.strip())


def message_of(content: str) -> dict[str, Any]:
    """The message of a line; without a time of its own it has that of reception.

    Any: unchecked JSON. Raises Unusable.
    """
    match = REC_LINE.fullmatch(content)
    if match is None:
        raise values.Unusable("", content, "not a time, a kind and a JSON message")
    try:
        return {"tst": match[1], **json.loads(match[3])}
    except (ValueError, RecursionError):
        raise values.Unusable("", content, "cut off or damaged JSON") from None


def read_message(message: dict[str, Any], line: int, found: rows.Rows) -> None:
    """A position, or something else that is counted."""
    kind = message.get("_type")
    if kind not in LOCATED:
        named = kind if kind in OTHERS else "of another kind"
        found.ignore(f"message ({named}), no position of the phone")
        return
    try:
        lon, lat = values.position(
            values.degrees(message.get("lon"), "lon"), values.degrees(message.get("lat"), "lat")
        )
        at = found.clock.instant_us(message.get("tst"), "tst")
        accuracy = values.accuracy_m(message.get("acc"), "acc")
    except values.Unusable as fault:
        found.reject(line, fault)
        return
    extra = {key: value for key, value in message.items() if key not in LIFTED}
    found.add(rows.Row(line, at, at, lon, lat, accuracy, attributes=rows.attributes(extra)))
