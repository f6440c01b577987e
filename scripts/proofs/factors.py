"""Parameters of the reconstruction off by a factor of two: how far its accuracy moves, against a city's truth.

Every person is reconstructed with the model as it is, then with each parameter twice and half as large, from
the same evidence; so differences are the parameter's own. Prints one row a parameter and regime: minutes at the
right place, public visits found, public minutes within 100 m, each as it is and as it moves.

    scripts/prove factors --cases 20
    scripts/prove factors --seed 711 --people 2000 --cases 6 --regimes typical,gps
"""

import argparse
import sys
from dataclasses import replace

from dongseon.bench import lived, scoring
from dongseon.bench.itinerary import truth_of
from dongseon.bench.lived import Handed, Lived
from dongseon.itinerary import Model, reconstruct, subject_of
from dongseon.records.columns import Codes

FACTORS = (2.0, 0.5)
PARAMETERS = (
    "beyond_range",
    "sector_floor",
    "stay_prior",
    "profile_prior",
    "gps_indoor_bias_m",
    "gps_outlier",
    "public_pull",
    "home_pull",
    "routine_prior_days",
    "false_card",
    "statement_sigma_min",
    "switch_cost_min",
)
SHOWN = ("minutes_right", "visits_recall", "within_100_m")


def main() -> int:
    """Run the proof; it only tells."""
    asked = arguments()
    city = lived.live(seed=asked.seed, people=asked.people, days=14)
    cases = lived.draw_cases(city, asked.cases)
    print(f"{asked.cases} persons, seed {asked.seed}: {', '.join(SHOWN)}")
    for regime in asked.regimes.split(","):
        handed = lived.hand_over(city, cases, regime=regime)
        usual = accuracy(city, handed, cases, Model())
        print(f"{regime}, as it is: " + ", ".join(f"{value:.3f}" for value in usual), flush=True)
        for name in PARAMETERS:
            moved = [shifts(usual, accuracy(city, handed, cases, off(name, f))) for f in FACTORS]
            print(f"{regime}, {name}: × 2 {moved[0]}; × ½ {moved[1]}", flush=True)
    return 0


def arguments() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=711)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--regimes", default="typical,gps")
    return parser.parse_args()


def off(name: str, factor: float) -> Model:
    """The model with one parameter off."""
    return replace(Model(), **{name: getattr(Model(), name) * factor})


def accuracy(city: Lived, handed: Handed, cases: Codes, model: Model) -> tuple[float, ...]:
    """The figures shown, over all persons."""
    tally, evidence = scoring.Tally(), handed.evidence
    places = evidence.places
    for case in cases.tolist():
        person_id = str(city.population.person_id[case])
        found = reconstruct(
            evidence.records,
            places=places,
            stations=evidence.stations,
            period=evidence.period,
            subject=subject_of(evidence.persons, person_id),
            model=model,
        )
        own = {int(city.population.home[case]), int(city.population.work[case])} - {-1}
        private = {places.position[city.world.places.place_id[p]] for p in own}
        claimed, probability = scoring.minutes_of(found, places)
        truth = truth_of(city, handed, case)
        scoring.add(tally, claimed, probability, truth, places, private, found)
    figures = scoring.figures(tally)
    return tuple(figures[name] for name in SHOWN)


def shifts(usual: tuple[float, ...], moved: tuple[float, ...]) -> str:
    """How far each figure moved."""
    return ", ".join(f"{new - old:+.3f}" for old, new in zip(usual, moved, strict=True))


if __name__ == "__main__":
    sys.exit(main())
