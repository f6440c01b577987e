"""The dashboard in the disclosure bench: what its totals of each day tell of the day's new cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dongseon.bench.disclosure_town import ZONE, Patient, Town
from dongseon.records.columns import Codes, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Dashboard:
    """How likely each person is to be one of the new cases of a day, by what the totals gained on it."""

    by_day: Mapping[date, Floats]  # local day of reporting → (people,) relative chance


def of_town(town: Town, patients: Sequence[Patient]) -> Dashboard:
    """What the totals by age, by sex and by district tell, each exact and each a day's difference.

    The table of ages by district shows multiples of five, each up to four off: beside the exact totals it
    excludes nobody, and an attacker gains nothing by it.
    """
    days: dict[date, list[int]] = {}
    for patient in patients:
        days.setdefault(reported_on(patient), []).append(patient.person)
    everybody = np.ones(len(town.home))
    return Dashboard(
        {
            day: np.prod(
                [likelihood(each, np.array(cases)) for each in (town.age, town.sex, town.district)],
                axis=0,
            )
            * everybody
            for day, cases in days.items()
        }
    )


def likelihood(kind: Codes, cases: Codes) -> Floats:
    """(people,) new cases of each person's kind, for each person of that kind."""
    there = np.bincount(kind)
    new = np.bincount(kind[cases], minlength=len(there))
    return np.divide(new, there, out=np.zeros(len(there)), where=there > 0)[kind]


def reported_on(patient: Patient) -> date:
    """The local day on which a case was reported."""
    return patient.isolated.astimezone(ZONE).date()
