"""Run one peer library on fixes: `PYTHON peer_program.py NAME FIXES.npz STAYS.npz`, one JSON line out.

This file is run by the Python of another environment, where the peer is and Dongseon is not: it imports
nothing of ours. Timed is the peer's own work, from its own table of fixes to its own table of stays.
"""

import importlib
import json
import sys
import time
import warnings
from typing import Any

import numpy as np

REACH_M, LEAST_MIN, GAP_MIN = 100.0, 10.0, 60.0
Columns = dict[str, Any]  # arrays by name; the peers' own tables have no types here


def trackintel(fixes: Columns) -> tuple[float, Columns]:
    """Sliding window about the first fix."""
    library, geo, pandas = (
        importlib.import_module(n) for n in ("trackintel", "geopandas", "pandas")
    )
    table = geo.GeoDataFrame(
        {"user_id": fixes["person"], "tracked_at": pandas.to_datetime(fixes["at"], utc=True)},
        geometry=geo.points_from_xy(fixes["lon_deg"], fixes["lat_deg"]),
        crs="EPSG:4326",
    )
    given = library.Positionfixes(table)
    began = time.process_time()
    _, found = given.generate_staypoints(
        method="sliding",
        dist_threshold=REACH_M,
        time_threshold=LEAST_MIN,
        gap_threshold=GAP_MIN,
        include_last=False,
    )
    seconds = time.process_time() - began
    points = found.geometry
    return seconds, _stays(
        found["user_id"], found["started_at"], found["finished_at"], points.x, points.y
    )


def skmob(fixes: Columns) -> tuple[float, Columns]:
    """scikit-mobility: the same window, from its own module."""
    library = importlib.import_module("skmob")
    detection = importlib.import_module("skmob.preprocessing.detection")
    pandas = importlib.import_module("pandas")
    table = pandas.DataFrame(
        {
            "uid": fixes["person"],
            "datetime": pandas.to_datetime(fixes["at"]),
            "lat": fixes["lat_deg"],
            "lng": fixes["lon_deg"],
        }
    )
    given = library.TrajDataFrame(table, user_id="uid")
    began = time.process_time()
    found = detection.stay_locations(
        given,
        minutes_for_a_stop=LEAST_MIN,
        spatial_radius_km=REACH_M / 1000,
        leaving_time=True,
        no_data_for_minutes=GAP_MIN,
    )
    seconds = time.process_time() - began
    return seconds, _stays(
        found["uid"], found["datetime"], found["leaving_datetime"], found["lng"], found["lat"]
    )


def movingpandas(fixes: Columns) -> tuple[float, Columns]:
    """Stops within a diameter."""
    library, geo, pandas = (
        importlib.import_module(n) for n in ("movingpandas", "geopandas", "pandas")
    )
    table = geo.GeoDataFrame(
        {"person": fixes["person"]},
        geometry=geo.points_from_xy(fixes["lon_deg"], fixes["lat_deg"]),
        crs="EPSG:4326",
        index=pandas.DatetimeIndex(fixes["at"]),
    )
    given = library.TrajectoryCollection(table, "person")
    began = time.process_time()
    found = library.TrajectoryStopDetector(given).get_stop_points(
        min_duration=pandas.Timedelta(minutes=LEAST_MIN), max_diameter=2 * REACH_M
    )
    seconds = time.process_time() - began
    points = found.geometry
    return seconds, _stays(
        found["traj_id"], found["start_time"], found["end_time"], points.x, points.y
    )


def pymeos(fixes: Columns) -> tuple[float, Columns]:
    """Stops of temporal points, within a diameter; building them is part of the work."""
    library, pandas = importlib.import_module("pymeos"), importlib.import_module("pandas")
    library.pymeos_initialize()
    least = pandas.Timedelta(minutes=LEAST_MIN).to_pytimedelta()
    at = pandas.to_datetime(fixes["at"], utc=True).strftime("%Y-%m-%d %H:%M:%S.%f+00").to_numpy()
    rows = []
    began = time.process_time()
    for person in np.unique(fixes["person"]):
        mine = np.flatnonzero(fixes["person"] == person)
        instants = ", ".join(
            f"POINT({fixes['lon_deg'][k]:.9f} {fixes['lat_deg'][k]:.9f})@{at[k]}" for k in mine
        )
        track = library.TGeogPointSeq(f"SRID=4326;[{instants}]")
        stops = track.stops(max_distance=2 * REACH_M, min_duration=least)
        spans = [] if stops is None else [stop.tstzspan() for stop in stops.sequences()]
        rows += [(person, span.lower(), span.upper()) for span in spans]
    seconds = time.process_time() - began
    person, start, end = zip(*rows, strict=True)
    found = _stays(person, start, end, np.zeros(len(rows)), np.zeros(len(rows)))
    for row, who in enumerate(found["person"]):
        mine = (fixes["person"] == who) & (fixes["at"] >= found["start"][row])
        mine &= fixes["at"] <= found["end"][row]
        for axis in ("lon_deg", "lat_deg"):
            found[axis][row] = fixes[axis][mine].mean()
    return seconds, found


PEERS = {
    "trackintel": trackintel,
    "skmob": skmob,
    "movingpandas": movingpandas,
    "pymeos": pymeos,
}


def _stays(person: Any, start: Any, end: Any, lon: Any, lat: Any) -> Columns:
    pandas = importlib.import_module("pandas")
    return {
        "person": np.asarray(person, dtype=np.int32),
        "start": pandas.to_datetime(start, utc=True).to_numpy().astype("datetime64[us]"),
        "end": pandas.to_datetime(end, utc=True).to_numpy().astype("datetime64[us]"),
        "lon_deg": np.asarray(lon, dtype=np.float64),
        "lat_deg": np.asarray(lat, dtype=np.float64),
    }


def main(name: str, fixes_path: str, stays_path: str) -> None:
    """Run a peer and say how long it took; a peer that is not there is said so."""
    warnings.simplefilter("ignore")
    with np.load(fixes_path) as file:
        fixes = {key: file[key] for key in file.files}
    try:
        importlib.import_module(name)
    except Exception as fault:  # noqa: BLE001  # a peer may fail in any way while it is imported
        sys.stdout.write(json.dumps({"absent": f"{type(fault).__name__}: {fault}"}) + "\n")
        return
    seconds, stays = PEERS[name](fixes)
    np.savez(stays_path, **stays)
    sys.stdout.write(json.dumps({"seconds": seconds}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
