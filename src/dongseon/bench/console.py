"""The console: lists and search over very many cases, and a day of tests from message to text message."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping

from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
LISTS, DAY = "dongseon.bench.console_database", "dongseon.bench.console_day"


def run(*, cases: int, tests: int, seed: int, progress: Progress) -> Mapping[str, float]:
    """`case_list_p95_s`, `results_per_second`, `p95_message_to_sms_s`, `lost`, `doubled` and companions.

    In processes of their own: the console reads its settings once, and whoever has no console installed
    can run the other benches. Raises InvalidInput where one fails.
    """
    progress(0, 2, "a day of tests")
    day = _called(DAY, tests, seed)
    progress(1, 2, "cases and pages")
    return day | _called(LISTS, cases, seed)


def _called(program: str, size: int, seed: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", program, str(size), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"console: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    said: dict[str, float] = json.loads(done.stdout)
    return said
