"""The attackers of the disclosure bench: whoever knows the flows, a neighbour, a colleague.

Each has every release there ever was, and may have the dashboard: how likely each person is to be one of the
cases that were new on the day on which a patient was reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.bench import disclosure_dashboard as dashboards
from dongseon.bench.disclosure_dashboard import Dashboard
from dongseon.bench.disclosure_town import PRIVATE, Patient, Told, Town
from dongseon.city.chance import stream
from dongseon.disclosure.anonymity import Flows
from dongseon.disclosure.protection import FLOOR
from dongseon.disclosure.types import Listing
from dongseon.records.columns import Codes, Floats

ACQUAINTED = 30  # people that a neighbour or colleague knows; assumption
NOTICED = 0.5  # share of visits near home or work that they know of; assumption
NEAR_M = 1_000.0  # m around home or work that they know their way in; assumption


@dataclass(slots=True)
class Score:
    """Patients named rightly, and others named wrongly."""

    right: float = 0.0
    wrong: float = 0.0
    tried: int = 0

    def add(self, right: float, wrong: float) -> None:
        """Count an attempt, by its chances."""
        self.tried += 1
        self.right += right
        self.wrong += wrong


def by_acquaintances(
    town: Town,
    patients: Sequence[Patient],
    published: Sequence[Sequence[Told]],
    dashboard: Dashboard,
    seed: int,
) -> dict[str, float]:
    """Success of a neighbour and of a colleague against each patient."""
    rng = stream(seed, "bench", "disclosure", "attackers")
    scores = {"neighbour": Score(), "colleague": Score()}
    for patient, told in zip(patients, published, strict=True):
        for name, base in (("neighbour", town.home), ("colleague", town.work)):
            if base[patient.person] < 0:
                continue
            circle = acquaintances(town, patient.person, base, by_place=name == "colleague")
            chance = dashboard.by_day[dashboards.reported_on(patient)][circle]
            guess = by_acquaintance(town, told, circle[chance > 0], base, patient, rng)
            right = guess == patient.person
            scores[name].add(float(right), float(guess is not None and not right))
    return {
        f"{name}_{what}": value / score.tried
        for name, score in scores.items()
        if score.tried
        for what, value in (("named", score.right), ("wrong", score.wrong))
    }


def by_flows(
    town: Town,
    flows: Flows,
    patients: Sequence[Patient],
    known: Mapping[str, Sequence[Listing]],
    dashboard: Dashboard,
) -> dict[str, float]:
    """The chance of naming a case of which something is public, to whoever knows the flows and what belongs together.

    `known`: what all releases tell of each case. Without the dashboard, and with it.
    """
    alone, aided, below = Score(), Score(), 0
    everybody = np.ones(len(town.home))
    for patient in patients:
        listings = known.get(str(patient.person), ())
        if not listings:
            continue
        at_all = flows.places_of_each(listings) == len(listings)
        there = np.flatnonzero(at_all).astype(np.int32)
        below += patient.person in there and len(there) < FLOOR
        chance = dashboard.by_day[dashboards.reported_on(patient)]
        for score, likely in ((alone, everybody), (aided, chance)):
            right = best_guess(there, likely, patient.person)
            score.add(right, 1 - right)
    tried = max(alone.tried, 1)
    return {
        "flows_named": alone.right / tried,
        "dashboard_named": aided.right / tried,
        "below_floor": below / tried,
        "told_of": alone.tried / len(patients),
    }


def best_guess(there: Codes, likely: Floats, truth: int) -> float:
    """The chance that a guess among the likeliest is right."""
    best = there[likely[there] == likely[there].max(initial=0.0)]
    return float(truth in best) / max(len(best), 1)


def acquaintances(town: Town, person: int, base: Codes, *, by_place: bool) -> Codes:
    """The people that somebody nearby knows, the patient among them."""
    mine = base[person]
    known = np.flatnonzero(base >= 0)
    if by_place:
        known = known[base[known] == mine]
    away = np.hypot(town.x_m[base[known]] - town.x_m[mine], town.y_m[base[known]] - town.y_m[mine])
    nearest = known[np.argsort(away, kind="stable")][:ACQUAINTED].astype(np.int32)
    if person not in nearest:
        nearest[-1] = person
    return nearest


def by_acquaintance(
    town: Town,
    told: Sequence[Told],
    circle: Codes,
    base: Codes,
    patient: Patient,
    rng: np.random.Generator,
) -> int | None:
    """Whoever of a circle fits best, by the half of their visits that were noticed; None in a tie or without a fit."""
    bands: dict[int, list[Told]] = {}
    for stay in told:
        bands.setdefault(stay.place, []).append(stay)
    begins_s = (patient.onset or patient.sampled).timestamp() - 2 * 86_400
    ends_s = patient.isolated.timestamp()
    fits = []
    for person in circle:
        seen = hits = 0
        for row in town.visits(int(person)):
            place = int(town.place[row])
            if not begins_s <= town.start_s[row] < ends_s or place < 0:
                continue
            if not is_near(town, place, int(base[person])) or rng.random() >= NOTICED:
                continue
            seen += 1
            hits += any(
                town.start_s[row] < stay.end_s and town.end_s[row] > stay.start_s
                for stay in bands.get(place, ())
            )
        fits.append(hits / seen if seen else 0.0)
    best = int(np.argmax(fits))
    alone = sum(fit == fits[best] for fit in fits) == 1
    return int(circle[best]) if fits[best] > 0 and alone else None


def is_near(town: Town, place: int, base: int) -> bool:
    """Whether an acquaintance would see somebody there; what happens inside a home they do not see."""
    if town.category[place] in PRIVATE:
        return False
    return bool(
        np.hypot(town.x_m[place] - town.x_m[base], town.y_m[place] - town.y_m[base]) <= NEAR_M
    )
