"""`dongseon bench itinerary`: reconstructions against the truth of a city, regime by regime."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from dongseon.bench import lived, naive, questions, scoring
from dongseon.bench.lived import Handed, Lived
from dongseon.bench.scoring import Tally, Truth
from dongseon.itinerary import Itinerary, Model, reconstruct, subject_of

Progress = Callable[[int, int, str], None]


def run(
    *,
    seeds: Sequence[int],
    people: int,
    days: int,
    cases: int,
    regimes: Sequence[str] = lived.REGIMES,
    model: Model | None = None,
    progress: Progress | None = None,
) -> dict[str, float]:
    """One flat table of figures, ``<regime>_<quantity>``; the naive reader's as ``<regime>_naive_…``."""
    tell = progress or (lambda done, total, what: None)
    tallies = {r: Tally() for r in regimes}
    naives = {r: Tally() for r in regimes}
    seconds: dict[str, list[float]] = {r: [] for r in regimes}
    asked = {r: questions.Tally() for r in regimes}
    done, total = 0, len(seeds) * len(regimes) * cases
    for seed in seeds:
        city = lived.live(seed=seed, people=people, days=days)
        chosen = lived.draw_cases(city, cases)
        for regime in regimes:
            handed = lived.hand_over(city, chosen, regime=regime)
            times = _times(handed)
            for case in chosen.tolist():
                tell(done, total, f"seed {seed}, {regime}")
                done += 1
                person_id = str(city.population.person_id[case])
                began = time.process_time()
                subject = subject_of(handed.evidence.persons, person_id)
                found = reconstruct(
                    handed.evidence.records,
                    places=handed.evidence.places,
                    stations=handed.evidence.stations,
                    period=handed.evidence.period,
                    subject=subject,
                    model=model,
                )
                seconds[regime].append(time.process_time() - began)
                _score(tallies[regime], naives[regime], city, handed, case, found)
                planted = [p for p in handed.planted if p.person_id == person_id]
                own = (subject.home_place_id, subject.work_place_id)
                questions.add(asked[regime], planted, found.discrepancies, times=times, own=own)
    tell(total, total, "done")
    return _table(regimes, tallies, naives, seconds, asked, len(seeds) * cases)


def truth_of(city: Lived, handed: Handed, case: int) -> Truth:
    """The true stays of one person as rows of the bundle's places."""
    first, last = np.searchsorted(city.visits.person, [case, case + 1])
    position = handed.evidence.places.position
    ids = city.world.places.place_id
    place = np.array([position.get(ids[p], -1) for p in city.visits.place[first:last]], np.int32)
    return Truth(
        place, city.visits.start_s[first:last] / 60.0, city.visits.end_s[first:last] / 60.0
    )


def _score(
    ours: Tally, theirs: Tally, city: Lived, handed: Handed, case: int, found: Itinerary
) -> None:
    places = handed.evidence.places
    truth = truth_of(city, handed, case)
    own = {int(city.population.home[case]), int(city.population.work[case])} - {-1}
    private = {places.position[city.world.places.place_id[p]] for p in own}
    claimed, probability = scoring.minutes_of(found, places)
    scoring.add(ours, claimed, probability, truth, places, private, found)
    claimed, probability = naive.read(handed.evidence, found.person_id)
    scoring.add(theirs, claimed, probability, truth, places, private)


def _times(handed: Handed) -> dict[str, datetime]:
    """When each record begins, by its id."""
    records = handed.evidence.records
    begins: list[datetime] = records.start.tolist()
    return {
        record: begin.replace(tzinfo=UTC)
        for record, begin in zip(records.record_id, begins, strict=True)
    }


def _table(
    regimes: Sequence[str],
    tallies: dict[str, Tally],
    naives: dict[str, Tally],
    seconds: dict[str, list[float]],
    asked: dict[str, questions.Tally],
    persons: int,
) -> dict[str, float]:
    table: dict[str, float] = {"persons": persons}
    for regime in regimes:
        for name, value in scoring.figures(tallies[regime]).items():
            table[f"{regime}_{name}"] = round(value, 4)
        for name in ("minutes_right", "visits_recall", "visits_precision", "within_100_m", "ece"):
            value = scoring.figures(naives[regime])[name]
            table[f"{regime}_naive_{name}"] = round(value, 4)
        table[f"{regime}_seconds_median"] = round(float(np.median(seconds[regime])), 3)
        for name, value in questions.figures(asked[regime]).items():
            table[f"{regime}_{name}"] = round(value, 4)
    return table
