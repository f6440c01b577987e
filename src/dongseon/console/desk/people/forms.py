"""Why somebody is opened, and what is amended."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.people.wording import FIELDS, SEXES
from dongseon.console.registry.types import Identity, Sex

REASONS = (
    ("interview", _("To interview or call the person")),
    ("identify", _("To make sure who it is")),
    ("report", _("To report to or hear from another office")),
    ("request", _("At the person's own request")),
    ("other", _("Another reason")),
)
LONGEST_WHY = 200  # characters


class WhyForm(forms.Form):
    """Why an identity is opened. The person can read it later."""

    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_WHY,
        required=False,
        help_text=_("Goes into the log as it is: name nobody here"),
    )

    def clean(self) -> dict[str, Any]:
        """Another reason has to be said."""
        given = super().clean() or {}
        if given.get("reason") == "other" and not given.get("words"):
            self.add_error("words", _("Say which reason."))
        return given

    @property
    def why(self) -> str:
        """As it is written down."""
        given = self.cleaned_data
        return f"{given['reason']}: {given['words']}" if given["words"] else str(given["reason"])


class AmendForm(forms.Form):
    """An identity to be amended."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=FIELDS["name"], max_length=100, required=False)
    name_romanised = forms.CharField(label=FIELDS["name_romanised"], max_length=100, required=False)
    other_names = forms.CharField(
        label=FIELDS["other_names"],
        max_length=300,
        required=False,
        help_text=_("Several names, with commas"),
    )
    sex = forms.ChoiceField(
        label=FIELDS["sex"],
        choices=[(sex.value, words) for sex, words in SEXES.items()],
        required=False,
    )
    birth_date = forms.DateField(
        label=FIELDS["birth_date"],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    birth_date_estimated = forms.BooleanField(label=FIELDS["birth_date_estimated"], required=False)
    phones = forms.CharField(
        label=FIELDS["phones"],
        max_length=120,
        required=False,
        help_text=_("Several numbers with commas; the first is called first"),
    )
    no_phone = forms.BooleanField(label=FIELDS["no_phone"], required=False)
    language = forms.CharField(
        label=FIELDS["language"], max_length=3, help_text=_("Two letters, as ko or en")
    )
    needs_interpreter = forms.BooleanField(label=FIELDS["needs_interpreter"], required=False)
    safe_contact_only = forms.BooleanField(
        label=FIELDS["safe_contact_only"],
        required=False,
        help_text=_("The household is a danger to the person"),
    )
    safe_contact = forms.CharField(
        label=FIELDS["safe_contact"],
        max_length=300,
        required=False,
        help_text=_("How and when to reach the person without danger"),
    )
    neutral_messages = forms.BooleanField(
        label=FIELDS["neutral_messages"],
        required=False,
        help_text=_("No message may show what it is about"),
    )
    address = forms.CharField(label=FIELDS["address"], max_length=300, required=False)
    hidden_address = forms.CharField(
        label=FIELDS["hidden_address"],
        max_length=300,
        required=False,
        help_text=_("Of a shelter, say: shown to few"),
    )
    why = forms.CharField(
        label=_("Reason for the change"), max_length=LONGEST_WHY, help_text=_("Name nobody here")
    )

    def __init__(self, data: Any = None, *, shown: tuple[str, ...], **more: Any) -> None:
        super().__init__(data, **more)
        for name in set(self.fields) - set(shown) - {"revision", "why"}:
            del self.fields[name]

    @property
    def amended(self) -> tuple[str, ...]:
        """The fields that this form changes."""
        known = {field.name for field in fields(Identity)}
        return tuple(name for name in self.fields if name in known)

    @property
    def identity(self) -> Identity:
        """The identity that was typed; fields that the form lacks are empty."""
        given = {name: self.cleaned_data[name] for name in self.amended}
        for name in ("other_names", "phones"):
            given[name] = tuple(one.strip() for one in given[name].split(",") if one.strip())
        return Identity(**given | {"sex": Sex(given["sex"])})


def initial_of(identity: Identity, revision: int) -> dict[str, Any]:
    """What the form shows at first."""
    given = {field.name: getattr(identity, field.name) for field in fields(identity)}
    joined = {name: ", ".join(given[name]) for name in ("other_names", "phones")}
    return given | joined | {"sex": identity.sex.value, "revision": revision}


class HoldForm(forms.Form):
    """A legal hold."""

    reference = forms.CharField(
        label=_("Number of the complaint or court case"), max_length=60, help_text=_("No name")
    )


class ReasonForm(forms.Form):
    """A reason in words."""

    why = forms.CharField(label=_("Reason, or number of the request"), max_length=60)
