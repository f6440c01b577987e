"""A person's regular places, their home and their work place, registered or found in the log.

A place that the register does not know is found as an area first: where the nights are spent, where
whole days are spent again and again. Which door of that area it is may stay open for ever, so it gets a
state of its own in the chain, whose sector profile and position the log teaches, and a share for every
listed place that it could be. Learning a profile at each of these places instead would make the log
prove whichever door came first. Derivation: docs/method/itinerary.md.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from dongseon.itinerary import decode, observations
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.parameters import WORKING
from dongseon.records.categories import kind_of
from dongseon.records.columns import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Regular:
    """One regular place. M listed places it could be; T steps of the grid it was learned on."""

    kind: str  # "home" or "work"
    members: Ints  # (M,) candidates
    share: Floats  # (M,) probability of each
    x_m: float
    y_m: float
    spread_m2: float  # variance of that position per axis
    there: Floats  # (T,) probability of being there

    @property
    def known(self) -> bool:
        """Whether it is one listed place."""
        return len(self.members) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Regulars:
    """Home and work place, None where there is none."""

    home: Regular | None
    work: Regular | None

    def each(self) -> tuple[Regular, ...]:
        """Those that there are."""
        return tuple(r for r in (self.home, self.work) if r is not None)


class Centre(NamedTuple):
    """Where the fixes of a regular place lie. Metres, variances per axis."""

    x_m: float
    y_m: float
    of_place_m2: float  # of a listed place round it, if it is the one
    of_stay_m2: float  # of the mean itself, that the next stay's error adds to


def registered(case: Case) -> Regulars:
    """What the register knows, and what it lacks but the interview says day after day."""
    nowhere = np.zeros(case.grid.steps)
    home, work = (int(np.searchsorted(case.candidates.row, row)) for row in case.usual)
    return Regulars(
        _listed(case, "home", home, nowhere) if case.usual.home >= 0 else None,
        _listed(case, "work", work, nowhere) if case.usual.work >= 0 else None,
    )


def learn(case: Case, answer: Answer, before: Regulars) -> Regulars:
    """Home and work place after a pass: those known with their hours, the others looked for.

    ``case`` may be extended by the virtual places of ``before``, in the order of ``each()``.
    """
    home = _again(case, answer, before, "home", before.home)
    if home is None:
        home = _found(case, "home", _nights(case, answer))
    work = _again(case, answer, before, "work", before.work)
    if work is None:
        work = _found(case, "work", _days(case, answer, home))
    if work is not None and home is not None and not work.known and not _apart(case, home, work):
        work = None
    return Regulars(home, work)


def _apart(case: Case, home: Regular, work: Regular) -> bool:
    """Whether the records made at a presumed work place could not as well have been made at home."""
    distance_m = float(np.hypot(home.x_m - work.x_m, home.y_m - work.y_m))
    model, finding = case.model, case.model.finding
    fixed = np.isfinite(case.fixes.x_m) & (work.there > 0.5)
    if fixed.any():
        spread_m2 = 2 * max(work.spread_m2, home.spread_m2) + model.gps_lasting_bias_m**2
        return distance_m > finding.apart_sigmas * math.sqrt(spread_m2) + finding.apart_m
    at_home, at_work = heard_at(case, home.there), heard_at(case, work.there)
    used = at_work > 0
    counts = at_work[used] * model.sector_temper
    weights = np.stack(
        [
            model.profile_prior * (case.sector_place[:, r.members] @ r.share)[used] + taught[used]
            for r, taught in ((work, np.zeros_like(at_home)), (home, at_home * model.sector_temper))
        ],
        axis=1,
    )
    fits = _dirichlet(_least(weights), counts)
    total = model.profile_prior, model.profile_prior + at_home.sum() * model.sector_temper
    for k, weight in enumerate(total):
        fits[k] -= math.lgamma(weight + counts.sum()) - math.lgamma(weight)
    return bool(fits[0] - fits[1] > finding.apart_nats)


def _again(
    case: Case, answer: Answer, before: Regulars, kind: str, regular: Regular | None
) -> Regular | None:
    """What the last pass says of a regular place that we had already."""
    if regular is None:
        return None
    there = decode.marginal_of(answer, index_of(case, before, regular), 0, case.grid.steps)
    if regular.known:
        return _listed(case, kind, int(regular.members[0]), there)
    finding = case.model.finding
    a_day_min = finding.least_night_min if kind == "home" else finding.least_work_min
    per_day = 86_400 // case.grid.step_s
    day = np.arange(case.grid.steps) // per_day
    of_day_min = np.bincount(day, weights=there) * case.grid.step_s / 60
    enough = (of_day_min >= a_day_min).sum() >= _least_days(case)
    return _found(case, kind, there) if enough else None


def _least_days(case: Case) -> float:
    """How many days show a habit: some, and a part of those with records."""
    per_day, finding = 86_400 // case.grid.step_s, case.model.finding
    seen = observations.steps_with_record(case.records, case.rows, case.grid)
    seen_days = len(np.unique(np.flatnonzero(seen) // per_day))
    return max(finding.least_days, finding.least_share * seen_days)


def _listed(case: Case, kind: str, at: int, there: Floats) -> Regular:
    where = (float(case.candidates.x_m[at]), float(case.candidates.y_m[at]))
    return Regular(kind, np.array([at]), np.ones(1), *where, 0.0, there)


def index_of(case: Case, regulars: Regulars, regular: Regular) -> int:
    """The candidate that stands for a regular place: itself, or its virtual place at the end."""
    if regular.known:
        return int(regular.members[0])
    virtual = [r for r in regulars.each() if not r.known]
    return len(case.candidates.row) - len(virtual) + [r.kind for r in virtual].index(regular.kind)


def _found(case: Case, kind: str, there: Floats | None) -> Regular | None:
    """Which listed places an area could be, from the records made while the person was there."""
    if there is None:
        return None
    listed = np.flatnonzero(case.candidates.row >= 0)
    prior = _could_be(case, kind)[listed]
    log_odds = np.log(np.maximum(prior, 1e-9))
    log_odds += _heard(case, there, listed)
    centre = _seen(case, there)
    if centre is not None:
        off2 = (case.candidates.x_m[listed] - centre.x_m) ** 2
        off2 += (case.candidates.y_m[listed] - centre.y_m) ** 2
        spread = centre.of_place_m2 + case.candidates.places.radius_m[listed] ** 2 / 4
        log_odds += -0.5 * off2 / spread - np.log(spread)
    share = np.exp(log_odds - log_odds.max())
    share /= share.sum()
    keep = share >= case.model.finding.least_odds
    members, share = listed[keep], share[keep] / share[keep].sum()
    x_m, y_m, spread_m2 = _middle(case, members, share, centre)
    return Regular(kind, members, share, x_m, y_m, spread_m2, there)


def _middle(
    case: Case, members: Ints, share: Floats, centre: Centre | None
) -> tuple[float, float, float]:
    if centre is not None:
        return centre.x_m, centre.y_m, centre.of_stay_m2
    x_m, y_m = case.candidates.x_m[members], case.candidates.y_m[members]
    middle = float(share @ x_m), float(share @ y_m)
    spread = float(share @ ((x_m - middle[0]) ** 2 + (y_m - middle[1]) ** 2)) / 2
    return *middle, spread


def _could_be(case: Case, kind: str) -> Floats:
    """(C,) prior odds of being somebody's home or work place."""
    places, finding = case.candidates.places, case.model.finding
    kinds = [kind_of(places.category[row]) for row in range(len(places))]
    home = np.array([k == "home" for k in kinds], dtype=np.bool_)
    if kind == "home":
        return np.where(home, 1.0, finding.home_elsewhere)
    working = np.array([k in WORKING for k in kinds], dtype=np.bool_)
    return np.where(working, 1.0, np.where(home, finding.job_at_home, finding.other_job))


