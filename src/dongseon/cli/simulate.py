"""`dongseon simulate`: a seed in; a city's truth, its evidence and its map out."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon import city
from dongseon.city import Simulated
from dongseon.city.scenarios import NAMES
from dongseon.cli import terminal
from dongseon.errors import InvalidInput


def command(
    out: Annotated[Path, typer.Option("--out", help="Folder for the city; new or empty.")],
    people: Annotated[int, typer.Option("--people", min=1, help="Residents.")] = 10_000,
    days: Annotated[int, typer.Option("--days", min=1, help="Days that are lived.")] = 14,
    seed: Annotated[int, typer.Option("--seed", min=0, help="All chance is drawn from it.")] = 1,
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            help=f"An outbreak of 2020, told again: {', '.join(NAMES)}.",
            autocompletion=lambda: list(NAMES),
        ),
    ] = "",
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes; the bits do not depend on it.")
    ] = min(os.cpu_count() or 1, 8),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Simulate a city: the truth, and the evidence that it leaves behind.

    Writes evidence/ (a bundle about the confirmed cases, in the holders' own formats), truth/ (who was
    where, who infected whom) and map.geojson. The same seed gives the same bits.

    Examples:

    `dongseon simulate --people 10000 --days 14 --seed 7 --out city`

    `dongseon simulate --scenario tutor --days 26 --out tutor`
    """
    refuse_full(out)
    with terminal.progress() as advance:
        made = city.simulate(
            people=people,
            days=days,
            seed=seed,
            out=out,
            scenario=scenario or None,
            workers=workers,
            progress=lambda done, total, doing: advance(doing.capitalize(), done / total),
        )
    terminal.answer(summary(made), as_json=as_json, show=lambda console: show(console, made))


def refuse_full(out: Path) -> None:
    """Keep a city from being mixed with files that are there. Raises InvalidInput."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidInput(f"{out}: is there and not empty; name a new folder")


def summary(made: Simulated) -> dict[str, Any]:  # a JSON object
    """What was made, for machines."""
    return {
        "people": made.people,
        "days": made.days,
        "places": made.places,
        "visits": made.visits,
        "infected": made.infected,
        "confirmed": made.confirmed,
        "evidence": str(made.evidence),
        "truth": str(made.truth),
        "map": str(made.map),
    }


def show(console: Console, made: Simulated) -> None:
    """What was made, for people."""
    terminal.line(
        console,
        f"{made.people:,} people lived {made.days} days at {made.places:,} places: "
        f"{made.visits:,} visits, {made.infected:,} infected, {made.confirmed:,} confirmed.",
    )
    terminal.line(console, f"Evidence about the confirmed: {made.evidence}")
    terminal.line(console, f"Truth, for comparison only: {made.truth}")
    terminal.line(console, f"Map: {made.map}")
