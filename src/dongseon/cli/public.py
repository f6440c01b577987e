"""`dongseon public`: the public site, with all that it needs, from one command."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon.cli import terminal
from dongseon.cli.console import is_loopback, shown
from dongseon.public.running import home, supervisor
from dongseon.running import keeping
from dongseon.running.keeping import Listening

group = typer.Typer()

Data = Annotated[
    Path, typer.Option("--data", help="Its folder: database, secrets, media. Made if missing.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
READERS_PORT, EDITORS_PORT = 8700, 8701


@group.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    data: Data = Path("public"),
    address: Annotated[
        str,
        typer.Option("--address", help="Where readers come in; beyond this machine behind TLS."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = READERS_PORT,
    editors_address: Annotated[
        str, typer.Option("--editors-address", help="Where editors come in, under /cms/.")
    ] = "127.0.0.1",
    editors_port: Annotated[
        int, typer.Option("--editors-port", min=0, max=65535, help="0: no editors' door here.")
    ] = EDITORS_PORT,
    behind_tls: Annotated[
        bool,
        typer.Option("--behind-tls", help="A proxy on this machine speaks TLS; further, it must."),
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="Processes that serve readers.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Serve the public site: figures, places, clinics, measures, in Korean and English.

    The first start makes a PostgreSQL database of its own in the data folder. `DATABASE_URL` names
    another server instead, `DATABASE_OWNER_URL` whom to run migrations as. What is shown comes as
    signed releases from a console whose public key stands in DATA/trusted.keys.

    Examples:

    `dongseon public --data public`

    `dongseon public --data public --port 8700 --editors-port 0 --json`
    """
    if context.invoked_subcommand is not None:
        return
    over_tls = behind_tls or not is_loopback(address)
    readers = Listening(address, port, processes, over_tls=over_tls)
    editors = Listening(editors_address, editors_port, 1, over_tls=over_tls)
    place = home.make(data)
    with keeping.stop_signals() as stopping, ExitStack() as closing:
        with terminal.progress(shown=not as_json) as advance:
            running = closing.enter_context(
                supervisor.opened(
                    place, readers, editors if editors_port else None, shown(advance), advance
                )
            )
            advance("Starting the site", 0.0)
            running.start()
            running.wait_until_ready(stopping)
            advance("Starting the site", 1.0)
        if stopping.asked:
            return
        said = {
            "url": readers.url,
            "editors_url": f"{editors.url}cms/" if editors_port else None,
            "data": str(place.folder),
        }
        terminal.answer(said, as_json=as_json, show=lambda console: show(console, said))
        running.keep(stopping)


def show(console: Console, said: dict[str, Any]) -> None:
    """Where it is."""
    terminal.line(console, f"Serving readers at {said['url']} (stop with Ctrl-C)")
    if said["editors_url"]:
        terminal.line(console, f"Editors work at {said['editors_url']}")
