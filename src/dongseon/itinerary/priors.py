"""What is likely before any evidence: who stops where at which hour, and for how long."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.parameters import Model
from dongseon.records.categories import kind_of
from dongseon.records.columns import Bools, Codes, Floats, Places

HOURS = 168  # of a local week, Monday 0 h first
_WEEKDAY = np.repeat(np.arange(7) < 5, 24)
_HOUR = np.tile(np.arange(24), 7)

# How the day pulls people out, by kind of place: weight by local hour. Assumption: meals at noon and
# evening, shops by day, nightlife late; the shape matters little beside the opening hours.
_MEALS = np.array([1, 1, 0, 0, 0, 0, 1, 3, 4, 3, 3, 8, 10, 7, 4, 3, 4, 8, 10, 8, 5, 4, 3, 2]) / 6
_DAY = np.array([1, 0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 8, 8, 8, 8, 8, 8, 9, 9, 8, 6, 4, 3, 2]) / 6
_NIGHT = np.array([9, 8, 6, 4, 3, 2, 1, 0, 0, 0, 0, 1, 2, 2, 2, 3, 4, 6, 9, 10, 10, 10, 10, 10]) / 6
_RHYTHM = {
    "restaurant": _MEALS,
    "bar": _NIGHT,
    "club": _NIGHT,
    "karaoke": _NIGHT,
    "pc_cafe": _NIGHT,
}


@dataclass(frozen=True, slots=True, eq=False)
class Anchorage:
    """Which candidate is this person's home and work place."""

    home: int  # candidate, -1 = not known
    work: int  # candidate, -1 = none or not known


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """How long a place was kept and how often it was left, by hour of the week."""

    minutes: Floats  # (168,)
    left: Floats  # (168,) times


NOT_WATCHED = Kept(np.zeros(HOURS), np.zeros(HOURS))


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """What is known of one person's ways."""

    visits: Floats  # (C,) earlier visits found in the log
    at_home: Floats  # (168,) share of each hour of the week spent at home
    at_work: Floats  # (168,) the same for the work place
    kept_home: Kept = NOT_WATCHED
    kept_work: Kept = NOT_WATCHED


def usual_routine(candidates: int, anchorage: Anchorage) -> Routine:
    """Before the log has taught anything: sleep at home, work by day if there is work. Assumption."""
    sleeping = (_HOUR >= 22) | (_HOUR < 7)
    working = _WEEKDAY & (_HOUR >= 9) & (_HOUR < 18)
    by_day = 0.2 if anchorage.work >= 0 else 0.6
    return Routine(
        np.zeros(candidates),
        np.where(sleeping, 0.93, np.where(working, by_day, 0.6)),
        np.where(working, 0.7, 0.08),
    )


