"""Cross-tables count nobody out: not by a small cell, not by a sum, not by a difference."""

import itertools
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.disclosure.tables import (
    BASE,
    LEAST_BATCH,
    LEAST_DOUBT,
    LEAST_ROW,
    Counted,
    Table,
    compile_table,
    least_doubt,
    round_cell,
)
from dongseon.errors import InvalidInput

SECRET = b"t" * 32
AGES = ("0-19", "20-39", "40-59", "60+")
DAY, NEXT = date(2020, 11, 12), date(2020, 11, 13)

counts = st.lists(st.integers(0, 40), min_size=4, max_size=4)


def cases(row: str, cells: Sequence[int]) -> list[Counted]:
    """Cases of one district, so many in each age band."""
    return [
        Counted(f"{row}-{age}-{n}", row, age)
        for age, count in zip(AGES, cells, strict=True)
        for n in range(count)
    ]


def compiled(found: list[Counted], previous: Table | None = None, day: date = DAY) -> Table:
    return compile_table(found, AGES, secret=SECRET, day=day, previous=previous)


def possible(rounded: Sequence[int], total: int) -> list[set[int]]:
    """The oracle: every table of true counts that fits what is shown, tried one by one."""
    ranges = [range(max(0, v - BASE + 1), v + BASE) for v in rounded]
    fitting = [cells for cells in itertools.product(*ranges) if sum(cells) == total]
    return [set(values) for values in zip(*fitting, strict=True)]


def test_a_row_with_few_cases_is_not_crossed_with_anything() -> None:
    table = compiled(cases("A", [LEAST_ROW - 1, 0, 0, 0]) + cases("B", [5, 5, 5, 5]))
    assert "A" in table.hidden
    assert "A" not in table.members


@given(counts)
def test_cells_are_multiples_and_never_far_from_the_truth(cells: list[int]) -> None:
    for row in compiled(cases("A", cells)).rows:
        for shown, true in zip(row.cells, cells, strict=True):
            assert shown % BASE == 0
            assert abs(shown - true) < BASE


@given(counts)
def test_who_knows_the_exact_total_is_left_in_doubt_about_each_cell(cells: list[int]) -> None:
    for row in compiled(cases("A", cells)).rows:
        assert all(len(values) >= LEAST_DOUBT for values in possible(row.cells, sum(cells)))


@given(counts)
def test_the_doubt_is_what_trying_every_table_finds(cells: list[int]) -> None:
    rounded = [
        round_cell(frozenset(f"{k}-{n}" for n in range(c)), SECRET) for k, c in enumerate(cells)
    ]
    assert least_doubt(rounded, sum(cells)) == min(map(len, possible(rounded, sum(cells))))


def test_rounding_is_right_on_average() -> None:
    drawn = [
        round_cell(frozenset(f"{trial}-{n}" for n in range(7)), SECRET) for trial in range(4000)
    ]
    assert set(drawn) == {5, 10}
    assert sum(drawn) / len(drawn) == pytest.approx(7.0, abs=0.15)


@given(counts, st.integers(1, LEAST_BATCH - 1), st.sampled_from(AGES))
def test_a_new_case_alone_changes_nothing_that_is_shown(
    cells: list[int], more: int, age: str
) -> None:
    first = compiled(cases("A", cells))
    new = [Counted(f"new-{n}", "A", age) for n in range(more)]
    second = compiled(cases("A", cells) + new, first, NEXT)
    if first.rows:
        assert second.rows == first.rows
        assert second.members == first.members


def test_small_changes_add_up_until_there_is_a_batch() -> None:
    before = compiled(cases("A", [10, 10, 10, 10]))
    table = before
    for more in range(1, LEAST_BATCH + 1):
        table = compiled(cases("A", [10, 10, 10, 10 + more]), table, NEXT)
        assert (table.rows == before.rows) == (more < LEAST_BATCH)
    assert table.rows[0].as_of == NEXT


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_nothing(cells: list[int], random: Random) -> None:
    found = cases("A", cells) + cases("B", cells)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert compiled(shuffled) == compiled(found)


def test_what_cannot_be_counted_is_refused() -> None:
    one = cases("A", [1, 0, 0, 0])
    with pytest.raises(InvalidInput, match="counted twice"):
        compiled(one + one)
    with pytest.raises(InvalidInput, match="no column '90s'"):
        compiled([Counted("c", "A", "90s")])
    with pytest.raises(InvalidInput, match="columns"):
        compile_table(one, ("m", "f"), secret=SECRET, day=NEXT, previous=compiled(one))
