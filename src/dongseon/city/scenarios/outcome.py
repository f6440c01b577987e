"""What scenarios have in common when they are counted at the end."""

from collections.abc import Callable, Sequence

import numpy as np

from dongseon.city import figures
from dongseon.city.course import DAY_S
from dongseon.city.exposure import VEHICLE
from dongseon.city.figures import Figure
from dongseon.city.scenarios.story import Played
from dongseon.records.columns import Codes, Ints


def share(
    name: str,
    runs: Sequence[Played],
    counted: Callable[[Played], tuple[int, int]],
    published: tuple[float, float, float],
    source: str,
) -> Figure:
    """A share over all runs from each run's (hits, trials)."""
    return figures.share(name, np.array([counted(run) for run in runs]), published, source)


def count(
    name: str,
    runs: Sequence[Played],
    counted: Callable[[Played], float],
    published: float,
    source: str,
) -> Figure:
    """The mean over the runs of a number of persons, days or generations, with the mean's bootstrap
    interval: shown beside the published one, not compared. Runs without the number (NaN) are left out.
    """
    nan = float("nan")
    values = np.array([counted(run) for run in runs], dtype=np.float64)
    known = values[~np.isnan(values)]
    return figures.measured(name, known, np.mean, "count", (published, nan, nan), source)


def confirmed_among(run: Played, persons: Codes) -> Codes:
    """Those of some persons who were confirmed."""
    known = run.epidemic.person[run.epidemic.confirmed_s >= 0]
    return np.intersect1d(known, persons).astype(np.int32)


def confirmed_members(run: Played) -> Codes:
    """The confirmed among those whom the story exposes."""
    return confirmed_among(run, run.scenario.members)


def tested_members(run: Played) -> Codes:
    """Those whom the story exposes and who gave at least one specimen."""
    return np.intersect1d(run.epidemic.specimens.person, run.scenario.members).astype(np.int32)


def confirmed(run: Played) -> int:
    """How many were confirmed in all."""
    return int((run.epidemic.confirmed_s >= 0).sum())


def members(run: Played) -> int:
    """How many the story exposes."""
    return len(run.scenario.members)


def silent(run: Played, *, before_day: int) -> tuple[int, int]:
    """Confirmed before a day without a symptom until then, and all confirmed before it."""
    e = run.epidemic
    known = (e.confirmed_s >= 0) & (e.confirmed_s < before_day * DAY_S)
    quiet = known & ((e.onset_s < 0) | (e.onset_s > e.confirmed_s))
    return int(quiet.sum()), int(known.sum())


def in_vehicles(run: Played) -> int:
    """How many were infected in a vehicle: a bus, a train, a taxi, the company's coach."""
    return int((run.epidemic.setting == VEHICLE).sum())


def generation(run: Played) -> Ints:
    """Steps from the first infections of each infected person: (i,), seeds 0."""
    e = run.epidemic
    row = {person: k for k, person in enumerate(e.person.tolist())}
    out = np.zeros(len(e.person), dtype=np.int64)
    for k, infector in enumerate(e.infector.tolist()):  # in the order of time: infectors come first
        out[k] = 0 if infector < 0 else out[row[infector]] + 1
    return out


def deepest(run: Played) -> int:
    """The last generation reached."""
    return int(generation(run).max(initial=0))
