"""The command line, `dongseon COMMAND`: one module a command, thin over the rooms.

Only the module of the command that was called is loaded. The rooms bring a compiler with them, and
`dongseon --help` should not wait for it; so the other commands are listed by their line of
``COMMANDS`` alone. (A test holds each line against the docstring of its command.)
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from types import ModuleType
from typing import Annotated, TypeAlias

import typer

from dongseon.cli import terminal
from dongseon.errors import DongseonError, InvalidInput

Command: TypeAlias = Callable[..., None]  # Typer reads the parameters from the function itself

COMMANDS = {  # name: (module below dongseon.cli, its first line of help)
    "demo": (
        "demo",
        "See the whole: simulate an outbreak, trace its first case, open the console on it.",
    ),
    "trace": ("trace", "Say where a person was, how sure that is, and who was there."),
    "stays": ("stays", "Find the stays in GPS histories."),
    "import": ("importing", "Put a person's own location history into an evidence bundle."),
    "simulate": ("simulate", "Simulate a city: the truth, and the evidence that it leaves behind."),
    "city": ("city", "Turn a simulated city into data holders that answer, on one machine."),
    "bench": ("bench", "Measure accuracy and speed on simulated cities."),
    "lake": ("lake", "Keep a population's records on disk, ask them, and erase them in time."),
    "holder": ("holder", "Answer signed mandates from a lake, and keep the log of it."),
    "console": (
        "console",
        "Serve the authority's platform: cases, tracing, quarantine, for the staff network.",
    ),
    "public": (
        "public",
        "Serve the public site: figures, places, clinics, measures, in Korean and English.",
    ),
    "public-lists": (
        "public_lists",
        "Hand lists of clinics and shops to a public site; let programs report stock.",
    ),
    "audit": ("audit", "Find any change, removal or reordering in the console's log of acts."),
    "ledger": ("ledger", "Find any change, removal or reordering in an append-only log."),
}

EXTRAS = {  # module: what it needs beyond a bare installation
    "lake": "lake",
    "city": "holder",
    "holder": "holder",
    "console": "console",
    "public": "public",
    "public_lists": "public",
    "audit": "console",
    "demo_console": "console",
    "demo_public": "public",
    "demo_holders": "holder",
}

USAGE = 2  # exit status: the input or the call cannot be used
INTERRUPTED = 128 + signal.SIGINT

GUIDE = """Raw records in; itinerary and contacts out.

Begin with `dongseon demo`, then `dongseon trace BUNDLE --person ID --out DIR` on records of your
own. `dongseon COMMAND --help` shows examples. Every command has `--json`.

Exit status: 0 done (rejected rows included), 1 a check found something wrong, 2 the input cannot be
used, 130 interrupted.
"""


def main() -> None:
    """Run the program `dongseon` and leave with its exit status."""
    terminal.prepare()
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Run one command line. Returns the exit status; faults become one line on standard error."""
    try:
        status = program(words)(args=list(words), prog_name="dongseon", standalone_mode=False)
    except DongseonError as fault:
        return refuse(str(fault), words)
    except typer.TyperException as fault:
        return refuse(fault.format_message(), words)
    except (KeyboardInterrupt, typer.Abort):
        terminal.warn("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`dongseon … | head`): nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        named = fault.filename if isinstance(fault.filename, str) else "disk"
        return refuse(f"{named}: {fault.strerror or fault}", words)
    return status if isinstance(status, int) else 0


def program(words: Sequence[str]) -> typer.Typer:
    """The Typer program, with the called command's module loaded."""
    app = typer.Typer(
        help=GUIDE,
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(whole)
    called = called_command(words)
    for name, (module, line) in COMMANDS.items():
        if name == called:
            enrol(app, name, module)
        else:
            app.command(name, help=line)(not_loaded)
    return app


def show_version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        print(f"dongseon {metadata.version('dongseon')}")  # noqa: T201  # what was asked for
        raise typer.Exit


def whole(
    version: Annotated[  # Typer acts on it before this is called
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Options before the command."""


def not_loaded() -> None:
    """Stand for a command that is listed but was not called."""


def enrol(app: typer.Typer, name: str, module: str) -> None:
    """Add the called command: one function, or a group of them that its module calls `group`."""
    group = getattr(loaded(module), "group", None)
    if isinstance(group, typer.Typer):
        app.add_typer(group, name=name)
    else:
        app.command(name)(load(module))


def load(module: str) -> Command:
    """The function `command` of one module of this room."""
    found: Command = loaded(module).command
    return found


def loaded(module: str) -> ModuleType:
    """A module of this room. Raises InvalidInput if what it needs is not installed."""
    try:
        return importlib.import_module(f"dongseon.cli.{module}")
    except ModuleNotFoundError as fault:
        missing = fault.name or ""
        if module not in EXTRAS or missing.startswith("dongseon"):
            raise
        raise InvalidInput(f"{missing} is missing; install dongseon[{EXTRAS[module]}]") from None


def called_command(words: Sequence[str]) -> str:
    """The command that the words name; while a shell completes, the one on its line so far."""
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return next((word for word in (*words, *typed.split()) if word in COMMANDS), "")


def refuse(message: str, words: Sequence[str]) -> int:
    """Say why nothing can be done: a line on standard error, and the JSON object if one was asked."""
    if "--json" in words:
        print(json.dumps({"error": message}))  # noqa: T201  # the one object on standard output
    terminal.warn(message)
    return USAGE
