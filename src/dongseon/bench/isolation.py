"""People under an order and their officers: morning lists, the daily generation, bulk reassignment, kills."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping

from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
PROGRAM = "dongseon.bench.isolation_database"
# 60,000 people and 500 officers: of 63,696 officers in April 2020 most had one or two
PEOPLE_AN_OFFICER = 120


def run(*, people: int, seed: int, progress: Progress) -> Mapping[str, float]:
    """`morning_list_p95_s`, `generation_s`, `reassign_s`, `lost`, `doubled` and companions.

    In a process of its own: the console reads its settings once, and whoever has no console installed can
    run the other benches. Raises InvalidInput where it fails.
    """
    progress(0, 1, "people under an order")
    officers = max(2, people // PEOPLE_AN_OFFICER)
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", PROGRAM, str(people), str(officers), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InvalidInput(f"isolation: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    said: dict[str, float] = json.loads(done.stdout)
    return said
