"""Run the chain, learn from its answer, run it again."""

from dataclasses import replace

import numpy as np

from dongseon.itinerary import chain, decode, observations, priors, sectors
from dongseon.itinerary.case import Case, narrow
from dongseon.itinerary.chain import Answer, Scene
from dongseon.itinerary.priors import Anchorage, Routine
from dongseon.records.columns import Codes, Floats

BLOCK = 144  # steps between kept forward states: near the square root of a fortnight of minutes
STANDS_OUT = 1.5  # times the next best place's minutes that a home must have; assumption
LEAST = 0.001  # probabilities below this are left out of the posterior


def infer(case: Case) -> tuple[Case, Answer]:
    """Marginals after ``learning_passes`` passes over the person's own log.

    Each pass learns from the one before: the sector profile of places with many connections, which
    place is home (if the register does not say), which places are visited again and again; and
    places that no minute makes thinkable are left out, so later passes are short. An
    expectation-maximisation in all but the last decimals; deterministic. Returns the case with the
    candidates that are left, which the answer counts in.
    """
    model = case.model
    anchorage = _registered(case)
    routine = priors.usual_routine(len(case.candidates.row), anchorage)
    profile = _nights_at_home(case, anchorage)
    scene = _scene(case, profile, anchorage, routine, temper=model.first_temper)
    answer = chain.smooth(scene, _start(case), BLOCK, LEAST / 10)
    case, answer = _narrow(case, answer)
    anchorage = _registered(case)
    for _ in range(model.learning_passes - 1):
        counts = _counts(case, answer)
        profile = sectors.learn_profile(
            case.sector_place, counts, case.candidates.x_m, case.candidates.y_m, model=model
        )
        if anchorage.home < 0:
            anchorage = replace(anchorage, home=_usual_night(case, answer))
        routine = _routine(case, answer, anchorage)
        scene = _scene(case, profile, anchorage, routine, temper=model.sector_temper)
        answer = chain.smooth(scene, _start(case), BLOCK, LEAST)
    return case, answer


def _narrow(case: Case, answer: Answer) -> tuple[Case, Answer]:
    """Leave out the candidates that never reach a thinkable probability."""
    best = np.zeros(len(case.candidates.row))
    np.maximum.at(best, answer.place, answer.probability)
    keep = best >= case.model.thinkable
    keep[case.anchors.place] = True
    for own in (case.subject.home_place_id, case.subject.work_place_id):
        if own in case.candidates.places.position:
            keep[case.candidates.places.position[own]] = True
    renamed = np.cumsum(keep) - 1
    entry = keep[answer.place]
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets))[entry]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=case.grid.steps))])
    narrowed = answer._replace(
        offsets=offsets.astype(np.int32),
        place=renamed[answer.place[entry]].astype(np.int32),
        probability=answer.probability[entry],
    )
    return narrow(case, np.flatnonzero(keep)), narrowed


def _nights_at_home(case: Case, anchorage: Anchorage) -> Floats:
    """Geometry, and for a registered home what the nights teach: most people sleep there.

    Some work at night; a night's connection is shared between home and work by their geometry.
    """
    counts = np.zeros_like(case.sector_place)
    if anchorage.home < 0:
        return case.sector_place
    owner = np.repeat(np.arange(case.grid.steps), np.diff(case.connections.offsets))
    night = (case.grid.hour[owner] % 24) < 5
    sector = case.connections.station[night]
    at_home = 0.85 * case.sector_place[sector, anchorage.home]
    at_work = 0.15 * case.sector_place[sector, anchorage.work] if anchorage.work >= 0 else 0.0
    np.add.at(counts[:, anchorage.home], sector, at_home / (at_home + at_work))
    return sectors.learn_profile(
        case.sector_place, counts, case.candidates.x_m, case.candidates.y_m, model=case.model
    )


def _registered(case: Case) -> Anchorage:
    position = case.candidates.places.position
    return Anchorage(
        position.get(case.subject.home_place_id, -1), position.get(case.subject.work_place_id, -1)
    )


def _usual_night(case: Case, answer: Answer) -> int:
    """Where the person was most between midnight and five, -1 if no place stands out.

    Only minutes with a record count: what the prior says of a silent night teaches nothing. Of places
    that the records cannot tell apart none is taken for the home, or the prior would choose a door.
    """
    seen = observations.steps_with_record(case.records, case.rows, case.grid)
    night = (case.grid.hour % 24 < 5) & seen
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets))
    at_night = night[owner]
    total = np.bincount(
        answer.place[at_night],
        weights=answer.probability[at_night],
        minlength=len(case.candidates.row),
    )
    best = int(np.argmax(total)) if len(total) else -1
    if best < 0 or total[best] <= 0.1 * night.sum():
        return -1
    second = np.delete(total, best).max(initial=0.0)
    return best if total[best] >= STANDS_OUT * second else -1


