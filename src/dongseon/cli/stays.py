"""`dongseon stays`: GPS histories in; stays as CSV, Parquet or GeoJSON out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console

from dongseon import itinerary, records
from dongseon.cli import folders, results, terminal
from dongseon.errors import InvalidInput
from dongseon.itinerary import DetectedStays, StayRule
from dongseon.records import histories
from dongseon.records.columns import GPS, Floats, Times

COLUMNS = ("person_id", "start_utc", "end_utc", "lon", "lat", "fixes")
SHOWN = 20  # stays that a terminal shows
RULE = StayRule()  # the defaults


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The fixes of one person."""

    person_id: str
    at: Times  # (n,) UTC
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)


def command(
    files: Annotated[
        list[Path], typer.Argument(help="Location histories, or evidence bundles with gps.csv.")
    ],
    out: Annotated[Path, typer.Option("--out", help="A .csv, .parquet or .geojson file to write.")],
    person: Annotated[
        str, typer.Option("--person", help="All files are this person's; else one person a file.")
    ] = "",
    distance_m: Annotated[
        float, typer.Option("--distance-m", min=0, help="How far from its centre a stay reaches.")
    ] = RULE.dist_threshold_m,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0, help="What is shorter is no stay.")
    ] = RULE.time_threshold_min,
    gap_minutes: Annotated[
        float, typer.Option("--gap-minutes", min=0, help="So long without a fix ends a stay.")
    ] = RULE.gap_threshold_min,
    definition: Annotated[
        str, typer.Option("--definition", help="centroid, or first_fix as other libraries have it.")
    ] = RULE.definition,
    timezone: Annotated[
        str, typer.Option("--timezone", help="Zone of times that have no offset (IANA name).")
    ] = "Asia/Seoul",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find the stays in GPS histories.

    Reads what `dongseon import` reads, and bundles. Columns of the result: person_id, start_utc,
    end_utc, lon, lat (the centre) and fixes (their number).

    Examples:

    `dongseon stays day.gpx --out stays.csv`

    `dongseon stays 2020*.plt --person P1 --minutes 5 --out stays.geojson`

    `dongseon stays bundle --out stays.parquet --json`
    """
    writer = WRITERS.get(out.suffix.lower())
    if writer is None:
        raise InvalidInput(f"{out}: expected a name that ends in {', '.join(WRITERS)}")
    tracks: list[Track] = []
    rejects: list[records.Reject] = []
    with terminal.progress() as advance:
        for number, path in enumerate(files):
            advance("Reading", number / len(files))
            found, faults = read(path, person_id=person, timezone=timezone)
            tracks += found
            rejects += faults
        advance("Reading", 1.0)
        ids, stays = detect(
            tracks,
            StayRule(
                dist_threshold_m=distance_m,
                time_threshold_min=minutes,
                gap_threshold_min=gap_minutes,
                definition=definition,
            ),
        )
    folders.write_files(out.parent, {out.name: writer(ids, stays)})
    fixes = sum(len(track.at) for track in tracks)
    terminal.answer(
        {
            "out": str(out),
            "persons": len(ids),
            "fixes": fixes,
            "stays": len(stays),
            "rejects": len(rejects),
        },
        as_json=as_json,
        show=lambda console: show(console, out, ids, stays, fixes, rejects),
    )


def read(
    path: Path, *, person_id: str, timezone: str
) -> tuple[list[Track], tuple[records.Reject, ...]]:
    """The tracks of one file or bundle, and the rows that could not be used."""
    if path.is_dir():
        return read_bundle(path, timezone=timezone)
    imported = records.import_files([path], person_id=person_id or path.stem, timezone=timezone)
    parts = [histories.to_track(history) for history in imported.histories]
    tracks = [Track(imported.person_id, part.at, part.lon_deg, part.lat_deg) for part in parts]
    return tracks, imported.rejects


def read_bundle(folder: Path, *, timezone: str) -> tuple[list[Track], tuple[records.Reject, ...]]:
    """The GPS tracks of everybody in a bundle."""
    evidence = records.read_bundle(folder, timezone=timezone)
    all_records = evidence.records
    tracks = []
    for code, person_id in enumerate(all_records.person.labels):
        rows = np.flatnonzero((all_records.person.codes == code) & (all_records.source == GPS))
        if len(rows):
            tracks.append(
                Track(
                    person_id,
                    all_records.start[rows],
                    all_records.lon_deg[rows],
                    all_records.lat_deg[rows],
                )
            )
    return tracks, evidence.rejects


def detect(tracks: Sequence[Track], rule: StayRule) -> tuple[tuple[str, ...], DetectedStays]:
    """Person ids, and the stays of all of them; tracks of one id are one person's."""
    ids = tuple(dict.fromkeys(track.person_id for track in tracks))
    code_of = {person_id: code for code, person_id in enumerate(ids)}
    codes = [np.full(len(t.at), code_of[t.person_id], dtype=np.int32) for t in tracks]
    person = np.concatenate([np.zeros(0, np.int32), *codes])
    at = np.concatenate([np.zeros(0, "datetime64[us]"), *(t.at for t in tracks)])
    lon_deg = np.concatenate([np.zeros(0), *(t.lon_deg for t in tracks)])
    lat_deg = np.concatenate([np.zeros(0), *(t.lat_deg for t in tracks)])
    order = np.lexsort((at, person))
    return ids, itinerary.detect_stays(
        person[order], at[order], lon_deg[order], lat_deg[order], rule=rule
    )


