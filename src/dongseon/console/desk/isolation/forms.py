"""What people fill in on the pages of orders, turned into values."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.cases.forms import Day
from dongseon.console.desk.isolation.wording import Words, choices
from dongseon.console.isolation.rules import (
    COLDEST_C,
    EXTEND_REASONS,
    FACILITY_REASONS,
    HOTTEST_C,
    OFFER_REASONS,
    Reach,
    Reason,
    Symptom,
)
from dongseon.console.isolation.types import Needed, Receipt, Way
from dongseon.console.registry.types import Identity, Sex

LONGEST = 2_000  # characters of a remark or a statement
LANGUAGES = (
    ("ko", _("Korean")), ("en", _("English")), ("zh", _("Chinese")), ("vi", _("Vietnamese")),
    ("th", _("Thai")), ("uz", _("Uzbek")), ("ru", _("Russian")), ("ja", _("Japanese")),
    ("mn", _("Mongolian")), ("ne", _("Nepali")),
)  # fmt: skip


def set_choices(form: forms.Form, name: str, found: Iterable[tuple[str, Words]]) -> None:
    """Give a field what can be chosen."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [(value, str(words)) for value, words in found]


def text(
    label: Any, *, required: bool = False, help_text: Any = ""
) -> forms.CharField:  # lazy texts
    """A field for some lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HowForm(forms.Form):
    """Where somebody stays, and how they are reached."""

    last_met_on = Day(
        label=_("Last contact"),
        help_text=_("The day of the last contact is day 0. Leave it as it is if it is right."),
    )
    address = forms.CharField(
        label=_("Another place than their address"),
        required=False,
        max_length=300,
        help_text=_("Leave it empty if they stay at the address in the registry."),
    )
    reach = forms.ChoiceField(
        label=_("How they are asked every day"),
        choices=choices((Reach.CALL, Reach.VISIT, Reach.APP)),
    )
    officer = forms.ChoiceField(label=_("Case officer"), required=False)

    def __init__(self, data: Any = None, *, officers: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "officer", [("", _("Nobody yet")), *officers])


class EntrantForm(forms.Form):
    """Somebody who came from abroad."""

    name_romanised = forms.CharField(
        label=_("Name in Latin letters, as in the passport"), max_length=100
    )
    name = forms.CharField(label=_("Name in Hangul"), required=False, max_length=100)
    birth_date = Day(label=_("Birth date"), required=True)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=25, help_text=_("Call it on the spot.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    entered_on = Day(label=_("Day of entry"), required=True)
    area = forms.ChoiceField(label=_("Area in which they will stay"))
    address = forms.CharField(label=_("Address in Korea"), max_length=300)

    def __init__(self, data: Any = None, *, areas: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "area", areas)

    @property
    def identity(self) -> Identity:
        """Who that is. No field holds a passport number or anything about a status."""
        given = self.cleaned_data
        phones = (given["phone"],) if given["phone"] else ()
        return Identity(
            name=given["name"],
            name_romanised=given["name_romanised"],
            birth_date=given["birth_date"],
            sex=Sex.UNKNOWN,
            phones=phones,
            no_phone=not phones,
            language=given["language"],
            needs_interpreter=given["needs_interpreter"],
            address=given["address"],
        )


class AnswerForm(forms.Form):
    """How one person of a household is."""

    field_order = ("temperature_c", "none", "symptoms", "remark")
    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"),
        required=False,
        max_digits=3,
        decimal_places=1,
        min_value=COLDEST_C,
        max_value=HOTTEST_C,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"),
        required=False,
        choices=choices(Symptom),
        widget=forms.CheckboxSelectMultiple,
    )
    none = forms.BooleanField(label=_("No symptoms"), required=False)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST)

    def clean(self) -> dict[str, Any]:
        """Somebody who was asked said something: silence is not "no symptoms"."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("none") and given.get("symptoms"):
            raise forms.ValidationError(_("Symptoms, or no symptoms: not both."))
        if self.has_changed() and not given.get("none") and not given.get("symptoms"):
            raise forms.ValidationError(_("Choose the symptoms, or say that there are none."))
        return given

    @property
    def said(self) -> bool:
        """Whether anything was entered for this person."""
        return bool(self.cleaned_data.get("none") or self.cleaned_data.get("symptoms"))

    @property
    def temperature(self) -> Decimal | None:
        """The temperature; None if none was taken."""
        found: Decimal | None = self.cleaned_data["temperature_c"]
        return found

    @property
    def told(self) -> frozenset[Symptom]:
        """The symptoms."""
        return frozenset(Symptom(one) for one in self.cleaned_data["symptoms"])


