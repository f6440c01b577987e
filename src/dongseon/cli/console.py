"""`dongseon console`: the authority's platform, with all that it needs, from one command."""

import ipaddress
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.console.running import home, supervisor
from dongseon.console.running.migrating import Progress
from dongseon.console.running.supervisor import Listening, Supervisor

FIRST = {"username": "administrator", "name": "Administrator", "language": "ko"}

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
        first = appoint(running, as_json=as_json)
        with terminal.progress(shown=not as_json) as advance:
            advance("Starting worker and server", 0.0)
            running.start()
            running.wait_until_ready(stopping)
            advance("Starting worker and server", 1.0)
        said = {"url": listening.url, "data": str(place.folder)} | first
        if stopping.asked:
            return
        terminal.answer(said, as_json=as_json, show=lambda console: show(console, said))
        running.keep(stopping)


def appoint(running: Supervisor, *, as_json: bool) -> dict[str, str]:
    """Make the first administrator where nobody works yet: asked for at a terminal, else as usual.

    Returns user name and password, which nobody can find out again; nothing where there is one.
    """
    if not running.is_new:
        return {}
    told = dict(FIRST)
    if sys.stdin.isatty() and not as_json:
        told = {
            "username": typer.prompt("User name of the first administrator", FIRST["username"]),
            "name": typer.prompt("Name", FIRST["name"]),
            "language": typer.prompt("Language (ko, en)", FIRST["language"]),
        }
    return supervisor.call(running, "workflows.founding", told)


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
    """Where it is, and how to get in for the first time."""
    if "password" in said:
        terminal.line(
            console,
            f"First administrator: {said['username']}, password {said['password']} (shown once; it "
            "must be changed at the first sign-in, within three days)",
        )
    terminal.line(console, f"Serving at {said['url']} (stop with Ctrl-C)")
