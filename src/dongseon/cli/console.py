"""`dongseon console`: the authority's platform, with all that it needs, from one command."""

import ipaddress
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.console.running import home, supervisor
from dongseon.console.running.migrating import Progress
from dongseon.console.running.supervisor import Listening

group = typer.Typer()

Data = Annotated[
    Path, typer.Option("--data", help="Its folder: database, secrets, keys. Made if missing.")
]


@group.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    data: Data = Path("console"),
    address: Annotated[
        str, typer.Option("--address", help="Where to listen; beyond this machine behind TLS only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8600,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="Processes that serve pages.")
    ] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Serve the authority's platform: cases, tracing, quarantine, for the staff network.

    The first start makes a PostgreSQL database of its own in the data folder and the first
    administrator. `DATABASE_URL` names another server instead, `DATABASE_OWNER_URL` whom to run
    migrations as. SIGTERM or Ctrl-C stops it.

    Examples:

    `dongseon console --data console`

    `dongseon console --data console --port 8600 --json`
    """
    if context.invoked_subcommand is not None:
        return
    listening = Listening(address, port, processes, over_tls=not is_loopback(address))
    place = home.make(data)
    with supervisor.stop_signals() as stopping, ExitStack() as closing:
        with terminal.progress(shown=not as_json) as advance:
            running = closing.enter_context(
                supervisor.opened(place, listening, shown(advance), advance)
            )
            advance("Starting worker and server", 0.0)
            running.start()
            running.wait_until_ready(stopping)
            advance("Starting worker and server", 1.0)
        said = {"url": listening.url, "data": str(place.folder)}
        if stopping.asked:
            return
        terminal.answer(said, as_json=as_json, show=lambda console: show(console, said))
        running.keep(stopping)


def shown(advance: terminal.Advance) -> Progress:
    """Migrations as a bar."""
    return lambda done, steps, _: advance("Migrating the database", done / steps)


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def show(console: Console, said: dict[str, Any]) -> None:
    """Where it is."""
    terminal.line(console, f"Serving at {said['url']} (stop with Ctrl-C)")
