"""What phones left behind, put in order for one pass over all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dongseon.contacts import logs

ROWS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([-1.5, 0.0, 2.0, 2.5])), max_size=40)


@given(ROWS)
def test_rows_come_by_person_then_key_and_equal_ones_stay_in_order(
    rows: list[tuple[int, float]],
) -> None:
    person = np.array([p for p, _ in rows], np.int32)
    key = np.array([k for _, k in rows], np.float64)
    expected = np.lexsort((key, person))
    assert logs.by_person(person, key, 6).tolist() == expected.tolist()
    plain = getattr(logs.by_person, "py_func", logs.by_person)  # uncompiled
    assert plain(person, key, 6).tolist() == expected.tolist()
