"""The door: one person's records in, the itinerary out."""

from dataclasses import replace

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.itinerary import case, decode, discrepancies, inference, narrative
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.subject import Subject, rows_of
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import (
    BASE_STATION,
    GPS,
    Ints,
    Period,
    Places,
    Records,
    Stations,
)


def reconstruct(
    records: Records,
    *,
    places: Places,
    stations: Stations,
    period: Period,
    subject: Subject,
    model: Model | None = None,
) -> Itinerary:
    """Say where one person was during the period, when, and how sure that is.

    records: rows of any number of persons, of which only the subject's are read; ``place`` and
    ``base_station`` are rows of ``places`` and ``stations``. Deterministic; the order of rows and
    duplicates change nothing. Method: docs/method/itinerary.md. Raises InvalidInput if a row names a
    place or station that is not there, or a fix or connection lacks its position or sector.
    """
    rows = rows_of(records, subject.person_id)
    _check(records, rows, places, stations)
    model = model or Model()
    look = inference.first_look(model)
    prepared = case.prepare(records, rows, places, stations, period, subject, look)
    prepared, answer = inference.infer(prepared, stations, model)
    x_m, y_m, model = prepared.candidates.x_m, prepared.candidates.y_m, prepared.model
    # fixes show whether there was a visit: what they leave open is the door, and nights are long
    located = bool(np.isfinite(prepared.fixes.x_m).any())
    worth = replace(model, visit_worth=1.0) if located else model
    runs = decode.runs_of(answer, x_m, y_m, model=worth)
    likeliest = decode.runs_of(answer, x_m, y_m, model=decode.as_it_is(model))
    found = discrepancies.find(prepared, answer, likeliest)
    return narrative.tell(prepared, answer, runs, found)


def _check(records: Records, rows: Ints, places: Places, stations: Stations) -> None:
    for name, codes, size in (
        ("place", records.place[rows], len(places)),
        ("base_station", records.base_station[rows], len(stations)),
    ):
        bad = np.flatnonzero((codes < -1) | (codes >= size))
        if len(bad):
            row = int(rows[bad[0]])
            raise InvalidInput(
                f"record {records.record_id[row]}: {name} {int(codes[bad[0]])} is not among the "
                f"{size} given"
            )
    source = records.source[rows]
    nowhere = ~(np.isfinite(records.lon_deg[rows]) & np.isfinite(records.lat_deg[rows]))
    for name, useless in (
        ("a position", (source == GPS) & nowhere),
        ("a base station", (source == BASE_STATION) & (records.base_station[rows] < 0)),
    ):
        if useless.any():
            row = int(rows[np.flatnonzero(useless)[0]])
            raise InvalidInput(f"record {records.record_id[row]}: lacks {name}")
