"""What the interview says: at home, at work, at a place by name, at some place of a kind."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dongseon.itinerary import words
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Finding, Model
from dongseon.itinerary.subject import Subject
from dongseon.records.categories import kind_of
from dongseon.records.columns import INTERVIEW, Bools, Codes, Floats, Ints, Places, Records

NOWHERE = -1
AWAY_M = 1000.0  # m from the places usually used, worth one unit of log-likelihood; assumption


class Usual(NamedTuple):
    """Rows of Places of a person's home and work place, NOWHERE if neither register nor person says."""

    home: int
    work: int


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """The statements of one person, by how they can be used."""

    hints: Ints  # rows of Records that say no more than "at home" or "at work"
    at_home: Bools  # (hints,) which of the two
    vague: Ints  # rows that tell of some place of a kind
    kinds: tuple[frozenset[str], ...]  # (vague,) the categories that it may be


def usual_of(
    records: Records, rows: Ints, places: Places, subject: Subject, grid: Grid, *, model: Model
) -> Usual:
    """What the register knows, and what it lacks but the interview says day after day."""
    finding = model.finding
    home = places.position.get(subject.home_place_id, NOWHERE)
    if home < 0:
        home = _stated(records, rows, places, grid, "home", NOWHERE, finding)
    work = places.position.get(subject.work_place_id, NOWHERE)
    if work < 0:
        work = _stated(records, rows, places, grid, "work", home, finding)
    return Usual(home, work)


def _stated(
    records: Records, rows: Ints, places: Places, grid: Grid, kind: str, home: int, finding: Finding
) -> int:
    """The place that the interview names for whole nights or working days, NOWHERE if none stands out."""
    told = rows[(records.source[rows] == INTERVIEW) & (records.place[rows] >= 0)]
    first, last = grid.step(records.start[told]), grid.step(records.end[told])
    night = np.concatenate([[0], np.cumsum(grid.hour % 24 < 5)])
    step_min, per_day = grid.step_s / 60, 86_400 // grid.step_s
    at_night = (night[last] - night[first]) * step_min >= finding.least_night_min
    lodging = np.array(
        [kind_of(places.category[int(p)]) == "home" for p in records.place[told]], np.bool_
    )
    if kind == "home":
        whole = at_night & lodging
    else:
        whole = ((last - first) * step_min >= finding.least_work_min) & ~lodging
    place = records.place[told[whole]]
    days = np.unique(np.stack([place, first[whole] // per_day]), axis=1)
    count = np.bincount(days[0], minlength=1)
    if 0 <= home < len(count):
        count[home] = 0
    best = int(np.argmax(count))
    stands_out = count[best] >= finding.least_days and (count == count[best]).sum() == 1
    return best if stands_out else NOWHERE


def sort_out(
    records: Records, rows: Ints, places: Places, usual: Usual, *, model: Model
) -> Statements:
    """Sort the statements of a person; those that name another place than the usual ones are left out."""
    hints, at_home, vague, kinds = [], [], [], []
    working = kind_of(places.category[usual.work]) if usual.work >= 0 else ""
    least_s = model.finding.least_work_min * 60
    for row in rows[records.source[rows] == INTERVIEW].tolist():
        place, said = int(records.place[row]), records.text[row]
        meant = words.kinds_in(said) if place < 0 else frozenset()
        lasts_s = float((records.end[row] - records.start[row]) / np.timedelta64(1, "s"))
        home = place == usual.home if place >= 0 else words.at_home(said)
        work = place == usual.work if place >= 0 else working in meant and lasts_s >= least_s
        if home or work:
            hints.append(row)
            at_home.append(home)
        elif meant:
            vague.append(row)
            kinds.append(meant)
    return Statements(
        np.array(hints, np.int64),
        np.array(at_home, np.bool_),
        np.array(vague, np.int64),
        tuple(kinds),
    )


def of_kind(places: Places, kinds: frozenset[str]) -> Ints:
    """The places that a word for a kind may mean."""
    return np.flatnonzero(
        [
            places.category[row] in kinds or kind_of(places.category[row]) in kinds
            for row in range(len(places))
        ]
    )


def told_steps(records: Records, rows: Ints, grid: Grid) -> tuple[Codes, Codes]:
    """First and last step of each of some statements."""
    first = grid.step(records.start[rows])
    return first, np.maximum(grid.step(records.end[rows]), first + 1).astype(np.int32)


def best_fitting(members: Ints, heard: Floats, away_m: Floats, *, most: int) -> Ints:
    """The few of some places that the records of the hours told speak for, ascending.

    heard: (n,) log-likelihood of those records; away_m: (n,) metres from the places usually used, which
    decides where nothing was heard.
    """
    score = heard - away_m / AWAY_M
    return np.sort(members[np.argsort(-score, kind="stable")[:most]])
