"""`dongseon bench disclosure`: who finds their exposure in what is published, and who is named by it.

A city lives through an outbreak; its first cases are published in four ways: as raw routes (every stay of
a patient, under a number), by the rules of March 2020 (a time line for each patient: public places with
contact, from a day before onset) and by those of October 2020 with the house's protection, once by the
flows of all people and once by the estimate that the house has without them. The truth stands in for what
officers accepted.

Three try to name each patient, with everything that was ever published before them:

- who knows the flows of all people (a telco's employee) looks for everybody who fits;
- a neighbour knows the thirty people who live nearest, and half of where each of them was near home;
- a colleague knows up to thirty people of the same workplace, and half of where they were near it.

The two acquaintances name whoever of theirs fits best, if nobody fits as well; where they all fit equally
ill they name nobody. "wrong" is naming a healthy person.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dongseon import city, disclosure
from dongseon.bench import disclosure_attacks as attacks
from dongseon.bench import disclosure_town as towns
from dongseon.bench.disclosure_town import PRIVATE, ZONE, Patient, Told, Town
from dongseon.disclosure import gate, listing
from dongseon.disclosure.anonymity import Crowds, Estimate, Protected
from dongseon.disclosure.listing import Publisher
from dongseon.disclosure.rules import RULES, Rule
from dongseon.disclosure.types import Contacts, Draft, Exposure, Keeper, Listing

Progress = Callable[[int, int, str], None]
SCENARIO, PEOPLE, DAYS = "congregation", 10_000, 28
CASES = 300
SECRET = bytes(32)
WAYS = ("raw", "march", "october", "estimate")
MARCH, OCTOBER = RULES


def run(*, seed: int = 1, cases: int = CASES, progress: Progress | None = None) -> dict[str, float]:
    """One flat table: ``<way>_<attacker>_named``, ``…_wrong``, ``<way>_finds`` and what was protected."""
    told = progress or (lambda *_: None)
    with TemporaryDirectory() as folder:
        made = city.simulate(
            people=PEOPLE,
            days=DAYS,
            seed=seed,
            out=Path(folder),
            scenario=SCENARIO,
            progress=lambda done, total, doing: told(done, 3 * total, doing),
        )
        town, patients = towns.read(made.truth, cases)
    exposures = [each for patient in patients for each in towns.exposures_of(town, patient)]
    october = protected(town, patients, exposures, towns.flows_of(town))
    estimate = protected(town, patients, exposures, Estimate(PEOPLE))
    routes = {
        "raw": [towns.raw_route(town, patient) for patient in patients],
        "march": march_routes(patients, passed(patients, exposures, MARCH)),
        "october": [listed(october)] * len(patients),
        "estimate": [listed(estimate)] * len(patients),
    }
    found: dict[str, float] = {"cases": float(len(patients))}
    for number, way in enumerate(WAYS):
        told(2 + number, 2 + len(WAYS), f"attacking {way}")
        linked = way in ("raw", "march")
        found |= attacks.attacked(town, patients, routes[way], way, seed, linked=linked)
        found[f"{way}_finds"] = finds(town, patients, exposures, routes[way])
    for way, done in (("october", october), ("estimate", estimate)):
        found |= {
            f"{way}_flows_named": attacks.sure_by_flows(done, town),
            f"{way}_least": float(done.least if np.isfinite(done.least) else 0.0),
            f"{way}_listings": float(len(done.draft.listings)),
            f"{way}_widened": float(done.widened),
            f"{way}_withheld": float(done.withheld),
        }
    return found


def passed(
    patients: Sequence[Patient], exposures: Sequence[Exposure], rule: Rule
) -> list[Exposure]:
    """What a rule lets through, each case published on the day of its isolation."""
    times = {str(patient.person): towns.times_of(patient) for patient in patients}
    at = {str(patient.person): patient.isolated for patient in patients}
    return [
        each
        for each in exposures
        if gate.refusal(
            each,
            times[each.case_id],
            rule=rule,
            publisher=Keeper.LOCAL,
            now=at[each.case_id],
            zone=ZONE,
        )
        is None
    ]


def protected(
    town: Town, patients: Sequence[Patient], exposures: Sequence[Exposure], crowds: Crowds
) -> Protected:
    """All that was ever listed by the rules of October, with the house's protection."""
    times = {str(patient.person): towns.times_of(patient) for patient in patients}
    told = passed(patients, exposures, OCTOBER)
    begun = min(each.start for each in exposures)  # before anything has expired
    publisher = Publisher(Keeper.LOCAL, ZONE, SECRET)
    found = listing.merge(told, times, OCTOBER, publisher, begun)
    return disclosure.protect(Draft(OCTOBER.name, tuple(found), ()), crowds, zone=ZONE)


def listed(found: Protected) -> list[Told]:
    """The public list: places and bands, of nobody in particular."""
    return [told for sourced in found.draft.listings for told in bands_of(sourced.listing)]


def bands_of(one: Listing) -> list[Told]:
    """A listing's bands."""
    place = int(one.site.site_id)
    return [Told(place, b.start.timestamp(), b.end.timestamp()) for b in one.bands]


def march_routes(patients: Sequence[Patient], told: Sequence[Exposure]) -> list[list[Told]]:
    """A time line for each patient, of what the rule of March lets through."""
    routes: dict[str, list[Told]] = {str(patient.person): [] for patient in patients}
    for each in told:
        stay = Told(int(each.site.site_id), each.start.timestamp(), each.end.timestamp())
        routes[each.case_id].append(stay)
    return [routes[str(patient.person)] for patient in patients]


def finds(
    town: Town,
    patients: Sequence[Patient],
    exposures: Sequence[Exposure],
    published: Sequence[Sequence[Told]],
) -> float:
    """Of those exposed in public whom tracers do not know, the share who find their exposure."""
    window_s = {
        str(p.person): ((p.onset or p.sampled).timestamp() - 2 * 86_400, p.isolated.timestamp())
        for p in patients
    }
    route_of = {str(p.person): told for p, told in zip(patients, published, strict=True)}
    exposed = found = 0
    for each in exposures:
        begins_s, ends_s = window_s[each.case_id]
        public = not each.home and not each.workplace and each.site.kind not in PRIVATE
        start_s, end_s = each.start.timestamp(), each.end.timestamp()
        if each.contacts is not Contacts.SOME_UNKNOWN or not public:
            continue
        if start_s < begins_s or start_s >= ends_s:
            continue
        strangers = len(towns.together(town, int(each.exposure_id))) - 1
        exposed += strangers
        place = int(each.site.site_id)
        listed_there = any(
            stay.place == place and stay.start_s < end_s and stay.end_s > start_s
            for stay in route_of[each.case_id]
        )
        found += strangers * listed_there
    return found / exposed if exposed else float("nan")


def table(figures: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The figures as a table: a row an attacker, a column a way."""
    names = (
        ("flows_named", "who knows the flows: names the patient"),
        ("neighbour_named", "a neighbour: names the patient"),
        ("neighbour_wrong", "a neighbour: names a healthy person"),
        ("colleague_named", "a colleague: names the patient"),
        ("colleague_wrong", "a colleague: names a healthy person"),
        ("finds", "exposed strangers who find their exposure"),
    )
    return [
        (said, *(f"{figures.get(f'{way}_{key}', float('nan')):.1%}" for way in WAYS))
        for key, said in names
    ]
