"""The time line: local days, one bit a minute, and the numbers of the records."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.look import days
from dongseon.look.days import Block, Lane, Mark, Timeline
from dongseon.look.markup import Element, render
from dongseon.records.columns import Period

from . import casebook

MINUTES = casebook.DAYS * 1440


def test_days_begin_at_local_midnight_and_cover_the_period() -> None:
    shown = days.days_of(casebook.period())
    assert len(shown) == 14
    assert shown[0].start == casebook.START
    assert all(day.minutes == 1440 for day in shown)
    assert [a.end for a in shown[:-1]] == [b.start for b in shown[1:]]


def test_a_period_that_ends_within_a_day_shows_that_day() -> None:
    start = datetime(2020, 5, 1, 3, tzinfo=UTC)
    assert len(days.days_of(Period(start, start + timedelta(hours=1)))) == 1
    assert len(days.days_of(Period(start, start + timedelta(hours=13)))) == 2


def test_days_on_which_the_clocks_change_are_longer_or_shorter() -> None:
    spring = Period(
        datetime(2020, 3, 28, 12, tzinfo=UTC),
        datetime(2020, 3, 29, 12, tzinfo=UTC),
        "Europe/Berlin",
    )
    assert [day.minutes for day in days.days_of(spring)] == [1440, 1380]


@given(
    st.lists(
        st.tuples(st.integers(-100, MINUTES + 100), st.integers(0, 300), st.sampled_from(["gps", "card"])),
        max_size=40,
    )
)  # fmt: skip
def test_a_minute_is_seen_exactly_when_a_record_touches_it(
    given_: list[tuple[int, int, str]],
) -> None:
    rows = [casebook.Row(f"r{i}", s, m, lasts) for i, (m, lasts, s) in enumerate(given_)]
    shown = days.days_of(casebook.period())
    seen = days.observed_minutes(casebook.records(rows), casebook.PERSON, shown)
    for source in ("gps", "card"):
        wanted = np.zeros(MINUTES, dtype=np.bool_)
        for minute, lasts, of in given_:
            if of == source:
                wanted[max(minute, 0) : max(minute + lasts + 1, 0)] = True
        assert np.array_equal(seen.get(source, np.zeros(MINUTES, dtype=np.bool_)), wanted)


def test_nobody_s_records_show_nothing() -> None:
    rows = [casebook.Row("r", "gps", 5, person_id="somebody else")]
    shown = days.days_of(casebook.period())
    assert days.observed_minutes(casebook.records(rows), casebook.PERSON, shown) == {}


def timeline(minutes: list[int], **more: tuple[Mark, ...]) -> Timeline:
    seen = np.zeros(MINUTES, dtype=np.bool_)
    seen[minutes] = True
    at = casebook.at
    block = Block(
        start=at(600), end=at(700), start_low=at(590), start_high=at(610), end_low=at(690),
        end_high=at(725), number="3", name="<b>카페", certain="62%", probability=0.62,
        tone="public", title="3 카페",
    )  # fmt: skip
    marks: dict[str, tuple[Mark, ...]] = {"trips": (), "gaps": (), "questions": ()}
    return Timeline(
        days=days.days_of(casebook.period()),
        blocks=(block,),
        lanes=(Lane("gps", "GPS", seen),),
        stays_name="Stays",
        **(marks | more),
    )


def drawn(line: Timeline, day: int = 0) -> str:
    root: Element = days.draw_day(line, line.days[day], name="d", description="", key="k")
    return str(render(root))


def test_a_block_lies_where_its_time_is_and_its_text_is_escaped() -> None:
    shown = drawn(timeline([]))
    scale = (days.WIDTH - days.LEFT - days.RIGHT) / 1440
    assert f'x="{days.LEFT + 600 * scale:g}"' in shown
    assert "<b>" not in shown
    assert 'fill-opacity="0.43"' in shown
    assert "3 카페" not in drawn(timeline([]), day=1)


@pytest.mark.parametrize(("minutes", "runs"), [([], 0), ([5], 1), ([5, 6, 7], 1), ([5, 100], 2)])
def test_seen_minutes_are_drawn_as_runs(minutes: list[int], runs: int) -> None:
    shown = drawn(timeline(minutes))
    path = shown.partition('class="seen gps" d="')[2].partition('"')[0]
    assert path.count("M") == runs


def test_a_gap_is_hatched_and_named_and_a_question_flagged() -> None:
    at = casebook.at
    line = timeline(
        [],
        gaps=(Mark(at(0), at(300), "no evidence", "g"),),
        questions=(Mark(at(610), at(650), "Q1", "q"),),
        trips=(Mark(at(550), at(600), "", "t"),),
    )
    shown = drawn(line)
    assert 'fill="url(#hatch-k)"' in shown
    assert "no evidence" in shown
    assert ">Q1<" in shown
    assert 'class="trip"' in shown
