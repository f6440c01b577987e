"""The tables of the daily report: their sums hold on every day of a simulated year. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.figures import rules
from dongseon.console.figures.rules import BANDS, UNKNOWN, Confirmed, End, National

FIRST = date(2020, 1, 20)
DAYS = 366
PEOPLE = 12_000
PROVINCES = ("11", "26", "27", "41", "47")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Life:
    """What became of somebody who was tested. Days count from the first; -1: never."""

    number: int
    tested: int
    answered: int
    positive: bool
    end: End | None
    ended: int
    province: str
    sex: str
    band: str


def year(seed: int) -> list[Life]:
    """A year of tests: waves, waiting times, releases and deaths."""
    chance = np.random.default_rng(seed)
    lives = []
    for number in range(PEOPLE):
        tested = int(chance.beta(2, 3) * DAYS)
        answered = tested + int(chance.integers(0, 3))
        positive = bool(chance.random() < 0.15)
        dies = positive and chance.random() < 0.03
        ends = positive and chance.random() < 0.98
        lives.append(
            Life(
                number, tested, answered, positive,
                (End.DIED if dies else End.RELEASED) if ends else None,
                answered + int(chance.integers(5, 40)),
                PROVINCES[int(chance.integers(len(PROVINCES)))],
                ("male", "female", UNKNOWN)[int(chance.choice(3, p=(0.45, 0.54, 0.01)))],
                (*BANDS, UNKNOWN)[int(chance.integers(len(BANDS) + 1))],
            )
        )  # fmt: skip
    return lives


def reports(lives: list[Life]) -> Iterator[tuple[rules.Report, rules.Report | None]]:
    """The report of each day, and the one before."""
    before = None
    for day in range(1, DAYS + 1):
        tested = [life for life in lives if life.tested < day]
        ill = [life for life in tested if life.positive and life.answered < day]
        known = {life.number for life in ill}
        others = [life for life in tested if life.number not in known]
        report = rules.report(
            FIRST + day * DAY,
            [
                Confirmed(
                    UUID(int=life.number), life.province, FIRST + life.answered * DAY,
                    life.end if life.end and life.ended < day else None,
                    linked=life.number % 5 > 0, sex=life.sex, band=life.band,
                )
                for life in ill
            ],
            testing=sum(life.answered >= day for life in others),
            negative=sum(life.answered < day for life in others),
            before=before.national if before else None,
        )  # fmt: skip
        yield report, before
        before = report


@pytest.mark.parametrize("seed", [1, 2])
def test_every_sum_holds_on_every_day_of_a_year(seed: int) -> None:
    last = None
    for report, before in reports(year(seed)):
        assert rules.faults(report, before) == (), report.day
        if before is not None:
            assert report.change["confirmed"] == sum(one.new for one in report.provinces)
        last = report
    assert last is not None
    assert last.national.total == PEOPLE or last.national.testing > 0
    assert last.national.confirmed > 1000
    assert last.national.deceased > 10


def test_the_row_of_20_march_2020_holds() -> None:
    """FIELD 6.6: 316,664 = 8,652 + 15,525 + 292,487 and 8,652 = 2,233 + 6,325 + 94."""
    cases = [
        Confirmed(UUID(int=i), "11", FIRST, end, linked=False, sex="male", band="20-29")
        for i, end in enumerate([End.RELEASED] * 2233 + [None] * 6325 + [End.DIED] * 94)
    ]
    report = rules.report(date(2020, 3, 20), cases, testing=15_525, negative=292_487, before=None)
    assert report.national == National(316_664, 8_652, 2_233, 6_325, 94, 15_525, 292_487)
    assert rules.faults(report, None) == ()


@pytest.mark.parametrize("number", ["total", "confirmed", "discharged", "isolated", "deceased"])
def test_a_sum_that_is_off_by_one_is_named(number: str) -> None:
    report, before = next(iter(reports(year(3))))
    wrong = replace(report.national, **{number: getattr(report.national, number) + 1})
    assert rules.faults(replace(report, national=wrong), before)


def test_a_cumulative_number_that_falls_is_named() -> None:
    *_rest, (yesterday, _), (today, _same) = reports(year(4)[:2000])
    lower = replace(yesterday.national, deceased=today.national.deceased + 1)
    found = rules.faults(today, replace(yesterday, national=lower))
    assert [(fault.rule, fault.where) for fault in found] == [
        ("a cumulative number never falls", "deceased")
    ]


@given(st.dates(date(2020, 1, 1), date(2021, 12, 31)))
def test_the_cut_is_the_first_moment_of_the_day_in_seoul(day: date) -> None:
    cut = rules.cut_of(day)
    local = cut.astimezone(ZoneInfo("Asia/Seoul"))
    assert (local.date(), local.hour, local.minute, local.second) == (day, 0, 0, 0)
    assert cut.astimezone(ZoneInfo("UTC")).hour == 15


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-9"), (9, "0-9"), (10, "10-19"), (79, "70-79"), (80, "80+"), (104, "80+"), (None, UNKNOWN), (-1, UNKNOWN)],
)  # fmt: skip
def test_bands_of_ten_years(age: int | None, band: str) -> None:
    assert rules.band_of(age) == band
