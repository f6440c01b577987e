"""The console in a demonstration: its own folder, officers of every role, the city's line lists."""

import base64
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django_otp.oath import totp
from rich.console import Console

from dongseon.cli import demo_holders, demo_public, terminal
from dongseon.cli.console import shown
from dongseon.cli.demo_holders import Holders
from dongseon.cli.line_lists import LineLists
from dongseon.console.running import errands, home, supervisor
from dongseon.console.running.home import Home
from dongseon.console.running.supervisor import Supervisor
from dongseon.holder import fleet
from dongseon.running import keeping, postgres, programs
from dongseon.running.keeping import Listening

ADDRESS = "127.0.0.1"
HOLDERS_AFTER = 101  # the first holder's port, counted from the console's
CODE_S = 30  # s that one code of the second factor is good for


@dataclass(frozen=True, slots=True)
class Night:
    """An outbreak told again, from its first positive test on: whom it is about, and who has records."""

    holders: Holders
    subject: Mapping[str, Any]


@contextmanager
def opened(
    out: Path,
    port: int,
    lists: LineLists,
    advance: terminal.Advance,
    night: "Night | None" = None,
) -> Iterator[tuple[Supervisor, dict[str, Any]]]:
    """Open a new console in `out/console`, fill it, serve it; and what to say about it.

    An earlier demonstration's is replaced. Raises InvalidInput while that one still runs.
    """
    with ExitStack() as closing:
        out.mkdir(parents=True, exist_ok=True)
        place = home.make(emptied(folder_for(out, closing)))
        log = closing.enter_context((out / "console.log").open("wb"))
        listening = Listening(ADDRESS, port, 1, over_tls=False)
        running = closing.enter_context(
            supervisor.opened(place, listening, shown(advance), advance)
        )
        running.environment |= {
            "DONGSEON_CONSOLE_PRACTICE": "on",
            "DONGSEON_CONSOLE_PUBLIC_SITE": f"{demo_public.ports(port)[0].url}releases",
        }
        told: dict[str, Any] = {
            "cases": base64.b64encode(lists.cases).decode(),
            "contacts": base64.b64encode(lists.contacts).decode(),
        }
        if night is not None:
            first = port + HOLDERS_AFTER
            demo_holders.tell_console(night.holders, place.folder, first)
            closing.enter_context(
                fleet.running(
                    night.holders.made,
                    first,
                    night.holders.folder / "holders.log",
                    lambda done, total: advance("Starting the holders", done / total),
                )
            )
            told["night"] = night.subject
        advance("Filling the console", 0.0)
        said = errands.call(running.environment, "workflows.practising", told)
        advance("Filling the console", 1.0)
        running.start(log)
        yield running, {"url": listening.url, "data": str(place.folder)} | said


def folder_for(out: Path, closing: ExitStack) -> Path:
    """`out/console`; a temporary folder where the database could not work in that one."""
    wanted = out.resolve() / "console"
    too_long = len(bytes(wanted / "database" / "socket")) > postgres.LONGEST_SOCKET
    closed = programs.lesser_account() is not None and not programs.is_passable(out)
    if not too_long and not closed:
        return wanted
    folder = Path(tempfile.mkdtemp(prefix="dongseon-demo-"))
    folder.chmod(0o711)  # the database runs under another account
    closing.callback(shutil.rmtree, folder)
    return folder / "console"


def emptied(folder: Path) -> Path:
    """The folder without an earlier demonstration's console. Raises InUse while that one runs."""
    if folder.exists():
        place = Home(folder)
        with home.hold(place):
            server = postgres.Server(place.database)
            if server.cluster.exists():
                postgres.stop(server)
            shutil.rmtree(folder)
    return folder


def check(port: int) -> None:
    """Raise InvalidInput if somebody listens there: better now than when the work is done."""
    keeping.refuse_taken(Listening(ADDRESS, port, 1, over_tls=False))
    demo_public.check(port)


def serve(
    out: Path,
    port: int,
    lists: LineLists,
    *,
    tell: Callable[[dict[str, Any]], None],
    once: bool,
    night: Night | None = None,
    stays: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Open the console and the public site, say all that is to say, and serve until Ctrl-C unless it is for once.

    `stays` of the city are what the console releases to the public site.
    """
    with keeping.stop_signals() as stopping, ExitStack() as closing:
        with terminal.progress() as advance:
            running, said = closing.enter_context(opened(out, port, lists, advance, night))
            advance("Starting worker and server", 0.0)
            running.wait_until_ready(stopping)
            advance("Starting worker and server", 1.0)
        if stopping.asked:
            return
        with terminal.progress() as advance:
            folder = running.place.folder.with_name("public")
            site = closing.enter_context(
                demo_public.opened(folder, port, running.environment, advance)
            )
            shown_there = demo_public.release(site, running.environment, stays, stopping)
        tell({"console": said, "public": shown_there})
        if not once:
            line = code_line(said["totp_secret"])

            def meanwhile() -> None:
                line()
                site.tend()

            running.keep(stopping, meanwhile=meanwhile)


def code_line(secret: str) -> Callable[[], None]:
    """What keeps the code that is good now on a terminal's last line."""
    last = ""

    def tell() -> None:
        nonlocal last
        if sys.stderr.isatty() and (code := code_now(secret)) != last:
            last = code
            sys.stderr.write(f"\rCode now: {code} ")
            sys.stderr.flush()

    return tell


def code_now(secret: str) -> str:
    """The code of the second factor that is good now (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    return f"{totp(base64.b32decode(padded), step=CODE_S):06d}"


def show(console: Console, said: Mapping[str, Any]) -> None:
    """Where to sign in as whom."""
    rows = [
        (username, officer["name"], officer["role"], officer["area"] or "whole country")
        for username, officer in said["officers"].items()
    ]
    console.print(terminal.table("The console's officers", ("user", "name", "role", "area"), rows))
    made = said["imported"]
    terminal.line(
        console,
        f"The console has {made['cases']['created']} cases and "
        f"{made['contacts']['created'] if 'contacts' in made else 0} contacts.",
    )
    if said.get("night"):
        terminal.line(
            console,
            f"A test came back positive: {said['url']}investigations/{said['night']}/ (as investigator). "
            "Make a signing key there and as approver, request records, sign in both.",
        )
    terminal.line(console, f"Sign in at {said['url']} as any of them:")
    terminal.line(console, f"  password {said['password']}")
    terminal.line(
        console,
        f"  code     {code_now(said['totp_secret'])} (for {CODE_S - int(time.time()) % CODE_S} s; then "
        f"an authenticator app with {said['totp_secret']})",
    )
