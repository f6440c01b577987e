"""Where every person stands in the epidemic while the days pass. This is the run's only memory."""

from dataclasses import dataclass

import numpy as np

from dongseon.city import course
from dongseon.city.course import CourseParameters
from dongseon.city.types import Population, Seeds
from dongseon.records.columns import Bools, Bytes, Codes, Floats, Ints

NEVER = np.int64(2**62)  # later than any time of a run


@dataclass(slots=True, eq=False)
class Standing:
    """One row a person, changed in place as the run goes on. Times in seconds, NEVER = not (yet)."""

    infected_s: Ints  # (n,)
    infector: Codes  # (n,) -1 = none or from outside
    place: Codes  # (n,) where infected, -1 = outside or in a vehicle
    setting: Bytes  # (n,) of the infection, -1 = from outside
    onset_s: Ints  # (n,) would-be onset of those without symptoms
    symptomatic: Bools  # (n,)
    infectivity: Floats  # (n,)
    infectious_from_s: Ints  # (n,)
    infectious_until_s: Ints  # (n,)
    own_s: Ints  # (n,) gets tested on their own account
    ill_home_s: Ints  # (n,) stays in because of symptoms
    traced_s: Ints  # (n,) was told of a contact
    quarantined_until_s: Ints  # (n,) -NEVER = not in quarantine
    routine_s: Ints  # (n,) next test of a high-risk contact
    exit_s: Ints  # (n,) test before the end of the quarantine
    campaign_s: Ints  # (n,) test because of a place
    last_sample_s: Ints  # (n,) -NEVER = none
    sampled_s: Ints  # (n,) the specimen that was positive
    confirmed_s: Ints  # (n,)
    isolated_s: Ints  # (n,)


def nobody_infected(people: int) -> Standing:
    """The standing before the first infection."""

    def times(value: np.int64 = NEVER) -> Ints:
        return np.full(people, value, dtype=np.int64)

    return Standing(
        infected_s=times(),
        infector=np.full(people, -1, dtype=np.int32),
        place=np.full(people, -1, dtype=np.int32),
        setting=np.full(people, -1, dtype=np.int8),
        onset_s=times(),
        symptomatic=np.zeros(people, dtype=np.bool_),
        infectivity=np.zeros(people),
        infectious_from_s=times(),
        infectious_until_s=times(),
        own_s=times(),
        ill_home_s=times(),
        traced_s=times(),
        quarantined_until_s=times(-NEVER),
        routine_s=times(),
        exit_s=times(),
        campaign_s=times(),
        last_sample_s=times(-NEVER),
        sampled_s=times(),
        confirmed_s=times(),
        isolated_s=times(),
    )


def infect(
    standing: Standing,
    person: Codes,
    infected_s: Ints,
    *,
    seed: int,
    population: Population,
    parameters: CourseParameters,
) -> None:
    """Let these persons (distinct, not infected before) be infected at these times."""
    runs = course.draw(
        person, infected_s, seed=seed, age_years=population.age_years, parameters=parameters
    )
    standing.infected_s[person] = infected_s
    standing.onset_s[person] = runs.onset_s
    standing.symptomatic[person] = runs.symptomatic
    standing.infectivity[person] = runs.infectivity
    standing.infectious_from_s[person] = runs.infectious_from_s
    standing.infectious_until_s[person] = runs.infectious_until_s


def plant(standing: Standing, seeds: Seeds, *, parameters: CourseParameters) -> None:
    """Overwrite what the seeds fix about their own course (they are already infected)."""
    ill = seeds.onset_s != -1
    who = seeds.person[ill]
    standing.onset_s[who] = seeds.onset_s[ill]
    standing.symptomatic[who] = True
    until = seeds.onset_s[ill] + round(parameters.infectious_for_d * course.DAY_S)
    standing.infectious_until_s[who] = until
    strong = ~np.isnan(seeds.infectivity)
    standing.infectivity[seeds.person[strong]] = seeds.infectivity[strong]
