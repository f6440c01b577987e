"""`dongseon console keys`: the keys that wrap everybody's keys."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.console.running import backup, errands, home

group = typer.Typer(no_args_is_help=True, help="The keys that wrap everybody's keys.")

Data = Annotated[Path, typer.Option("--data", help="The console's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@group.command("status")
def status(data: Data = Path("console"), as_json: AsJson = False) -> None:
    """Which key-encryption keys there are, and how many keys each wraps.

    Example:

    `dongseon console keys status --data console`
    """
    tell("status", data, as_json=as_json)


@group.command("rotate")
def rotate(data: Data = Path("console"), as_json: AsJson = False) -> None:
    """Make the next key-encryption key and wrap all keys anew. The console may serve meanwhile.

    Example:

    `dongseon console keys rotate --data console`
    """
    tell("rotate", data, as_json=as_json)


@group.command("retire")
def retire(data: Data = Path("console"), as_json: AsJson = False) -> None:
    """Destroy older key-encryption keys that wrap nothing. Backups of keys made under them end too.

    Example:

    `dongseon console keys retire --data console`
    """
    tell("retire", data, as_json=as_json)


def tell(do: str, data: Path, *, as_json: bool) -> None:
    """Have it done by a process of the console, whether it serves or not; say what is now."""
    place = home.existing(data)
    with ExitStack() as stack:
        database = backup.opened(place, stack)
        environment = home.environment(place, database_url=database.url)
        said = errands.call(environment, "workflows.key_rotation", {"do": do})
    terminal.answer(said, as_json=as_json, show=lambda console: show(console, said))


def show(console: Console, said: dict[str, Any]) -> None:
    """The keys, one a line."""
    if "rewrapped" in said:
        terminal.line(console, f"kek-{said['version']} made; {said['rewrapped']} keys wrapped anew")
    for version in said.get("retired", ()):
        terminal.line(console, f"kek-{version} destroyed")
    for version, count in said["keys"].items():
        terminal.line(console, f"kek-{version} wraps {count} keys")
    terminal.line(console, f"Keys destroyed so far: {said['destroyed']}")
