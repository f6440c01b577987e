"""`dongseon bench disclosure`: who finds their exposure in what is published, and who is named by it.

A city lives through an outbreak; its first cases are published in four ways: as raw routes (every stay of
a patient, under a number), by the rules of March 2020 (a time line for each patient: public places with
contact, from a day before onset) and, in one release a day, by those of October 2020 with the house's
protection, once by the flows of all people and once by the lower bound that the house has without them. The
truth stands in for what officers accepted.

Four try to name each patient, with everything that was ever published and, but for the first, with the
dashboard's totals of every day:

- who knows the flows of all people (a telco's employee) looks for everybody who fits; told, which no list
  of October says, which listings are one case's and since which day;
- the same, who prefers those whom the day's new cases by age, sex and district make likely;
- a neighbour knows the thirty people who live nearest, and half of where each of them was near home;
- a colleague knows up to thirty people of the same workplace, and half of where they were near it.

The two acquaintances name whoever of theirs fits best, if nobody fits as well; where they all fit equally
ill they name nobody. "wrong" is naming a healthy person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dongseon import city, disclosure
from dongseon.bench import disclosure_attacks as attacks
from dongseon.bench import disclosure_crowds as crowds
from dongseon.bench import disclosure_dashboard as dashboards
from dongseon.bench import disclosure_reach as reach
from dongseon.bench import disclosure_town as towns
from dongseon.bench.disclosure_town import ZONE, Patient, Told, Town
from dongseon.disclosure import gate, listing
from dongseon.disclosure.anonymity import Crowds, Estimate
from dongseon.disclosure.listing import Publisher
from dongseon.disclosure.protection import FLOOR, Protected
from dongseon.disclosure.rules import RULES, Rule
from dongseon.disclosure.types import (
    Band,
    CaseTimes,
    Cleaned,
    Draft,
    Exposure,
    Keeper,
    Listing,
    Site,
)

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
    return measured(town, patients, seed, told)


def measured(
    town: Town, patients: Sequence[Patient], seed: int, told: Progress
) -> dict[str, float]:
    """The four ways of publishing, attacked and read."""
    exposures = [each for patient in patients for each in towns.exposures_of(town, patient)]
    flows, dashboard = towns.flows_of(town), dashboards.of_town(town, patients)
    found = {"cases": float(len(patients))} | crowds.measured(town, seed)
    for number, way in enumerate(WAYS):
        told(2 + number, 2 + len(WAYS), f"publishing and attacking {way}")
        known: Mapping[str, Sequence[Listing]]
        if way in ("raw", "march"):
            known = routes(town, patients, exposures, way)
            public = [stays_of(known[str(patient.person)]) for patient in patients]
        else:
            releases = daily(patients, exposures, flows if way == "october" else Estimate())
            known = disclosure.memory_of(each.draft.listings for each in releases).of_case
            everything = [s.listing for each in releases for s in each.draft.listings]
            public = [stays_of(dict.fromkeys(everything))] * len(patients)
            found |= {f"{way}_{key}": value for key, value in protection(releases).items()}
            found[f"{way}_truly"] = reach.truly_exposed(town, exposures, public[0])
        named = attacks.by_flows(town, flows, patients, known, dashboard)
        named |= attacks.by_acquaintances(town, patients, public, dashboard, seed)
        found |= {f"{way}_{key}": value for key, value in named.items()}
        found[f"{way}_finds"] = reach.finds(town, patients, exposures, public)
    return found


def daily(
    patients: Sequence[Patient], exposures: Sequence[Exposure], counting: Crowds
) -> list[Protected]:
    """A release at the end of each day on which a case was reported, knowing those before it."""
    times = {str(patient.person): towns.times_of(patient) for patient in patients}
    releases: list[Protected] = []
    for day in sorted({dashboards.reported_on(patient) for patient in patients}):
        now = listing.midnight(day + timedelta(days=1), ZONE)
        reported = {str(p.person) for p in patients if dashboards.reported_on(p) <= day}
        mine = [each for each in exposures if each.case_id in reported]
        passed = [each for each in mine if may_be_told(each, times, OCTOBER, now)]
        publisher = Publisher(Keeper.LOCAL, ZONE, SECRET)
        merged = listing.merge(passed, times, OCTOBER, publisher, now)
        before = disclosure.memory_of(each.draft.listings for each in releases)
        draft = Draft(OCTOBER.name, tuple(merged), ())
        releases.append(disclosure.protect(draft, counting, zone=ZONE, before=before))
    return releases


def may_be_told(each: Exposure, times: Mapping[str, CaseTimes], rule: Rule, now: datetime) -> bool:
    """Whether a rule lets an exposure through."""
    case, keeper = times[each.case_id], Keeper.LOCAL
    return gate.refusal(each, case, rule=rule, publisher=keeper, now=now, zone=ZONE) is None


def routes(
    town: Town, patients: Sequence[Patient], exposures: Sequence[Exposure], way: str
) -> dict[str, list[Listing]]:
    """What is published of each patient as a route: all of it, or what the rule of March lets through."""
    if way == "raw":
        return {
            str(patient.person): [
                listing_of(towns.site_of(town, stay.place), stay)
                for stay in towns.raw_route(town, patient)
            ]
            for patient in patients
        }
    times = {str(patient.person): towns.times_of(patient) for patient in patients}
    at = {str(patient.person): patient.isolated for patient in patients}
    found: dict[str, list[Listing]] = {str(patient.person): [] for patient in patients}
    for each in exposures:
        if may_be_told(each, times, MARCH, at[each.case_id]):
            stay = Told(int(each.site.site_id), each.start.timestamp(), each.end.timestamp())
            found[each.case_id].append(listing_of(each.site, stay))
    return found


def listing_of(site: Site, stay: Told) -> Listing:
    """A stay of a route, to the second."""
    start, end = (datetime.fromtimestamp(at_s, UTC) for at_s in (stay.start_s, stay.end_s))
    day = start.astimezone(ZONE).date()
    name = f"{site.site_id} {start}"
    return Listing(name, site, day, (Band(start, end),), Cleaned.YES, day)


def stays_of(listings: Iterable[Listing]) -> list[Told]:
    """Listings as places and bands, of nobody in particular."""
    return [
        Told(int(one.site.site_id), band.start.timestamp(), band.end.timestamp())
        for one in listings
        for band in one.bands
    ]


def protection(releases: Sequence[Protected]) -> dict[str, float]:
    """What the protection did over all releases: listings by name, and the floor of the worst release."""
    told = {s.listing.listing_id for each in releases for s in each.draft.listings}
    leasts = [each.least for each in releases if np.isfinite(each.least)]
    return {
        "least": float(min(leasts, default=0.0)),
        "listings": float(len(told)),
        "widened": float(sum(each.widened for each in releases)),
        "withheld": float(sum(each.withheld for each in releases)),
    }


def table(figures: Mapping[str, float]) -> list[tuple[str, ...]]:
    """The figures as a table: a row an attacker, a column a way."""
    names = (
        ("flows_named", "who knows the flows: names the patient"),
        ("dashboard_named", "… with the dashboard"),
        ("neighbour_named", "a neighbour: names the patient"),
        ("neighbour_wrong", "a neighbour: names a healthy person"),
        ("colleague_named", "a colleague: names the patient"),
        ("colleague_wrong", "a colleague: names a healthy person"),
        ("told_of", "patients of whom something is public"),
        ("below_floor", f"of these: one of fewer than {FLOOR} people"),
        ("finds", "exposed strangers who find their exposure"),
        ("truly", "of those who find themselves: truly exposed"),
    )
    return [(said, *(shown(figures.get(f"{way}_{key}")) for way in WAYS)) for key, said in names]


def shown(share: float | None) -> str:
    """A share, or that it was not counted."""
    return "–" if share is None else f"{share:.1%}"
