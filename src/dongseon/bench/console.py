"""Lists and search of a console with very many cases: seconds of server time a page."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping

from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
PROGRAM = "dongseon.bench.console_database"


def run(*, cases: int, seed: int, progress: Progress) -> Mapping[str, float]:
    """`case_list_p95_s` and its companions. Raises InvalidInput where it fails.

    In a process of its own: the console reads its settings once, and whoever has no console installed
    can run the other benches.
    """
    progress(0, 1, "cases and pages")
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", PROGRAM, str(cases), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"console: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    said: dict[str, float] = json.loads(done.stdout)
    return said
