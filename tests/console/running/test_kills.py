"""Whatever is killed, the console comes back with everything. (`scripts/prove console-kills` is the long one.)"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).parents[3] / "scripts/proofs/console-kills.py"

KILLED = ("server", "worker", "database", "supervisor")


@pytest.mark.slow
def test_killed_one_after_the_other_it_comes_back_with_everything() -> None:
    done = subprocess.run(
        [sys.executable, str(DRILL), "--rounds=1", "--no-jobs", "--only", *KILLED],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == []
    assert figures["rows_acknowledged"] > 0
    assert set(figures["back_s"]) == set(KILLED)
