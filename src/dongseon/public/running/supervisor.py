"""One process that keeps the site alive: its database, its two faces, and what is due."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from dongseon.public.running import databases, errands, home
from dongseon.public.running.databases import Database
from dongseon.public.running.home import Home
from dongseon.running import keeping
from dongseon.running.children import Child
from dongseon.running.keeping import Keeper, Listening, Stopping
from dongseon.running.migrations import Progress

PACKAGE = "dongseon.public.running"


class Supervisor:
    """A running site. Made by `opened`."""

    def __init__(
        self, place: Home, database: Database, readers: Listening, editors: Listening | None
    ) -> None:
        self.place = place
        self.readers, self.editors = readers, editors
        over_tls = readers.over_tls
        self.environment = home.environment(place, database_url=database.url) | {
            "DONGSEON_PUBLIC_TLS": "on" if over_tls else "off"
        }
        self._keeper = Keeper(database.own)
        self._sockets = TemporaryDirectory(prefix="dongseon-")  # a socket's path is short

    def call(self, module: str, told: dict[str, Any]) -> dict[str, Any]:
        """Have something done by a module of the site."""
        return errands.call(self.environment, module, told)

    def start(self, log: IO[bytes] | None = None) -> None:
        """Start both faces and the process that does what is due; they write to `log`."""
        found = [
            Child("timed", PACKAGE, "timed", self.environment, log),
            *self._readers(log),
        ]
        if self.editors is not None:
            environment = self.environment | {"DONGSEON_PUBLIC_FACE": "editors"}
            found.append(serving("editors", self.editors, environment, log, where_of(self.editors)))
        self._keeper.start(found)

    def wait_until_ready(self, stopping: Stopping) -> None:
        """Wait until both faces serve. Raises InvalidInput if that takes too long."""
        for listening in filter(None, (self.readers, self.editors)):
            self._keeper.wait_until_ready(f"{listening.url}readyz", stopping, self._headers())

    def keep(self, stopping: Stopping, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Keep everything alive until somebody asks us to stop; `meanwhile` after each look."""
        self._keeper.keep(stopping, meanwhile)

    def tend(self) -> None:
        """Look after everything once."""
        self._keeper.tend()

    def stop(self) -> None:
        """End all processes in order, then the database."""
        self._keeper.stop()
        self._sockets.cleanup()

    def _readers(self, log: IO[bytes] | None) -> list[Child]:
        """The readers' face: doorways that share its address, and what computes pages behind them."""
        behind = Path(self._sockets.name) / "readers"
        words = (
            f"--address={self.readers.address}",
            f"--port={self.readers.port}",
            f"--behind={behind}",
            f"--data={self.place.folder}",
        )
        doorways = [
            Child(f"doorway {number + 1}", PACKAGE, "doorway", self.environment, log, words)
            for number in range(self.readers.processes)
        ]
        face = serving("readers", self.readers, self.environment, log, (f"--socket={behind}",))
        return [face, *doorways]

    def _headers(self) -> dict[str, str]:
        """What a face wants to see of a request that comes as its pages are asked for."""
        hosts = self.environment.get("DONGSEON_PUBLIC_HOSTS", "")
        host = {"Host": hosts.split(",")[0]} if hosts else {}
        return host | ({"X-Forwarded-Proto": "https"} if self.readers.over_tls else {})


def serving(
    name: str,
    face: Listening,
    environment: dict[str, str],
    log: IO[bytes] | None,
    where: tuple[str, ...],
) -> Child:
    """The process of one face."""
    words = (*where, f"--processes={face.processes}")
    return Child(name, PACKAGE, "serving", environment, log, words)


def where_of(face: Listening) -> tuple[str, ...]:
    """The address of a face that browsers reach without a doorway."""
    return (f"--address={face.address}", f"--port={face.port}")


@contextmanager
def opened(
    place: Home,
    readers: Listening,
    editors: Listening | None,
    progress: Progress,
    advance: Callable[[str, float], None],
) -> Iterator[Supervisor]:
    """Open the folder's site: database, migrations, first pages, static files. Closed at the end.

    Raises InvalidInput where any of it cannot be; then nothing is left running.
    """
    with home.hold(place):
        for listening in filter(None, (readers, editors)):
            keeping.refuse_taken(listening)
        advance("Opening the site's database", 0.0)
        database = databases.open_database(place)
        advance("Opening the site's database", 1.0)
        supervisor = Supervisor(place, database, readers, editors)
        try:
            databases.bring_up_to_date(place, database, progress)
            advance("Preparing the site", 0.0)
            supervisor.call("founding", {})
            advance("Preparing the site", 0.5)
            errands.run(
                supervisor.environment, "django", "collectstatic", "--no-input", "--verbosity=0"
            )
            advance("Preparing the site", 1.0)
            yield supervisor
        finally:
            supervisor.stop()
