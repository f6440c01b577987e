"""The public site in a demonstration: its own folder and processes, filled by a release of the console."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from dongseon.cli import demo_ready, investigation, terminal
from dongseon.cli.console import shown
from dongseon.console.running import errands
from dongseon.public.running import databases, home, supervisor
from dongseon.public.running.home import Home
from dongseon.public.running.supervisor import Supervisor
from dongseon.records.columns import Evidence
from dongseon.running import keeping, postgres
from dongseon.running.keeping import Listening, Stopping

ADDRESS = "127.0.0.1"
READERS_AFTER, EDITORS_AFTER = 50, 51  # ports, counted from the console's
MOST_TRACED = 10  # cases whose stays are told: a second each
EDITORS_PASSWORD = "practice-practice"  # noqa: S105 — of made-up accounts, on this machine alone
SURE = 0.8  # of a stay that an officer would accept without asking


def stays_of(evidence: Evidence, shift: np.timedelta64) -> list[dict[str, Any]]:
    """Stays of those who tested positive last, as an officer would accept them; days moved like the lists'."""
    persons, places = evidence.persons, evidence.places
    tested = np.flatnonzero(~np.isnat(persons.sampled))
    latest = tested[np.argsort(persons.sampled[tested])][::-1][:MOST_TRACED]
    moved = shift.astype("timedelta64[s]").astype(int)
    told = []
    for row in latest:
        person_id = persons.person_id[int(row)]
        found = investigation.reconstructed(evidence, person_id, step_min=5)
        for stay in found.stays:
            if stay.place_id is None or stay.probability < SURE:
                continue
            at = places.position[stay.place_id]
            capacity = float(places.capacity[at])
            told.append(
                {
                    "case": person_id,
                    "place_id": stay.place_id,
                    "name": places.name[at],
                    "category": stay.category,
                    "lon_deg": stay.lon_deg,
                    "lat_deg": stay.lat_deg,
                    "capacity": 0 if np.isnan(capacity) else int(capacity),
                    "start": later(stay.arrived.likely, int(moved)),
                    "end": later(stay.left.likely, int(moved)),
                    "everybody_known": False,
                    "home": stay.place_id == persons.home_place_id[int(row)]
                    or stay.category == "home",
                    "workplace": stay.place_id == persons.work_place_id[int(row)],
                }
            )
    return told


def later(at: datetime, seconds: int) -> str:
    """A time, moved."""
    return datetime.fromtimestamp(at.timestamp() + seconds, UTC).isoformat()


def ports(port: int) -> tuple[Listening, Listening]:
    """Where readers and editors come in, for a console on a port."""
    return (
        Listening(ADDRESS, port + READERS_AFTER, 1, over_tls=False),
        Listening(ADDRESS, port + EDITORS_AFTER, 1, over_tls=False),
    )


@contextmanager
def opened(
    folder: Path, store: Path, port: int, advance: terminal.Advance, *, log_in: Path
) -> Iterator[Supervisor]:
    """Open and fill a new public site, and have it serve. An earlier one is replaced by it.

    It begins as the store kept an earlier one when that was new, and believes nobody yet.
    """
    readers, editors = ports(port)
    emptied(folder)
    kept = demo_ready.begin(store, folder)
    place = home.make(folder)
    with ExitStack() as closing:
        log = closing.enter_context((log_in / "public.log").open("wb"))
        running = closing.enter_context(
            supervisor.opened(place, readers, editors, shown(advance), advance)
        )
        if not kept:
            demo_ready.keep(store, folder, postgres.Server(place.database, databases.DATABASE))
        running.environment |= {
            "DONGSEON_PUBLIC_PRACTICE": "on",
            "DONGSEON_PUBLIC_SECOND_FACTOR": "off",
        }
        advance("Filling the site", 0.0)
        running.call("practising", {"password": EDITORS_PASSWORD})
        advance("Filling the site", 1.0)
        running.start(log)
        yield running


def believe(running: Supervisor, key: str) -> None:
    """Have the site believe what a console signs with this key."""
    running.place.trusted.write_text(f"{key}  # the console of this demonstration\n", "ascii")


def emptied(folder: Path) -> Path:
    """The folder without an earlier demonstration's site. Raises InUse while that one runs."""
    if folder.exists():
        place = Home(folder)
        with home.hold(place):
            server = postgres.Server(place.database, databases.DATABASE)
            if server.cluster.exists():
                postgres.stop(server)
            shutil.rmtree(folder)
    return folder


def release(
    running: Supervisor,
    console: Mapping[str, str],
    stays: Sequence[Mapping[str, Any]],
    stopping: Stopping,
) -> dict[str, Any]:
    """Have the console release what may be told; says what the site took."""
    running.wait_until_ready(stopping)
    if stopping.asked:
        return {}
    told = {"stays": list(stays)}
    said = errands.call(console, "workflows.practising_publishing", told)
    editors = f"{running.editors.url}cms/" if running.editors else ""
    return said | {"url": running.readers.url, "editors_url": editors}


def check(port: int) -> None:
    """Raise InvalidInput if somebody listens on one of the site's ports."""
    for listening in ports(port):
        keeping.refuse_taken(listening)


def show(console: Console, said: Mapping[str, Any]) -> None:
    """Where the site is."""
    terminal.line(
        console,
        f"The public site: {said['url']} (release {said['sequence']}, {said['state']}); editors at "
        f"{said['editors_url']} (press or second, {EDITORS_PASSWORD})",
    )
