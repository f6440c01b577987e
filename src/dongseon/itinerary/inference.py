"""Run the chain, learn from its answer, run it again."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dongseon.itinerary import chain, priors, regulars, sectors, virtual
from dongseon.itinerary.case import Case, narrow, on_steps
from dongseon.itinerary.chain import Answer, Scene
from dongseon.itinerary.coarse import coarser
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.priors import NOT_WATCHED, Anchorage, Kept, Routine
from dongseon.itinerary.regulars import Regulars
from dongseon.records.columns import Codes, Floats, Stations

BLOCK = 144  # steps between kept forward states: near the square root of a fortnight of minutes
LEAST = 0.001  # probabilities below this are left out of the posterior
FIRST_CELL = 2.0  # cells of the first pass against those of the others


def first_look(model: Model) -> Model:
    """The model of the first pass: longer steps and wider cells, as every place is thinkable still."""
    times = max(1, model.first_look_s // model.step_s)
    return model if times == 1 else replace(coarser(model, times), cell_m=FIRST_CELL * model.cell_m)


def infer(case: Case, stations: Stations, model: Model) -> tuple[Case, Answer]:
    """Marginals after ``learning_passes`` passes over the person's own log.

    case: prepared under ``first_look(model)``. Each pass learns from the one before: the sector
    profiles of home and work place and the hours kept there, where they are if the register does not
    say, which places are visited again and again; and places that no minute makes thinkable are left
    out after the first, so later passes are short. An expectation-maximisation in all but the last
    decimals; deterministic. Returns the case, on the model's own steps and with the candidates that
    are left, which the answer counts in.
    """
    known = regulars.registered(case)
    taught = _nights_at_home(case, known)
    routine = priors.usual_routine(len(case.candidates.row), _anchorage(case, known))
    scene = _scene(case, known, taught, routine, temper=model.first_temper)
    answer = chain.smooth(scene, _start(case, known), BLOCK, LEAST / 10)
    case, answer = _narrow(case, answer)
    listed = extended = case
    known = regulars.registered(case)
    passes = max(1, model.learning_passes - 1)
    sharp = 0 if np.isfinite(case.fixes.x_m).any() else passes - 1  # fixes teach by the minute
    for n in range(passes):
        known = regulars.learn(extended, answer, known)
        taught = [regulars.heard_at(extended, r.there) for r in known.each()]
        visits = _visits(extended, answer, len(listed.candidates.row))
        shares = [_hours(extended, r.there, r.kind) for r in known.each()]
        kept = [_kept(extended, r.there) for r in known.each()]
        if n == sharp:
            listed = on_steps(listed, stations, model)
        extended = virtual.extend(listed, known)
        routine = _routine(extended, known, visits, shares, kept)
        scene = _scene(extended, known, taught, routine, temper=model.sector_temper)
        answer = chain.smooth(scene, _start(extended, known), BLOCK, LEAST)
    return listed, virtual.shared_out(extended, answer, known)


def _anchorage(case: Case, known: Regulars) -> Anchorage:
    """The candidates that stand for home and work place."""
    at = [-1 if r is None else regulars.index_of(case, known, r) for r in (known.home, known.work)]
    return Anchorage(*at)


def _narrow(case: Case, answer: Answer) -> tuple[Case, Answer]:
    """Leave out the candidates that never reach a thinkable probability."""
    best = np.zeros(len(case.candidates.row))
    np.maximum.at(best, answer.place, answer.probability)
    keep = best >= case.model.thinkable
    keep[case.anchors.place] = True
    own = [row for row in case.usual if row >= 0]
    keep[np.searchsorted(case.candidates.row, own)] = True
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


def _nights_at_home(case: Case, known: Regulars) -> list[Floats]:
    """What the nights teach of a registered home before anything else: most people sleep there.

    Some work at night; a night's connection is shared between home and work by their geometry.
    Returns (S,) expected connections for each of ``known``.
    """
    taught = [np.zeros(len(case.sector_row)) for _ in known.each()]
    if known.home is None:
        return taught
    home = int(known.home.members[0])
    owner = np.repeat(np.arange(case.grid.steps), np.diff(case.connections.offsets))
    sector = case.connections.station[(case.grid.hour[owner] % 24) < 5]
    at_home = 0.85 * case.sector_place[sector, home]
    at_work = 0.0
    if known.work is not None:
        at_work = 0.15 * case.sector_place[sector, int(known.work.members[0])]
    np.add.at(taught[0], sector, at_home / (at_home + at_work))
    return taught


def _profile(case: Case, known: Regulars, taught: list[Floats]) -> Floats:
    """(S, C) P(sector | place): geometry, sharpened where the person is every day.

    What is learned at a regular place holds for its neighbours too; and for a regular place that
    could be one of many, for each of these as far as it is the one.
    """
    pooled = np.zeros_like(case.sector_place)
    for regular, counts in zip(known.each(), taught, strict=True):
        near = np.zeros(len(case.candidates.row))
        for member, share in zip(regular.members.tolist(), regular.share.tolist(), strict=True):
            near += share * sectors.nearness(
                case.candidates.x_m, case.candidates.y_m, member, model=case.model
            )
        near[regulars.index_of(case, known, regular)] = 1.0
        pooled += counts[:, None] * near[None, :]
    return sectors.sharpened(case.sector_place, pooled, model=case.model)


def _visits(case: Case, answer: Answer, listed: int) -> Floats:
    """(listed,) on how many more days than one each listed candidate was surely visited."""
    per_day = 86_400 // case.grid.step_s
    owner = np.repeat(np.arange(case.grid.steps), np.diff(answer.offsets)) // per_day
    sure = (answer.probability > 0.5) & (answer.place < listed)
    day_place = np.unique(owner[sure].astype(np.int64) * listed + answer.place[sure])
    visits = np.bincount(day_place % max(1, listed), minlength=listed).astype(np.float64)
    return np.maximum(0.0, visits - 1.0)


def _hours(case: Case, there: Floats, kind: str) -> Floats:
    """(168,) the hours a person keeps at home or at work, as the last pass found them."""
    usual = priors.usual_routine(0, Anchorage(0, 0))
    prior = usual.at_home if kind == "home" else usual.at_work
    return priors.learned_share(there, case.grid.hour, prior, model=case.model)


def _kept(case: Case, there: Floats) -> Kept:
    """How long a place was kept and how often left, in the hours in which fixes show it."""
    located = np.flatnonzero(np.isfinite(case.fixes.x_m))
    silence = np.diff(np.concatenate([[-np.inf], located, [np.inf]]))
    since = np.repeat(silence, np.diff(np.concatenate([[0], located, [case.grid.steps]])))
    watched = since * case.grid.step_s / 60 < case.model.gap_min
    return priors.kept(there, watched, case.grid.hour, model=case.model)


def _routine(
    case: Case, known: Regulars, visits: Floats, shares: list[Floats], kept: list[Kept]
) -> Routine:
    anchorage = _anchorage(case, known)
    usual = priors.usual_routine(0, anchorage)
    all_visits = np.zeros(len(case.candidates.row))
    all_visits[: len(visits)] = visits
    # what brings a person to an unknown address is told by its own state
    for regular in known.each():
        all_visits[regular.members] = 0.0
    hours = {r.kind: share for r, share in zip(known.each(), shares, strict=True)}
    watched = {r.kind: k for r, k in zip(known.each(), kept, strict=True)}
    return Routine(
        all_visits,
        hours.get("home", usual.at_home),
        hours.get("work", usual.at_work),
        watched.get("home", NOT_WATCHED),
        watched.get("work", NOT_WATCHED),
    )


def _start(case: Case, known: Regulars) -> Floats:
    """Before the first step: anywhere; evidence decides within minutes."""
    size = len(case.candidates.row) + len(case.anchors.row) + 2 * len(case.cells.x_m)
    start = np.full(size, 1e-6)
    places = len(case.candidates.row)
    start[:places] = 1.0 / max(1, places)
    spots = places + len(case.anchors.row)
    home = _anchorage(case, known).home
    if home >= 0:
        start[home] = 1.0
    else:  # nobody is where the list happens to have a place
        start[spots : spots + len(case.cells.x_m)] = 1.0 / len(case.cells.x_m)
    start[places:spots] = 0.0
    return np.asarray(start / start.sum(), dtype=np.float64)


def _scene(
    case: Case, known: Regulars, taught: list[Floats], routine: Routine, *, temper: float
) -> Scene:
    model, places = case.model, case.candidates.places
    anchorage, profile = _anchorage(case, known), _profile(case, known, taught)
    hints = _hints(case, anchorage)
    return Scene(
        hour=case.grid.hour,
        place_cell=case.place_cell,
        arrive=priors.arrival_odds(places, case.place_cell, anchorage, routine, model=model),
        leave=priors.leave_probability(places, anchorage, routine, model=model),
        move_offsets=case.cells.offsets,
        move_target=case.cells.target,
        move_weight=case.cells.weight,
        jump=model.jump,
        # where nothing is listed, people stop all the same: as often as at the public places of a cell
        still_pull=model.still_pull if len(case.candidates.row) else model.public_pull,
        still_leave=model.step_s / 60 / model.still_stay_min,
        connection_offsets=case.connections.offsets,
        connection_sector=case.connections.station,
        connection_again=case.connections.again,
        connection_lately=case.connections.lately,
        stay_prior=model.stay_prior,
        likeness=model.likeness,
        temper=temper,
        sector_best=np.maximum(
            profile.max(axis=1, initial=0.0), case.sector_cell.max(axis=1, initial=0.0)
        ),
        sector_place=profile,
        sector_cell=case.sector_cell,
        fix_x_m=case.fixes.x_m,
        fix_y_m=case.fixes.y_m,
        fix_variance=case.fixes.variance,
        fix_mean_x_m=case.fixes.mean_x_m,
        fix_mean_y_m=case.fixes.mean_y_m,
        fix_known=case.fixes.known,
        outlier=model.gps_outlier,
        wild_m=model.gps_wild_m,
        place_x_m=case.candidates.x_m,
        place_y_m=case.candidates.y_m,
        place_variance=_place_variance(case, known),
        cell_x_m=case.cells.x_m,
        cell_y_m=case.cells.y_m,
        cell_side_m=case.cells.side_m,
        hint_place=hints.place,
        hint_odds=hints.odds,
        hint_other=hints.other,
        hint_less=hints.less,
        anchor_step=case.anchors.step,
        anchor_place=case.anchors.place,
        anchor_first=case.anchors.first,
        anchor_false=case.anchors.false,
        anchor_passing=case.anchors.passing,
        anchor_pull=1.0,
        before=case.anchors.before,
        after=case.anchors.after,
        same_visit=model.same_visit,
        mid_visit=model.mid_visit,
    )


def _place_variance(case: Case, known: Regulars) -> Floats:
    """(C,) m² per axis by which fixes stray from a place: indoor error, its size, where it may be."""
    variance = case.model.gps_indoor_bias_m**2 + case.candidates.places.radius_m**2 / 4
    for regular in known.each():
        if not regular.known:
            at = regulars.index_of(case, known, regular)
            variance[at] = case.model.gps_indoor_bias_m**2 + regular.spread_m2
    return np.asarray(variance)


class _Hints(NamedTuple):
    """What statements that only say "at home" or "at work" weigh, step by step. All (T,)."""

    place: Codes
    odds: Floats
    other: Codes
    less: Floats


def _hints(case: Case, usual: Anchorage) -> _Hints:
    """A little for the place said in every step told, and much against the other of the two.

    People forget errands, so hours told "at home" say little against a shop; but nobody takes a day at
    the office for one at home. The ends are remembered to some minutes.
    """
    model, steps = case.model, case.grid.steps
    hours, sigma = case.grid.step_s / 3600, model.statement_sigma_min * 60 / case.grid.step_s
    place, other = np.full(steps, -1, np.int32), np.full(steps, -1, np.int32)
    odds, less = np.ones(steps), np.ones(steps)
    records, told = case.records, case.told
    begin, end = case.grid.step(records.start[told.hints]), case.grid.step(records.end[told.hints])
    for first, last, at_home in zip(begin, end, told.at_home, strict=True):
        said, unsaid = (usual.home, usual.work) if at_home else (usual.work, usual.home)
        if said < 0:
            continue
        step = np.arange(first, last + 1)
        deep = np.minimum(1.0, (np.minimum(step - first, last - step) + 0.5) / sigma)
        place[step], other[step] = said, unsaid
        odds[step] = np.exp(model.statement_home_per_h * hours)
        less[step] = np.exp(-model.statement_other_per_h * hours * deep)
    return _Hints(place, odds, other, less)
