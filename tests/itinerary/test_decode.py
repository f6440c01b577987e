"""Claims from marginals: the best sequence by trying all of them, and the ends of a stay."""

import itertools

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


def value(places: Floats) -> Floats:
    """(T, places + 1) what each claim of a step is worth, NOWHERE last.

    Its chance of being right, and the chance that being at any place (or at none) is right.
    """
    somewhere = places.sum(axis=1, keepdims=True)
    return np.column_stack([places + somewhere, 2 * np.maximum(0.0, 1 - somewhere)])


def worth(places: Floats, sequence: tuple[int, ...], cost: float) -> float:
    """Value of a sequence of claims, less the price of each place newly named."""
    right = value(places)[np.arange(len(sequence)), list(sequence)].sum()  # NOWHERE = -1 = last
    return float(right) - cost * sum(
        a != b and b != NOWHERE for a, b in itertools.pairwise(sequence)
    )


def spread(runs: list[Run]) -> tuple[int, ...]:
    return tuple(run.place for run in runs for _ in range(run.last - run.first))


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
    model = Model(switch_cost_min=cost, least_claim=0.0)
    chosen = spread(decode.runs_of(an_answer(places), model=model))
    answers = (NOWHERE, *range(places.shape[1]))
    best = max(
        worth(places, sequence, cost)
        for sequence in itertools.product(answers, repeat=places.shape[0])
    )
    assert worth(places, chosen, cost) == pytest.approx(best, abs=1e-9)


@settings(max_examples=10)
@given(marginals, st.sampled_from([0.05, 0.6]))
def test_plain_and_compiled_choose_alike(places: Floats, least: float) -> None:
    answer, model = an_answer(places), Model(switch_cost_min=0.5, least_claim=least)
    assert decode.runs_of(answer, model=model) == dense.plain(decode).runs_of(answer, model=model)


def test_the_best_of_many_neighbours_is_a_better_answer_than_none() -> None:
    (run,) = decode.runs_of(an_answer(np.full((20, 10), 0.08)), model=Model(least_claim=0.05))
    assert run.place != NOWHERE
    assert run.probability == pytest.approx(0.08)


def test_places_that_never_reach_the_least_probability_are_not_named() -> None:
    places = np.full((20, 30), 1 / 30)
    (run,) = decode.runs_of(an_answer(places), model=Model(least_claim=0.05))
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
