"""A program of the console's bench: a database of its own, filled, indexed, asked. `CASES SEED`.

A PostgreSQL of its own is made and filled in a temporary folder; every page is asked for through the
whole application (door, audit, registry, template), in one process, one after the other. Every case
has a person of their own: names, sex and birth date sealed under a key of their own, all terms of the
search in the blind index. Telephone numbers are in the index alone.
"""

import json
import sys
from pathlib import Path

import psycopg

from dongseon.bench import console_calling
from dongseon.running import postgres


def run(*, cases: int, seed: int) -> dict[str, float]:
    """`case_list_p95_s`, `import_contacts_s` and companions. Raises InvalidInput where a step fails."""
    with console_calling.empty_console() as (folder, server):
        owner = server.url(postgres.OWNER)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("DROP INDEX blind_index")  # made at once when all rows are there
            filled = _called(folder, "fill", cases, seed)
            connection.execute("SET maintenance_work_mem = '1GB'")
            connection.execute("CREATE INDEX blind_index ON registry_blindindex USING gin (terms)")
            connection.execute("VACUUM ANALYZE")
        measured = _called(folder, "measure", cases, seed)
        brought = console_calling.call(folder, "console_import", {"seed": seed})
        return filled | measured | brought


def _called(folder: Path, step: str, cases: int, seed: int) -> dict[str, float]:
    """One step in a process of its own: Django reads its settings once."""
    return console_calling.call(
        folder, "console_lists", {"step": step, "cases": cases, "seed": seed}
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(cases=int(sys.argv[1]), seed=int(sys.argv[2]))) + "\n")