def heard_at(case: Case, there: Floats) -> Floats:
    """(S,) expected connections through each sector while at a regular place."""
    counts = np.zeros(case.sector_place.shape[0])
    owner = np.repeat(np.arange(case.grid.steps), np.diff(case.connections.offsets))
    np.add.at(counts, case.connections.station, there[owner])
    return counts


def _heard(case: Case, there: Floats, listed: Ints) -> Floats:
    """Log-likelihood of what was heard there, for each listed place.

    The sectors of one address keep to a profile of their own, round the geometric one as a Dirichlet
    of ``address_prior`` connections: so a thousand connections tell no more than the profile can.
    """
    model = case.model
    counts = heard_at(case, there) * model.sector_temper
    used = counts > 0
    weight = model.address_prior * case.sector_place[used][:, listed]
    return np.asarray(
        model.address_temper * _dirichlet(_least(weight), counts[used]), dtype=np.float64
    )


def _least(weight: Floats) -> Floats:
    """(used, n) weights that have a logarithm, in one layout: each layout would be compiled for."""
    return np.maximum(np.ascontiguousarray(weight), 1e-9)


@njit(cache=True, nogil=True)
def _dirichlet(weight: Floats, counts: Floats) -> Floats:
    """(n,) log-likelihood of counts (used,) under Dirichlet weights (used, n), up to a constant."""
    fits = np.zeros(weight.shape[1])
    for s in range(counts.size):
        for j in range(fits.size):
            fits[j] += math.lgamma(weight[s, j] + counts[s]) - math.lgamma(weight[s, j])
    return fits


