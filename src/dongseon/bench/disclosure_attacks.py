"""The attackers of the disclosure bench: whoever knows the flows, a neighbour, a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.bench.disclosure_town import PRIVATE, Patient, Told, Town, flows_of
from dongseon.city.chance import stream
from dongseon.disclosure.anonymity import Protected
from dongseon.disclosure.types import Listing
from dongseon.records.columns import Codes

ACQUAINTED = 30  # people that a neighbour or colleague knows; assumption
NOTICED = 0.5  # share of visits near home or work that they know of; assumption
NEAR_M = 1_000.0  # m around home or work that they know their way in; assumption


@dataclass(slots=True)
class Score:
    """Patients named rightly, and others named wrongly."""

    right: float = 0.0
    wrong: int = 0
    tried: int = 0


def attacked(
    town: Town,
    patients: Sequence[Patient],
    published: Sequence[Sequence[Told]],
    way: str,
    seed: int,
    *,
    linked: bool,
) -> dict[str, float]:
    """Each attacker's success against each patient."""
    rng = stream(seed, "bench", "disclosure", "attackers")
    scores = {name: Score() for name in ("flows", "neighbour", "colleague")}
    for patient, told in zip(patients, published, strict=True):
        if linked:
            add(scores["flows"], by_flows(town, told), patient.person)
        for name, base in (("neighbour", town.home), ("colleague", town.work)):
            if base[patient.person] < 0:
                continue
            circle = acquaintances(town, patient.person, base, by_place=name == "colleague")
            guess = by_acquaintance(town, told, circle, base, patient, rng)
            add(scores[name], guess, patient.person)
    return {
        f"{way}_{name}_{what}": value
        for name, score in scores.items()
        if score.tried
        for what, value in (
            ("named", score.right / score.tried),
            ("wrong", score.wrong / score.tried),
        )
    }


def add(score: Score, guess: int | None, truth: int) -> None:
    """Count a guess; None is none."""
    score.tried += 1
    if guess is not None:
        score.right += guess == truth
        score.wrong += guess != truth


def by_flows(town: Town, told: Sequence[Told]) -> int | None:
    """Who alone was at every place of a route at its time."""
    fitting: Codes | None = None
    for stay in told:
        people = town.people_at(stay.place, stay.start_s, stay.end_s)
        fitting = people if fitting is None else np.intersect1d(fitting, people)
    return int(fitting[0]) if fitting is not None and len(fitting) == 1 else None


def sure_by_flows(found: Protected, town: Town) -> float:
    """The chance of naming a listed case to whoever knows the flows and which listings are one case's."""
    flows = flows_of(town)
    cases: dict[str, list[Listing]] = {}
    for sourced in found.draft.listings:
        for case_id in sourced.case_ids:
            cases.setdefault(case_id, []).append(sourced.listing)
    chances = [1 / max(flows.together(listings), 1.0) for listings in cases.values()]
    return float(np.mean(chances)) if chances else 0.0


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
