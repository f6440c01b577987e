"""The course of one infection: incubation, symptoms, infectiousness over time, masks.

Every draw belongs to the infected person alone, so that the order in which infections are found
changes nothing. ``docs/method/epidemic-in-the-city.md`` derives the profile.
"""

import math
from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Codes, Floats, Ints, read_only

DAY_S = 86_400
HOUR_S = 3_600

# Household attack rate by age of the index case, over the total (Park 2020, EID 26(10), table 2).
AGE_EDGES = (0, 10, 20, 30, 40, 50, 60, 70, 80)  # years, lower edge of each band
AGE_INFECTIOUSNESS = (0.45, 1.58, 0.59, 0.98, 1.0, 1.25, 1.44, 1.53, 1.22)  # ratio to 11.8 %


@dataclass(frozen=True, slots=True)
class CourseParameters:
    """How an infection runs in one body. Each line: value, unit, source."""

    incubation_median_d: float = 2.87  # days; Chun 2020, IJID 99:403 (Korean pairs), 95 % 2.33-3.50
    # Of the logarithm; with it 95 % lie in 1.0-8.1 d (Busan: 0.6-8.2)
    incubation_log_sd: float = 0.53
    # Of the incubation, before anybody can be infected: who falls ill late sheds late; assumption
    latent_share: float = 0.35
    # Never any symptom; assumption between 4 % (S77) and 30 % (S82)
    asymptomatic_share: float = 0.18
    # Relative; assumption (S77: 4 of them infected nobody)
    asymptomatic_infectiousness: float = 0.3
    peak_d: float = -0.72  # days after onset; Chun 2020
    profile_shape: float = 2.2  # of the gamma profile; calibrated
    profile_scale_d: float = 2.6  # days, of the gamma profile; calibrated
    infectivity_log_sd: float = 1.0  # of a person's infectivity; calibrated to over-dispersion
    age_effect: float = 1.0  # exponent on AGE_INFECTIOUSNESS; 0 = all ages alike
    mask_outward: float = 0.5  # share of emission a worn mask holds back; assumption
    mask_inward: float = 0.3  # share of inhalation a worn mask holds back; assumption
    infectious_for_d: float = 14.0  # days after onset until nobody is infected any more; assumption

    def __post_init__(self) -> None:
        for name in ("incubation_median_d", "incubation_log_sd", "profile_scale_d"):
            value = getattr(self, name)
            if not value > 0.0:
                raise InvalidInput(f"course: {name} {value!r} is not above 0")
        if not self.profile_shape > 1.0:
            raise InvalidInput(f"course: profile_shape {self.profile_shape!r} is not above 1")
        for name in ("latent_share", "asymptomatic_share", "mask_outward", "mask_inward"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise InvalidInput(f"course: {name} {value!r} is not within 0 and 1")


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """How each infection will run if nobody interferes. Row = infected person."""

    onset_s: Ints  # (i,) first symptoms; of those without symptoms, when they would have begun
    symptomatic: Bools  # (i,)
    infectivity: Floats  # (i,) person's own factor: symptoms, age, chance; mean near 1
    infectious_from_s: Ints  # (i,)
    infectious_until_s: Ints  # (i,) exclusive

    def __post_init__(self) -> None:
        for times in (self.onset_s, self.infectious_from_s, self.infectious_until_s):
            read_only(times)
        read_only(self.symptomatic)
        read_only(self.infectivity)


@compiled
def _normals(key: np.uint64, person: Codes) -> Floats:
    out = np.empty(len(person))
    for row in range(len(person)):
        out[row] = chance.normal(key, person[row], 0)
    return out


def draw(
    person: Codes,
    infected_s: Ints,
    *,
    seed: int,
    age_years: Codes,
    parameters: CourseParameters,
) -> Courses:
    """The courses of newly infected persons.

    ``person`` (i,) rows of the population, ``infected_s`` (i,), ``age_years`` (population,).
    """
    z = _normals(chance.key(seed, "course", "incubation"), person)
    days = parameters.incubation_median_d * np.exp(parameters.incubation_log_sd * z)
    onset_s = infected_s + np.rint(days * DAY_S).astype(np.int64)
    wide = person.astype(np.int64)
    lucky = chance.uniforms(chance.key(seed, "course", "symptoms"), wide, 0)
    symptomatic = lucky >= parameters.asymptomatic_share
    spread = parameters.infectivity_log_sd
    own = np.exp(
        spread * _normals(chance.key(seed, "course", "infectivity"), person) - spread**2 / 2
    )
    own = own * np.where(symptomatic, 1.0, parameters.asymptomatic_infectiousness)
    own = own * age_factor(age_years[person], parameters.age_effect)
    latent_s = np.rint(parameters.latent_share * days * DAY_S).astype(np.int64)
    return Courses(
        onset_s=onset_s,
        symptomatic=symptomatic,
        infectivity=own,
        infectious_from_s=infected_s + latent_s,
        infectious_until_s=onset_s + round(parameters.infectious_for_d * DAY_S),
    )


def age_factor(age_years: Codes, effect: float) -> Floats:
    """Infectiousness of an index case by age: (n,), 1 = the average of Park 2020."""
    band = np.searchsorted(np.array(AGE_EDGES), age_years, side="right") - 1
    return np.asarray(AGE_INFECTIOUSNESS, dtype=np.float64)[band] ** effect


@compiled
def infectiousness(tau_d: float, peak_d: float, shape: float, scale_d: float) -> float:
    """Infectiousness ``tau_d`` days after onset, 1 at its peak: a gamma density, moved so that
    its mode lies at ``peak_d``.
    """
    mode = (shape - 1.0) * scale_d
    since = tau_d - peak_d + mode
    if since <= 0.0:
        return 0.0
    return math.exp((shape - 1.0) * math.log(since / mode) - (since - mode) / scale_d)


def profile_moments(parameters: CourseParameters) -> tuple[float, float]:
    """Mean and standard deviation of the profile in days after onset, before any isolation."""
    mean = parameters.peak_d + parameters.profile_scale_d
    return mean, math.sqrt(parameters.profile_shape) * parameters.profile_scale_d


@compiled
def mask_factor(
    masked_from: float, masked_to: float, worn_here: float, outward: float, inward: float
) -> float:
    """What masks leave of an exposure between two persons at a place where masks are worn
    ``worn_here`` of the time; ``masked_from`` and ``masked_to`` are the persons' own shares.
    """
    return (1.0 - outward * masked_from * worn_here) * (1.0 - inward * masked_to * worn_here)
