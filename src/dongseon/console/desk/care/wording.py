"""What classes, places, reasons and ways of care are called."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.care.release import Condition, Way
from dongseon.console.care.rules import EndReason, Half, Nearness, Outcome, Relation, StayState
from dongseon.console.care.triage import Place, Reason, Risk, Severity
from dongseon.console.workflows.bed_board import Need

SEVERITIES = MappingProxyType(
    {
        Severity.ASYMPTOMATIC: _("no symptoms"),
        Severity.MILD: _("mild"),
        Severity.MODERATE: _("moderate"),
        Severity.SEVERE: _("severe"),
        Severity.CRITICAL: _("critical"),
    }
)
BADGES = MappingProxyType(
    {
        Severity.ASYMPTOMATIC: "success",
        Severity.MILD: "success",
        Severity.MODERATE: "warning",
        Severity.SEVERE: "danger",
        Severity.CRITICAL: "danger",
    }
)
PLACES = MappingProxyType(
    {
        Place.CENTRE: _("community treatment centre"),
        Place.HOSPITAL: _("hospital"),
        Place.NATIONAL: _("national designated bed"),
    }
)
REASONS = MappingProxyType(
    {
        Reason.SCORE: _("sum of the five vital signs"),
        Reason.NOT_ALERT: _("consciousness is reduced"),
        Reason.FEVER_DESPITE: _("high fever in spite of an antipyretic"),
        Reason.DYSPNOEA: _("short of breath"),
        Reason.ALL_CLEAR: _("alert, young, no disease, no smoker, no fever"),
        Reason.YOUNG: _("alert and young"),
        Reason.DISEASE: _("alert, with an underlying disease"),
        Reason.MILD_FEVER: _("alert, with a fever that an antipyretic holds down"),
        Reason.NOTHING_GRAVER: _("alert, and no sign of a graver class"),
        Reason.FACILITY: _("lives in a home: one class up"),
        Reason.AGE: _("the age of risk: always hospital"),
        Reason.RISK: _("a listed condition: always hospital"),
    }
)
RISKS = MappingProxyType(
    {
        Risk.KIDNEY: _("chronic kidney disease"),
        Risk.LIVER: _("chronic liver disease"),
        Risk.LUNG: _("chronic lung disease"),
        Risk.HEART: _("chronic heart disease"),
        Risk.CANCER_TREATMENT: _("cancer under treatment"),
        Risk.BLOOD_CANCER: _("blood cancer"),
        Risk.DIABETES: _("diabetes"),
        Risk.IMMUNOSUPPRESSANTS: _("takes immunosuppressants"),
        Risk.HIV: _("HIV"),
        Risk.SEVERE_OBESITY: _("severe obesity"),
        Risk.PREGNANCY: _("pregnant"),
        Risk.DIALYSIS: _("dialysis"),
        Risk.TRANSPLANT: _("had a transplant"),
        Risk.OXYGEN: _("needs oxygen"),
    }
)
SIGNS = MappingProxyType(
    {
        "pulse_per_min": _("Pulse"),
        "systolic_mmhg": _("Systolic blood pressure"),
        "breaths_per_min": _("Breaths"),
        "temperature_c": _("Temperature"),
        "consciousness": _("Consciousness"),
    }
)
CONSCIOUSNESS = (
    (0, _("alert")),
    (1, _("answers to voice")),
    (2, _("answers to pain")),
    (3, _("does not answer")),
)
NEEDS = MappingProxyType(
    {
        Need.TRIAGE: _("Needs triage"),
        Need.BED: _("Needs a bed"),
        Need.ON_THE_WAY: _("On the way"),
        Need.NONE: _("In a bed"),
    }
)
STAYS = MappingProxyType(
    {
        StayState.RESERVED: _("bed kept"),
        StayState.ADMITTED: _("there"),
        StayState.ENDED: _("ended"),
        StayState.CANCELLED: _("did not come"),
    }
)
END_REASONS = MappingProxyType(
    {
        EndReason.RELEASED: _("released"),
        EndReason.TRANSFERRED: _("transferred"),
        EndReason.DIED: _("died"),
        EndReason.NOT_COMING: _("did not come"),
        EndReason.NOT_A_CASE: _("not a case"),
    }
)
NEARNESS = MappingProxyType(
    {
        Nearness.SAME_DISTRICT: _("in the same district"),
        Nearness.SAME_PROVINCE: _("in the same province"),
        Nearness.ELSEWHERE: _("in another province"),
    }
)
WAYS = MappingProxyType(
    {Way.CLINICAL: _("By days without a test"), Way.TEST: _("By negative tests")}
)
CONDITIONS = MappingProxyType(
    {
        Condition.DAYS: _("Days gone by"),
        Condition.IMPROVING: _("Symptoms are better or gone"),
        Condition.NO_FEVER: _("Without fever and without antipyretic"),
        Condition.NEGATIVES: _("Negative tests in a row"),
    }
)
HALVES = MappingProxyType({Half.MORNING: _("morning"), Half.EVENING: _("evening")})
OUTCOMES = MappingProxyType({Outcome.RELEASED: _("released"), Outcome.DIED: _("died")})
RELATIONS = MappingProxyType(
    {
        Relation.HOUSEHOLD: _("lives in the same household"),
        Relation.PARTNER: _("partner"),
        Relation.PARENT: _("parent and child"),
        Relation.CARER: _("carer"),
    }
)
TABLES: tuple[Mapping[Any, str | Promise], ...] = (  # Any: each has keys of its own kind
    SEVERITIES, PLACES, REASONS, RISKS, NEEDS, STAYS, END_REASONS, NEARNESS, WAYS, CONDITIONS,
    HALVES, OUTCOMES, RELATIONS,
)  # fmt: skip
ALL: Mapping[StrEnum, str | Promise] = MappingProxyType(
    {key: words for table in TABLES for key, words in table.items()}
)  # released and died are so both for a bed and for an illness
