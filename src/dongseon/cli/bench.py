"""`dongseon bench`: measure what the program claims, on cities it has never seen."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console

from dongseon.bench import itinerary, lived
from dongseon.cli import terminal
from dongseon.errors import NotFound

Figures = Mapping[str, float]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    seeds: tuple[int, ...]
    people: int
    days: int
    cases: int


def command(
    name: Annotated[str, typer.Argument(help="What to measure: itinerary.")],
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Number of cities.")] = 5,
    first_seed: Annotated[int, typer.Option("--first-seed", min=0, help="Seed of the first.")] = 1,
    people: Annotated[int, typer.Option("--people", min=500, help="Residents of each.")] = 2_500,
    days: Annotated[int, typer.Option("--days", min=1, help="Days of each.")] = 14,
    cases: Annotated[int, typer.Option("--cases", min=1, help="Persons traced in each.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure accuracy and speed on simulated cities.

    itinerary: minutes right, public visits found, calibration and time, for four sets of sources (rich,
    typical, poor, gps), beside a naive reader that takes each record at its word.

    Examples:

    `dongseon bench itinerary --seeds 5 --cases 50 --json`

    `dongseon bench itinerary --seeds 1 --people 1000 --cases 5`
    """
    measure = BENCHES.get(name)
    if measure is None:
        raise NotFound(f"bench {name!r} is none of {', '.join(BENCHES)}")
    size = Size(tuple(range(first_seed, first_seed + seeds)), people, days, cases)
    with terminal.progress() as advance:
        figures = measure(size, lambda done, total, doing: advance(name, done / max(total, 1)))
    said = {key: None if math.isnan(value) else value for key, value in figures.items()}
    terminal.answer(said, as_json=as_json, show=lambda console: show(console, name, figures))


def measure_itinerary(size: Size, progress: Progress) -> Figures:
    """Reconstructions against the truth of cities, regime by regime."""
    return itinerary.run(
        seeds=size.seeds,
        people=size.people,
        days=size.days,
        cases=size.cases,
        progress=progress,
    )


BENCHES: dict[str, Callable[[Size, Progress], Figures]] = {"itinerary": measure_itinerary}


def show(console: Console, name: str, figures: Figures) -> None:
    """The figures, a column a regime where there are regimes."""
    regimes = [r for r in lived.REGIMES if any(key.startswith(f"{r}_") for key in figures)]
    if not regimes:
        rows = [(key, text_of(value)) for key, value in figures.items()]
        console.print(terminal.table(f"Bench {name}", ("figure", "value"), rows))
        return
    quantities = dict.fromkeys(
        key.removeprefix(f"{r}_") for r in regimes for key in figures if key.startswith(f"{r}_")
    )
    table = [
        (quantity, *(text_of(figures.get(f"{r}_{quantity}", math.nan)) for r in regimes))
        for quantity in quantities
    ]
    console.print(terminal.table(f"Bench {name}", ("figure", *regimes), table))


def text_of(value: float) -> str:
    """Four digits; a dash for what could not be measured."""
    return "–" if math.isnan(value) else f"{value:.4g}"
