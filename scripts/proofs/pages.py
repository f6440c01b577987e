"""Every page as every role in both languages in a real browser: axe-core, content policy, other hosts, width.

The tests walk every page as one of its roles; this walks it as each. `--pictures FOLDER` keeps a picture of
every page, 1280 and 390 pixels wide.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the browser's tests the long way."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pictures", type=Path)
    told = asked.parse_args()
    environment = os.environ | {"DONGSEON_EVERY_ROLE": "1"}
    if told.pictures:
        told.pictures.mkdir(parents=True, exist_ok=True)
        environment["DONGSEON_PICTURES"] = str(told.pictures.resolve())
    words = [sys.executable, "-m", "pytest", "-q", "--durations=5", "tests/console/browser"]
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
