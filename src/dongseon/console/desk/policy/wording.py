"""What the fields of rules are called on pages, and how their values are said."""

from dataclasses import fields
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = MappingProxyType(
    {
        "fever_c": gettext_lazy("Fever from (°C)"),
        "contact_days": gettext_lazy("Symptoms within … days of contact"),
        "travel_days": gettext_lazy("Symptoms within … days of travel"),
        "travel_anywhere": gettext_lazy("Travel from any country counts"),
        "by_opinion": gettext_lazy("A doctor's opinion is enough"),
        "cluster_link": gettext_lazy("A link to a domestic cluster is enough"),
        "mild_at_most": gettext_lazy("Mild up to (points)"),
        "moderate_at_most": gettext_lazy("Moderate up to (points)"),
        "pulse_per_min": gettext_lazy("Pulse without points (a minute)"),
        "systolic_mmhg": gettext_lazy("Systolic pressure without points (mmHg)"),
        "breaths_per_min": gettext_lazy("Breaths without points (a minute)"),
        "temperature_c": gettext_lazy("Temperature without points (°C)"),
        "young_below_years": gettext_lazy("Counts as young below (years)"),
        "fever_despite_antipyretic_c": gettext_lazy("Severe above, despite an antipyretic (°C)"),
        "high_risk_from_years": gettext_lazy("Always to hospital from (years)"),
        "facility_one_class_up": gettext_lazy("Residents of care homes one class up"),
        "symptomatic_days": gettext_lazy("With symptoms, without a test: days since onset"),
        "without_fever_h": gettext_lazy("Hours without fever and without antipyretic"),
        "symptomatic_test_days": gettext_lazy("With symptoms, with tests: days since onset"),
        "asymptomatic_days": gettext_lazy("Without symptoms, without a test: days"),
        "asymptomatic_test_days": gettext_lazy("Without symptoms, with tests: days"),
        "negatives": gettext_lazy("Negative tests in a row"),
        "between_negatives_h": gettext_lazy("Hours between negative tests"),
        "days": gettext_lazy("Days"),
        "most": gettext_lazy("Specimens in a pool at most (0: no pools)"),
        "finals_verified": gettext_lazy("A laboratory's own release needs no second person here"),
        "kit_named": gettext_lazy("A result must name its kit"),
        "lot_named": gettext_lazy("A result must name the lot of its kit"),
        "turn_around_h": gettext_lazy("From swab to verified result within (hours)"),
        "grace_h": gettext_lazy("A question counts as missed after (hours)"),
        "missed_in_row": gettext_lazy("Somebody goes there after missed questions in a row"),
        "unheard_h": gettext_lazy("Counts as not seen after (hours)"),
        "complaint_days": gettext_lazy("An objection is answered within (working days)"),
        "begins_h": gettext_lazy("Quiet from (hour)"),
        "ends_h": gettext_lazy("Quiet until (hour; the same hour: never)"),
        "call_within_min": gettext_lazy("Called within (minutes)"),
        "message_after_min": gettext_lazy("Message without a call after (minutes)"),
        "attempts": gettext_lazy("Attempts in vain until the next step"),
        "between_min": gettext_lazy("Between two attempts (minutes)"),
        "next_step_min": gettext_lazy("The next step within (minutes)"),
        "asked_per_day": gettext_lazy("Asked how many times a day"),
        "days_before_onset": gettext_lazy("Contacts from … days before onset"),
        "tiers": gettext_lazy("Classes of contacts"),
        "least_stay_min": gettext_lazy("There for at least (minutes)"),
        "identify_from": gettext_lazy("Identity asked for from a chance of (0–1)"),
        "before_days": gettext_lazy("Flagged: onset before the primary case's by (days)"),
        "gap_days": gettext_lazy("Flagged: onset after the primary case's by more than (days)"),
        "household": gettext_lazy("Tests contacts in a case's household"),
        "health_workers": gettext_lazy("Tests health workers who cared for a case"),
        "entrants": gettext_lazy("Tests everybody who came from abroad"),
        "exposed": gettext_lazy("Tests everybody who was at a known cluster"),
        "everybody": gettext_lazy("Tests everybody who wishes"),
        "anonymous": gettext_lazy("A phone number is enough to be registered"),
        "care_home_days": gettext_lazy("Care homes: every … days"),
        "hospital_days": gettext_lazy("Hospitals: every … days"),
        "workplace_days": gettext_lazy("Dense workplaces: every … days"),
        "religious_days": gettext_lazy("Religious groups: every … days"),
        "round_days": gettext_lazy("A round is done within (days)"),
    }
)
TIERS = MappingProxyType(
    {
        "contact": gettext_lazy("contact"),
        "close": gettext_lazy("close contact"),
        "casual": gettext_lazy("casual contact"),
    }
)


def said(value: Any) -> tuple[tuple[str, str], ...]:
    """A rule's value as pairs of name and words."""
    return tuple(
        (str(FIELDS[field.name]), _said(field.name, getattr(value, field.name)))
        for field in fields(value)
    )


def _said(field: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "tiers" and isinstance(value, tuple):
        return ", ".join(str(TIERS.get(tier, tier)) for tier in value)
    if isinstance(value, tuple):
        return f"{value[0]:g} – {value[1]:g}"
    if value == 0 and field in ("symptomatic_days", "asymptomatic_days"):
        return _("not without a test")
    return f"{value:g}" if isinstance(value, int | float) else str(value)