def _seen(case: Case, there: Floats) -> Centre | None:
    """The middle of the fixes made there, None without any.

    Errors of one day's fixes are shared, those of different days are not; a part stays for ever.
    """
    fixes, model = case.fixes, case.model
    use = np.isfinite(fixes.x_m) & (there > 0.5)
    if not use.any():
        return None
    day = np.flatnonzero(use) * case.grid.step_s // 86_400
    _, of_day = np.unique(day, return_inverse=True)
    days = int(of_day.max()) + 1
    each = []
    for series in (fixes.x_m, fixes.y_m):
        daily = np.array([np.median(series[use][of_day == d]) for d in range(days)])
        each.append(float(np.median(daily)))
    shared = model.gps_indoor_bias_m**2 / days
    return Centre(each[0], each[1], shared + model.gps_lasting_bias_m**2, shared)


def _area(case: Case, answer: Answer, mass: Floats, least_min: float) -> Floats | None:
    """(T,) how much of each step was spent in the area of most such days; None without a habit.

    mass: (entries,) weight of each entry of the answer.
    """
    step_min, per_day = case.grid.step_s / 60, 86_400 // case.grid.step_s
    use = np.flatnonzero(mass > 0)
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets))[use]
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    finding = case.model.finding
    located = bool(np.isfinite(case.fixes.x_m).any())
    reach = finding.spot_tiles if located else finding.area_tiles
    tile = np.floor(
        np.round(np.stack([x_m, y_m], axis=1), 3)
        / (finding.spot_tile_m if located else finding.tile_m)
    )
    tiles, tile_of = np.unique(tile, axis=0, return_inverse=True)
    total = np.zeros((len(tiles), case.grid.steps // per_day + 1))
    at = tile_of.reshape(-1)[answer.place[use]]
    np.add.at(total, (at, owner // per_day), mass[use] * step_min)
    near = (np.abs(tiles[:, None, :] - tiles[None, :, :]) <= reach).all(axis=2)
    minutes = near.astype(np.float64) @ total  # (tiles, days) in the area round each tile
    whole = minutes >= least_min
    days, spent = whole.sum(axis=1), np.where(whole, minutes, 0.0).sum(axis=1)
    best = int(np.lexsort((spent, days))[-1]) if len(tiles) else -1
    if best < 0 or days[best] < _least_days(case):
        return None
    inside = near[best][at]
    there = np.bincount(owner[inside], weights=mass[use][inside], minlength=case.grid.steps)
    return np.asarray(there, dtype=np.float64)


def _nights(case: Case, answer: Answer) -> Floats | None:
    """Where the nights with records are spent. What the prior says of a silent night teaches nothing."""
    night = case.grid.hour % 24 < 5
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets))
    return _area(
        case, answer, answer.probability * night[owner], case.model.finding.least_night_min
    )


def _days(case: Case, answer: Answer, home: Regular | None) -> Floats | None:
    """Where long parts of several days are spent, the home left out."""
    away = np.ones(len(answer.place))
    if home is not None:
        away[np.isin(answer.place, home.members)] = 0.0
        owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets))
        away *= 1.0 - home.there[owner] if not home.known else 1.0
    return _area(case, answer, answer.probability * away, case.model.finding.least_work_min)