def learned_share(at_place: Floats, hour: Codes, usual: Floats, *, model: Model) -> Floats:
    """(168,) share of each hour spent at a place: weekdays pooled, weekend days pooled.

    at_place: (T,) probability of being there; hour: (T,) hour of the week; usual: (168,) counted as
    ``model.routine_prior_days`` days.
    """
    kind = np.where(hour // 24 < 5, 0, 24) + hour % 24
    seen = np.bincount(kind, weights=at_place, minlength=48)
    steps = np.bincount(kind, minlength=48).astype(np.float64)
    prior = model.routine_prior_days * 3600 / model.step_s
    of_kind = np.where(_WEEKDAY, 0, 24) + _HOUR
    share = (seen[of_kind] + prior * usual) / (steps[of_kind] + prior)
    return np.asarray(share, dtype=np.float64)


def kept(there: Floats, watched: Bools, hour: Codes, *, model: Model) -> Kept:
    """How long a place was kept and how often left, weekdays and weekend days apart, hours blurred.

    there: (T,) probability of being there; watched: (T,) whether the log shows comings and goings;
    hour: (T,) hour of the week.
    """
    step_min = model.step_s / 60
    kind = np.where(hour // 24 < 5, 0, 24) + hour % 24
    falls = np.maximum(0.0, there - np.append(there[1:], there[-1:]))
    counts = np.stack(
        [np.bincount(kind, weights=w * watched, minlength=48) for w in (there * step_min, falls)]
    ).reshape(2, 2, 24)
    of_kind = np.where(_WEEKDAY, 0, 24) + _HOUR
    neighbours = [np.roll(counts, shift, axis=2) for shift in (-1, 0, 1)]
    blurred = np.sum(neighbours, axis=0, dtype=np.float64).reshape(2, 48)[:, of_kind]
    return Kept(blurred[0], blurred[1])


def hours_open(places: Places) -> Bools:
    """(168, n) whether a place is open in each hour of the week; always, if nothing is said."""
    opens, closes = places.opens_min[None, :], places.closes_min[None, :]
    minute = (_HOUR * 60 + 30)[:, None]
    by_day = (opens < closes) & (minute >= opens - 30) & (minute < closes + 30)
    past_midnight = (opens >= closes) & ((minute >= opens - 30) | (minute < closes + 30))
    unknown = (opens < 0) | (closes < 0)
    return np.asarray(by_day | past_midnight | unknown, dtype=np.bool_)


def arrival_odds(
    places: Places, cell: Codes, anchorage: Anchorage, routine: Routine, *, model: Model
) -> Floats:
    """(168, n) odds, per step spent under way in its cell, of stopping at each place.

    places: the n candidates; cell: (n,).
    The public places of a cell share one budget, so that a crowded block is no trap.
    """
    appeal = _by_category(places, lambda c: model.habit(c).appeal)
    rhythm = _by_category(places, lambda c: _RHYTHM.get(kind_of(c), _DAY)).T
    odds = np.tile(rhythm, (7, 1)) * appeal[None, :]
    odds *= np.where(hours_open(places), 1.0, model.closed_factor)
    is_home = _by_category(places, lambda c: float(kind_of(c) == "home")) > 0.0
    public = _share(np.where(is_home, 0.0, odds), cell, model.public_pull)
    private = _share(np.where(is_home, 1.0, 0.0) * np.ones((HOURS, 1)), cell, model.other_home_pull)
    odds = public + private + model.habit_pull * np.minimum(routine.visits, 3.0)[None, :] / 3.0
    if anchorage.work >= 0:
        odds[:, anchorage.work] += model.work_pull * (0.05 + 1.5 * routine.at_work)
    if anchorage.home >= 0:
        odds[:, anchorage.home] += model.home_pull * (0.1 + 2.0 * routine.at_home)
    return np.asarray(odds, dtype=np.float64)


def _by_category(places: Places, of: Callable[[str], float | Floats]) -> Floats:
    """(n,) or (n, …) what each place's category stands for: asked once a category, not once a place."""
    of_label = [of(label) for label in (*places.category.labels, "")]
    return np.array(of_label, dtype=np.float64)[places.category.codes]


def _share(odds: Floats, cell: Codes, budget: float) -> Floats:
    """Scale odds so that each cell's sum stays below ``budget``, small cells below a part of it."""
    total = np.array([np.bincount(cell, hourly) for hourly in odds])
    scale = budget / (total + 3.0)  # 3: a cell with little to offer stops fewer people; assumption
    return np.asarray(odds * scale[:, cell], dtype=np.float64)


def leave_probability(
    places: Places, anchorage: Anchorage, routine: Routine, *, model: Model
) -> Floats:
    """(168, n) probability of leaving in one step: geometric stays with the category's mean.

    Home and work are left rarely in the hours usually spent there, readily in others.
    """
    step_min = model.step_s / 60
    mean_min = _by_category(places, lambda c: model.habit(c).stay_min)
    leave = np.tile(np.minimum(0.5, step_min / mean_min), (HOURS, 1))
    if anchorage.work >= 0:
        leave[:, anchorage.work] = _leaving(
            routine.at_work, routine.kept_work, model.work_stay_min, model
        )
    if anchorage.home >= 0:
        leave[:, anchorage.home] = _leaving(
            routine.at_home, routine.kept_home, model.home_stay_min, model
        )
    return leave


def _leaving(share: Floats, watched: Kept, even_min: float, model: Model) -> Floats:
    """Chance of leaving in a step: what keeps a share s of the time there, then what was watched.

    The former is (1 - s) / s, ``even_min`` at one half, and counts as ``leaving_prior_min`` watched.
    """
    held = np.clip(share, 0.03, 0.98)
    usual = np.minimum(1 / model.quickest_min, (1 - held) / held / even_min)
    prior_min = model.leaving_prior_min
    a_minute = (prior_min * usual + watched.left) / (prior_min + watched.minutes)
    return np.asarray(np.minimum(0.5, a_minute * model.step_s / 60), dtype=np.float64)
