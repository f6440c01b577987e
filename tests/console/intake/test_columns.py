"""Headers of real lists: what is guessed, what is never read, what stays unclear."""

import numpy as np
import pytest

from dongseon.console.intake import columns, reading
from dongseon.console.intake.types import DayOrder, Grid, Kind

TIANJIN = ("case_id", "gender ", "age", "symptom_onset", "symptom_type", "confirm_date")


def grid_of(names: tuple[str, ...], *rows: tuple[str, ...]) -> Grid:
    cells = tuple(zip(*rows, strict=True)) if rows else tuple(() for _name in names)
    return Grid(names, cells, np.arange(len(rows)) + 2, "utf-8", ",")


def test_a_published_line_list_is_understood() -> None:
    assert dict(columns.guess(Kind.CASES, TIANJIN)) == {
        "their_id": "case_id",
        "sex": "gender ",
        "onset_on": "symptom_onset",
        "reported_on": "confirm_date",
    }


def test_our_own_template_is_understood_whole() -> None:
    for kind in Kind:
        header = columns.header_of(kind)
        assert len(columns.guess(kind, header)) == len(header)


@pytest.mark.parametrize("name", ["주민등록번호", "주민 번호", "Passport", "visa_status"])
def test_what_is_not_stored_cannot_be_mapped(name: str) -> None:
    assert columns.is_never_read(name)
    assert columns.guess(Kind.CASES, [name]) == ()


def test_the_order_of_day_and_month_is_told_by_a_day_that_can_only_be_one() -> None:
    mapped = [("onset_on", "onset")]
    for cells, order in (
        (("05/01/2020", "14/01/2020"), DayOrder.DAY_FIRST),
        (("05/01/2020", "01/14/2020"), DayOrder.MONTH_FIRST),
        (("2020-01-05",), DayOrder.YEAR_FIRST),
        (("05/01/2020",), None),
    ):
        assert columns.guess_day_order(grid_of(("onset",), *((c,) for c in cells)), mapped) == order


def test_files_with_the_same_columns_in_any_order_are_the_same() -> None:
    assert columns.signature(["이름", "Phone"]) == columns.signature(["phone ", "이름"])


def test_a_file_is_read_with_its_lines() -> None:
    grid, faults = reading.read(
        "이름;연락처\n김;1\n\n이;2;3\n박;4\n".encode(), kind=Kind.CASES, file="f"
    )
    assert grid.column("이름") == ("김", "박")
    assert list(grid.lines) == [2, 5]
    assert [(fault.line, "cells where the header has" in fault.reason) for fault in faults] == [
        (4, True)
    ]
    assert grid.delimiter == ";"
