"""The questionnaire as a form, and back."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.screening import countries, wording
from dongseon.console.desk.screening.forms import TypedDay
from dongseon.console.screening.criteria import (
    Answered,
    ChestImage,
    Consciousness,
    Contact,
    Influenza,
    Symptom,
)
from dongseon.console.screening.types import ClusterRow

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # the stubs' own, not there at run time

LONGEST_NOTE = 2_000  # characters
NO = ("", _("No"))
EIGHT_DIGITS = _("Eight digits, as 20200318")


def _number(label: "str | _StrPromise", low: int, high: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False)


class QuestionForm(forms.Form):
    """What is asked and measured. Blocks as at the Korean clinics: exposure, symptoms, measurements.

    Who feels well and met nobody needs no more than the temperature.
    """

    contact = forms.ChoiceField(
        label=_("Contact with a confirmed case in the last 14 days"),
        choices=wording.choices(wording.CONTACTS), required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    contact_on = TypedDay(label=_("Last contact"), required=False, help_text=EIGHT_DIGITS)
    country = forms.ChoiceField(label=_("Came back from"), required=False)
    other_country = forms.ChoiceField(label=_("and from"), required=False)
    returned_on = TypedDay(label=_("Day of return"), required=False, help_text=EIGHT_DIGITS)
    cluster = forms.ChoiceField(label=_("Was at one of these places"), required=False)
    facility = forms.ChoiceField(
        label=_("Lives or works in"), required=False,
        choices=[("", _("None of these")), *wording.choices(wording.GROUP_KINDS)],
    )  # fmt: skip
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), choices=wording.choices(wording.SYMPTOMS), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Tick none if there are none"),
    )  # fmt: skip
    onset_on = TypedDay(label=_("First day of symptoms"), required=False, help_text=EIGHT_DIGITS)
    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"), min_value=30, max_value=45, decimal_places=1, max_digits=3,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("One decimal, as 36.6"),
    )  # fmt: skip
    antipyretic = forms.BooleanField(label=_("Took something against fever today"), required=False)
    pulse_per_min = _number(_("Pulse (a minute)"), 20, 300)
    systolic_mmhg = _number(_("Systolic pressure (mmHg)"), 40, 300)
    breaths_per_min = _number(_("Breaths (a minute)"), 4, 80)
    oxygen_percent = _number(_("Oxygen saturation (%)"), 40, 100)
    consciousness = forms.ChoiceField(
        label=_("Consciousness"), choices=wording.choices(wording.CONSCIOUSNESS), required=False
    )
    chest_image = forms.ChoiceField(
        label=_("Chest image"), choices=wording.choices(wording.CHEST_IMAGES), required=False
    )
    influenza = forms.ChoiceField(
        label=_("Influenza test"), choices=wording.choices(wording.INFLUENZA), required=False
    )
    doctors_opinion = forms.BooleanField(
        label=_("A doctor asks for the test, as for a pneumonia of unknown cause"), required=False
    )
    note = forms.CharField(
        label=_("Remark"), max_length=LONGEST_NOTE, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Is kept sealed with the person's data and added to earlier ones"),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, Any],
        clusters: Iterable[ClusterRow],
        language: str,
        today: date,
    ) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        lands = countries.choices(language)
        choices: dict[str, list[tuple[str, Any]]] = {
            "country": [("", _("Not abroad in the last 14 days")), *lands],
            "other_country": [NO, *lands],
            "cluster": [
                ("", _("None of these")),
                *((str(one.id), said(one, language)) for one in clusters),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean(self) -> dict[str, Any]:
        """No day after today; a contact or a stay abroad that a day is given for."""
        given = super().clean() or {}
        for name in ("contact_on", "returned_on", "onset_on"):
            if given.get(name) and given[name] > self.today:
                self.add_error(name, _("This day lies in the future."))
        if given.get("contact_on") and not given.get("contact"):
            self.add_error("contact", _("A day of contact is given: say what contact it was."))
        if given.get("returned_on") and not given.get("country"):
            self.add_error("country", _("A day of return is given: say from which country."))
        return given

    @property
    def answered(self) -> Answered:
        """The answers."""
        given = self.cleaned_data
        lands = [given[name] for name in ("country", "other_country") if given[name]]
        return Answered(
            contact=Contact(given["contact"]),
            contact_on=given["contact_on"],
            countries=tuple(dict.fromkeys(lands)),
            returned_on=given["returned_on"],
            cluster_id=given["cluster"] or None,
            facility=given["facility"],
            symptoms=tuple(Symptom(one) for one in given["symptoms"]),
            onset_on=given["onset_on"],
            temperature_c=given["temperature_c"],
            antipyretic=given["antipyretic"],
            pulse_per_min=given["pulse_per_min"],
            systolic_mmhg=given["systolic_mmhg"],
            breaths_per_min=given["breaths_per_min"],
            oxygen_percent=given["oxygen_percent"],
            consciousness=Consciousness(given["consciousness"]),
            chest_image=ChestImage(given["chest_image"]),
            influenza=Influenza(given["influenza"]),
            doctors_opinion=given["doctors_opinion"],
        )


def said(cluster: ClusterRow, language: str) -> str:
    """An outbreak with its days, as the nurse asks about it."""
    days = f"{cluster.exposed_from:%m-%d} – {cluster.exposed_to:%m-%d}"
    return f"{cluster.name(language)} ({days})"


def initial_of(answered: Answered | None, seen: int) -> dict[str, Any]:
    """What the form shows at first."""
    if answered is None:
        return {"seen": seen}
    lands = [*answered.countries, "", ""]
    same = {
        name: getattr(answered, name)
        for name in (
            "contact_on", "returned_on", "facility", "onset_on", "temperature_c", "antipyretic",
            "pulse_per_min", "systolic_mmhg", "breaths_per_min", "oxygen_percent", "doctors_opinion",
        )
    }  # fmt: skip
    return same | {
        "seen": seen,
        "contact": answered.contact.value,
        "country": lands[0],
        "other_country": lands[1],
        "cluster": str(answered.cluster_id or ""),
        "symptoms": [one.value for one in answered.symptoms],
        "consciousness": answered.consciousness.value,
        "chest_image": answered.chest_image.value,
        "influenza": answered.influenza.value,
    }
