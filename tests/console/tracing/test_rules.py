"""Links that look impossible are flagged."""

from datetime import date

import pytest

from dongseon.console.tracing.rules import Flag, flag_of

MAY = [date(2020, 5, day) for day in range(1, 32)]


@pytest.mark.parametrize(
    ("source", "target", "flag"),
    [
        (MAY[4], MAY[8], None),
        (MAY[4], MAY[4], None),
        (MAY[4], MAY[3], Flag.BEFORE),  # a peer's graph showed it as any other
        (MAY[4], MAY[18], None),
        (MAY[4], MAY[19], Flag.GAP),
        (None, MAY[4], Flag.UNDATED),
        (MAY[4], None, Flag.UNDATED),
    ],
)
def test_a_link_is_flagged_by_its_days(
    source: date | None, target: date | None, flag: Flag | None
) -> None:
    assert flag_of(source, target, before_days=1, gap_days=14) is flag


def test_by_default_an_onset_on_the_same_day_is_no_doubt() -> None:
    assert flag_of(MAY[0], MAY[0], before_days=1, gap_days=14) is None
