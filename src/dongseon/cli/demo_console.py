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

from dongseon.cli import demo_holders, demo_public, demo_ready, terminal
from dongseon.cli.console import shown
from dongseon.cli.demo_holders import Holders
from dongseon.cli.demo_ready import Beside
from dongseon.cli.line_lists import LineLists
from dongseon.console.running import errands, home, supervisor
from dongseon.console.running.home import Home
from dongseon.console.running.supervisor import Supervisor
from dongseon.holder import fleet
from dongseon.public.running.supervisor import Supervisor as PublicSite
from dongseon.running import keeping, postgres, programs
from dongseon.running.keeping import Listening

ADDRESS = "127.0.0.1"
HOLDERS_AFTER = 101  # the first holder's port, counted from the console's
READY = "ready"  # in `out`: the folders as they were when new
CODE_S = 30  # s that one code of the second factor is good for


@dataclass(frozen=True, slots=True)
class Opened:
    """A demonstration's two faces: nobody has worked in them yet."""

    console: Supervisor
    site: PublicSite


@dataclass(frozen=True, slots=True)
class Night:
    """An outbreak told again, from its first positive test on: whom it is about, and who has records."""

    holders: Holders
    subject: Mapping[str, Any]


@contextmanager
def opening(out: Path, port: int) -> Iterator[Beside[Opened]]:
    """Open a new console in `out/console` and a new public site beside it, while other work is done.

    An earlier demonstration's are replaced. What cannot be is said by the result: InvalidInput, InUse.
    """

    def work(closing: ExitStack, advance: terminal.Advance) -> Opened:
        out.mkdir(parents=True, exist_ok=True)
        place = emptied(folder_for(out, closing))
        running = closing.enter_context(opened(place, out / READY / "console", port, advance))
        site = demo_public.opened(
            place.with_name("public"), out / READY / "public", port, advance, log_in=out
        )
        return Opened(running, closing.enter_context(site))

    with demo_ready.beside(work) as working:
        yield working


@contextmanager
def opened(folder: Path, store: Path, port: int, advance: terminal.Advance) -> Iterator[Supervisor]:
    """Open a console in an empty folder, or in what the store kept of an earlier one when it was new."""
    kept = demo_ready.begin(store, folder)
    place = home.make(folder)
    listening = Listening(ADDRESS, port, 1, over_tls=False)
    with supervisor.opened(place, listening, shown(advance), advance) as running:
        if not kept:
            demo_ready.keep(store, folder, postgres.Server(place.database))
        running.environment |= {
            "DONGSEON_CONSOLE_PRACTICE": "on",
            "DONGSEON_CONSOLE_PUBLIC_SITE": f"{demo_public.ports(port)[0].url}releases",
        }
        yield running


def filled(
    running: Supervisor,
    lists: LineLists,
    advance: terminal.Advance,
    closing: ExitStack,
    night: "Night | None" = None,
) -> dict[str, Any]:
    """Fill a new console from line lists, have the night's holders serve; what to say about it."""
    port = running.listening.port
    told: dict[str, Any] = {
        "cases": base64.b64encode(lists.cases).decode(),
        "contacts": base64.b64encode(lists.contacts).decode(),
    }
    if night is not None:
        first = port + HOLDERS_AFTER
        demo_holders.tell_console(night.holders, running.place.folder, first)
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
    return {"url": running.listening.url, "data": str(running.place.folder)} | said


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
    working: Beside[Opened],
    out: Path,
    lists: LineLists,
    *,
    tell: Callable[[dict[str, Any]], None],
    once: bool,
    night: Night | None = None,
    stays: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Fill the console and the public site, say all that is to say, and serve until Ctrl-C unless it is for once.

    `stays` of the city are what the console releases to the public site.
    """
    with keeping.stop_signals() as stopping, ExitStack() as closing:
        with terminal.progress() as advance:
            working.show(advance)
            faces = working.result()
            running, site = faces.console, faces.site
            log = closing.enter_context((out / "console.log").open("wb"))
            said = filled(running, lists, advance, closing, night)
            advance("Starting worker and server", 0.0)
            running.start(log)
            demo_public.believe(site, said.pop("release_key"))
            running.wait_until_ready(stopping)
            advance("Starting worker and server", 1.0)
            if stopping.asked:
                return
            advance("Releasing to the public site", 0.0)
            shown_there = demo_public.release(site, running.environment, stays, stopping)
            advance("Releasing to the public site", 1.0)
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
