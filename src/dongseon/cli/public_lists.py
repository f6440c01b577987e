"""`dongseon public-lists`: hand lists of clinics and shops to a public site, and let programs report stock."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.public.running import databases, errands, home
from dongseon.running import postgres

group = typer.Typer(no_args_is_help=True)

Data = Annotated[Path, typer.Option("--data", help="The public site's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@group.callback()
def command() -> None:
    """Hand lists of clinics and shops to a public site; let programs report stock.

    The site must be running. Every action has `--json`.

    Examples:

    `dongseon public-lists clinics areas.csv details.csv --data public`

    `dongseon public-lists shops shops.csv --data public`

    `dongseon public-lists reporter "central feed" --data public`
    """


@group.command("clinics")
def clinics(
    areas: Annotated[Path, typer.Argument(help="CSV without heading: province, district, name.")],
    details: Annotated[
        Path, typer.Argument(help="CSV without heading: name, address, three hours, phone.")
    ],
    data: Data = Path("public"),
    drive_through: Annotated[
        bool, typer.Option("--drive-through", help="All of them are drive-through clinics.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a list of screening clinics over, and say what could not be placed or understood.

    Example:

    `dongseon public-lists clinics areas.csv details.csv --data public`
    """
    told = {
        "areas": str(areas.resolve()),
        "details": str(details.resolve()),
        "drive_through": drive_through,
    }
    _do(data, "clinics.importing", told, as_json=as_json)


@group.command("shops")
def shops(
    listed: Annotated[
        Path, typer.Argument(help="CSV: addr, code, latitude, longitude, name, type.")
    ],
    data: Data = Path("public"),
    as_json: AsJson = False,
) -> None:
    """Take the list of shops that sell public masks over; shops that are not in it sell no more.

    Example:

    `dongseon public-lists shops shops.csv --data public`
    """
    _do(data, "masks.importing", {"list": str(listed.resolve())}, as_json=as_json)


@group.command("reporter")
def reporter(
    name: Annotated[str, typer.Argument(help="Who will report.")],
    shop: Annotated[
        str, typer.Option("--shop", help="The code of the one shop it reports for; else all.")
    ] = "",
    data: Data = Path("public"),
    as_json: AsJson = False,
) -> None:
    """Let a program report stock. Its token is shown once.

    Example:

    `dongseon public-lists reporter "central feed" --data public`
    """
    _do(data, "masks.importing", {"token_for": name, "shop": shop}, as_json=as_json)


def _do(data: Path, module: str, told: dict[str, Any], *, as_json: bool) -> None:
    place = home.existing(data)
    own = postgres.Server(place.database, databases.DATABASE)  # of the site that is running
    url = os.environ.get("DATABASE_URL") or own.url(postgres.APPLICATION)
    environment = home.environment(place, database_url=url) | {"DONGSEON_PUBLIC_TLS": "off"}
    said = errands.call(environment, module, told)
    terminal.answer(said, as_json=as_json, show=lambda console: _show(console, said))


def _show(console: Console, said: dict[str, Any]) -> None:
    for name, value in said.items():
        if name == "rows":
            for row in value:
                words = " ".join(filter(None, (row["what"], row["name"], row["said"])))
                terminal.line(console, f"  row {row['row']}: {words}")
        else:
            terminal.line(console, f"{name.replace('_', ' ')}: {value}")
