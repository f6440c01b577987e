"""What the supervisor has done by a process that ends: it is below everything and loads no Django."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from dongseon.errors import InvalidInput


def call(environment: Mapping[str, str], module: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Call `main(told, now)` of a module of the site; what it answers. JSON both ways.

    Raises InvalidInput with its last words if it fails.
    """
    said = run(environment, "dongseon.public.running", "calling", module, given=json.dumps(told))
    answer: dict[str, Any] = json.loads(said)
    return answer


def run(environment: Mapping[str, str], module: str, *words: str, given: str = "") -> str:
    """Run a Python module to its end; what it said. Raises InvalidInput if it fails."""
    done = subprocess.run(  # noqa: S603  # our own modules
        [sys.executable, "-m", module, *words],
        env=dict(environment),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # an interrupt at the terminal is the supervisor's to answer
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise InvalidInput(f"{' '.join(words)}: {last}")
    return done.stdout
