"""Everything about one person that does not change while the chain learns."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from dongseon.itinerary import anchors, candidates, observations, sectors, space, statements
from dongseon.itinerary.anchors import Anchors
from dongseon.itinerary.candidates import Candidates
from dongseon.itinerary.observations import Connections, Fixes, Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.space import Cells, Plane
from dongseon.itinerary.statements import Statements, Usual
from dongseon.itinerary.subject import Subject
from dongseon.records.columns import (
    BASE_STATION,
    GPS,
    INTERVIEW,
    Codes,
    Floats,
    Ints,
    Period,
    Places,
    Records,
    Stations,
)

COMPETITORS_M = 4000.0  # m round the ground in use within which sectors compete; assumption
# Which places a statement without one may mean, by what was heard and seen in its hours. All assumptions:
CONNECTION_WORTH = 0.5  # of a connection's log-likelihood: those of one stay repeat each other
FIX_SIGMA_M = 60.0  # m an axis that a fix may lie beside the place meant
FIX_MOST = 8.0  # log-likelihood that a fix takes from a far place at most


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One person's evidence, ready for the chain."""

    subject: Subject
    period: Period
    model: Model
    records: Records
    rows: Ints  # rows of the person, in time order
    places: Places  # all places
    grid: Grid
    plane: Plane
    candidates: Candidates
    cells: Cells
    place_cell: Codes  # (C,)
    connections: Connections  # station = row of ``sector_place``
    sector_place: Floats  # (S, C) P(sector | place) from geometry
    sector_cell: Floats  # (S, Z)
    sector_row: Codes  # (S,) row of Stations
    fixes: Fixes
    anchors: Anchors
    usual: Usual  # home and work place as rows of ``places``
    told: Statements


def prepare(
    records: Records,
    rows: Ints,
    places: Places,
    stations: Stations,
    period: Period,
    subject: Subject,
    model: Model,
) -> Case:
    """Choose candidates, lay grid and cells, and put every record on them."""
    grid = observations.lay_grid(period, model=model)
    plane = _plane(records, rows, places)
    chosen = candidates.choose(records, rows, places, stations, subject, plane)
    used = np.unique(records.base_station[rows[records.source[rows] == BASE_STATION]])
    cells, cell = _lay_cells(records, rows, stations, used, plane, chosen, model)
    near = _competitors(stations, plane, cells)
    competing = _subset(stations, near)
    used_near = np.searchsorted(near, used).astype(np.int32)
    usual = statements.usual_of(records, rows, places, subject, grid, model=model)
    told = statements.sort_out(records, rows, places, usual, model=model)
    ground = _Ground(records, rows, grid, plane, chosen)
    heard = sectors.sector_probability(
        competing, plane, chosen.x_m, chosen.y_m, used_near, model=model
    )
    return Case(
        subject,
        period,
        model,
        records,
        rows,
        places,
        grid,
        plane,
        chosen,
        cells,
        cell,
        _connections(records, rows, grid, used, model),
        heard,
        sectors.sector_probability(competing, plane, cells.x_m, cells.y_m, used_near, model=model),
        used,
        observations.fixes_of(records, rows, grid, plane, model=model),
        _anchors(records, *_anchored(ground, told, usual, heard, used, model), chosen, grid, model),
        usual,
        told,
    )


def _plane(records: Records, rows: Ints, places: Places) -> Plane:
    """Centre the projection on the person's own ground."""
    own = rows[records.source[rows] == GPS]
    named = records.place[rows][records.place[rows] >= 0]
    lon = np.concatenate([records.lon_deg[own], places.lon_deg[named]])
    lat = np.concatenate([records.lat_deg[own], places.lat_deg[named]])
    if not len(lon):
        lon, lat = places.lon_deg, places.lat_deg
    if not len(lon):
        return Plane(0.0, 0.0)
    return Plane(float(np.median(lon)), float(np.median(lat)))


def _lay_cells(
    records: Records,
    rows: Ints,
    stations: Stations,
    used: Codes,
    plane: Plane,
    chosen: Candidates,
    model: Model,
) -> tuple[Cells, Codes]:
    """Cells round places, fixes and masts in use, and the cell of each candidate."""
    own = rows[records.source[rows] == GPS]
    fix_x, fix_y = plane.to_metres(records.lon_deg[own], records.lat_deg[own])
    mast_x, mast_y = plane.to_metres(stations.lon_deg[used], stations.lat_deg[used])
    origin = np.zeros(1)
    cells, cell = space.lay_cells(
        np.concatenate([chosen.x_m, fix_x, mast_x, origin]),
        np.concatenate([chosen.y_m, fix_y, mast_y, origin]),
        model=model,
    )
    return cells, cell[: len(chosen.row)]


def _competitors(stations: Stations, plane: Plane, cells: Cells) -> Ints:
    """Sectors that could serve somebody on the ground in use, ascending."""
    if not len(stations):
        return np.empty(0, np.int64)
    x_m, y_m = plane.to_metres(stations.lon_deg, stations.lat_deg)
    inside = (
        (x_m > cells.x_m.min() - COMPETITORS_M)
        & (x_m < cells.x_m.max() + COMPETITORS_M)
        & (y_m > cells.y_m.min() - COMPETITORS_M)
        & (y_m < cells.y_m.max() + COMPETITORS_M)
    )
    return np.flatnonzero(inside)


