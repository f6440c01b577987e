"""What is filled in on the pages of care, turned into values."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.care.actions import Signs
from dongseon.console.care.rules import Relation
from dongseon.console.care.triage import Consciousness, Findings, Place, Risk, Vitals
from dongseon.console.cases import numbers
from dongseon.console.desk.care import wording

FIVE = ("pulse_per_min", "systolic_mmhg", "breaths_per_min", "temperature_c")


def _number(label: Any, low: float, high: float, unit: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=int(low), max_value=int(high), help_text=unit, **more
    )


class TriageForm(forms.Form):
    """What is known of somebody. The five signs all, or none of them but the temperature."""

    age_years = _number(_("Age"), 0, 120, _("years"), required=False)
    pulse_per_min = _number(_("Pulse"), 20, 250, _("a minute"), required=False)
    systolic_mmhg = _number(_("Systolic blood pressure"), 40, 280, _("mmHg"), required=False)
    breaths_per_min = _number(_("Breaths"), 3, 80, _("a minute"), required=False)
    temperature_c = forms.FloatField(
        label=_("Temperature"), min_value=30, max_value=44, help_text=_("°C"), required=False
    )
    consciousness = forms.TypedChoiceField(
        label=_("Consciousness"), choices=wording.CONSCIOUSNESS, coerce=int, initial=0
    )
    antipyretic = forms.BooleanField(label=_("Took an antipyretic before"), required=False)
    dyspnoea = forms.BooleanField(label=_("Short of breath"), required=False)
    smoker = forms.BooleanField(label=_("Smokes"), required=False)
    other_disease = forms.BooleanField(label=_("Another underlying disease"), required=False)
    facility_resident = forms.BooleanField(
        label=_("Lives in a home for old or disabled people"), required=False
    )
    risks = forms.MultipleChoiceField(
        label=_("Conditions of risk"),
        choices=[(risk.value, words) for risk, words in wording.RISKS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Some of the five signs and not all are none: say which is missing."""
        given = super().clean() or {}
        taken = [name for name in FIVE if given.get(name) is not None]
        if set(taken) - {"temperature_c"} and len(taken) < len(FIVE):
            for name in FIVE:
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("The rule needs all five signs, or none."))
        return given

    @property
    def vitals(self) -> Vitals | None:
        """The five signs, if they were taken."""
        given = self.cleaned_data
        if given["pulse_per_min"] is None:
            return None
        return Vitals(
            **{name: given[name] for name in FIVE},
            consciousness=Consciousness(given["consciousness"]),
        )

    @property
    def findings(self) -> Findings:
        """What is known besides."""
        given = self.cleaned_data
        return Findings(
            age_years=given["age_years"],
            alert=given["consciousness"] == Consciousness.ALERT,
            dyspnoea=given["dyspnoea"],
            temperature_c=given["temperature_c"],
            antipyretic=given["antipyretic"],
            smoker=given["smoker"],
            other_disease=given["other_disease"],
            facility_resident=given["facility_resident"],
            risks=frozenset(Risk(risk) for risk in given["risks"]),
        )


class SignsForm(forms.Form):
    """Vital signs at a bed: the temperature, and what else was taken."""

    temperature_c = forms.FloatField(
        label=_("Temperature"), min_value=30, max_value=44, help_text=_("°C")
    )
    pulse_per_min = _number(_("Pulse"), 20, 250, _("a minute"), required=False)
    systolic_mmhg = _number(_("Systolic blood pressure"), 40, 280, _("mmHg"), required=False)
    breaths_per_min = _number(_("Breaths"), 3, 80, _("a minute"), required=False)
    oxygen_percent = _number(_("Oxygen saturation"), 40, 100, _("%"), required=False)
    consciousness = forms.TypedChoiceField(
        label=_("Consciousness"), choices=wording.CONSCIOUSNESS, coerce=int, initial=0
    )
    improving = forms.BooleanField(label=_("Symptoms are better or gone"), required=False)
    dyspnoea = forms.BooleanField(label=_("Short of breath"), required=False)
    antipyretic = forms.BooleanField(label=_("Took an antipyretic before"), required=False)

    @property
    def signs(self) -> Signs:
        """As values."""
        return Signs(**self.cleaned_data)


class ReserveForm(forms.Form):
    """Which house."""

    house_id = forms.UUIDField()


class WayForm(forms.Form):
    """By which way somebody is released."""

    way = forms.ChoiceField(choices=[(way.value, words) for way, words in wording.WAYS.items()])


class DeathForm(forms.Form):
    """When somebody died."""

    on = forms.DateField(
        label=_("Day of death"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def day(self) -> date:
        """The local day."""
        day: date = self.cleaned_data["on"]
        return day


class HouseholdForm(forms.Form):
    """Another case of the same household."""

    number = forms.CharField(label=_("Case number of the other person"), max_length=20)
    relation = forms.ChoiceField(
        label=_("How they belong together"),
        choices=[(relation.value, words) for relation, words in wording.RELATIONS.items()],
    )

    def clean_number(self) -> str:
        """As it is stored."""
        number = numbers.read(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("This is no case number."))
        return number

    @property
    def related(self) -> Relation:
        """As a value."""
        return Relation(self.cleaned_data["relation"])


class HouseForm(forms.Form):
    """A house with beds."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, words) for kind, words in wording.PLACES.items()]
    )
    area = forms.ChoiceField(label=_("Area"))
    beds = _number(_("Beds"), 1, 2000, _("beds in service"))

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ChoiceField(label=_("Area"), choices=areas)

    @property
    def place(self) -> Place:
        """The kind as a value."""
        return Place(self.cleaned_data["kind"])


class BedsForm(forms.Form):
    """How many beds are in service."""

    beds = _number(_("Beds"), 1, 2000, _("beds in service"))
