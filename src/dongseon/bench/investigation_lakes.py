"""The lakes of the bench of investigations: a city is lived, its holders take in their customers' rows.

In a folder that stays, what was made is found again: a city of a million takes half an hour.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from dongseon import city
from dongseon.bench.lake_stages import Found, Stages
from dongseon.city.holders import dumps, numbers, registry
from dongseon.city.holders.dumps import Lived
from dongseon.city.holders.tables import Desk
from dongseon.holder import setup
from dongseon.holder.setup import NewHolder
from dongseon.mandate import Organisation, OrganisationKind

Say = Callable[[str], None]
OFFICES = {"health": OrganisationKind.HEALTH, "police": OrganisationKind.POLICE}
WARM_UP = 3  # cases beside those that are counted
ADULT_YEARS = 20  # a case of the bench has a phone and a card of their own
ONSET_DAYS = 2  # before the day on which the lakes were made
SHEETS = ("places", "base_stations")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a city, and how many of it are cases."""

    people: int
    days: int
    cases: int
    seed: int

    @property
    def name(self) -> str:
        """One folder a city."""
        return f"{self.people}-{self.days}-{self.cases}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Lakes:
    """Holders that can be started, and what a console is told of their city."""

    holders: tuple[NewHolder, ...]
    organisations: str  # the text of organisations.toml
    told: Mapping[
        str, Any
    ]  # JSON values: cases, their day of onset, places and base stations as files' text


def of_city(folder: Path, size: Size, say: Say) -> Lakes:
    """The city's lakes in this folder, with those that are there already."""
    stages = Stages(folder)
    asked = stages.once("asked", partial(_drawn, folder, size, say))
    believed = organisations(folder)
    made = []
    for name, files in asked["files"].items():
        say(f"the lake of {name}")
        paths = [folder / file for file in files]
        taken = stages.once(
            f"taken-{name}", partial(_taken, folder, name, paths, believed, asked["timezone"])
        )
        place = folder / "holders" / name
        made.append(NewHolder(name, place / "lake", place / "data", **taken))
    told = {
        name: (folder / "sheets" / f"{name}.csv").read_text(encoding="utf-8") for name in SHEETS
    }
    told |= {"offices": str(folder / "offices"), "onset_on": asked["onset_on"]}
    return Lakes(tuple(made), believed, told | {"cases": asked["cases"]})


def _drawn(folder: Path, size: Size, say: Say) -> Found:
    """Live a city whose last day was yesterday, write its dumps and sheets, draw its cases."""
    say("living")
    lived = city.live(people=size.people, days=size.days, seed=size.seed, tick=lambda _day: None)
    today = datetime.now(UTC).astimezone(lived.clock.start.tzinfo).date()
    shift = timedelta(days=(today - lived.clock.start.date()).days - size.days)
    lived = replace(lived, clock=replace(lived.clock, start=lived.clock.start + shift))
    written = dumps.write(
        lived, folder / "dumps", tell=lambda done, _all: say(f"drawing the rows of {done:,}")
    )
    sheets = folder / "sheets"
    sheets.mkdir(exist_ok=True)
    desk = Desk(lived.world, lived.population, lived.clock, lived.seed)
    registry.write_places(sheets, desk)
    registry.write_stations(sheets, desk)
    return {
        "files": {
            name: [path.relative_to(folder).as_posix() for path in files]
            for name, files in written.items()
        },
        "timezone": lived.clock.timezone,
        "onset_on": (today - timedelta(days=ONSET_DAYS)).isoformat(),
        "cases": _subjects(lived, size.cases),
    }


def _subjects(lived: Lived, cases: int) -> list[dict[str, str]]:
    """Whom the bench investigates: grown-ups, drawn evenly; the first of them warm up and are not counted."""
    grown = np.flatnonzero(lived.population.age_years >= ADULT_YEARS)
    who = grown[np.linspace(0, len(grown) - 1, cases + WARM_UP).astype(np.int64)].astype(np.int64)
    phones = numbers.phones(who, seed=lived.seed)
    cards = numbers.cards(who, np.zeros(len(who), dtype=np.int64), seed=lived.seed)
    homes = [lived.world.places.place_id[int(lived.population.home[row])] for row in who]
    return [
        {"phone": phone, "card": card, "home": home}
        for phone, card, home in zip(phones, cards, homes, strict=True)
    ]


def holders(folder: Path, lived: Lived, now: datetime) -> tuple[NewHolder, ...]:
    """Everybody who has records of a city, with a lake of them, all at once."""
    believed = organisations(folder)
    written = dumps.write(lived, folder / "dumps", tell=lambda _done, _all: None)
    return tuple(
        _set_up(folder, name, files, believed, lived.clock.timezone, now)
        for name, files in written.items()
    )


def organisations(folder: Path) -> str:
    """The offices whose officers the holders believe, as a file; their keys lie beside the lakes."""
    (folder / "offices").mkdir(mode=0o700, exist_ok=True)
    return setup.organisations_toml(
        [
            Organisation(
                name,
                kind,
                central=True,
                public_keys=(setup.organisation_key(folder / "offices" / f"{name}.pem"),),
            )
            for name, kind in OFFICES.items()
        ]
    )


def _taken(folder: Path, name: str, files: Sequence[Path], believed: str, timezone: str) -> Found:
    """One holder's rows in its lake; goes on where it was stopped."""
    made = _set_up(folder, name, files, believed, timezone, datetime.now(UTC))
    return {"rows": made.rows, "public_key": made.public_key}


def _set_up(
    folder: Path, name: str, files: Sequence[Path], believed: str, timezone: str, now: datetime
) -> NewHolder:
    return setup.set_up(
        folder / "holders" / name,
        name,
        dumps=files,
        organisations=believed,
        categories={},
        timezone=timezone,
        now=now,
    )
