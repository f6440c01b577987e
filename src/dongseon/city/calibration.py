"""What an epidemiologist would measure in a simulated epidemic, beside what was measured in Korea.

The sources (S44 and so on) are listed in ``docs/method/epidemic-in-the-city.md``. Only what tracers
could know goes into a figure, unless its name says ``true_``. Every figure has a
95 % interval: Wilson's for shares, the bootstrap's percentiles for the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.course import AGE_EDGES, DAY_S
from dongseon.city.types import Clock, Epidemic, Population
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Floats, Ints

Z95 = 1.959964  # standard normal quantile
REPLICATES = 400  # of the bootstrap
FOLLOWED_D = 14  # days a case must have been watched before its contacts or offspring are counted


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity with its 95 % interval, and the published one."""

    name: str
    value: float
    low: float
    high: float
    count: int  # observations behind it
    unit: str
    published: float  # NaN = nothing published
    published_low: float  # NaN = shown beside, not compared
    published_high: float
    source: str  # of the published value, "" = none

    @property
    def agrees(self) -> bool:
        """Whether the two intervals overlap (True when no interval was published)."""
        if np.isnan(self.published_low):
            return True
        return self.low <= self.published_high and self.published_low <= self.high


@dataclass(frozen=True, slots=True)
class Run:
    """One finished epidemic, and whom and when it happened to."""

    epidemic: Epidemic
    population: Population
    clock: Clock


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The raw observations of one or more runs."""

    serial_d: Floats  # (pairs,) onset to onset, whole days, linked and both confirmed
    transmission_d: Floats  # (links,) infection after the infector's onset, truth
    incubation_d: Floats  # (ill,) truth
    offspring: Ints  # (cases,) confirmed infections each confirmed case gave rise to
    delay_d: Floats  # (ill cases,) onset to confirmation, whole days
    contacts: Ints  # (cases,) found
    household: Ints  # (2,) positives, traced; this and the following: (runs, …) when pooled
    others: Ints  # (2,) positives, traced
    household_by_age: Ints  # (bands, 2) by the case's age
    asymptomatic: Ints  # (2,) confirmed without any symptom by the time of confirmation, confirmed
    true_household: Ints  # (2,) infected by the case itself, household contacts of all infected
    ascertained: Ints  # (2,) confirmed, infected


def epidemic_figures(runs: Sequence[Run]) -> tuple[Figure, ...]:
    """The figures of the calibration tables over all runs. Raises InvalidInput without a run."""
    if not runs:
        raise InvalidInput("figures: no run was given")
    return tuple(_timing(pooled := _pool([observe(run) for run in runs]))) + tuple(_spread(pooled))


def observe(run: Run) -> Sample:
    """What can be measured in one run."""
    epidemic = run.epidemic
    people = len(run.population.age_years)
    row = np.full(people, -1, dtype=np.int64)
    row[epidemic.person] = np.arange(len(epidemic.person))
    end_s = run.clock.days * DAY_S
    linked = np.flatnonzero(epidemic.infector >= 0)
    source = row[epidemic.infector[linked]]
    ill = epidemic.onset_s >= 0
    both_ill = ill[source] & ill[linked]
    known = (epidemic.confirmed_s >= 0)[source] & (epidemic.confirmed_s >= 0)[linked]
    traced = _traced_pairs(epidemic, people, linked)
    pairs = both_ill & known & traced & _watched(epidemic.onset_s[source], end_s)
    from_ill = ill[source] & _watched(epidemic.onset_s[source], end_s)
    household, others, by_age = _attack(run, row, end_s)
    confirmed = epidemic.confirmed_s >= 0
    no_symptom = confirmed & (~ill | (epidemic.onset_s > epidemic.confirmed_s))
    sick = ill & confirmed & _watched(epidemic.onset_s, end_s)
    local = epidemic.infector >= 0
    return Sample(
        serial_d=_days(epidemic.onset_s[linked][pairs]) - _days(epidemic.onset_s[source][pairs]),
        transmission_d=(epidemic.infected_s[linked] - epidemic.onset_s[source])[from_ill] / DAY_S,
        incubation_d=(epidemic.onset_s - epidemic.infected_s)[ill & local] / DAY_S,
        offspring=_offspring(epidemic, source[known], end_s),
        delay_d=(_days(epidemic.confirmed_s) - _days(epidemic.onset_s))[sick],
        contacts=_contacts(epidemic, row),
        household=household,
        others=others,
        household_by_age=by_age,
        asymptomatic=np.array([no_symptom.sum(), confirmed.sum()]),
        true_household=_true_household(run, row, end_s),
        ascertained=np.array([confirmed.sum(), len(confirmed)]),
    )


def _days(times_s: Ints) -> Floats:
    return np.floor(times_s / DAY_S)


def _watched(times_s: Ints, end_s: int) -> Bools:
    return np.asarray(times_s <= end_s - FOLLOWED_D * DAY_S)


def _traced_pairs(epidemic: Epidemic, people: int, linked: Ints) -> Bools:
    """Which infections' two persons the tracers put together: in either direction."""
    case = epidemic.traced.case.astype(np.int64)
    contact = epidemic.traced.contact.astype(np.int64)
    found = np.concatenate([case * people + contact, contact * people + case])
    infector = epidemic.infector[linked].astype(np.int64)
    return np.isin(infector * people + epidemic.person[linked], found)


