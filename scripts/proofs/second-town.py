"""Accuracy of reconstructions in a second town that knows neither the simulated city nor the model.

Prints the quantities of the accuracy table, and the naive reader's share of right minutes and found visits.

    scripts/prove second-town
    scripts/prove second-town --seeds 1,2,3 --persons 10 --regimes rich,typical
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dongseon import records
from dongseon.bench import naive, scoring, second_town
from dongseon.bench.scoring import Tally, Truth
from dongseon.bench.second_town import Person
from dongseon.itinerary import reconstruct, subject_of
from dongseon.records.columns import Evidence

SHOWN = (
    *("minutes_right", "visits_recall", "visits_precision", "within_100_m", "ece", "ece_public"),
    *("ends_median_min", "ends_p90_min", "ends_held", "stays_per_true_stay"),
)


def main() -> int:
    """Run the proof; it only tells."""
    asked = arguments()
    seeds = [int(seed) for seed in asked.seeds.split(",")]
    for regime in asked.regimes.split(","):
        ours, plain = tallies(seeds, asked.persons, regime)
        figures, before = scoring.figures(ours), scoring.figures(plain)
        told = ", ".join(f"{name} {figures[name]:.3f}" for name in SHOWN)
        naively = ", ".join(f"{before[name]:.2f}" for name in SHOWN[:2])
        print(f"{regime}: {told}; naive {naively}", flush=True)
    return 0


def arguments() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--persons", type=int, default=10)
    parser.add_argument("--regimes", default="rich,typical,poor,gps")
    return parser.parse_args()


def tallies(seeds: Sequence[int], persons: int, regime: str) -> tuple[Tally, Tally]:
    """Ours and the naive reader's, over all persons."""
    ours, plain = Tally(), Tally()
    for seed in seeds:
        folk, evidence = handed_over(seed, persons, regime)
        for person in folk:
            add(ours, plain, person, evidence)
    return ours, plain


def handed_over(seed: int, persons: int, regime: str) -> tuple[list[Person], Evidence]:
    """The people of one town, and their bundle read through the front door."""
    rng = np.random.default_rng(seed)
    town = second_town.build(rng)
    folk = second_town.people(town, rng, persons)
    rows = [row for person in folk for row in second_town.traces(town, rng, person)]
    with tempfile.TemporaryDirectory() as folder:
        second_town.write(Path(folder), town, folk, rows, regime)
        return folk, records.read_bundle(Path(folder))


def add(ours: Tally, plain: Tally, person: Person, evidence: Evidence) -> None:
    """Reconstruct and score one person."""
    places = evidence.places
    row = [places.position[second_town.place_id(stay.door)] for stay in person.stays]
    truth = Truth(
        np.array(row, np.int32),
        np.array([stay.start for stay in person.stays]),
        np.array([stay.end for stay in person.stays]),
    )
    own = (person.home, person.work)
    private = {places.position[second_town.place_id(door)] for door in own if door >= 0}
    found = reconstruct(
        evidence.records,
        places=places,
        stations=evidence.stations,
        period=evidence.period,
        subject=subject_of(evidence.persons, person.name),
    )
    claimed, probability = scoring.minutes_of(found, places)
    scoring.add(ours, claimed, probability, truth, places, private, found)
    claimed, probability = naive.read(evidence, person.name)
    scoring.add(plain, claimed, probability, truth, places, private)


if __name__ == "__main__":
    sys.exit(main())
