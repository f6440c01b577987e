"""What an epidemiologist would measure in a simulated epidemic, beside what was measured in Korea.

The sources (S44 and so on) are listed in ``docs/method/epidemic-in-the-city.md``. Only what tracers
could know goes into a figure, unless its name says ``true_``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dongseon.city import figures
from dongseon.city.course import AGE_EDGES, DAY_S
from dongseon.city.figures import Figure, measured, share
from dongseon.city.types import Clock, Epidemic, Population
from dongseon.errors import InvalidInput
from dongseon.records.columns import Bools, Floats, Ints

# What the parameters were fitted to, on trial.CALIBRATION_SEEDS; every other figure is a prediction.
FITTED = frozenset(
    {
        "serial_interval_mean_d",
        "serial_interval_negative",
        "presymptomatic_share",
        "incubation_median_d",
        "onset_to_confirmation_mean_d",
        "onset_to_confirmation_median_d",
        "confirmed_within_2_d_of_onset",
        "cases_seeding_80_percent",
        "contacts_per_case_mean",
        "contacts_per_case_median",
        "contacts_per_case_p95",
        "household_attack_rate",
        "other_attack_rate",
    }
)
# A contact who fell ill more than so many days before the case that named it is taken for its source. Fitted
# to the share of negative serial intervals (S37: 11.9 %).
TURNED_D = 4
FOLLOWED_D = 14  # days a case must have been watched before its contacts or offspring are counted


@dataclass(frozen=True, slots=True)
class Run:
    """One finished epidemic, and whom and when it happened to."""

    epidemic: Epidemic
    population: Population
    clock: Clock


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The raw observations of one or more runs."""

    serial_d: Floats  # (pairs,) onset to onset, whole days, of pairs as tracers put them together
    true_serial_d: Floats  # (links,) onset to onset, whole days, of all infections
    transmission_d: Floats  # (links,) infection after the infector's onset, of links tracers found
    true_transmission_d: Floats  # (links,) the same of all infections by persons who fell ill
    incubation_d: Floats  # (ill,) truth
    offspring: Ints  # (cases,) confirmed infections each confirmed case gave rise to, truth
    named: Ints  # (cases,) confirmed contacts that each confirmed case was the first to name
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
    pooled = _pool([observe(run) for run in runs])
    return figures.marked([*_timing(pooled), *_spread(pooled)], FITTED)


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
    after_onset_d = (epidemic.infected_s[linked] - epidemic.onset_s[source]) / DAY_S
    from_ill = ill[source] & _watched(epidemic.onset_s[source], end_s)
    household, others, by_age = _attack(run, row, end_s)
    confirmed = epidemic.confirmed_s >= 0
    no_symptom = confirmed & (~ill | (epidemic.onset_s > epidemic.confirmed_s))
    sick = ill & confirmed & _watched(epidemic.onset_s, end_s)
    local = epidemic.infector >= 0
    return Sample(
        serial_d=_serial(epidemic, row, end_s),
        true_serial_d=(_days(epidemic.onset_s[linked]) - _days(epidemic.onset_s[source]))[
            both_ill & from_ill
        ],
        transmission_d=after_onset_d[pairs],
        true_transmission_d=after_onset_d[from_ill],
        incubation_d=(epidemic.onset_s - epidemic.infected_s)[ill & local] / DAY_S,
        offspring=_offspring(epidemic, source[known], end_s),
        named=_offspring(epidemic, _pairs(epidemic, row)[0], end_s),
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


def _pairs(epidemic: Epidemic, row: Ints) -> tuple[Ints, Ints]:
    """Who infected whom as tracers see it: rows of the infectors (p,), of the infected (p,).

    Each confirmed contact belongs to the case that named it first. Nobody knows more: the two may both
    have been infected by a third. But who had fallen ill long before that case was hardly infected by
    it: that pair is turned, unless the case was itself a contact of somebody earlier. Everybody has one infector at most.
    """
    traced, rows = epidemic.traced, _first_named(epidemic)
    rows = rows[row[traced.contact[rows]] >= 0]
    known_s = epidemic.confirmed_s[row[traced.contact[rows]]]
    rows = rows[(known_s >= 0) & (known_s <= _late_s(traced.last_s[rows]))]
    case, contact = row[traced.case[rows]], row[traced.contact[rows]]
    before_d = _days(epidemic.onset_s[case]) - _days(epidemic.onset_s[contact])
    ill = (epidemic.onset_s[case] >= 0) & (epidemic.onset_s[contact] >= 0)
    turned = ill & (before_d > TURNED_D)
    kept, earlier = np.flatnonzero(~turned), np.flatnonzero(turned)
    earlier = earlier[np.argsort(epidemic.onset_s[contact[earlier]], kind="stable")]
    source = np.concatenate([case[kept], contact[earlier]])
    infected = np.concatenate([contact[kept], case[earlier]])
    _, first = np.unique(infected, return_index=True)
    return source[first], infected[first]


def _serial(epidemic: Epidemic, row: Ints, end_s: int) -> Floats:
    """Onset to onset, whole days, of the pairs that tracers put together."""
    case, contact = _pairs(epidemic, row)
    case_s, contact_s = epidemic.onset_s[case], epidemic.onset_s[contact]
    keep = (case_s >= 0) & (contact_s >= 0) & _watched(case_s, end_s)
    return _days(contact_s[keep]) - _days(case_s[keep])


def _first_named(epidemic: Epidemic) -> Ints:
    """Rows of the contacts found, one a contact: the case that named it first."""
    traced = epidemic.traced
    order = np.lexsort((traced.case, traced.traced_s, traced.contact))
    return np.asarray(order[np.diff(traced.contact[order], prepend=-1) != 0])


def _late_s(last_s: Ints) -> Ints:
    """Until when a positive specimen counts for a contact that ended at ``last_s``."""
    return np.asarray(last_s + (FOLLOWED_D + 1) * DAY_S)


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
    rows = _first_named(run.epidemic)
    rows = rows[_watched(traced.traced_s[rows], end_s)]
    member = row[traced.contact[rows]]
    confirmed_s = np.where(member >= 0, run.epidemic.confirmed_s[member], -1)
    positive = (confirmed_s >= 0) & (confirmed_s <= _late_s(traced.last_s[rows]))
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
        together("serial_d"), together("true_serial_d"), together("transmission_d"), together("true_transmission_d"),
        together("incubation_d"),
        together("offspring").astype(np.int64), together("named").astype(np.int64), together("delay_d"),
        together("contacts").astype(np.int64), by_run("household"), by_run("others"),
        by_run("household_by_age"), by_run("asymptomatic"), by_run("true_household"),
        by_run("ascertained"),
    )  # fmt: skip