def _offspring(epidemic: Epidemic, source: Ints, end_s: int) -> Ints:
    count = np.bincount(source, minlength=len(epidemic.person))
    counted = (epidemic.confirmed_s >= 0) & _watched(epidemic.infected_s, end_s)
    return np.asarray(count[counted].astype(np.int64))


def _contacts(epidemic: Epidemic, row: Ints) -> Ints:
    found = np.bincount(row[epidemic.traced.case], minlength=len(epidemic.person))
    traced_by_now = (epidemic.confirmed_s >= 0) & (
        epidemic.confirmed_s < epidemic.confirmed_s.max(initial=0) // DAY_S * DAY_S
    )
    return np.asarray(found[traced_by_now].astype(np.int64))


def _attack(run: Run, row: Ints, end_s: int) -> tuple[Ints, Ints, Ints]:
    """Positives among traced contacts by relation: each contact counts once, for the first case."""
    traced = run.epidemic.traced
    order = np.lexsort((traced.case, traced.traced_s, traced.contact))
    first = np.diff(traced.contact[order], prepend=-1) != 0
    rows = order[first & _watched(traced.traced_s[order], end_s)]
    member = row[traced.contact[rows]]
    confirmed_s = np.where(member >= 0, run.epidemic.confirmed_s[member], -1)
    late_s = traced.last_s[rows] + (FOLLOWED_D + 1) * DAY_S
    positive = (confirmed_s >= 0) & (confirmed_s <= late_s)
    family = traced.household[rows] == 1
    age = run.population.age_years[traced.case[rows]]
    band = np.searchsorted(np.array(AGE_EDGES), age, side="right") - 1
    by_age = np.stack(
        [
            np.bincount(band[family & positive], minlength=len(AGE_EDGES)),
            np.bincount(band[family], minlength=len(AGE_EDGES)),
        ],
        axis=1,
    )
    household = np.array([(family & positive).sum(), family.sum()])
    others = np.array([(~family & positive).sum(), (~family).sum()])
    return household, others, by_age


def _true_household(run: Run, row: Ints, end_s: int) -> Ints:
    epidemic, home = run.epidemic, run.population.household
    size = np.bincount(home)
    index = _watched(epidemic.infected_s, end_s)
    linked = np.flatnonzero(epidemic.infector >= 0)
    same = home[epidemic.infector[linked]] == home[epidemic.person[linked]]
    counted = index[row[epidemic.infector[linked]]]
    return np.array([(same & counted).sum(), (size[home[epidemic.person[index]]] - 1).sum()])


