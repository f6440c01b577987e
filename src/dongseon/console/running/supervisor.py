"""One process that keeps the console alive: its database, its worker, its server.

It alone has the data folder. How things are kept alive: `running.keeping`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from dongseon.console.running import databases, errands, home
from dongseon.console.running.databases import Database
from dongseon.console.running.home import Home
from dongseon.running import keeping
from dongseon.running.children import Child
from dongseon.running.keeping import Keeper, Listening, Stopping
from dongseon.running.migrations import Progress

PACKAGE = "dongseon.console.running"


class Supervisor:
    """A running console. Made by `opened`."""

    def __init__(self, place: Home, database: Database, listening: Listening) -> None:
        self.place = place
        self.database = database
        self.listening = listening
        self.environment = home.environment(place, database_url=database.url) | {
            "DONGSEON_CONSOLE_TLS": "on" if listening.over_tls else "off"
        }
        self.is_new = False  # nobody works here yet
        self._keeper = Keeper(database.own)

    def start(self, log: IO[bytes] | None = None) -> None:
        """Start worker and server; they write to `log`."""
        where = self.listening
        words = (
            f"--address={where.address}",
            f"--port={where.port}",
            f"--processes={where.processes}",
        )
        self._keeper.start(
            [
                Child("worker", PACKAGE, "working", self.environment, log),
                Child("server", PACKAGE, "serving", self.environment, log, words),
            ]
        )

    def wait_until_ready(self, stopping: Stopping) -> None:
        """Wait until pages are served. Raises InvalidInput if that takes too long."""
        self._keeper.wait_until_ready(f"{self.listening.url}readyz", stopping, self._headers())

    def keep(self, stopping: Stopping, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Keep everything alive until somebody asks us to stop; `meanwhile` after each look."""
        self._keeper.keep(stopping, meanwhile)

    def stop(self) -> None:
        """End server and worker in order, then the database."""
        self._keeper.stop()

    def _headers(self) -> dict[str, str]:
        """What the server wants to see of a request that comes as its pages are asked for."""
        hosts = self.environment.get("DONGSEON_CONSOLE_HOSTS", "")
        host = {"Host": hosts.split(",")[0]} if hosts else {}
        return host | ({"X-Forwarded-Proto": "https"} if self.listening.over_tls else {})


@contextmanager
def opened(
    place: Home, listening: Listening, progress: Progress, advance: Callable[[str, float], None]
) -> Iterator[Supervisor]:
    """Open the folder's console: database, migrations, static files. Everything is closed at the end.

    Raises InvalidInput where any of it cannot be; then nothing is left running.
    """
    with home.hold(place):
        keeping.refuse_taken(listening)
        advance("Opening the database", 0.0)
        database = databases.open_database(place)
        advance("Opening the database", 1.0)
        supervisor = Supervisor(place, database, listening)
        try:
            databases.bring_up_to_date(place, database, progress)
            supervisor.is_new = databases.is_new(database)
            advance("Collecting static files", 0.0)
            collect_static(supervisor)
            advance("Collecting static files", 1.0)
            yield supervisor
        finally:
            supervisor.stop()


def collect_static(supervisor: Supervisor) -> None:
    """Bring the static files into the data folder; what is there and the same is left alone."""
    errands.run(supervisor.environment, "django", "collectstatic", "--no-input", "--verbosity=0")
