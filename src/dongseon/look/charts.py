"""Charts as SVG written on the server: bars, stacked bars, lines with intervals, sparklines, heat strips.

A chart is made of classes (``s1``, ``s2`` … for its series): colours come from the page's style
sheet. Each mark carries its value in a ``<title>``; :func:`table_of` says the same as a table,
and both are made from the same :class:`Series`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dongseon.errors import InvalidInput
from dongseon.look.markup import Element, element, picture

LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 10.0, 26.0  # units around the plot
LEAST = 1e-300  # below it, halves of a number are no longer numbers
LABEL_ROOM = 64.0  # units a label on the axis needs


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers under one name, one per label of the chart. NaN = not known, and left out."""

    name: str
    values: tuple[float, ...]
    low: tuple[float, ...] = ()  # lower end of an interval, one per value, or nothing
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows and how it is called."""

    name: str
    description: str
    labels: tuple[str, ...]  # along the axis
    series: tuple[Series, ...]
    width: float = 640.0
    height: float = 220.0
    shown: Callable[[float], str] = "{:,g}".format

    def __post_init__(self) -> None:
        for series in self.series:
            for column in (series.values, series.low, series.high):
                if column and len(column) != len(self.labels):
                    raise InvalidInput(
                        f"chart {self.name!r}: series {series.name!r} has {len(column)} values "
                        f"for {len(self.labels)} labels"
                    )


@dataclass(frozen=True, slots=True)
class _Plot:
    """The room between the axes."""

    left: float
    top: float
    width: float
    height: float
    most: float  # the value at the upper edge
    slots: int

    def x(self, slot: float) -> float:
        return self.left + self.width * slot / max(self.slots, 1)

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - value / self.most)


def ticks(most: float, about: int = 4) -> list[float]:
    """Round values from zero to at least ``most``: steps of 1, 2, 2.5 or 5 x 10^k."""
    if not most > LEAST:
        return [0.0, 1.0]
    raw = most / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * (1 - 1e-9))
    return [step * i for i in range(math.ceil(most / step - 1e-9) + 1)]


def bar(chart: Chart) -> Element:
    """One bar a label, from the first series."""
    return stacked_bar(replace(chart, series=chart.series[:1]))


def stacked_bar(chart: Chart) -> Element:
    """One bar a label, the series upon each other in their order."""
    totals = [sum(_known(s.values[i]) for s in chart.series) for i in range(len(chart.labels))]
    plot = _plot(chart, max(totals, default=0.0))
    wide = plot.width / max(plot.slots, 1)
    marks = []
    for i, label in enumerate(chart.labels):
        below = 0.0
        for number, series in enumerate(chart.series, start=1):
            value = _known(series.values[i])
            if value <= 0:
                continue
            top, base = plot.y(below + value), plot.y(below)
            title = element("title", f"{label} {series.name} {chart.shown(value)}")
            x = plot.x(i + 0.1)
            marks.append(
                element(
                    "rect", title, class_=f"s{number}",
                    x=x, y=top, width=wide * 0.8, height=base - top,
                )
            )  # fmt: skip
            below += value
    return _framed(chart, plot, marks, "bars")


def line(chart: Chart) -> Element:
    """One line a series, with its interval as a band behind it; unknown values interrupt both."""
    highest = [v for s in chart.series for v in (*s.values, *s.high) if math.isfinite(v)]
    plot = _plot(chart, max(highest, default=0.0))
    marks = []
    for number, series in enumerate(chart.series, start=1):
        if series.low and series.high:
            marks.append(element("path", class_=f"band s{number}", d=_band(series, plot)))
        runs = _runs(series.values)
        path = "".join(
            _trace([(plot.x(i + 0.5), plot.y(series.values[i])) for i in run]) for run in runs
        )
        marks.append(
            element("path", element("title", series.name), class_=f"line s{number}", d=path)
        )
        marks += [
            element(
                "circle",
                element("title", f"{chart.labels[i]} {series.name} {chart.shown(series.values[i])}"),
                class_=f"dot s{number}", cx=plot.x(i + 0.5), cy=plot.y(series.values[i]), r=2.5,
            )
            for run in runs for i in run
        ]  # fmt: skip
    return _framed(chart, plot, marks, "lines")


def sparkline(chart: Chart) -> Element:
    """The first series as a bare line, to stand within a text."""
    values = chart.series[0].values
    known = [v for v in values if math.isfinite(v)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = chart.height - 4
    step = (chart.width - 4) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return 2 + room * (1 - (value - low) / ((high - low) or 1.0))

    path = "".join(_trace([(2 + step * i, y(values[i])) for i in run]) for run in _runs(values))
    mark = element("path", class_="line s1", d=path)
    return picture(
        mark, width=chart.width, height=chart.height,
        name=chart.name, description=chart.description, kind="chart spark",
    )  # fmt: skip


def heat_strip(chart: Chart) -> Element:
    """One row of cells a series, the darker the larger (five steps of the chart's largest value)."""
    most = max((v for s in chart.series for v in s.values if math.isfinite(v)), default=0.0) or 1.0
    left, row = 110.0, 22.0
    wide = (chart.width - left - RIGHT) / max(len(chart.labels), 1)
    marks: list[Element | str] = []
    for number, series in enumerate(chart.series):
        y = TOP + number * row
        marks.append(element("text", series.name, class_="row", x=left - 8, y=y + 14))
        for i, value in enumerate(series.values):
            step = f"h{math.ceil(5 * value / most)}" if math.isfinite(value) else "unknown"
            said = chart.shown(value) if math.isfinite(value) else "–"
            title = element("title", f"{series.name} {chart.labels[i]} {said}")
            marks.append(
                element(
                    "rect", title, class_=step,
                    x=left + i * wide, y=y, width=wide - 1, height=row - 2,
                )
            )  # fmt: skip
    height = TOP + row * len(chart.series) + BOTTOM
    axis = _labels(chart.labels, left=left, step=wide, y=height - 8)
    return picture(
        *marks, *axis, width=chart.width, height=height,
        name=chart.name, description=chart.description, kind="chart heat",
    )  # fmt: skip


def table_of(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The chart in words: a head and one row a label. Intervals stand in brackets."""
    head = ("", *(s.name for s in chart.series))
    rows = tuple(
        (label, *(_cell(s, i, chart.shown) for s in chart.series))
        for i, label in enumerate(chart.labels)
    )
    return head, rows


def _cell(series: Series, i: int, shown: Callable[[float], str]) -> str:
    value = series.values[i]
    if not math.isfinite(value):
        return "–"
    if not (series.low and series.high):
        return shown(value)
    return f"{shown(value)} ({shown(series.low[i])}–{shown(series.high[i])})"


def _known(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _plot(chart: Chart, most: float) -> _Plot:
    return _Plot(
        left=LEFT,
        top=TOP,
        width=chart.width - LEFT - RIGHT,
        height=chart.height - TOP - BOTTOM,
        most=ticks(most)[-1],
        slots=len(chart.labels),
    )


def _framed(chart: Chart, plot: _Plot, marks: Sequence[Element], kind: str) -> Element:
    """Grid, axes and labels around the marks."""
    grid: list[Element] = []
    for value in ticks(plot.most):
        y = plot.y(value)
        grid.append(element("path", class_="grid", d=f"M{LEFT:g} {y:.1f}h{plot.width:.1f}"))
        grid.append(element("text", chart.shown(value), class_="value", x=LEFT - 6, y=y + 4))
    axis = _labels(
        chart.labels, left=plot.left, step=plot.width / max(plot.slots, 1), y=chart.height - 8
    )
    return picture(
        *grid, *marks, *axis, width=chart.width, height=chart.height,
        name=chart.name, description=chart.description, kind=f"chart {kind}",
    )  # fmt: skip


def _labels(labels: Sequence[str], *, left: float, step: float, y: float) -> list[Element]:
    """Every label there is room for, evenly thinned."""
    every = max(1, math.ceil(LABEL_ROOM / step)) if step > 0 else 1
    return [
        element("text", label, class_="label", x=left + step * (i + 0.5), y=y)
        for i, label in enumerate(labels)
        if i % every == 0
    ]


def _runs(values: Sequence[float]) -> list[list[int]]:
    """The stretches of known values, as indexes."""
    runs: list[list[int]] = [[]]
    for i, value in enumerate(values):
        if math.isfinite(value):
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _trace(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _band(series: Series, plot: _Plot) -> str:
    pieces = []
    for run in _runs([a + b for a, b in zip(series.low, series.high, strict=True)]):
        there = [(plot.x(i + 0.5), plot.y(series.high[i])) for i in run]
        back = [(plot.x(i + 0.5), plot.y(series.low[i])) for i in reversed(run)]
        pieces.append(_trace(there + back) + "z")
    return "".join(pieces)
