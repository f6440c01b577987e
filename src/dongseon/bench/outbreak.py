"""An outbreak with tracing after ten minutes, a day, two days, or never: the same people, the same chance.

A city in which nobody is traced is lived once; what its telcos and check-in service know lies in their lakes. Then
scripted officers investigate every case through a console with a database of its own, one console a delay.
Method and limits: docs/method/outbreak.md.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dongseon.bench import console_calling, investigation, investigation_lakes, outbreak_tree
from dongseon.bench.outbreak_tree import DAY_S, NEVER, Played, Tree
from dongseon.city import chance, population, transmission, visits, world
from dongseon.city.exposure import HOME
from dongseon.city.holders import numbers, registry
from dongseon.city.holders.dumps import Lived
from dongseon.city.holders.tables import Desk
from dongseon.city.simulate import clock_of
from dongseon.city.tracing import TracingParameters
from dongseon.city.transmission import Parameters
from dongseon.city.truth import Diary
from dongseon.city.types import (
    Appointments,
    Clock,
    Epidemic,
    Population,
    Rides,
    Seeds,
    Visits,
    World,
)
from dongseon.records.columns import Bools, Codes

Progress = Callable[[int, int, str], None]
DELAYS: Mapping[str, int | None] = {  # s from the positive result to the contact's staying in
    "10 min": 600,
    "24 h": DAY_S,
    "48 h": 2 * DAY_S,
    "none": None,
}
# P of infection an hour at home; gives R of 1.5 to 2 without tracing. Assumption
PER_HOUR = 0.0024
BROUGHT_D = 5  # days before the first day in which infections came from outside; assumption
LATER_D = 10  # days that an infected person is followed, for R
NAMED_D = 7  # days that an infected person is followed, for being named
TOO_LATE = TracingParameters(household_d=1e4, others_low_d=1e4, others_high_d=1e4 + 1, reach=0.0)
FIRST_PORT = 18_700  # by which the console tells its holders apart; nobody listens there
RESULT_D = (0.25, 1.0)  # specimen to result, as the city has it (S51, S52)


@dataclass(frozen=True, slots=True)
class Size:
    """How large an outbreak."""

    people: int
    days: int
    brought: int  # infections from outside
    seed: int


def run(size: Size, *, out: Path, progress: Progress) -> dict[str, Any]:
    """Figures of every delay, by its name, and the infections of each day. A JSON object.

    What investigations brought is kept below `out`: a run that was stopped goes on from there.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = out / f"{size.people}-{size.days}-{size.brought}-{size.seed}.jsonl"
    steps = len(DELAYS) + 2
    progress(0, steps, "a city in which nobody is traced")
    lived, epidemic = live(size)
    tree = tree_of(epidemic, lived.population, size.seed)
    until_s = size.days * DAY_S
    found: dict[str, Any] = {}
    for number, (name, delay_s) in enumerate(DELAYS.items(), start=1):
        progress(number, steps, f"tracing: {name}")
        if delay_s is None:
            played = outbreak_tree.play(tree, until_s=until_s, delay_s=None, trace=_nobody)
            said: dict[str, Any] = {}
        else:
            played, said = traced(lived, tree, until_s=until_s, delay_s=delay_s, known=known)
        found[name] = figures(tree, played, size) | said
    progress(steps, steps, "done")
    return {"size": {name: getattr(size, name) for name in Size.__slots__}, "delays": found}


def _nobody(_case: outbreak_tree.Positive) -> outbreak_tree.Traced:
    raise AssertionError("nobody is traced")


def live(size: Size) -> tuple[Lived, Epidemic]:
    """A city's days with an epidemic whose cases are isolated, and nobody else is."""
    ground = world.build_world(seed=size.seed, people=size.people)
    folk = population.populate(ground, seed=size.seed, people=size.people)
    clock = clock_of(size.days, None)
    none = np.zeros(0, np.int32)
    plans = Appointments(none, none, none, none, np.zeros(0, np.int8))
    ready = visits.schedule(ground, folk, seed=size.seed, appointments=plans)
    persons = np.arange(size.people, dtype=np.int64)
    diary = Diary()

    def days(
        world: World, population: Population, clock: Clock, *, day: int, seed: int,
        confined: Bools, appointments: Appointments, yesterday: Bools,
    ) -> tuple[Visits, Rides]:  # fmt: skip
        return visits.day_visits_of(
            ready,
            clock,
            day=day,
            confined=confined,
            yesterday=yesterday,
            persons=persons,
            workers=1,
        )

    epidemic = transmission.spread(
        ground,
        folk,
        clock,
        seed=size.seed,
        day_visits=days,
        appointments=plans,
        parameters=replace(Parameters(per_hour=PER_HOUR), tracing=TOO_LATE),
        seeds=brought(size),
        on_day=diary.keep,
    )
    return Lived(ground, folk, clock, size.seed, diary), epidemic


def brought(size: Size) -> Seeds:
    """Who brought the infection home, in the days before the first."""
    rng = chance.stream(size.seed, "outbreak", "brought")
    unset = np.full(size.brought, -1, dtype=np.int64)
    return Seeds(
        person=np.sort(rng.choice(size.people, size.brought, replace=False)).astype(np.int32),
        infected_s=-rng.integers(0, BROUGHT_D * DAY_S, size.brought),
        onset_s=unset,
        sampled_s=unset.copy(),
        infectivity=np.full(size.brought, np.nan),
        home_when_ill=np.full(size.brought, -1, dtype=np.int8),
    )


