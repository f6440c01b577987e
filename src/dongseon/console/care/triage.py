"""How ill somebody is and where they belong, by both rules of 2 March 2020: pure. See docs/rules/triage.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from dongseon.console.policy.kinds import VitalSigns, WithoutVitalSigns


class Severity(StrEnum):
    """The classes of the guideline, the lightest first."""

    ASYMPTOMATIC = "asymptomatic"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    CRITICAL = "critical"


class Place(StrEnum):
    """Where somebody belongs."""

    CENTRE = "centre"  # community treatment centre
    HOSPITAL = "hospital"
    NATIONAL = "national"  # national designated bed, negative pressure


class Consciousness(IntEnum):
    """AVPU; the value is its points."""

    ALERT = 0
    VOICE = 1
    PAIN = 2
    UNRESPONSIVE = 3


class Risk(StrEnum):
    """Conditions with which somebody goes to hospital in any case: FIELD 4.4."""

    KIDNEY = "kidney"
    LIVER = "liver"
    LUNG = "lung"
    HEART = "heart"
    CANCER_TREATMENT = "cancer_treatment"
    BLOOD_CANCER = "blood_cancer"
    DIABETES = "diabetes"
    IMMUNOSUPPRESSANTS = "immunosuppressants"
    HIV = "hiv"
    SEVERE_OBESITY = "severe_obesity"
    PREGNANCY = "pregnancy"
    DIALYSIS = "dialysis"
    TRANSPLANT = "transplant"
    OXYGEN = "oxygen"


class Reason(StrEnum):
    """Why a class or a place was chosen, in words that pages write out."""

    SCORE = "score"  # by the five signs
    NOT_ALERT = "not_alert"
    FEVER_DESPITE = "fever_despite"  # in spite of an antipyretic
    DYSPNOEA = "dyspnoea"
    ALL_CLEAR = "all_clear"  # alert, young, no disease, no smoker, no fever
    YOUNG = "young"
    DISEASE = "disease"
    MILD_FEVER = "mild_fever"  # fever that an antipyretic holds down
    NOTHING_GRAVER = "nothing_graver"  # alert, and no sign of a graver class
    FACILITY = "facility"  # lives in a home: one class up
    AGE = "age"  # from an age on always hospital
    RISK = "risk"  # a listed condition: always hospital


@dataclass(frozen=True, slots=True)
class Vitals:
    """The five signs."""

    pulse_per_min: int
    systolic_mmhg: int
    breaths_per_min: int
    temperature_c: float
    consciousness: Consciousness


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of somebody besides the five signs."""

    age_years: int | None = None
    alert: bool = True
    dyspnoea: bool = False
    temperature_c: float | None = None
    antipyretic: bool = False  # taken before the temperature was
    smoker: bool = False
    other_disease: bool = False  # an underlying disease that is not among the listed risks
    facility_resident: bool = False  # of a home for the old or the disabled
    risks: frozenset[Risk] = frozenset()


@dataclass(frozen=True, slots=True)
class Triage:
    """A class, a place, and why."""

    severity: Severity
    place: Place
    reasons: tuple[Reason, ...]
    score: int | None  # None: without vital signs
    points: Mapping[str, int]  # of each sign


PLACES: Mapping[Severity, Place] = MappingProxyType(
    {
        Severity.ASYMPTOMATIC: Place.CENTRE,
        Severity.MILD: Place.CENTRE,
        Severity.MODERATE: Place.HOSPITAL,
        Severity.SEVERE: Place.HOSPITAL,
        Severity.CRITICAL: Place.NATIONAL,
    }
)
# One class up, for residents of homes. Without vital signs there is no class «moderate».
UP_WITH_SIGNS: Mapping[Severity, Severity] = MappingProxyType(
    {
        Severity.MILD: Severity.MODERATE,
        Severity.MODERATE: Severity.SEVERE,
        Severity.SEVERE: Severity.CRITICAL,
        Severity.CRITICAL: Severity.CRITICAL,
    }
)
UP_WITHOUT: Mapping[Severity, Severity] = MappingProxyType(
    {
        Severity.ASYMPTOMATIC: Severity.MILD,
        Severity.MILD: Severity.SEVERE,
        Severity.SEVERE: Severity.CRITICAL,
        Severity.CRITICAL: Severity.CRITICAL,
    }
)