def csv_of(ids: Sequence[str], stays: DetectedStays) -> bytes:
    """The stays as CSV."""
    return results.csv_file(COLUMNS, (tuple(map(str, row)) for row in rows_of(ids, stays)))


def geojson_of(ids: Sequence[str], stays: DetectedStays) -> bytes:
    """The stays as GeoJSON points."""
    features = []
    for row in rows_of(ids, stays):
        values = dict(zip(COLUMNS, row, strict=True))
        point = [values.pop("lon"), values.pop("lat")]
        geometry = {"type": "Point", "coordinates": point}
        features.append({"type": "Feature", "geometry": geometry, "properties": values})
    return results.json_file({"type": "FeatureCollection", "features": features})


def parquet_of(ids: Sequence[str], stays: DetectedStays) -> bytes:
    """The stays as Parquet; times are timestamps in microseconds, UTC."""
    utc = pa.timestamp("us", tz="UTC")
    table = pa.table(
        {
            "person_id": pa.array([ids[code] for code in stays.person.tolist()], pa.string()),
            "start_utc": pa.array(stays.start).cast(utc),
            "end_utc": pa.array(stays.end).cast(utc),
            "lon": pa.array(stays.lon_deg),
            "lat": pa.array(stays.lat_deg),
            "fixes": pa.array(stays.fixes),
        }
    )
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


WRITERS = {".csv": csv_of, ".parquet": parquet_of, ".geojson": geojson_of}


def rows_of(
    ids: Sequence[str], stays: DetectedStays
) -> list[tuple[str, str, str, float, float, int]]:
    """The stays as rows of COLUMNS; positions to a tenth of a metre."""
    return [
        (ids[person], f"{start}Z", f"{end}Z", round(lon, 6), round(lat, 6), fixes)
        for person, start, end, lon, lat, fixes in zip(
            stays.person.tolist(),
            np.datetime_as_string(stays.start, unit="s").tolist(),
            np.datetime_as_string(stays.end, unit="s").tolist(),
            stays.lon_deg.tolist(),
            stays.lat_deg.tolist(),
            stays.fixes.tolist(),
            strict=True,
        )
    ]


def show(
    console: Console,
    out: Path,
    ids: Sequence[str],
    stays: DetectedStays,
    fixes: int,
    rejects: Sequence[Any],  # rejected rows; only their number is said
) -> None:
    """The first stays, for people."""
    title = f"{len(stays):,} stays in {fixes:,} fixes of {len(ids):,} persons"
    shown = rows_of(ids, stays)[:SHOWN]
    console.print(terminal.table(title, COLUMNS, (tuple(map(str, row)) for row in shown)))
    if rejects:
        terminal.line(console, f"{len(rejects):,} rows could not be used")
    terminal.line(console, f"Written: {out}")
