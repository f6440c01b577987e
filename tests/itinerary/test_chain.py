"""The compiled chain against an independent plain one, on scenes small enough for dense matrices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from dongseon.itinerary import chain
from dongseon.itinerary.chain import Answer, Scene
from dongseon.itinerary.scene import DENSE_CELLS

from . import dense

Floats = NDArray[np.float64]
HOURS, AGES = 168, 12


def a_scene(rng: Generator, *, steps: int, places: int, side: int, anchors: int) -> Scene:
    """A scene with everything in it: fixes, connections, hints, anchors, on side x side cells."""
    cells, sectors, cell_m = side * side, 3, 300.0
    offsets, target, weight = some_moves(rng, cells, jump := float(rng.uniform(0.001, 0.2)))
    counts = rng.poisson(0.7, steps)
    fix_x, fix_y = rng.uniform(0, side * cell_m, (2, steps))
    fix_x[rng.random(steps) < 0.4] = np.nan
    known = np.where(rng.random(steps) < 0.5, 0.0, rng.uniform(1e-4, 1e-1, steps))
    before = rng.random((anchors, AGES))
    first, anchor_step, anchor_place, anchor_false = some_records(rng, steps, places, anchors)
    hint = np.where(rng.random(steps) < 0.2, rng.integers(0, places, steps), -1).astype(np.int32)
    against = (hint >= 0) & (rng.random(steps) < 0.5) & (places > 1)
    return Scene(
        hour=rng.integers(0, HOURS, steps).astype(np.int32),
        place_cell=rng.integers(0, cells, places).astype(np.int32),
        arrive=rng.uniform(0, 0.5, (HOURS, places)),
        leave=rng.uniform(0.01, 0.5, (HOURS, places)),
        move_offsets=offsets,
        move_target=target,
        move_weight=weight,
        jump=jump,
        still_pull=float(rng.uniform(0.001, 0.2)),
        still_leave=float(rng.uniform(0.01, 0.5)),
        connection_offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        connection_sector=rng.integers(0, sectors, counts.sum()).astype(np.int32),
        connection_again=(again := rng.uniform(0, 3, counts.sum())),
        connection_lately=again + rng.uniform(0, 5, counts.sum()),
        stay_prior=float(rng.uniform(1, 10)),
        likeness=0.05,
        sector_best=rng.uniform(0.1, 1, sectors),
        temper=float(rng.uniform(0.3, 1.0)),
        sector_place=rng.uniform(0.001, 1, (sectors, places)),
        sector_cell=rng.uniform(0.001, 1, (sectors, cells)),
        fix_x_m=fix_x,
        fix_y_m=fix_y,
        fix_variance=rng.uniform(30, 4000, steps),
        fix_mean_x_m=fix_x + rng.normal(0, 60, steps),
        fix_mean_y_m=fix_y + rng.normal(0, 60, steps),
        fix_known=known,
        outlier=0.03,
        wild_m=float(rng.uniform(80, 400)),
        place_x_m=rng.uniform(0, side * cell_m, places),
        place_y_m=rng.uniform(0, side * cell_m, places),
        place_variance=rng.uniform(50, 900, places),
        cell_x_m=(np.arange(cells) % side + 0.5) * cell_m,
        cell_y_m=(np.arange(cells) // side + 0.5) * cell_m,
        cell_side_m=cell_m,
        hint_place=hint,
        hint_odds=rng.uniform(1, 2, steps),
        hint_other=np.where(against, (hint + 1) % places, -1).astype(np.int32),
        hint_less=rng.uniform(0.3, 1, steps),
        anchor_step=anchor_step,
        anchor_place=anchor_place,
        anchor_first=first,
        anchor_false=anchor_false,
        anchor_passing=(rng.random(anchors) < 0.3)[first],
        anchor_pull=float(rng.uniform(0.2, 2)),
        before=before / before.sum(axis=1, keepdims=True),
        after=rng.uniform(0, 1, (anchors, AGES)),
        same_visit=0.3,
        mid_visit=0.05,
    )


def some_records(
    rng: Generator, steps: int, places: int, anchors: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Floats]:
    """First anchor of the record, step, place and chance of being false of each anchor.

    A record may be about the next place as well as about its own.
    """
    first = np.arange(anchors)
    place = rng.integers(0, places, anchors)
    for k in range(1, anchors):
        if first[k - 1] == k - 1 and places > 1 and rng.random() < 0.4:
            first[k], place[k] = k - 1, (place[k - 1] + 1) % places
    step = rng.integers(0, steps, anchors)[first]
    false = (10.0 ** rng.uniform(-6, -1, anchors))[first]
    return first.astype(np.int32), step.astype(np.int32), place.astype(np.int32), false


def some_moves(
    rng: Generator, cells: int, jump: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Every cell moves to itself and to some others; its moves sum to 1 - jump."""
    lists = [
        sorted({c, *rng.integers(0, cells, rng.integers(0, 4)).tolist()}) for c in range(cells)
    ]
    weights = [rng.dirichlet(np.ones(len(goals))) * (1 - jump) for goals in lists]
    offsets = np.concatenate([[0], np.cumsum([len(goals) for goals in lists])])
    return (
        offsets.astype(np.int32),
        np.concatenate([np.array(goals) for goals in lists]).astype(np.int32),
        np.concatenate(weights),
    )


