"""A history as a track of instants, and as the rows of a bundle's ``gps.csv``."""

import json
from dataclasses import dataclass

import numpy as np

from dongseon.records.columns import Bytes, Codes, Floats, Texts, Times, read_only
from dongseon.records.histories.types import DRAWN, KINDS, History


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Positions at instants, sorted by time: what stay detection takes."""

    at: Times  # (n,) UTC, ascending
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    accuracy_m: Floats  # (n,) radius of 68 %, NaN = unknown
    kind: Bytes  # (n,) index into KINDS
    row: Codes  # (n,) row of the History it came from
    left_out: int  # rows of the History that are drawn: they have no time of their own

    def __post_init__(self) -> None:
        for numbers in (self.lon_deg, self.lat_deg, self.accuracy_m):
            read_only(numbers)
        read_only(self.at)
        read_only(self.kind)
        read_only(self.row)

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class GpsRows:
    """The columns of ``gps.csv``, with the provenance of each row."""

    phone: str  # digits, of all rows
    at: Times  # (n,) UTC, ascending
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)
    accuracy_m: Floats  # (n,) radius of 68 %, NaN = unknown
    source_id: Texts  # (n,) "file:line" of the history; both rows of a visit have the same
    attributes: Texts  # (n,) JSON object with at least "kind"
    left_out: int  # drawn positions, which have no time of their own

    def __post_init__(self) -> None:
        for numbers in (self.lon_deg, self.lat_deg, self.accuracy_m):
            read_only(numbers)
        read_only(self.at)
        read_only(self.source_id)
        read_only(self.attributes)

    def __len__(self) -> int:
        return len(self.at)


def to_track(history: History) -> Track:
    """The instants of a history; a visit with a duration counts at its start and at its end.

    Nothing is interpolated within a visit. Drawn positions are left out and counted.
    """
    timed = np.flatnonzero(history.kind != DRAWN)
    lasting = timed[history.end[timed] > history.start[timed]]
    row = np.concatenate([timed, lasting])
    at = np.concatenate([history.start[timed], history.end[lasting]])
    order = np.lexsort((row, at))
    row = row[order]
    return Track(
        at=at[order],
        lon_deg=history.lon_deg[row],
        lat_deg=history.lat_deg[row],
        accuracy_m=history.accuracy_m[row],
        kind=history.kind[row],
        row=row.astype(np.int32),
        left_out=len(history) - len(timed),
    )


def to_gps_rows(history: History, phone: str) -> GpsRows:
    """The rows of ``gps.csv`` that a history of this phone makes.

    A visit becomes a row at its start and one at its end, both with the visit's own accuracy
    (NaN where the file states none) and ``"kind": "visit"`` among the attributes.
    """
    track = to_track(history)
    attributes = np.empty(len(track), dtype=np.object_)
    attributes[:] = [
        with_kind(history, row, kind)
        for row, kind in zip(track.row.tolist(), track.kind.tolist(), strict=True)
    ]
    return GpsRows(
        phone=phone,
        at=track.at,
        lon_deg=track.lon_deg,
        lat_deg=track.lat_deg,
        accuracy_m=track.accuracy_m,
        source_id=history.record_ids()[track.row],
        attributes=attributes,
        left_out=track.left_out,
    )


def with_kind(history: History, row: int, kind: int) -> str:
    """The attributes of a row, its name and its kind among them."""
    fields = []
    if history.attributes[row]:
        fields.append(history.attributes[row][1:-1])
    if history.name[row]:
        fields.append(f'"name": {json.dumps(history.name[row], ensure_ascii=False)}')
    fields.append(f'"kind": "{KINDS[kind]}"')  # last: of equal keys, JSON readers take the last
    return "{" + ", ".join(fields) + "}"
