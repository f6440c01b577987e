"""The process that calls one function of the site: `main(told, now)` of a module, JSON in and out.

The supervisor is below everything else, and does not load Django: what it wants done there it asks of a
process of its own.
"""

import importlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import django


def main(words: Sequence[str]) -> None:
    """Call the module that is named, with what comes on standard input."""
    django.setup()
    found = importlib.import_module(f"dongseon.public.{words[0]}")
    said = found.main(json.load(sys.stdin), datetime.now(UTC))
    json.dump(said, sys.stdout)