def _visits(case: Case, answer: Answer, anchorage: Anchorage) -> Floats:
    """Expected number of days with a stay at each candidate, home and work left out."""
    per_day = 86_400 // case.grid.step_s
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets)) // per_day
    sure = answer.probability > 0.5
    day_place = np.unique(owner[sure] * len(case.candidates.row) + answer.place[sure])
    visits = np.bincount(
        day_place % max(1, len(case.candidates.row)), minlength=len(case.candidates.row)
    ).astype(np.float64)
    for own in (anchorage.home, anchorage.work):
        if own >= 0:
            visits[own] = 0.0
    return np.maximum(0.0, visits - 1.0)


def _routine(case: Case, answer: Answer, anchorage: Anchorage) -> Routine:
    """The hours a person keeps, as the last pass found them."""
    usual = priors.usual_routine(len(case.candidates.row), anchorage)
    steps, shares = case.grid.steps, []
    for place, prior in ((anchorage.home, usual.at_home), (anchorage.work, usual.at_work)):
        if place < 0:
            shares.append(prior)
            continue
        there = decode.marginal_of(answer, place, 0, steps)
        shares.append(priors.learned_share(there, case.grid.hour, prior, model=case.model))
    return Routine(_visits(case, answer, anchorage), *shares)


def _counts(case: Case, answer: Answer) -> Floats:
    """(S, C) expected connections through each sector while at each place."""
    sectors_n, places_n = case.sector_place.shape
    counts = np.zeros((sectors_n, places_n))
    first, last = answer.offsets[:-1], answer.offsets[1:]
    busy = np.flatnonzero(np.diff(case.connections.offsets))
    for step in busy:
        entries = slice(first[step], last[step])
        span = range(case.connections.offsets[step], case.connections.offsets[step + 1])
        for connection in span:
            sector = case.connections.station[connection]
            counts[sector, answer.place[entries]] += answer.probability[entries]
    return counts


def _start(case: Case) -> Floats:
    """Before the first step: anywhere; evidence decides within minutes."""
    size = len(case.candidates.row) + len(case.anchors.row) + 2 * len(case.cells.x_m)
    start = np.full(size, 1e-6)
    places = len(case.candidates.row)
    start[:places] = 1.0 / max(1, places)
    spots = places + len(case.anchors.row)
    home = _registered(case).home
    if home >= 0:
        start[home] = 1.0
    else:  # nobody is where the list happens to have a place
        start[spots : spots + len(case.cells.x_m)] = 1.0 / len(case.cells.x_m)
    start[places:spots] = 0.0
    return np.asarray(start / start.sum(), dtype=np.float64)


def _scene(
    case: Case, profile: Floats, anchorage: Anchorage, routine: Routine, *, temper: float
) -> Scene:
    model, places = case.model, case.candidates.places
    hint_place, hint_odds = _hints(case)
    return Scene(
        hour=case.grid.hour,
        place_cell=case.place_cell,
        arrive=priors.arrival_odds(places, case.place_cell, anchorage, routine, model=model),
        leave=priors.leave_probability(places, anchorage, routine, model=model),
        move_offsets=case.cells.offsets,
        move_target=case.cells.target,
        move_weight=case.cells.weight,
        jump=model.jump,
        still_pull=model.still_pull,
        still_leave=model.step_s / 60 / model.still_stay_min,
        connection_offsets=case.connections.offsets,
        connection_sector=case.connections.station,
        sector_place=profile**temper,
        sector_cell=case.sector_cell**temper,
        fix_x_m=case.fixes.x_m,
        fix_y_m=case.fixes.y_m,
        fix_variance=case.fixes.variance,
        fix_mean_x_m=case.fixes.mean_x_m,
        fix_mean_y_m=case.fixes.mean_y_m,
        fix_known=case.fixes.known,
        outlier=model.gps_outlier,
        wild=model.gps_outlier / (2 * np.pi * model.gps_outlier_m**2),
        place_x_m=case.candidates.x_m,
        place_y_m=case.candidates.y_m,
        place_variance=model.gps_indoor_bias_m**2 + places.radius_m**2 / 4,
        cell_x_m=case.cells.x_m,
        cell_y_m=case.cells.y_m,
        cell_side_m=case.cells.side_m,
        hint_place=hint_place,
        hint_odds=hint_odds,
        anchor_step=case.anchors.step,
        anchor_place=case.anchors.place,
        anchor_false=case.anchors.false,
        anchor_passing=case.anchors.passing,
        anchor_pull=1.0,
        before=case.anchors.before,
        after=case.anchors.after,
        same_visit=model.same_visit,
    )


def _hints(case: Case) -> tuple[Codes, Floats]:
    """Statements that only say "at home" or "at work": a little odds in every step of theirs."""
    place = np.full(case.grid.steps, -1, np.int32)
    odds = np.ones(case.grid.steps)
    per_step = np.exp(case.model.statement_home_per_h * case.grid.step_s / 3600)
    records = case.records
    for row in case.hints:
        first, last = case.grid.step(records.start[[row]])[0], case.grid.step(records.end[[row]])[0]
        place[first : last + 1] = case.candidates.places.position[
            case.places.place_id[records.place[row]]
        ]
        odds[first : last + 1] = per_step
    return place, odds