def _pool(samples: list[Sample]) -> Sample:
    def together(name: str) -> Floats:
        return np.concatenate([getattr(sample, name) for sample in samples])

    def by_run(name: str) -> Ints:
        return np.stack([getattr(sample, name) for sample in samples])

    return Sample(
        together("serial_d"), together("transmission_d"), together("incubation_d"),
        together("offspring").astype(np.int64), together("delay_d"),
        together("contacts").astype(np.int64), by_run("household"), by_run("others"),
        by_run("household_by_age"), by_run("asymptomatic"), by_run("true_household"),
        by_run("ascertained"),
    )  # fmt: skip


def _timing(s: Sample) -> list[Figure]:
    nan = float("nan")
    before = np.array([(s.transmission_d < 0).sum(), len(s.transmission_d)])
    soon = np.array([(s.delay_d <= 2).sum(), len(s.delay_d)])
    negative = np.array([(s.serial_d < 0).sum(), len(s.serial_d)])
    return [
        # Hong 2020 prints no interval: sd about 4 d (DS4C 3.73) over 1,567 pairs gives +-0.2 d.
        measured("serial_interval_mean_d", s.serial_d, np.mean, "d", (4.02, 3.82, 4.22), "S93"),
        measured("serial_interval_median_d", s.serial_d, np.median, "d", (3, 3, 3), "S93"),
        share("serial_interval_negative", negative, (0.119, 0.069, 0.196), "S37"),
        share("presymptomatic_share", before, (0.37, 0.16, 0.52), "S96"),
        measured(
            "transmission_median_d", s.transmission_d, np.median, "d", (1.31, nan, nan), "S96"
        ),
        measured("transmission_peak_d", s.transmission_d, peak, "d", (-0.72, nan, nan), "S96"),
        measured("incubation_median_d", s.incubation_d, np.median, "d", (2.87, 2.33, 3.5), "S96"),
        measured(
            "onset_to_confirmation_mean_d", s.delay_d, np.mean, "d", (4.07, 3.81, 4.33), "S37"
        ),
        measured("onset_to_confirmation_median_d", s.delay_d, np.median, "d", (3, 3, 3), "S37"),
        measured("onset_to_confirmation_p95_d", s.delay_d, _quantile(95), "d", (11, 10, 12), "S37"),
        share("confirmed_within_2_d_of_onset", soon, (0.41, 0.373, 0.447), "S37"),
    ]


def _spread(s: Sample) -> list[Figure]:
    nothing = (float("nan"),) * 3
    none = np.array([(s.contacts == 0).sum(), len(s.contacts)])
    once = np.array([(s.offspring == 1).sum(), (s.offspring > 0).sum()])
    ages = [
        share(f"household_attack_rate_index_{age}", counts, nothing, "")
        for age, counts in zip(AGE_EDGES, s.household_by_age.swapaxes(0, 1), strict=True)
    ]
    return [
        measured("cases_seeding_80_percent", s.offspring, seeding_80, "share", (0.24, 0.23, 0.25), "S95"),
        measured("offspring_mean", s.offspring, np.mean, "persons", nothing, ""),
        share("infectors_with_one_offspring", once, (0.60, 0.56, 0.64), "S37"),
        measured("links_of_top_tenth", s.offspring, top_tenth, "share", (0.40, 0.35, 0.45), "S37"),
        measured("contacts_per_case_mean", s.contacts, np.mean, "persons", (17.3, 10.4, 17.3), "S37"),
        measured("contacts_per_case_median", s.contacts, np.median, "persons", (4, 3, 5), "S37"),
        measured("contacts_per_case_p75", s.contacts, _quantile(75), "persons", (14, 12, 17), "S37"),
        measured("contacts_per_case_p95", s.contacts, _quantile(95), "persons", (53, 48, 85), "S37"),
        share("cases_without_contacts", none, (0.106, 0.086, 0.13), "S37"),
        share("household_attack_rate", s.household, (0.118, 0.112, 0.124), "S44"),
        share("other_attack_rate", s.others, (0.019, 0.018, 0.020), "S44"),
        share("true_household_attack_rate", s.true_household, nothing, ""),
        share("confirmed_without_symptoms", s.asymptomatic, nothing, ""),
        share("ascertained_share", s.ascertained, nothing, ""),
        *ages,
    ]  # fmt: skip


