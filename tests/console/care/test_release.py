"""Release by the rules before and after 25 June 2020, as docs/rules/release.md draws them: pure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.care import release
from dongseon.console.care.release import Condition, Course, Way
from dongseon.console.care.rules import Taken, without_fever_since
from dongseon.console.policy import kinds
from dongseon.console.policy.first_rows import FIRST_ROWS

BEFORE, AFTER = (kinds.read(row.name, row.value) for row in FIRST_ROWS if row.name == "release")
ONSET = date(2020, 7, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def noon(day: date) -> datetime:
    """Noon in Seoul."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def course(
    *,
    ill: bool = True,
    improving: bool = True,
    cool_h: int | None = 100,
    today: date,
    negatives: tuple[int, ...] = (),
) -> Course:
    """An illness that began on 1 July; negatives so many days after."""
    return Course(
        confirmed_on=ONSET,
        onset_on=ONSET if ill else None,
        improving=improving,
        without_fever_since=None if cool_h is None else noon(today) - cool_h * HOUR,
        negatives=tuple((noon(ONSET + n * DAY), ONSET + n * DAY) for n in negatives),
    )


def ways(rule: kinds.Release, today: date, **known: object) -> set[Way]:
    """By which ways somebody may go on a day."""
    found = release.checks(
        course(today=today, **known),  # type: ignore[arg-type]  # of a test
        rule, now=noon(today), today=today,
    )  # fmt: skip
    return {check.way for check in found if check.open}


def on(day: int) -> date:
    """So many days after onset."""
    return ONSET + day * DAY


@pytest.mark.parametrize(
    ("day", "known", "open_ways"),
    [
        (9, {}, set()),
        (10, {}, {Way.CLINICAL}),
        (10, {"cool_h": 71}, set()),
        (10, {"cool_h": 72}, {Way.CLINICAL}),
        (10, {"cool_h": None}, set()),
        (10, {"improving": False}, set()),
        (8, {"negatives": (7, 8)}, {Way.TEST}),
        (8, {"negatives": (7, 8), "cool_h": 1}, {Way.TEST}),
        (8, {"negatives": (7, 8), "cool_h": None}, set()),
        (8, {"negatives": (7, 8), "improving": False}, set()),
        (7, {"negatives": (5, 6)}, set()),  # taken too early
        (8, {"negatives": (6, 8)}, set()),
        (12, {"negatives": (11, 12)}, {Way.CLINICAL, Way.TEST}),
        (9, {"ill": False}, set()),
        (10, {"ill": False}, {Way.CLINICAL}),
        (8, {"ill": False, "negatives": (7, 8)}, {Way.TEST}),
        (8, {"ill": False, "negatives": (7,)}, set()),
    ],
)
def test_from_25_june_2020(day: int, known: dict[str, object], open_ways: set[Way]) -> None:
    assert ways(AFTER, on(day), **known) == open_ways


@pytest.mark.parametrize(
    ("day", "known", "open_ways"),
    [
        (30, {}, set()),  # nobody went without tests
        (3, {"negatives": (2, 3)}, {Way.TEST}),
        (3, {"negatives": (2, 3), "improving": False}, set()),
        (3, {"negatives": (2, 3), "cool_h": None}, {Way.TEST}),
        (30, {"negatives": (3,)}, set()),
        (8, {"ill": False, "negatives": (7, 8)}, {Way.TEST}),
        (8, {"ill": False, "negatives": (5, 6)}, set()),  # without symptoms tested from day 7
        (30, {"ill": False}, set()),
    ],
)
def test_before_25_june_2020(day: int, known: dict[str, object], open_ways: set[Way]) -> None:
    assert ways(BEFORE, on(day), **known) == open_ways


def test_negatives_less_than_a_day_apart_count_once() -> None:
    taken = [noon(ONSET), noon(ONSET) + 23 * HOUR, noon(ONSET) + 24 * HOUR]
    assert release.in_a_row(taken, apart=24 * HOUR) == 2
    assert release.in_a_row(taken[:2], apart=24 * HOUR) == 1


@given(st.lists(st.integers(0, 500), max_size=12), st.integers(0, 500))
def test_another_negative_never_takes_one_away(hours: list[int], more: int) -> None:
    taken = [noon(ONSET) + hour * HOUR for hour in hours]
    before = release.in_a_row(taken, apart=24 * HOUR)
    assert release.in_a_row([*taken, noon(ONSET) + more * HOUR], apart=24 * HOUR) >= before
    assert release.in_a_row(taken[::-1], apart=24 * HOUR) == before


@given(st.integers(0, 40), st.booleans(), st.booleans(), st.integers(0, 200))
def test_time_alone_closes_no_way(day: int, ill: bool, improving: bool, cool_h: int) -> None:
    """Whoever may go today may go tomorrow, if nothing has changed."""
    today = on(day)
    known = {"ill": ill, "improving": improving, "negatives": (7, 8)}
    assert ways(AFTER, today, cool_h=cool_h, **known) <= ways(
        AFTER, today + DAY, cool_h=cool_h + 24, **known
    )


def test_each_condition_says_from_when() -> None:
    clinical, test = release.checks(course(today=on(5)), AFTER, now=noon(on(5)), today=on(5))
    days = next(one for one in clinical.conditions if one.condition is Condition.DAYS)
    assert (days.met, days.needed, days.from_day) == (False, 10, date(2020, 7, 11))
    negatives = next(one for one in test.conditions if one.condition is Condition.NEGATIVES)
    assert negatives.from_day == date(2020, 7, 8)


def test_a_fever_or_an_antipyretic_begins_the_hours_anew() -> None:
    def at(hour: int, temperature_c: float = 36.8, antipyretic: bool = False) -> Taken:
        return Taken(noon(ONSET) + hour * HOUR, temperature_c, antipyretic)

    assert without_fever_since([at(0, 38.2), at(12), at(24)], 37.5) == at(12).at
    assert without_fever_since([at(0), at(12, antipyretic=True), at(24)], 37.5) == at(24).at
    assert without_fever_since([at(0), at(12, 37.5)], 37.5) is None
    assert without_fever_since([], 37.5) is None
