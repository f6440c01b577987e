"""A state of its own for a regular place whose door is not known, and what becomes of it at the end."""

from dataclasses import replace

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.regulars import Regulars
from dongseon.records.columns import Coded, Places


def extend(case: Case, regulars: Regulars) -> Case:
    """The case with a virtual place at the end of its candidates for each unknown regular place."""
    virtual = [r for r in regulars.each() if not r.known]
    if not virtual:
        return case
    chosen, places = case.candidates, case.candidates.places
    labels = [*places.category.labels, "home", "office"]
    code = {"home": len(labels) - 2, "work": len(labels) - 1}
    lon_lat = np.array([case.plane.to_degrees(r.x_m, r.y_m) for r in virtual])
    count = len(virtual)
    extended = Places(
        (*places.place_id, *("" for _ in virtual)),
        (*places.name, *("" for _ in virtual)),
        Coded(
            np.append(places.category.codes, [code[r.kind] for r in virtual]).astype(np.int32),
            tuple(labels),
        ),
        np.append(places.lon_deg, lon_lat[:, 0]),
        np.append(places.lat_deg, lon_lat[:, 1]),
        np.append(places.radius_m, [2 * np.sqrt(r.spread_m2) for r in virtual]),
        np.append(places.indoor, np.ones(count, places.indoor.dtype)),
        np.append(places.capacity, np.full(count, np.nan)),
        np.append(places.opens_min, np.full(count, -1)).astype(np.int32),
        np.append(places.closes_min, np.full(count, -1)).astype(np.int32),
    )
    x_m, y_m = np.array([r.x_m for r in virtual]), np.array([r.y_m for r in virtual])
    cell = [
        int(np.argmin(np.hypot(case.cells.x_m - x, case.cells.y_m - y)))
        for x, y in zip(x_m, y_m, strict=True)
    ]
    mixed = [case.sector_place[:, r.members] @ r.share for r in virtual]
    return replace(
        case,
        candidates=replace(
            chosen,
            row=np.append(chosen.row, np.full(count, -1)),
            places=extended,
            x_m=np.append(chosen.x_m, x_m),
            y_m=np.append(chosen.y_m, y_m),
        ),
        place_cell=np.append(case.place_cell, cell).astype(np.int32),
        sector_place=np.column_stack([case.sector_place, *mixed]),
    )


def shared_out(case: Case, answer: Answer, regulars: Regulars) -> Answer:
    """The answer in listed places alone: a virtual place's probability goes to what it could be.

    case: extended; the answer of the chain over it.
    """
    virtual = [r for r in regulars.each() if not r.known]
    if not virtual:
        return answer
    first, steps = len(case.candidates.row) - len(virtual), case.grid.steps
    owner = np.repeat(np.arange(steps), np.diff(answer.offsets))
    listed = answer.place < first
    owners, places = [owner[listed]], [answer.place[listed].astype(np.int64)]
    probabilities = [answer.probability[listed]]
    for k, regular in enumerate(virtual):
        mine = np.flatnonzero(answer.place == first + k)
        owners.append(np.repeat(owner[mine], len(regular.members)))
        places.append(np.tile(regular.members, len(mine)))
        probabilities.append((answer.probability[mine][:, None] * regular.share[None, :]).ravel())
    key = np.concatenate(owners) * first + np.concatenate(places)
    unique, back = np.unique(key, return_inverse=True)
    total = np.bincount(back, weights=np.concatenate(probabilities), minlength=len(unique))
    counts = np.bincount(unique // first, minlength=steps)
    return answer._replace(
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        place=(unique % first).astype(np.int32),
        probability=np.asarray(total, dtype=np.float64),
    )
