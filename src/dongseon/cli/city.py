"""`dongseon city holders`: three telcos, two card companies and a check-in service out of a simulated city."""

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon import city
from dongseon.city.holders import dumps
from dongseon.city.holders.dumps import Lived
from dongseon.cli import terminal
from dongseon.cli.row_progress import Count, counting
from dongseon.errors import InvalidInput
from dongseon.holder import setup
from dongseon.holder.setup import NewHolder
from dongseon.mandate import Organisation, OrganisationKind

ASKED, DRAWN = "asked.json", "drawn.json"
FIRST_PORT = 8701
AUTHORITIES = {  # invented: id -> kind, central
    "city-health": (OrganisationKind.HEALTH, False),
    "city-police": (OrganisationKind.POLICE, False),
    "national-health": (OrganisationKind.HEALTH, True),
    "national-police": (OrganisationKind.POLICE, True),
}

group = typer.Typer(no_args_is_help=True)


@group.callback()
def command() -> None:
    """Turn a simulated city into data holders that answer, on one machine.

    Every action has `--json`.

    Example: `dongseon city holders --people 10000 --days 14 --seed 7 --out holders`
    """


@group.command()
def holders(
    out: Annotated[Path, typer.Option("--out", help="Folder of the holders.")],
    people: Annotated[int, typer.Option("--people", min=1, help="Residents.")] = 10_000,
    days: Annotated[int, typer.Option("--days", min=1, help="Days that are lived.")] = 14,
    seed: Annotated[int, typer.Option("--seed", min=0, help="As of `dongseon simulate`.")] = 1,
    scenario: Annotated[str, typer.Option("--scenario", help="As of `dongseon simulate`.")] = "",
    organisations: Annotated[
        Path | None,
        typer.Option(
            "--organisations", help="An organisations.toml to believe; else keys are made."
        ),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes.")] = min(
        os.cpu_count() or 1, 8
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make the lakes, keys and settings of a simulated city's data holders.

    Three telcos share the phones, two card companies the cards, a check-in service has all check-ins. The
    same numbers give the same city as `dongseon simulate`, so the holders have the rows of its cases.
    Interrupted, it goes on where it was when called again. Afterwards it says how to start each holder.

    Examples:

    `dongseon city holders --people 10000 --days 14 --seed 7 --out holders`

    `dongseon holder --lake holders/narae/lake --data holders/narae/data --name narae --port 8701`
    """
    asked = {"people": people, "days": days, "seed": seed, "scenario": scenario}
    begin(out, asked)
    if not (out / DRAWN).exists():
        draw(out, people=people, days=days, seed=seed, scenario=scenario, workers=workers)
    believed = organisations.read_text(encoding="utf-8") if organisations else authorities(out)
    made = set_up(out, believed)
    starts = [start(holder, FIRST_PORT + number) for number, holder in enumerate(made)]
    terminal.answer(
        {
            "out": str(out),
            "holders": [told(holder, words) for holder, words in zip(made, starts, strict=True)],
        },
        as_json=as_json,
        show=lambda console: show(console, made, starts),
    )


def begin(out: Path, asked: Mapping[str, Any]) -> None:
    """Keep what is asked for beside it; raises InvalidInput where the folder holds something else."""
    kept = out / ASKED
    if kept.is_file():
        if json.loads(kept.read_text(encoding="utf-8")) != asked:
            raise InvalidInput(f"{out}: holds another city's holders; name a new folder")
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InvalidInput(f"{out}: is there and not empty; name a new folder")
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(kept, asked)


def draw(out: Path, *, people: int, days: int, seed: int, scenario: str, workers: int) -> None:
    """Live the city and write its holders' dumps; what an interruption left is written anew."""
    with terminal.progress() as advance:
        lived = city.live(
            people=people,
            days=days,
            seed=seed,
            scenario=scenario or None,
            workers=workers,
            tick=lambda day: advance("Living the days", day / days),
        )
        written = dumps.write(
            lived,
            out / "dumps",
            tell=lambda done, total: advance("Drawing the dumps", done / total),
        )
    said = {
        "timezone": lived.clock.timezone,
        "categories": categories(lived),
        "dumps": {
            name: [str(p.relative_to(out)) for p in files] for name, files in written.items()
        },
    }
    write_whole(out / DRAWN, said)


def categories(lived: Lived) -> dict[str, str]:
    """The categories of all places that are no homes."""
    places = lived.world.places
    named = {place: places.category[row] for row, place in enumerate(places.place_id)}
    return {place: category for place, category in named.items() if category != "home"}


def authorities(out: Path) -> str:
    """Four organisations with keys of their own below out, as an organisations.toml."""
    folder = out / "authorities"
    folder.mkdir(mode=0o700, exist_ok=True)
    return setup.organisations_toml(
        [
            Organisation(name, kind, central, (setup.organisation_key(folder / f"{name}.pem"),))
            for name, (kind, central) in AUTHORITIES.items()
        ]
    )


def set_up(out: Path, believed: str) -> list[NewHolder]:
    """Lake, key and settings of every holder."""
    drawn = json.loads((out / DRAWN).read_text(encoding="utf-8"))
    made = []
    with counting() as count:
        for name, files in drawn["dumps"].items():
            made.append(
                setup.set_up(
                    out / name,
                    name,
                    dumps=[out / path for path in files],
                    organisations=believed,
                    # A telco knows sectors, not places.
                    categories={} if name in dumps.TELCOS else drawn["categories"],
                    timezone=drawn["timezone"],
                    now=datetime.now(UTC),
                    progress=partial(counted, count, name),
                )
            )
    return made


def counted(count: Count, holder: str, what: str, done: int, total: int) -> None:
    """Tell how far a holder's work is."""
    count(f"{holder}: {what}", done, total)


def write_whole(path: Path, value: Mapping[str, Any]) -> None:
    """A JSON file that is there whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def start(holder: NewHolder, port: int) -> list[str]:
    """The command that starts a holder."""
    words = ["dongseon", "holder", "--lake", str(holder.lake), "--data", str(holder.data)]
    return [*words, "--name", holder.name, "--port", str(port)]


def told(holder: NewHolder, words: Sequence[str]) -> dict[str, Any]:
    """A holder for machines."""
    return {
        "name": holder.name,
        "rows": holder.rows,
        "public_key": holder.public_key,
        "start": list(words),
    }


def show(console: Console, made: Sequence[NewHolder], starts: Sequence[Sequence[str]]) -> None:
    """The holders for people, and how to start them."""
    rows = [(holder.name, f"{holder.rows:,}", holder.public_key) for holder in made]
    console.print(terminal.table("Holders", ("holder", "rows", "public key"), rows))
    terminal.line(console, "Start each in a terminal of its own:")
    for words in starts:
        terminal.line(console, shlex.join(words))
