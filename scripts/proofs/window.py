"""A nurse's way with a walk-in in a real browser: interactions, and the server's time for each page on it.

Printed, and read by a person: the target is 300 ms for each page on a quiet machine of two cores. The test of the
same way counts the interactions and times nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEST = "tests/console/browser/test_at_the_window.py::test_a_walk_in_is_registered_with_at_most_twelve_interactions"


def main() -> int:
    """Run the browser's test of the way, timed."""
    words = [sys.executable, "-m", "pytest", "-q", "-s", TEST]
    return subprocess.run(
        words, cwd=ROOT, env=os.environ | {"DONGSEON_TIMED": "1"}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