# Points outside the range of no points, which the dated rule gives. Below: (at most, points), the lowest
# first; above: (at least, points), the highest first; what lies between these and the range has 1 point.
# Source: Subbe CP et al., QJM 2001;94:521-526, table 1 (the guideline's signs and its ranges of no points
# are those of this score). Temperature: its 2 points below 35.0 and from 38.5 °C; 1 point between these
# and the guideline's range, 36.1-37.4, is an assumption.
BELOW: Mapping[str, tuple[tuple[float, int], ...]] = MappingProxyType(
    {
        "pulse_per_min": ((40, 2), (50, 1)),
        "systolic_mmhg": ((70, 3), (80, 2), (100, 1)),
        "breaths_per_min": ((8, 2),),
        "temperature_c": ((34.9, 2),),
    }
)
ABOVE: Mapping[str, tuple[tuple[float, int], ...]] = MappingProxyType(
    {
        "pulse_per_min": ((130, 3), (111, 2), (101, 1)),
        "systolic_mmhg": ((200, 2),),
        "breaths_per_min": ((30, 3), (21, 2), (15, 1)),
        "temperature_c": ((38.5, 2),),
    }
)
SIGNS = tuple(BELOW)


def points_of(vitals: Vitals, rule: VitalSigns) -> dict[str, int]:
    """The points of each of the five signs, 0 to 3."""
    points = {
        sign: _points(sign, float(getattr(vitals, sign)), getattr(rule, sign)) for sign in SIGNS
    }
    return points | {"consciousness": int(vitals.consciousness)}


def _points(sign: str, value: float, none: tuple[float, float]) -> int:
    low, high = none
    if low <= value <= high:
        return 0
    if value < low:
        return next((points for most, points in BELOW[sign] if value <= most), 1)
    return next((points for least, points in ABOVE[sign] if value >= least), 1)


def with_signs(vitals: Vitals, rule: VitalSigns) -> Triage:
    """By the five signs."""
    points = points_of(vitals, rule)
    score = sum(points.values())
    if score <= rule.mild_at_most:
        severity = Severity.MILD
    elif score <= rule.moderate_at_most:
        severity = Severity.MODERATE
    else:
        severity = Severity.SEVERE
    return Triage(severity, PLACES[severity], (Reason.SCORE,), score, points)


def without_signs(findings: Findings, rule: WithoutVitalSigns) -> Triage:
    """Where the five signs are not known."""
    severity, reasons = _class_without(findings, rule)
    return Triage(severity, PLACES[severity], reasons, None, MappingProxyType({}))


def _class_without(
    findings: Findings, rule: WithoutVitalSigns
) -> tuple[Severity, tuple[Reason, ...]]:
    if not findings.alert:
        return Severity.CRITICAL, (Reason.NOT_ALERT,)
    grave = _grave(findings, rule)
    if grave:
        return Severity.SEVERE, grave
    young = findings.age_years is not None and findings.age_years < rule.young_below_years
    ill = bool(findings.risks) or findings.other_disease
    warm = findings.temperature_c is not None and findings.temperature_c >= rule.fever_c
    if young and not (ill or findings.smoker or warm or findings.antipyretic):
        return Severity.ASYMPTOMATIC, (Reason.ALL_CLEAR,)
    reasons = [
        reason
        for reason, holds in (
            (Reason.YOUNG, young),
            (Reason.DISEASE, ill),
            (Reason.MILD_FEVER, warm or findings.antipyretic),
        )
        if holds
    ]
    return Severity.MILD, tuple(reasons) or (Reason.NOTHING_GRAVER,)


def _grave(findings: Findings, rule: WithoutVitalSigns) -> tuple[Reason, ...]:
    despite = (
        findings.antipyretic
        and findings.temperature_c is not None
        and findings.temperature_c > rule.fever_despite_antipyretic_c
    )
    found = ((Reason.FEVER_DESPITE, despite), (Reason.DYSPNOEA, findings.dyspnoea))
    return tuple(reason for reason, holds in found if holds)


def triage(
    findings: Findings,
    vitals: Vitals | None,
    *,
    signs: VitalSigns,
    without: WithoutVitalSigns,
) -> Triage:
    """The class and the place: by the five signs where they are known, else without them.

    Whoever lives in a home goes one class up. The listed conditions and the age of risk send somebody to
    hospital whatever the class: they win over the rule that takes the young to a centre.
    """
    if vitals is not None:
        found, up = with_signs(vitals, signs), UP_WITH_SIGNS
    else:
        found, up = without_signs(findings, without), UP_WITHOUT
    severity, reasons = found.severity, found.reasons
    if findings.facility_resident and without.facility_one_class_up:
        severity, reasons = up[severity], (*reasons, Reason.FACILITY)
    place = PLACES[severity]
    old = findings.age_years is not None and findings.age_years >= without.high_risk_from_years
    for reason, holds in ((Reason.RISK, bool(findings.risks)), (Reason.AGE, old)):
        if holds:
            reasons = (*reasons, reason)
            place = Place.HOSPITAL if place is Place.CENTRE else place
    return Triage(severity, place, reasons, found.score, found.points)
