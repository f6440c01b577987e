"""Claims from marginals: the best sequence by trying all of them, and the ends of a stay."""

import itertools
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from dongseon.itinerary import Model, decode
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE, Run

from . import dense

Floats = NDArray[np.float64]
NEXT_DOOR = 0.5  # a place is next door to itself


def an_answer(places: Floats) -> Answer:
    """places: (T, places); what is left of each step is half way, half spot."""
    steps, _ = places.shape
    owner, place = np.nonzero(places)
    rest = np.maximum(0.0, 1 - places.sum(axis=1))
    return Answer(
        np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=steps))]).astype(np.int32),
        place.astype(np.int32),
        places[owner, place],
        np.zeros(steps, np.int32),
        rest / 2,
        rest / 2,
        0.0,
    )


def runs_of(places: Floats, model: Model, room: ModuleType = decode) -> list[Run]:
    """The claims, the places far from each other."""
    apart_m = 10_000.0 * np.arange(places.shape[1])
    found: list[Run] = room.runs_of(an_answer(places), apart_m, 0 * apart_m, model=model)
    return found


def value(places: Floats) -> Floats:
    """(T, places + 1) what each claim of a step is worth, NOWHERE last.

    Its chance of being right, and the chance that being at any place (or at none) is right.
    """
    somewhere = places.sum(axis=1, keepdims=True)
    return np.column_stack(
        [(1 + NEXT_DOOR) * places + somewhere, 2 * np.maximum(0.0, 1 - somewhere)]
    )


def worth(places: Floats, sequence: tuple[int, ...], cost: float) -> float:
    """Value of a sequence of claims, less the price of each place newly named."""
    right = value(places)[np.arange(len(sequence)), list(sequence)].sum()  # NOWHERE = -1 = last
    return float(right) - cost * sum(
        a != b and b != NOWHERE for a, b in itertools.pairwise(sequence)
    )


def spread(runs: list[Run]) -> tuple[int, ...]:
    return tuple(run.place for run in runs for _ in range(run.last - run.first))


def plainly(*, switch_cost_min: float, least_claim: float) -> Model:
    """A model to which a minute is worth the same everywhere."""
    model = Model(switch_cost_min=switch_cost_min, least_claim=least_claim)
    return replace(decode.as_it_is(model), near_worth=NEXT_DOOR)


marginals = st.builds(
    lambda seed, steps, places: default_rng(seed).dirichlet(np.full(places + 1, 0.4), steps)[
        :, :-1
    ],
    st.integers(0, 2**32 - 1),
    st.integers(1, 6),
    st.integers(1, 3),
)


@settings(max_examples=60)
@given(marginals, st.floats(0, 2))
def test_no_other_claims_are_worth_more(places: Floats, cost: float) -> None:
    model = plainly(switch_cost_min=cost, least_claim=0.0)
    chosen = spread(runs_of(places, model))
    answers = (NOWHERE, *range(places.shape[1]))
    best = max(
        worth(places, sequence, cost)
        for sequence in itertools.product(answers, repeat=places.shape[0])
    )
    assert worth(places, chosen, cost) == pytest.approx(best, abs=1e-9)


@settings(max_examples=10)
@given(marginals, st.sampled_from([0.05, 0.6]))
def test_plain_and_compiled_choose_alike(places: Floats, least: float) -> None:
    model = Model(switch_cost_min=0.5, least_claim=least, search_min=2)
    assert runs_of(places, model) == runs_of(places, model, dense.plain(decode))


def test_the_best_of_many_neighbours_is_a_better_answer_than_none() -> None:
    (run,) = runs_of(np.full((20, 10), 0.08), Model(least_claim=0.05))
    assert run.place != NOWHERE
    assert run.probability == pytest.approx(0.08)


def a_visit_between(home: float, visit: Floats) -> Floats:
    """(T, 2): the home with a chance of ``home`` where the visit leaves it that, and the visit."""
    return np.column_stack([np.minimum(home, 1 - visit), visit])


def test_a_visit_that_was_more_likely_than_not_elsewhere_is_still_told() -> None:
    visit = np.zeros(2000)
    visit[1000:1040] = 0.4
    claimed = spread(runs_of(a_visit_between(1.0, visit), Model()))
    assert claimed[1010] == 1
    assert spread(runs_of(a_visit_between(1.0, visit), Model(visit_worth=1.0)))[1010] == 0


def test_a_visit_is_claimed_for_the_minutes_in_which_it_has_a_part_of_its_best_chance() -> None:
    visit = np.zeros(2000)
    visit[1000:1050] = np.linspace(0.02, 1.0, 50)
    visit[1050:1060] = 1.0
    found = [
        r for r in runs_of(a_visit_between(1.0, visit), Model(claim_reach=0.6)) if r.place == 1
    ]
    assert [(r.first, r.last) for r in found] == [(1029, 1060)]


def test_next_door_to_two_likely_doors_is_a_better_answer_than_a_third_far_off() -> None:
    places = np.tile([0.34, 0.33, 0.33], (60, 1))
    x_m = np.array([5000.0, 0.0, 20.0])
    (run,) = decode.runs_of(an_answer(places), x_m, np.zeros(3), model=Model())
    assert run.place == 1


def test_places_that_never_reach_the_least_probability_are_not_named() -> None:
    places = np.full((20, 30), 1 / 30)
    (run,) = runs_of(places, Model(least_claim=0.05))
    assert run.place == NOWHERE


def test_the_two_flanks_of_a_claim_bound_its_ends() -> None:
    places = np.zeros((100, 1))
    places[20:30, 0] = np.linspace(0.0, 0.9, 10)
    places[30:60, 0] = 1.0
    places[60:70, 0] = np.linspace(0.9, 0.0, 10)
    arrived, left = decode.edge_steps(an_answer(places), Run(0, 25, 65, 1.0), floor=0, ceiling=100)
    assert arrived == (20, 25, 31)  # the flanks, and a step of doubt
    assert left == (59, 65, 70)


def test_a_claim_that_was_always_true_began_and_ended_with_the_period() -> None:
    arrived, left = decode.edge_steps(
        an_answer(np.ones((10, 1))), Run(0, 0, 10, 1.0), floor=0, ceiling=10
    )
    assert arrived == (0, 0, 0)
    assert left == (10, 10, 10)


def test_rivals_are_the_other_places_best_first_without_the_trifling() -> None:
    places = np.tile([0.5, 0.3, 0.15, 0.01], (10, 1))
    found = decode.rivals_of(an_answer(places), Run(0, 0, 10, 0.5))
    assert [k for k, _ in found] == [1, 2]
    assert [p for _, p in found] == pytest.approx([0.3, 0.15])
    assert decode.rivals_of(an_answer(places), Run(0, 0, 10, 0.5), most=1)[0][0] == 1
