"""`import dongseon` is for programs: it brings no terminal, no pages, and little delay."""

import json
import subprocess
import sys

PROBE = """
import json, sys, time
begun = time.process_time()
import dongseon
print(json.dumps({"seconds": time.process_time() - begun, "modules": sorted(sys.modules)}))
"""
NOT_WANTED = {"rich", "typer", "click", "jinja2", "pandas", "polars", "duckdb", "babel"}
SECONDS = 2.5  # of processor time on a slow shared machine; numba alone takes half of one


def test_the_bare_import_is_light() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    probe = json.loads(done.stdout)
    assert not NOT_WANTED & set(probe["modules"])
    assert probe["seconds"] < SECONDS
