"""Branches of the analytical rooms that their own tests take, compiled functions through plain Python.

Runs the tests of a room under coverage with compilation off, so that the plain form of every compiled
function is what runs, and prints the share of lines and branches taken and every one that is not.

    scripts/prove coverage                    # records, itinerary, contacts
    scripts/prove coverage records            # one room
    scripts/prove coverage records tests/records/test_times.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("records", "itinerary", "contacts")


def main() -> int:
    """Run the proof; 1 if a test fails or a branch is not taken."""
    rooms = [name for name in sys.argv[1:] if name in ROOMS] or list(ROOMS)
    chosen = [name for name in sys.argv[1:] if name not in ROOMS]
    return max(covered(room, chosen or [f"tests/{room}"]) for room in rooms)


def covered(room: str, tests: list[str]) -> int:
    """Test one room and report on it."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "NUMBA_DISABLE_JIT": "1",
            "COVERAGE_FILE": str(Path(folder, "data")),
        }
        coverage = (sys.executable, "-m", "coverage")
        source = f"--source=src/dongseon/{room}"
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
        failed = run(env, *coverage, "run", "--branch", source, *pytest)
        missed = run(
            env, *coverage, "report", "--show-missing", "--skip-covered", "--fail-under=100"
        )
    print(f"{room}: tests {'failed' if failed else 'passed'}", flush=True)
    return int(bool(failed or missed))


def run(env: dict[str, str], *words: str) -> int:
    """Run a command from the root of the repository."""
    return subprocess.run(words, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