def a_start(rng: Generator, scene: Scene) -> Floats:
    """Anywhere, but in no visit of which a record speaks: those begin later."""
    n, a = len(scene.place_cell), len(scene.anchor_step)
    anywhere = rng.dirichlet(np.ones(n + 2 * len(scene.cell_x_m)))
    return np.insert(anywhere, [n] * a, 0.0)


def at_places(answer: Answer, n_places: int) -> Floats:
    """The sparse marginals as (T, places)."""
    steps = len(answer.offsets) - 1
    full = np.zeros((steps, n_places))
    owner = np.repeat(np.arange(steps), np.diff(answer.offsets))
    full[owner, answer.place] = answer.probability
    return full


def expected(scene: Scene, start: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Marginals of places (anchored visits added to theirs), of spots and of ways by cell."""
    truth = dense.smooth(scene, start)
    n, a, z = len(scene.place_cell), len(scene.anchor_step), len(scene.cell_x_m)
    places = truth.gamma[:, :n].copy()
    for k in range(a):
        places[:, scene.anchor_place[k]] += truth.gamma[:, n + k]
    return (
        places,
        truth.gamma[:, n + a : n + a + z],
        truth.gamma[:, n + a + z :],
        truth.log_likelihood,
    )


scenes = st.builds(
    lambda seed, steps, places, side, anchors: (
        a_scene(rng := default_rng(seed), steps=steps, places=places, side=side, anchors=anchors),
        rng,
    ),
    seed=st.integers(0, 2**32 - 1),
    steps=st.integers(1, 60),
    places=st.integers(1, 6),
    side=st.sampled_from([2, 3]),
    anchors=st.integers(0, 4),
)


@settings(max_examples=60)
@given(scenes, st.integers(1, 70))
def test_the_chain_gives_what_dense_matrices_give(
    made: tuple[Scene, Generator], block: int
) -> None:
    scene, rng = made
    start = a_start(rng, scene)
    answer = chain.smooth(scene, start, block, 0.0)
    places, still, way, log_likelihood = expected(scene, start)
    np.testing.assert_allclose(at_places(answer, places.shape[1]), places, atol=1e-9)
    np.testing.assert_allclose(answer.still, still.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(answer.way, way.sum(axis=1), atol=1e-9)
    assert answer.log_likelihood == pytest.approx(log_likelihood, rel=1e-9, abs=1e-9)
    in_cell = still + way
    best = in_cell[np.arange(len(in_cell)), answer.cell]
    np.testing.assert_allclose(best, in_cell.max(axis=1), atol=1e-9)


def test_on_much_ground_moves_are_gone_through_one_by_one_to_the_same_end() -> None:
    """Past ``DENSE_CELLS`` a table of all moves would be too large."""
    rng = default_rng(17)
    scene = a_scene(rng, steps=3, places=2, side=17, anchors=1)
    assert len(scene.cell_x_m) > DENSE_CELLS
    start = a_start(rng, scene)
    answer = chain.smooth(scene, start, 2, 0.0)
    places, still, way, _ = expected(scene, start)
    np.testing.assert_allclose(at_places(answer, 2), places, atol=1e-9)
    np.testing.assert_allclose(answer.still, still.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(answer.way, way.sum(axis=1), atol=1e-9)


@settings(max_examples=15)
@given(scenes)
def test_the_dense_matrices_are_stochastic(made: tuple[Scene, Generator]) -> None:
    """An oracle that loses probability would be none."""
    scene, _ = made
    for step in range(0, len(scene.hour), 7):
        matrix = dense.transition(scene, step)
        assert (matrix >= 0).all()
        np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-12)


@settings(max_examples=25)
@given(scenes, st.integers(1, 70), st.integers(1, 70))
def test_the_size_of_blocks_changes_nothing(
    made: tuple[Scene, Generator], one: int, other: int
) -> None:
    scene, rng = made
    start = a_start(rng, scene)
    first, second = (chain.smooth(scene, start, block, 1e-4) for block in (one, other))
    assert first.log_likelihood == second.log_likelihood
    for a, b in zip(first[:-1], second[:-1], strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=25)
@given(scenes)
def test_every_step_s_probabilities_sum_to_one(made: tuple[Scene, Generator]) -> None:
    scene, rng = made
    answer = chain.smooth(scene, a_start(rng, scene), 8, 0.0)
    total = at_places(answer, len(scene.place_cell)).sum(axis=1) + answer.still + answer.way
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    assert (answer.probability >= 0).all()
    assert (answer.probability <= 1 + 1e-12).all()


@settings(max_examples=25)
@given(scenes, st.floats(1e-4, 0.3))
def test_what_is_left_out_is_small_and_nothing_else(
    made: tuple[Scene, Generator], least: float
) -> None:
    scene, rng = made
    start = a_start(rng, scene)
    full = at_places(chain.smooth(scene, start, 8, 0.0), len(scene.place_cell))
    sparse = at_places(chain.smooth(scene, start, 8, least), len(scene.place_cell))
    np.testing.assert_array_equal(sparse, np.where(full >= least, full, 0.0))


@settings(max_examples=8)
@given(scenes)
def test_compiled_and_plain_agree(made: tuple[Scene, Generator]) -> None:
    scene, rng = made
    start = a_start(rng, scene)
    compiled = chain.smooth(scene, start, 9, 1e-3)
    interpreted = dense.plain(chain).smooth(scene, start, 9, 1e-3)
    for a, b in zip(compiled, interpreted, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-9)


@settings(max_examples=20)
@given(scenes, st.data())
def test_a_record_at_a_place_never_makes_that_place_less_likely(
    made: tuple[Scene, Generator], data: st.DataObject
) -> None:
    """The factor of an anchor is largest for its own place, so adding one can only help it.

    The anchor's own state is kept out by a density of zero: only its factor acts.
    """
    scene, rng = made
    bare = scene._replace(
        anchor_step=np.empty(0, np.int32),
        anchor_place=np.empty(0, np.int32),
        anchor_first=np.empty(0, np.int32),
        anchor_false=np.empty(0),
        anchor_passing=np.empty(0, np.bool_),
        before=np.empty((0, AGES)),
        after=np.empty((0, AGES)),
    )
    start = a_start(rng, bare)
    place = data.draw(st.integers(0, len(scene.place_cell) - 1))
    step = data.draw(st.integers(0, len(scene.hour) - 1))
    one = bare._replace(
        anchor_step=np.array([step], np.int32),
        anchor_place=np.array([place], np.int32),
        anchor_first=np.zeros(1, np.int32),
        anchor_false=np.array([1e-5]),
        anchor_passing=np.array([False]),
        before=np.zeros((1, AGES)),
        after=np.zeros((1, AGES)),
    )
    n = len(scene.place_cell)
    without = at_places(chain.smooth(bare, start, 8, 0.0), n)[step, place]
    started = np.insert(start, n, 0.0)
    assert at_places(chain.smooth(one, started, 8, 0.0), n)[step, place] >= without - 1e-12


@settings(max_examples=10)
@given(scenes)
def test_a_person_who_is_nowhere_but_at_one_place_is_followed_too(
    made: tuple[Scene, Generator],
) -> None:
    """Cells without anybody in them are skipped by the kernel, not by the matrices."""
    scene, rng = made
    start = np.zeros_like(a_start(rng, scene))
    start[0] = 1.0
    places, still, _, _ = expected(scene, start)
    answer = dense.plain(chain).smooth(scene, start, 9, 0.0)
    np.testing.assert_allclose(at_places(answer, places.shape[1]), places, atol=1e-9)
    np.testing.assert_allclose(answer.still, still.sum(axis=1), atol=1e-9)
