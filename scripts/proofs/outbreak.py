"""An outbreak of hundreds of cases through the real console: tracing after 10 minutes, a day, two days, or never."""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dongseon.bench import outbreak, recording
from dongseon.bench.outbreak import Size
from dongseon.look.charts import Chart, Series, line
from dongseon.look.markup import Element, element, render

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "method" / "outbreak.md"
PICTURE = ROOT / "docs" / "pictures" / "outbreak.svg"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")
COLOURS = (
    "#0b50d0",
    "#228738",
    "#b36b00",
    "#c2410c",
)  # of 10 min, 24 h, 48 h, none: each 4.5 : 1 on white
ROWS: tuple[tuple[str, str], ...] = (
    ("infected", "Infected"),
    ("positive", "Tested positive"),
    ("investigated", "Cases investigated"),
    ("reproduction", "Effective reproduction number"),
    ("share_named_before_positive", "Infected in the city: named before their own positive"),
    ("people_named", "People named as contacts"),
    ("identities_revealed", "Identities that holders told"),
    ("revealed_per_infected_found", "… for each infected person found by being named"),
    ("through_the_console", "Investigations done for this column"),
    ("cpu_s", "Processor time of the console and holders, s"),
)


def main() -> int:
    """Run, print one JSON object; with --write keep table, picture and record."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=10_000)
    asked.add_argument("--days", type=int, default=24)
    asked.add_argument("--brought", type=int, default=60, help="Infections from outside.")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=Path("outbreak-out"))
    asked.add_argument("--write", action="store_true", help="Keep table and picture in docs/.")
    told = asked.parse_args()
    size = Size(told.people, told.days, told.brought, told.seed)
    begun = time.perf_counter()

    def tell(_done: int, _all: int, what: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - begun:8.1f} s  {what}\n")

    found = outbreak.run(size, out=told.out, progress=tell)
    print(json.dumps(found))
    if told.write:
        write(found)
        recording.record(
            ROOT / "bench" / "results",
            "outbreak",
            found["delays"],
            asked=found["size"],
            now=datetime.now(UTC),
        )
    return 0


def write(found: Mapping[str, Any]) -> None:
    """Put the table into the method's page, and the picture beside it."""
    text = TABLE.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    figures = f"{table(found)}\n\n![Infected up to each day, by delay](../pictures/{PICTURE.name})"
    TABLE.write_text(f"{before}{MARKS[0]}\n{figures}\n{MARKS[1]}{after}", encoding="utf-8")
    PICTURE.write_text(picture(found), encoding="utf-8")


def table(found: Mapping[str, Any]) -> str:
    """The figures of each delay, a column each."""
    delays: Mapping[str, Mapping[str, Any]] = found["delays"]
    lines = [
        "| tracing after | " + " | ".join(delays) + " |",
        "| --- |" + " ---: |" * len(delays),
    ]
    for key, words in ROWS:
        cells = [shown(key, one) for one in delays.values()]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def shown(key: str, one: Mapping[str, Any]) -> str:
    """One cell; "–" where a delay has no such figure."""
    value = one.get(key)
    if value is None:
        return "–"
    if key == "reproduction":
        return f"{value:.2f} ± {1.96 * one['reproduction_error']:.2f}"
    if key == "share_named_before_positive":
        return f"{value:.0%} ({one['named_before_positive']} of {one['infected_in_the_city']})"
    return f"{value:,}"


def picture(found: Mapping[str, Any]) -> str:
    """Everybody infected up to each day, a line for each delay, as an SVG that needs no style sheet."""
    delays: Mapping[str, Mapping[str, Any]] = found["delays"]
    days = found["size"]["days"]
    chart = Chart(
        name="Infected up to each day",
        description="One line for each delay from the positive result to the contacts staying in",
        labels=tuple(str(day) for day in range(1, days + 1)),
        series=tuple(
            Series(name, tuple(map(float, one["infected_by_day"]))) for name, one in delays.items()
        ),
        height=300.0,
    )
    drawn = line(chart)
    legend = [
        element("text", name, class_=f"name n{number}", x=56, y=14 + 16 * number)
        for number, name in enumerate(delays, start=1)
    ]
    ground = element("rect", class_="ground", width=chart.width, height=chart.height)
    whole = Element(
        drawn.tag,
        (("xmlns", "http://www.w3.org/2000/svg"), *drawn.attributes),
        (element("style", style()), ground, *drawn.children, *legend),
    )
    return f"{render(whole)}\n"


def style() -> str:
    """Colours and letters."""
    lines = [
        ".ground{fill:#fff}",
        "text{font:12px sans-serif;fill:#333}",
        ".value{text-anchor:end}.label{text-anchor:middle}",
        ".grid{stroke:#ddd;fill:none}.line{fill:none;stroke-width:2}",
    ]
    for number, colour in enumerate(COLOURS, start=1):
        lines.append(
            f".line.s{number}{{stroke:{colour}}}.dot.s{number},.n{number}{{fill:{colour}}}"
        )
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