def _timing(s: Sample) -> list[Figure]:
    nan = float("nan")
    before = np.array([(s.transmission_d < 0).sum(), len(s.transmission_d)])
    soon = np.array([(s.delay_d <= 2).sum(), len(s.delay_d)])
    truly = np.array([(s.true_transmission_d < 0).sum(), len(s.true_transmission_d)])
    negative = np.array([(s.serial_d < 0).sum(), len(s.serial_d)])
    return [
        # Hong 2020 prints no interval: sd about 4 d (DS4C 3.73) over 1,567 pairs gives +-0.2 d.
        measured("serial_interval_mean_d", s.serial_d, np.mean, "d", (4.02, 3.82, 4.22), "S93"),
        measured("serial_interval_median_d", s.serial_d, np.median, "d", (3, 3, 3), "S93"),
        share("serial_interval_negative", negative, (0.119, 0.069, 0.196), "S37"),
        measured("serial_interval_sd_d", s.serial_d, np.std, "d", (3.73, nan, nan), "S37"),
        measured("true_serial_interval_mean_d", s.true_serial_d, np.mean, "d", (nan, nan, nan), ""),
        share("presymptomatic_share", before, (0.37, 0.16, 0.52), "S96"),
        # Chun 2020 prints no interval for median and peak: their sd of 2.64 d over 72 pairs gives
        # +-0.76 d for the median and, by resampling a skewed density, about +-1.1 d for the peak.
        share("true_presymptomatic_share", truly, (nan, nan, nan), ""),
        measured(
            "transmission_median_d", s.transmission_d, np.median, "d", (1.31, 0.55, 2.07), "S96"
        ),
        measured("transmission_peak_d", s.transmission_d, peak, "d", (-0.72, -1.8, 0.4), "S96"),
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
    once = np.array([(s.named == 1).sum(), (s.named > 0).sum()])
    ages = [
        share(f"household_attack_rate_index_{age}", counts, nothing, "")
        for age, counts in zip(AGE_EDGES, s.household_by_age.swapaxes(0, 1), strict=True)
    ]
    return [
        measured("cases_seeding_80_percent", s.offspring, seeding_80, "share", (0.24, 0.23, 0.25), "S95"),
        measured("offspring_mean", s.offspring, np.mean, "persons", nothing, ""),
        share("infectors_with_one_offspring", once, (0.60, 0.56, 0.64), "S37"),
        measured("links_of_top_tenth", s.named, top_tenth, "share", (0.40, 0.35, 0.45), "S37"),
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