def _subset(stations: Stations, rows: Ints) -> Stations:
    return Stations(
        tuple(stations.base_station_id[r] for r in rows),
        stations.lon_deg[rows],
        stations.lat_deg[rows],
        stations.azimuth_deg[rows],
        stations.beam_deg[rows],
        stations.range_m[rows],
    )


def _connections(
    records: Records, rows: Ints, grid: Grid, used: Codes, model: Model
) -> Connections:
    """The person's connections, their stations as rows of ``used``."""
    found = observations.connections_of(records, rows, grid, model=model)
    return replace(found, station=np.searchsorted(used, found.station).astype(np.int32))


class _Ground(NamedTuple):
    """What the choice of a place is made on."""

    records: Records
    rows: Ints
    grid: Grid
    plane: Plane
    chosen: Candidates


def _anchored(
    ground: _Ground, told: Statements, usual: Usual, heard: Floats, used: Codes, model: Model
) -> tuple[Ints, Codes]:
    """Rows that anchor a visit, and its place (candidate). A row that tells of a kind of place comes
    once for each place that it could be, side by side."""
    records, rows = ground.records, ground.rows
    named = rows[records.place[rows] >= 0]
    named = named[~np.isin(named, told.hints)]
    row, place = [named], [np.searchsorted(ground.chosen.row, records.place[named])]
    for vague, kinds in zip(told.vague.tolist(), told.kinds, strict=True):
        members = statements.of_kind(ground.chosen.places, kinds)
        members = members[~np.isin(ground.chosen.row[members], [usual.home, usual.work])]
        fits, away_m = _heard_then(ground, vague, heard, used, members, usual)
        best = statements.best_fitting(members, fits, away_m, most=model.vague_members)
        row.append(np.full(len(best), vague))
        place.append(best)
    return np.concatenate(row), np.concatenate(place).astype(np.int32)


def _heard_then(
    ground: _Ground, row: int, heard: Floats, used: Codes, members: Ints, usual: Usual
) -> tuple[Floats, Floats]:
    """How well places fit what was heard and seen in the hours of a statement, and how far off they are."""
    records, chosen = ground.records, ground.chosen
    begin, end = records.start[row], records.end[row]
    then = ground.rows[(records.start[ground.rows] <= end) & (records.end[ground.rows] >= begin)]
    fits = np.zeros(len(members))
    for r in then[records.source[then] == BASE_STATION].tolist():
        sector = np.searchsorted(used, records.base_station[r])
        fits += CONNECTION_WORTH * np.log(heard[sector, members])
    fixes = then[records.source[then] == GPS]
    x_m, y_m = ground.plane.to_metres(records.lon_deg[fixes], records.lat_deg[fixes])
    for x, y in zip(x_m.tolist(), y_m.tolist(), strict=True):
        away2 = (chosen.x_m[members] - x) ** 2 + (chosen.y_m[members] - y) ** 2
        fits -= np.minimum(away2 / (2 * FIX_SIGMA_M**2), FIX_MOST)
    own = np.searchsorted(chosen.row, [p for p in usual if p >= 0])
    if not len(own):
        return fits, np.zeros(len(members))
    off_x = chosen.x_m[members][:, None] - chosen.x_m[own]
    off_y = chosen.y_m[members][:, None] - chosen.y_m[own]
    return fits, np.asarray(np.hypot(off_x, off_y).min(axis=1))


def _anchors(
    records: Records, rows: Ints, place: Codes, chosen: Candidates, grid: Grid, model: Model
) -> Anchors:
    step, end = grid.step(records.start[rows]), grid.step(records.end[rows])
    told = records.source[rows] == INTERVIEW
    middle = np.where(told, (step + end) // 2, step).astype(np.int32)
    categories = [chosen.places.category[r] for r in range(len(chosen.row))]
    return anchors.anchors_of(records, rows, middle, end - step, place, categories, model=model)


def on_steps(case: Case, stations: Stations, model: Model) -> Case:
    """The same case under a model with steps and cells of another size."""
    grid = observations.lay_grid(case.period, model=model)
    records, rows, chosen, used = case.records, case.rows, case.candidates, case.sector_row
    cells, cell = _lay_cells(records, rows, stations, used, case.plane, chosen, model)
    competing = _competitors(stations, case.plane, cells)
    return replace(
        case,
        model=model,
        grid=grid,
        cells=cells,
        place_cell=cell,
        sector_cell=sectors.sector_probability(
            _subset(stations, competing),
            case.plane,
            cells.x_m,
            cells.y_m,
            np.searchsorted(competing, used).astype(np.int32),
            model=model,
        ),
        connections=_connections(records, rows, grid, used, model),
        fixes=observations.fixes_of(records, rows, grid, case.plane, model=model),
        anchors=_anchors(records, case.anchors.row, case.anchors.place, chosen, grid, model),
    )


def narrow(case: Case, keep: Ints) -> Case:
    """The same case with only some candidates. keep: ascending; must hold every anchored place."""
    chosen = case.candidates
    place = np.searchsorted(keep, case.anchors.place).astype(np.int32)
    return replace(
        case,
        candidates=Candidates(
            chosen.row[keep],
            candidates.take(chosen.places, keep),
            chosen.x_m[keep],
            chosen.y_m[keep],
        ),
        place_cell=case.place_cell[keep],
        sector_place=np.ascontiguousarray(case.sector_place[:, keep]),
        anchors=replace(case.anchors, place=place),
    )
