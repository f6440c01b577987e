"""An outbreak replayed with tracing in it: what isolation takes out of the tree, and what it leaves."""

from dataclasses import replace

import numpy as np
import pytest

from dongseon.bench import outbreak_tree
from dongseon.bench.outbreak_tree import DAY_S, NEVER, Named, Played, Positive, Traced, Tree

NOBODY = Traced((), ())
UNTIL_S = 20 * DAY_S


def chain() -> Tree:
    """0 infects 1 (day 2), 1 infects 2 (day 5), 2 infects 3 (day 8); 0 is positive on day 4, 1 on day 7."""
    days = np.array([0, 2, 5, 8])
    return Tree(
        person=np.array([10, 11, 12, 13], np.int32),
        infector=np.array([-1, 0, 1, 2], np.int32),
        at_home=np.zeros(4, np.bool_),
        infected_s=days * DAY_S,
        onset_s=np.array([3, 5, 8, -1]) * DAY_S,
        confirmed_s=np.array([4 * DAY_S, 7 * DAY_S, -1, -1]),
        spared=np.full(4, 0.9),
        result_s=np.full(4, DAY_S // 2),
    )


def naming(**named: int) -> outbreak_tree.Trace:
    """An investigation in which the case of each row names one person."""

    def trace(case: Positive) -> Traced:
        person = named.get(f"row_{case.row}")
        return NOBODY if person is None else Traced((Named(person, False),), (person,))

    return trace


def played(tree: Tree, *, delay_s: int | None, trace: outbreak_tree.Trace) -> Played:
    return outbreak_tree.play(tree, until_s=UNTIL_S, delay_s=delay_s, trace=trace)


def test_without_tracing_the_tree_is_as_it_was() -> None:
    found = played(chain(), delay_s=None, trace=naming(row_0=11))
    assert found.happened.all()
    assert found.investigated == 0
    assert list(found.positive_s[:2]) == [4 * DAY_S, 7 * DAY_S]


def test_who_stays_in_infects_nobody_and_what_would_have_come_of_it_is_gone() -> None:
    found = played(chain(), delay_s=600, trace=naming(row_0=11))
    assert list(found.happened) == [True, True, False, False]
    assert found.named_s[1] == 4 * DAY_S + 600


def test_named_too_late_it_happens_all_the_same() -> None:
    found = played(chain(), delay_s=2 * DAY_S, trace=naming(row_0=11))
    assert found.happened.all()


def test_a_contact_is_tested_when_they_fall_ill_and_traced_in_their_turn() -> None:
    asked: list[Positive] = []

    def trace(case: Positive) -> Traced:
        asked.append(case)
        return naming(row_0=11)(case)

    found = played(chain(), delay_s=600, trace=trace)
    assert found.positive_s[1] == 6 * DAY_S  # onset on day 5, half a day, result half a day later
    assert [(one.row, one.indoors_s) for one in asked] == [(0, NEVER), (1, 4 * DAY_S + 600)]


def test_who_stays_in_before_being_infected_is_not() -> None:
    found = played(chain(), delay_s=600, trace=naming(row_0=12))
    assert list(found.happened) == [True, True, False, False]


def test_half_of_the_infections_at_home_happen_in_quarantine() -> None:
    home = replace(chain(), at_home=np.ones(4, np.bool_))
    kept = played(replace(home, spared=np.full(4, 0.4)), delay_s=600, trace=naming(row_0=11))
    lost = played(replace(home, spared=np.full(4, 0.6)), delay_s=600, trace=naming(row_0=11))
    assert (bool(kept.happened[2]), bool(lost.happened[2])) == (True, False)


def test_the_household_is_tested_without_symptoms() -> None:
    silent = replace(chain(), onset_s=np.full(4, -1), confirmed_s=np.array([4, -1, -1, -1]) * DAY_S)

    def trace(case: Positive) -> Traced:
        return Traced((Named(11, case.row == 0),), ())

    found = played(silent, delay_s=600, trace=trace)
    assert found.positive_s[1] == 4 * DAY_S + 600 + DAY_S // 2


def test_nobody_is_investigated_twice_and_a_positive_stays_the_first() -> None:
    seen: list[int] = []

    def trace(case: Positive) -> Traced:
        seen.append(case.row)
        return Traced(tuple(Named(person, True) for person in (10, 11, 12, 13)), ())

    played(chain(), delay_s=600, trace=trace)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("delay_s", [0, 600, DAY_S])
def test_sooner_never_leaves_more_infections(delay_s: int) -> None:
    trace = naming(row_0=11, row_1=12)
    sooner = played(chain(), delay_s=delay_s, trace=trace)
    later = played(chain(), delay_s=delay_s + DAY_S, trace=trace)
    assert sooner.happened.sum() <= later.happened.sum()


def test_the_figures_count_whom_each_infected_and_who_was_named_in_time() -> None:
    tree = chain()
    free = played(tree, delay_s=None, trace=naming())
    caught = played(tree, delay_s=600, trace=naming(row_0=11))
    assert outbreak_tree.reproduction(tree, free, until_s=6 * DAY_S)[0] == pytest.approx(1.0)
    assert outbreak_tree.reproduction(tree, caught, until_s=6 * DAY_S)[0] == pytest.approx(0.5)
    assert outbreak_tree.found_before(tree, free, until_s=6 * DAY_S) == (0, 2)
    assert outbreak_tree.found_before(tree, caught, until_s=6 * DAY_S) == (1, 1)
