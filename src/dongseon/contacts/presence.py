"""Where and when somebody was, place by place: from an itinerary's posterior."""

from dataclasses import dataclass

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.itinerary import observations
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import Bools, Codes, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """P(at the place) over the steps in which it is worth mentioning."""

    step: Codes  # (n,) ascending
    probability: Floats  # (n,)


Whereabouts = dict[int, Presence]  # row of Places -> presence there

LEAST = 0.01  # presences that never reach this are left out


def of_itinerary(
    itinerary: Itinerary, *, step_s: int | None = None, only: Codes | None = None
) -> Whereabouts:
    """The posterior of an itinerary, turned from steps to places.

    step_s: the steps asked for, seconds; the itinerary's own must be a multiple. only: places that
    are enough. Raises InvalidInput for steps that do not fit.
    """
    posterior = itinerary.posterior
    times, rest = divmod(posterior.step_s, step_s or posterior.step_s)
    if rest:
        raise InvalidInput(
            f"itinerary of {itinerary.person_id}: its steps of {posterior.step_s} s are no multiple "
            f"of {step_s} s"
        )
    owner = np.repeat(
        np.arange(len(posterior.offsets) - 1, dtype=np.int32), np.diff(posterior.offsets)
    )
    wanted = np.flatnonzero(_among(posterior.place, only))
    order = wanted[np.argsort(posterior.place[wanted], kind="stable")]
    place, step = np.repeat(posterior.place[order], times), owner[order]
    probability = np.repeat(posterior.probability[order], times)
    step = (step[:, None] * times + np.arange(times, dtype=np.int32)[None, :]).reshape(-1)
    edges = np.flatnonzero(np.diff(place)) + 1
    firsts = np.concatenate([[0], edges]) if len(place) else edges
    lasts = np.concatenate([edges, [len(place)]]) if len(place) else edges
    return {
        int(place[a]): Presence(step[a:b], probability[a:b])
        for a, b in zip(firsts, lasts, strict=True)
        if probability[a:b].max() >= LEAST
    }


def _among(place: Codes, only: Codes | None) -> Bools:
    """Which entries are at some of the places."""
    if only is None:
        return np.ones(len(place), dtype=np.bool_)
    known = np.zeros(max(int(place.max(initial=0)), int(only.max(initial=0))) + 1, dtype=np.bool_)
    known[only] = True
    return np.asarray(known[place], dtype=np.bool_)


def grid_of(itinerary: Itinerary, *, model: Model) -> Grid:
    """The steps the case's posterior is on."""
    return observations.lay_grid(itinerary.period, model=model)
