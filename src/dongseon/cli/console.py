"""`dongseon console`: the authority's platform, with all that it needs, from one command."""

import ipaddress
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import console_keys, terminal
from dongseon.console.running import backup, errands, home, restoring, supervisor
from dongseon.console.running.supervisor import Supervisor
from dongseon.running import keeping
from dongseon.running.keeping import Listening
from dongseon.running.migrations import Progress

FIRST = {"username": "administrator", "name": "Administrator", "language": "ko"}

group = typer.Typer()
group.add_typer(console_keys.group, name="keys")

Data = Annotated[
    Path, typer.Option("--data", help="Its folder: database, secrets, keys. Made if missing.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@group.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    data: Data = Path("console"),
    address: Annotated[
        str, typer.Option("--address", help="Where to listen; beyond this machine behind TLS only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8600,
    behind_tls: Annotated[
        bool,
        typer.Option("--behind-tls", help="A proxy on this machine speaks TLS; further, it must."),
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="Processes that serve pages.")
    ] = 1,
    as_json: AsJson = False,
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
    listening = Listening(address, port, processes, over_tls=behind_tls or not is_loopback(address))
    place = home.make(data)
    with keeping.stop_signals() as stopping, ExitStack() as closing:
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


@group.command("backup")
def save(
    target: Annotated[Path, typer.Argument(help="A new folder for the data.")],
    data: Data = Path("console"),
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="A new folder for the keys, to be kept elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Save a console's data, and apart from them its keys, whether it runs or not.

    Names, phones and addresses in the data are sealed; only the keys open them.

    Example:

    `dongseon console backup /backup/monday --keys /safe/monday --data console`
    """
    place = home.existing(data)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = backup.save(place, target, keys=keys, made_at=made_at)
    said = {"data": str(target), "keys": keys and str(keys), "files": len(manifest.files)}
    terminal.answer(said, as_json=as_json, show=lambda console: show_backup(console, said))


@group.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(help="A backup's data.")],
    keys: Annotated[Path, typer.Option("--keys", help="A backup's keys.")],
    data: Annotated[Path, typer.Option("--data", help="A new folder for the console.")],
    destroyed: Annotated[
        list[Path] | None,
        typer.Option("--destroyed", help="A newer destroyed.log; may be given more than once."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a new console of a backup; then start it with `dongseon console --data`.

    Keys that were destroyed since the backup are destroyed again, as destroyed.log tells.

    Example:

    `dongseon console restore /backup/monday --keys /safe/monday --data console-2`
    """
    with terminal.progress(shown=not as_json) as advance:
        found = restoring.restore(
            source,
            keys,
            home.Home(data.resolve()),
            destroyed=destroyed or (),
            progress=shown(advance),
        )
    said = {"data": str(data)} | found
    terminal.answer(said, as_json=as_json, show=lambda console: show_restored(console, said))


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
    return errands.call(running.environment, "workflows.founding", told)


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


def show_backup(console: Console, said: dict[str, Any]) -> None:
    """What was saved, and what was not."""
    terminal.line(console, f"Data saved to {said['data']}")
    terminal.line(
        console,
        f"Keys saved to {said['keys']}: keep them elsewhere"
        if said["keys"]
        else "No keys saved: without a backup of them (--keys) nothing can be restored",
    )


def show_restored(console: Console, said: dict[str, Any]) -> None:
    """What was restored."""
    terminal.line(console, f"Restored to {said['data']}: as of {said['made_at']}")
    terminal.line(console, f"Destructions since the backup: {said['destroyed_since']}")
