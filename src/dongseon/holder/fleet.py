"""Several holders on one machine, each a process of its own: for demonstrations and benches."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.holder.setup import NewHolder

ADDRESS = "127.0.0.1"
READY_S = 120.0  # s until a holder must answer, on a busy machine
STOP_S = 15.0  # s that a holder has to finish what it is answering
Tell = Callable[[int, int], None]  # holders that answer, and all


@contextmanager
def running(
    holders: Sequence[NewHolder], first_port: int, log: Path, tell: Tell = lambda _done, _all: None
) -> Iterator[None]:
    """Start every holder on the ports from the first on, wait until all answer, stop them at the end."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("ab") as said:
            for number, holder in enumerate(holders):
                words = [sys.executable, "-m", "dongseon", "holder", "--name", holder.name]
                words += ["--lake", str(holder.lake), "--data", str(holder.data)]
                words += ["--address", ADDRESS, "--port", str(first_port + number)]
                started.append(
                    subprocess.Popen(  # noqa: S603  # our own program
                        words, stdout=said, stderr=said, start_new_session=True
                    )
                )
        for number, process in enumerate(started):
            tell(number, len(started))
            _wait_until_ready(process, first_port + number, log)
        tell(len(started), len(started))
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Raises InvalidInput if a holder ends, or does not answer in time."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise InvalidInput(f"a holder did not start; see {log}")
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise InvalidInput(f"a holder does not answer on port {port}; see {log}")
