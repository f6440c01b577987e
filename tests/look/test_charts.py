"""Charts: their marks have the numbers of their table, and unknown is never drawn as zero."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.look import charts
from dongseon.look.charts import Chart, Series
from dongseon.look.markup import Element, render

DAYS = tuple(f"5/{i}" for i in range(1, 8))
CASES = Series("cases", (3, 5, 0, 8, math.nan, 2, 1))
DEATHS = Series("deaths", (0, 1, 0, 2, 0, 0, 1))
RATE = Series("R", (1.2, 1.1, 1.0, 0.9, math.nan, 0.8, 0.7), (1, 0.9, 0.8, 0.7, math.nan, 0.6, 0.5), (1.4, 1.3, 1.2, 1.1, math.nan, 1, 0.9))  # fmt: skip


def chart(*series: Series) -> Chart:
    return Chart("Cases a day", "A week.", DAYS, series)


def titles(root: Element) -> list[str]:
    return re.findall(r"<title>([^<]*)</title>", str(render(root)))[1:]


def rectangles(root: Element) -> list[dict[str, object]]:
    return [dict(c.attributes) for c in root.children if isinstance(c, Element) and c.tag == "rect"]


def test_bars_are_as_high_as_their_numbers() -> None:
    bars = rectangles(charts.bar(chart(CASES)))
    heights = [float(str(b["height"])) for b in bars]
    shown = [v for v in CASES.values if v > 0]
    assert [h / heights[0] for h in heights] == pytest.approx([v / shown[0] for v in shown])


def test_every_bar_says_its_value_and_the_table_says_the_same() -> None:
    made = chart(CASES, DEATHS)
    head, rows = charts.table_of(made)
    assert head == ("", "cases", "deaths")
    said = titles(charts.stacked_bar(made))
    table = [f"{row[0]} {name} {value}" for row in rows for name, value in zip(head[1:], row[1:], strict=True)]  # fmt: skip
    assert said == [entry for entry in table if not entry.endswith((" 0", " –"))]


def test_stacked_bars_stand_on_each_other() -> None:
    bars = rectangles(charts.stacked_bar(chart(CASES, DEATHS)))
    lower, upper = bars[1], bars[2]
    assert float(str(upper["y"])) + float(str(upper["height"])) == pytest.approx(float(str(lower["y"])))  # fmt: skip


def test_a_line_is_interrupted_where_nothing_is_known() -> None:
    shown = str(render(charts.line(chart(RATE))))
    path = re.search(r'<path class="line s1" d="([^"]*)"', shown)
    assert path is not None
    assert path.group(1).count("M") == 2
    assert "1.2 (1–1.4)" in charts.table_of(chart(RATE))[1][0]
    assert charts.table_of(chart(RATE))[1][4] == ("5/5", "–")
    assert len(titles(charts.line(chart(RATE)))) == 1 + 6


def test_a_heat_strip_has_a_cell_for_each_value() -> None:
    root = charts.heat_strip(chart(CASES, DEATHS))
    cells = rectangles(root)
    assert len(cells) == 14
    assert [c["class"] for c in cells[:7]] == ["h2", "h4", "h0", "h5", "unknown", "h2", "h1"]
    assert titles(root)[3] == "cases 5/4 8"


def test_a_sparkline_is_one_bare_line() -> None:
    shown = str(render(charts.sparkline(chart(DEATHS))))
    assert shown.count("<path") == 1
    assert "<text" not in shown


@given(st.floats(1e-3, 1e9))
def test_ticks_are_round_few_and_reach_the_largest_value(most: float) -> None:
    ticks = charts.ticks(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most * (1 - 1e-9)
    assert 3 <= len(ticks) <= 7
    assert f"{ticks[1]:.6e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}


@given(st.lists(st.one_of(st.just(math.nan), st.floats(0, 1e6)), min_size=1, max_size=40))
def test_any_numbers_can_be_drawn(values: list[float]) -> None:
    made = Chart("c", "d", tuple(map(str, range(len(values)))), (Series("s", tuple(values)),))
    for draw in (charts.bar, charts.line, charts.sparkline, charts.heat_strip):
        shown = str(render(draw(made)))
        assert "nan" not in shown.replace("unknown", "")
        assert "inf" not in shown


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(InvalidInput, match="series 'cases' has 2 values for 7 labels"):
        chart(Series("cases", (1, 2)))


def test_nothing_to_draw_is_an_empty_chart() -> None:
    made = Chart("c", "d", (), (Series("s", ()),))
    assert rectangles(charts.bar(made)) == []
    assert charts.ticks(0) == [0, 1]