def share(name: str, counts: Ints, published: tuple[float, float, float], source: str) -> Figure:
    """A share with Wilson's interval from (hits, trials), or from one such row for each run.

    Outbreaks differ more between runs than chance among persons explains; with several runs the
    interval is that of the effective number of trials, trials over the design effect (Kish).
    """
    table = np.atleast_2d(counts).astype(np.float64)
    hits, trials = table.sum(axis=0)
    if trials == 0:
        return Figure(name, float("nan"), 0.0, 1.0, 0, "share", *published, source)
    p = hits / trials
    value, low, high = wilson_of(p, trials / _design_effect(table, p))
    return Figure(name, value, low, high, int(trials), "share", *published, source)


def _design_effect(table: Floats, p: float) -> float:
    """Variance of the pooled share seen between runs over that of independent persons, at least 1."""
    trials = table[:, 1]
    k, total = len(table), trials.sum()
    if k < 2 or p in (0.0, 1.0):
        return 1.0
    between = k / (k - 1) * np.sum((table[:, 0] - p * trials) ** 2) / total**2
    return float(max(1.0, between / (p * (1 - p) / total)))


def wilson(hits: int, trials: int) -> tuple[float, float, float]:
    """Share and Wilson's 95 % score interval; NaN, 0, 1 without a trial."""
    if trials == 0:
        return float("nan"), 0.0, 1.0
    return wilson_of(hits / trials, float(trials))


def wilson_of(p: float, trials: float) -> tuple[float, float, float]:
    """Wilson's interval of a share seen in so many (effective) trials."""
    z2 = Z95**2
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 / (1 + z2 / trials) * np.sqrt(p * (1 - p) / trials + z2 / (4 * trials**2))
    # p itself bounds them where rounding would not: at 0 and 1.
    return p, float(np.clip(middle - half, 0.0, p)), float(np.clip(middle + half, p, 1.0))


def measured(
    name: str,
    sample: Floats | Ints,
    statistic: Callable[[Floats], float],
    unit: str,
    published: tuple[float, float, float],
    source: str,
) -> Figure:
    """A statistic with its bootstrap percentile interval (its chance belongs to its name)."""
    if len(sample) == 0:
        nan = float("nan")
        return Figure(name, nan, nan, nan, 0, unit, *published, source)
    values = np.asarray(sample, dtype=np.float64)
    rng = chance.stream(0, "bootstrap", name)
    replicas = [
        float(statistic(values[rng.integers(0, len(values), len(values))]))
        for _ in range(REPLICATES)
    ]
    low, high = np.percentile(replicas, [2.5, 97.5])
    return Figure(
        name,
        float(statistic(values)),
        float(low),
        float(high),
        len(values),
        unit,
        *published,
        source,
    )


def _quantile(percent: float) -> Callable[[Floats], float]:
    return lambda values: float(np.percentile(values, percent))


def seeding_80(offspring: Floats) -> float:
    """Smallest share of the cases that together gave rise to 80 % of the infections."""
    falling = np.sort(offspring)[::-1]
    total = falling.sum()
    if total == 0:
        return float("nan")
    reached = np.searchsorted(np.cumsum(falling), 0.8 * total) + 1
    return float(reached / len(falling))


def top_tenth(offspring: Floats) -> float:
    """Share of all links that the top tenth of those who infected anybody made."""
    falling = np.sort(offspring[offspring > 0])[::-1]
    if len(falling) == 0:
        return float("nan")
    return float(falling[: max(1, round(0.1 * len(falling)))].sum() / falling.sum())


def peak(days: Floats) -> float:
    """Mode of a density estimate with a Gaussian kernel of 0.8 d, read on a grid of 0.1 d."""
    grid = np.arange(-6.0, 12.0, 0.1)
    counts, edges = np.histogram(days, bins=np.arange(-8.0, 16.1, 0.1))
    middle = 0.5 * (edges[1:] + edges[:-1])
    density = np.exp(-0.5 * ((grid[:, None] - middle[None, :]) / 0.8) ** 2) @ counts
    return float(grid[int(np.argmax(density))])
