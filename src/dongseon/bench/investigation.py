"""From the approved request to itinerary and ranked contacts: machine time, holders' answers over HTTP included.

A city is lived; its telcos, card companies and check-in service answer from their lakes as processes of
their own; a console with a database of its own asks them. Signing is officers' work and not counted.
"""

import socket
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dongseon import city
from dongseon.bench import console_calling, investigation_elapsed
from dongseon.bench.investigation_elapsed import Office
from dongseon.city.holders import dumps, moving, numbers, registry
from dongseon.city.holders.dumps import Lived
from dongseon.city.holders.tables import Desk
from dongseon.holder import fleet, setup
from dongseon.holder.setup import NewHolder
from dongseon.ledger import read_verifier_key
from dongseon.mandate import Organisation, OrganisationKind, keys

Progress = Callable[[int, int, str], None]
KINDS = {"base_station": "connection", "card": "approval", "check_in": "check_in"}
OFFICES = {"health": OrganisationKind.HEALTH, "police": OrganisationKind.POLICE}
ADULT_YEARS = 20  # a case of the bench has a phone and a card of their own
ONSET_DAYS = 2  # before the last day of records


def run(
    *, people: int, days: int, cases: int, seed: int, progress: Progress
) -> Mapping[str, float]:
    """`one_case_s`, `hundred_cases_s` (missing for fewer than 100 cases) and one key a step; then minutes
    in all, with holders' and officers' time (`investigation_elapsed`).

    One case more warms everything up and is not counted.
    """
    progress(0, 4, "a city")
    lived = city.live(people=people, days=days, seed=seed, tick=lambda _day: None)
    progress(1, 4, "a console")
    with console_calling.empty_console() as (folder, _server):
        progress(2, 4, "the city's holders")
        now = datetime.now(UTC)
        shift = timedelta(days=(now.date() - lived.clock.start.date()).days - days)
        made = holders(folder, lived, shift, now)
        first = free_ports(len(made))
        tell(folder, made, first)
        progress(3, 4, "cases")
        with fleet.running(made, first, folder / "holders.log"):
            told = subjects(folder, lived, cases + 1, now.date() - timedelta(days=ONSET_DAYS))
            found = console_calling.call(folder, "investigation_steps", told)
        office = Office(
            machine_itinerary_s=found["one_answers_s"] + found["one_itinerary_s"],
            machine_ranking_s=found["one_area_answers_s"] + found["one_ranking_s"],
        )
        whole = investigation_elapsed.elapsed(office, seed=seed)
        return {"people": people, "days": days, "cases": cases, **found, **whole}


def holders(folder: Path, lived: Lived, shift: timedelta, now: datetime) -> list[NewHolder]:
    """Lakes, keys and settings of everybody who has records of this city."""
    written = dumps.write(lived, folder / "dumps", tell=lambda _done, _all: None)
    believed = setup.organisations_toml(
        [
            Organisation(name, kind, central=True, public_keys=(office_key(folder, name),))
            for name, kind in OFFICES.items()
        ]
    )
    (folder / "organisations.toml").write_text(believed, encoding="utf-8")
    made = []
    for name, files in written.items():
        dump = folder / f"{dumps.FILES[name]}.parquet"
        moving.gather(files, dump, shift, until=now)
        made.append(
            setup.set_up(
                folder / "holders" / name,
                name,
                dumps=[dump],
                organisations=believed,
                categories={},
                timezone=lived.clock.timezone,
                now=now,
            )
        )
    return made


def office_key(folder: Path, name: str) -> bytes:
    """The public half of an organisation's key."""
    (folder / "offices").mkdir(mode=0o700, exist_ok=True)
    return setup.organisation_key(folder / "offices" / f"{name}.pem")


def tell(folder: Path, made: list[NewHolder], first: int) -> None:
    """What the console knows of the holders."""
    lines = []
    for number, holder in enumerate(made):
        public = keys.encode(read_verifier_key(holder.public_key).public_key)
        lines += [
            f"[{holder.name}]",
            f'name = "{holder.name}"',
            f'url = "http://{fleet.ADDRESS}:{first + number}"',
            f'kinds = ["{KINDS[dumps.FILES[holder.name]]}"]',
            f'key = "{public}"',
        ]
    (folder / "holders.toml").write_text("\n".join(lines), encoding="utf-8")


def subjects(folder: Path, lived: Lived, cases: int, onset: date) -> dict[str, Any]:
    """Whom the bench investigates: grown-ups, drawn evenly; and the city's places and base stations."""
    desk = Desk(lived.world, lived.population, lived.clock, lived.seed)
    sheets = folder / "sheets"
    sheets.mkdir()
    registry.write_places(sheets, desk)
    registry.write_stations(sheets, desk)
    grown = np.flatnonzero(lived.population.age_years >= ADULT_YEARS)
    who = grown[np.linspace(0, len(grown) - 1, cases).astype(np.int64)].astype(np.int64)
    phones = numbers.phones(who, seed=lived.seed)
    cards = numbers.cards(who, np.zeros(len(who), dtype=np.int64), seed=lived.seed)
    homes = [lived.world.places.place_id[int(lived.population.home[row])] for row in who]
    return {
        "places": (sheets / "places.csv").read_text(encoding="utf-8"),
        "base_stations": (sheets / "base_stations.csv").read_text(encoding="utf-8"),
        "onset_on": onset.isoformat(),
        "offices": str(folder / "offices"),
        "cases": [
            {"phone": phone, "card": card, "home": home}
            for phone, card, home in zip(phones, cards, homes, strict=True)
        ],
    }


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
