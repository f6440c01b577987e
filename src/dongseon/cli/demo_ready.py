"""The data folders of a demonstration: opened beside the other work, and kept as they were when new.

A database with its tables comes out the same each time and takes longer than a second demonstration's
city. So a folder is copied, before anybody works in it, to the store that the next demonstration begins
with. What has been added to the program since is brought up to date as in any folder that is opened.
"""

import hashlib
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Generic, TypeVar

import dongseon
from dongseon.cli import terminal
from dongseon.errors import InvalidInput
from dongseon.running import postgres

T = TypeVar("T")
STAMP = "made-from"  # beside the folder in the store


class Beside(Generic[T]):
    """One piece of work on a thread of its own; its bars are drawn by whoever draws bars just then."""

    def __init__(self) -> None:
        self._drawn: terminal.Advance = lambda doing, share: None
        self._given_up = threading.Event()
        self._found: Future[T]

    def start(self, pool: ThreadPoolExecutor, work: Callable[[terminal.Advance], T]) -> None:
        """Begin with the work; it is handed what it tells its steps to."""
        self._found = pool.submit(work, self._tell)

    def show(self, advance: terminal.Advance) -> None:
        """Draw the bars with this from now on."""
        self._drawn = advance

    def result(self) -> T:
        """Wait for what came of it. Raises what the work raised."""
        return self._found.result()

    def give_up(self) -> None:
        """Let the work end at its next step."""
        self._given_up.set()

    def _tell(self, doing: str, share: float) -> None:
        if self._given_up.is_set():
            raise InvalidInput("the demonstration was given up")
        self._drawn(doing, share)


@contextmanager
def beside(work: Callable[[ExitStack, terminal.Advance], T]) -> Iterator[Beside[T]]:
    """Have work done meanwhile; what it enters into its stack is closed at the end."""
    with ExitStack() as inside, ThreadPoolExecutor(max_workers=1) as pool:
        working = Beside[T]()
        working.start(pool, lambda advance: work(inside, advance))
        try:
            yield working
        finally:
            working.give_up()


def begin(store: Path, folder: Path) -> bool:
    """Lay a folder as it was when new, where the store has one that still fits; whether it has."""
    stamp = store / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != made_from():
        return False
    copy(store / folder.name, folder)
    return True


def keep(store: Path, folder: Path, server: postgres.Server) -> None:
    """Put a copy of the folder into the store. Its database stands still meanwhile."""
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(mode=0o711, parents=True)
    postgres.stop(server)
    try:
        copy(folder, store / folder.name)
    finally:
        postgres.start(server)
    (store / STAMP).write_text(made_from(), encoding="ascii")


def copy(source: Path, target: Path) -> None:
    """Copy a folder with owners and rights: a cluster belongs to the account that PostgreSQL runs as."""
    done = subprocess.run(  # noqa: S603  # the system's own program, our own paths
        ["/bin/cp", "-Rp", str(source), str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InvalidInput(f"cannot copy {source} to {target}: {done.stderr.strip()}")


def made_from() -> str:
    """A digest of all that a new folder depends on: what is installed, and the tables of this program."""
    digest = hashlib.sha256()
    for name in sorted(f"{one.name}=={one.version}" for one in distributions()):
        digest.update(name.encode())
    for path in sorted(Path(dongseon.__file__).parent.rglob("migrations/*.py")):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
