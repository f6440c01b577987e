"""`dongseon audit`: is the console's log of acts still what was written?"""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.console.running import backup, errands, home

FOUND = 1  # exit status: the log was read, and something is wrong with it
COLUMNS = ("what", "at", "detail")

group = typer.Typer(no_args_is_help=True)

Data = Annotated[Path, typer.Option("--data", help="The console's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@group.callback()
def command() -> None:
    """Find any change, removal or reordering in the console's log of acts.

    Examples:

    `dongseon audit verify --data console`

    `dongseon audit verify --data console --key "$KEY" --witness /mnt/witness --json`

    `dongseon audit seal --data console`
    """


@group.command("verify")
def verify(
    data: Data = Path("console"),
    key: Annotated[
        str, typer.Option("--key", help="The log's public key, from a place of your own.")
    ] = "",
    witness: Annotated[
        str, typer.Option("--witness", help="A witness's folder or file of heads.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Hold every entry against the signed heads, the witness's memory and the tail file.

    Without `--key` and `--witness` those in the console's own folder are used: whoever can write there
    can change them. Exit status 1 if anything is wrong.

    Examples:

    `dongseon audit verify --data console`

    `dongseon audit verify --data console --key "$KEY" --witness /mnt/witness --json`
    """
    where = str(Path(witness).resolve()) if witness else ""
    said = ask(data, {"do": "verify", "key": key, "witness": where})
    terminal.answer(said, as_json=as_json, show=lambda console: show(console, said))
    if not said["ok"]:
        raise typer.Exit(FOUND)


@group.command("seal")
def seal(data: Data = Path("console"), as_json: AsJson = False) -> None:
    """Seal what was written since the last hour, now, and show the head to the witness.

    Example:

    `dongseon audit seal --data console`
    """
    said = ask(data, {"do": "seal"})
    terminal.answer(
        said,
        as_json=as_json,
        show=lambda console: terminal.line(
            console, f"{said['sealed']} entries sealed, {said['entries']} in all"
        ),
    )


def ask(data: Path, told: dict[str, str]) -> dict[str, Any]:
    """Have it done by a process of the console, whether it serves or not."""
    place = home.existing(data)
    with ExitStack() as stack:
        database = backup.opened(place, stack)
        environment = home.environment(place, database_url=database.url)
        return errands.call(environment, "audit.asked", told)


def show(console: Console, said: dict[str, Any]) -> None:
    """Say what was found."""
    terminal.line(console, f"{said['entries']} entries sealed, root {said['root']}")
    terminal.line(
        console,
        f"{said['heads']} signed heads, the last of {said['last_head_at'] or 'never'}; "
        f"{said['witnessed']} seen by the witness; {said['unsealed']} entries not sealed yet",
    )
    if said["ok"]:
        terminal.line(console, "Nothing is wrong.")
        return
    rows = [(one["kind"], str(one["at"] or 0), one["detail"]) for one in said["findings"]]
    console.print(terminal.table("What is wrong", COLUMNS, rows))
