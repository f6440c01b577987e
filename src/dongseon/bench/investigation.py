"""From the approved request to itinerary and ranked contacts: machine time, holders' answers over HTTP included.

A city is lived; its telcos, card companies and check-in service answer from their lakes as processes of
their own; a console with a database of its own asks them. Signing is officers' work and not counted.
"""

import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dongseon.bench import console_calling, investigation_elapsed, investigation_lakes, lake_stages
from dongseon.bench.investigation_elapsed import Office
from dongseon.bench.investigation_lakes import Size
from dongseon.city.holders import dumps
from dongseon.holder import fleet
from dongseon.holder.setup import NewHolder
from dongseon.ledger import read_verifier_key
from dongseon.mandate import keys

Progress = Callable[[int, int, str], None]
KINDS = {"base_station": "connection", "card": "approval", "check_in": "check_in"}


def run(
    *, people: int, days: int, cases: int, seed: int, keep: Path | None, progress: Progress
) -> Mapping[str, float]:
    """`one_case_s`, `hundred_cases_s` (missing for fewer than 100 cases) and one key a step; `workbench_s`; then
    minutes in all, with holders' and officers' time (`investigation_elapsed`).

    Three cases more warm everything up and are not counted. `keep`: a folder whose lakes are found again.
    """
    size = Size(people, days, cases, seed)
    with lake_stages.folder(keep, size.name) as kept:
        lakes = investigation_lakes.of_city(kept, size, lambda what: progress(0, 2, what))
        progress(1, 2, "cases")
        with console_calling.empty_console() as (console, _server):
            first = free_ports(len(lakes.holders))
            tell(console, lakes.holders, lakes.organisations, first)
            with fleet.running(lakes.holders, first, console / "holders.log"):
                found = console_calling.call(console, "investigation_steps", lakes.told)
    office = Office(
        machine_itinerary_s=found["one_answers_s"] + found["one_itinerary_s"],
        machine_ranking_s=found["one_area_answers_s"] + found["one_ranking_s"],
    )
    whole = investigation_elapsed.elapsed(office, seed=seed)
    rows = sum(holder.rows for holder in lakes.holders)
    return {"people": people, "days": days, "cases": cases, "lake_rows": rows, **found, **whole}


def tell(folder: Path, holders: Sequence[NewHolder], organisations: str, first: int) -> None:
    """What a console knows of the offices, and of holders on the ports from the first on."""
    (folder / "organisations.toml").write_text(organisations, encoding="utf-8")
    lines = []
    for number, holder in enumerate(holders):
        public = keys.encode(read_verifier_key(holder.public_key).public_key)
        lines += [
            f"[{holder.name}]",
            f'name = "{holder.name}"',
            f'url = "http://{fleet.ADDRESS}:{first + number}"',
            f'kinds = ["{KINDS[dumps.FILES[holder.name]]}"]',
            f'key = "{public}"',
        ]
    (folder / "holders.toml").write_text("\n".join(lines), encoding="utf-8")


def free_ports(count: int) -> int:
    """The first of so many ports in a row; nobody listens on them now."""
    for first in range(18_700, 28_700, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as tried:
                    tried.bind((fleet.ADDRESS, port))
        except OSError:
            continue
        return first
    raise OSError("no free ports")