def nonce() -> str:
    """A key of a form that was shown: sent twice, it is one report."""
    return str(uuid.uuid4())


def seen_version() -> forms.IntegerField:
    """The version that was looked at, as a hidden field."""
    return forms.IntegerField(widget=forms.HiddenInput)


class ExtendForm(forms.Form):
    """A new last contact."""

    seen = seen_version()
    counted_from = Day(label=_("New last contact"), required=True)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(EXTEND_REASONS))
    why = text(_("Remark"))


class ReleaseForm(forms.Form):
    """An end before the last day."""

    seen = seen_version()
    reason = forms.ChoiceField(label=_("Reason"))
    why = text(_("Remark"))

    def __init__(self, data: Any = None, *, reasons: Iterable[Reason], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "reason", choices(reasons))


class WhyForm(forms.Form):
    """A reason in words."""

    seen = seen_version()
    why = text(_("Why"), required=True)


class ComplaintForm(forms.Form):
    """An objection."""

    words = text(
        _("What the person says"),
        required=True,
        help_text=_("In their own words. It is read by whoever answers."),
    )


class AnswerComplaintForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Upheld")), ("no", _("Not upheld"))),
        widget=forms.RadioSelect,
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=500,
        help_text=_("They stand in the letter to the person."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReachForm(forms.Form):
    """How somebody is asked every day."""

    seen = seen_version()
    reach = forms.ChoiceField(label=_("How they are asked every day"), choices=choices(Reach))
    proxy_name = forms.CharField(
        label=_("Who answers for them: name"), required=False, max_length=100
    )
    proxy_phone = forms.CharField(
        label=_("Who answers for them: phone"), required=False, max_length=25
    )

    def clean(self) -> dict[str, Any]:
        """Whoever answers has a name and a phone."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("reach") == Reach.PROXY and not (
            given.get("proxy_name") and given.get("proxy_phone")
        ):
            raise forms.ValidationError(_("Say who answers for this person: name and phone."))
        return given


class HouseholdForm(forms.Form):
    """With whom somebody reports."""

    number = forms.CharField(
        label=_("Number of the order of somebody they live with"), max_length=14
    )


class PlaceForm(forms.Form):
    """Where somebody stays."""

    seen = seen_version()
    facility = forms.ChoiceField(label=_("Facility"), required=False)
    reason = forms.ChoiceField(
        label=_("Why not at home"), required=False, choices=[("", "–"), *choices(FACILITY_REASONS)]
    )
    address = forms.CharField(
        label=_("Or another address"),
        required=False,
        max_length=300,
        help_text=_("Leave both empty for the address in the registry."),
    )

    def __init__(self, data: Any = None, *, houses: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "facility", [("", _("Not in a facility")), *houses])

    def clean(self) -> dict[str, Any]:
        """A facility needs a reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("facility") and not given.get("reason"):
            raise forms.ValidationError(_("Choose why this person cannot stay apart at home."))
        return given


class NeedForm(forms.Form):
    """What somebody needs."""

    what = forms.ChoiceField(label=_("What"), choices=choices(Needed))
    pieces = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST)


class OfferForm(forms.Form):
    """Handing somebody over."""

    to_area = forms.ChoiceField(label=_("To which area"))
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(OFFER_REASONS))

    def __init__(self, data: Any = None, *, areas: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "to_area", areas)


class ServeForm(forms.Form):
    """How a letter was served."""

    way = forms.ChoiceField(
        label=_("How"), choices=choices((Way.HANDED_OVER, Way.POST, Way.READ_OUT))
    )
    reference = forms.CharField(label=_("Number of the post"), required=False, max_length=40)
    receipt = forms.ChoiceField(
        label=_("Receipt"), required=False, choices=[("", _("Not yet")), *choices(Receipt)]
    )


class ReceiptForm(forms.Form):
    """What came back."""

    receipt = forms.ChoiceField(label=_("Receipt"), choices=choices(Receipt))