def tree_of(epidemic: Epidemic, folk: Population, seed: int) -> Tree:
    """Who infected whom, with the draws that every replay shares."""
    person, infector = epidemic.person, epidemic.infector
    row_of = np.full(len(folk.age_years), -1, np.int32)
    row_of[person] = np.arange(len(person), dtype=np.int32)
    low, high = RESULT_D
    wide = person.astype(np.int64)
    result = chance.uniforms(chance.key(seed, "outbreak", "result"), wide, 0)
    family = folk.household[person] == folk.household[np.maximum(infector, 0)]
    return Tree(
        person=person,
        infector=np.where(infector >= 0, row_of[np.maximum(infector, 0)], -1).astype(np.int32),
        at_home=np.asarray((epidemic.setting == HOME) & (infector >= 0) & family),
        infected_s=epidemic.infected_s,
        onset_s=epidemic.onset_s,
        confirmed_s=epidemic.confirmed_s,
        spared=chance.uniforms(chance.key(seed, "outbreak", "apart"), wide, 0),
        result_s=np.rint((low + (high - low) * result) * DAY_S).astype(np.int64),
    )


def traced(
    lived: Lived, tree: Tree, *, until_s: int, delay_s: int, known: Path
) -> tuple[Played, dict[str, Any]]:
    """One delay, through a console and holders of its own. `known`: what was found of cases before."""
    with console_calling.empty_console() as (folder, _server):
        begins = lived.clock.start
        made = investigation_lakes.holders(folder, lived, begins + timedelta(seconds=until_s))
        believed = investigation_lakes.organisations(folder)
        investigation.tell(folder, made, believed, FIRST_PORT)
        told = told_of(folder, lived, tree)
        said = console_calling.call(
            folder,
            "outbreak_steps",
            told
            | {
                "begins": begins.isoformat(),
                "until_s": until_s,
                "delay_s": delay_s,
                "offices": str(folder / "offices"),
                "known": str(known.resolve()),
                "played": str(folder / "played.npz"),
                "holders": [
                    {"name": one.name, "lake": str(one.lake), "data": str(one.data),
                     "port": str(FIRST_PORT + number)}
                    for number, one in enumerate(made)
                ],
            },
        )  # fmt: skip
        columns = dict(np.load(folder / "played.npz"))
        played = Played(
            **columns,
            revealed=frozenset(said.pop("revealed")),
            named=frozenset(said.pop("named")),
            investigated=said["investigated"],
        )
        return played, said


def told_of(folder: Path, lived: Lived, tree: Tree) -> dict[str, str]:
    """Files with the tree and the residents' numbers and homes; the city's places and base stations."""
    np.savez(folder / "tree.npz", **{name: getattr(tree, name) for name in Tree.__slots__})
    (folder / "people.json").write_text(json.dumps(people_of(lived, tree.person)), encoding="utf-8")
    desk = Desk(lived.world, lived.population, lived.clock, lived.seed)
    sheets = folder / "sheets"
    sheets.mkdir()
    registry.write_places(sheets, desk)
    registry.write_stations(sheets, desk)
    return {
        "tree": str(folder / "tree.npz"),
        "people": str(folder / "people.json"),
        "places": (sheets / "places.csv").read_text(encoding="utf-8"),
        "base_stations": (sheets / "base_stations.csv").read_text(encoding="utf-8"),
    }


def people_of(lived: Lived, infected: Codes) -> dict[str, Any]:
    """Everybody's phone; card, home and household of the infected."""
    folk = lived.population
    everybody = np.arange(len(folk.age_years), dtype=np.int64)
    wide = infected.astype(np.int64)
    cards = numbers.cards(wide, np.zeros(len(wide), np.int64), seed=lived.seed)
    members: dict[int, list[int]] = {}
    for person, household in enumerate(folk.household.tolist()):
        members.setdefault(household, []).append(person)
    place_id = lived.world.places.place_id
    return {
        "phones": numbers.phones(everybody, seed=lived.seed),
        "cards": dict(zip(map(str, infected.tolist()), cards, strict=True)),
        "homes": {str(who): place_id[int(folk.home[who])] for who in infected.tolist()},
        "households": {
            str(who): [one for one in members[int(folk.household[who])] if one != who]
            for who in infected.tolist()
        },
    }


def figures(tree: Tree, played: Played, size: Size) -> dict[str, Any]:
    """What one delay made of the outbreak."""
    until_s = size.days * DAY_S
    number, error = outbreak_tree.reproduction(tree, played, until_s=until_s - LATER_D * DAY_S)
    before, asked = outbreak_tree.found_before(tree, played, until_s=until_s - NAMED_D * DAY_S)
    found = int((played.happened & (played.named_s < played.positive_s)).sum())
    days = np.arange(1, size.days + 1) * DAY_S
    happened_s = np.sort(tree.infected_s[played.happened])
    return {
        "infected": int(played.happened.sum()),
        "positive": int((played.positive_s < NEVER).sum()),
        "reproduction": None if np.isnan(number) else round(number, 3),
        "reproduction_error": None if np.isnan(error) else round(error, 3),
        "infected_in_the_city": asked,
        "named_before_positive": before,
        "share_named_before_positive": round(before / asked, 3) if asked else None,
        "infected_found_by_naming": found,
        "identities_revealed": len(played.revealed),
        "revealed_per_infected_found": round(len(played.revealed) / found, 1) if found else None,
        "people_named": len(played.named),
        "infected_by_day": np.searchsorted(happened_s, days).tolist(),
    }
