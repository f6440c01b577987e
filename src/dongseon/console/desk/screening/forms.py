"""What is typed at the window: who comes, and what is booked."""

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.cases.forms import SEXES
from dongseon.console.desk.screening import wording
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.screening.rules import GoneReason
from dongseon.console.workflows.screening import Comer, Guardian

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # the stubs' own, not there at run time

DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"]
NEW = "new"  # nobody of those whom the registry knows


class TypedDay(forms.DateField):
    """A day that is typed as eight digits: quicker than choosing, and nothing to aim at."""

    def __init__(
        self,
        *,
        label: "str | _StrPromise",
        required: bool = True,
        help_text: "str | _StrPromise" = "",
    ) -> None:
        widget = forms.DateInput(
            attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%Y-%m-%d"
        )
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=widget,
            input_formats=DAY_FORMATS,
        )


class ComerForm(forms.Form):
    """Somebody at the window, with their name."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As the person writes it"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    birth_date = TypedDay(label=_("Birth date"), help_text=_("Eight digits, as 19800102"))
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False,
        help_text=_("The result comes to this number"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=wording.LANGUAGES, initial="ko", required=False
    )
    no_phone = forms.BooleanField(label=_("Has no phone"), required=False)
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    name_romanised = forms.CharField(
        label=_("Name in Latin letters"), max_length=100, required=False,
        help_text=_("As in the passport, if there is one"),
    )  # fmt: skip
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    guardian_name = forms.CharField(label=_("Name of the guardian"), max_length=100, required=False)
    guardian_phone = forms.CharField(
        label=_("Phone of the guardian"), max_length=30, required=False
    )
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A phone, or the word that there is none; a guardian with a phone."""
        given = super().clean() or {}
        phone, none = given.get("phone"), given.get("no_phone")
        if not phone and not none:
            self.add_error("phone", _("Give a phone number, or say that there is none."))
        if phone and none:
            self.add_error("no_phone", _("There is a number: leave this empty."))
        if bool(given.get("guardian_name")) != bool(given.get("guardian_phone")):
            self.add_error("guardian_phone", _("Give name and phone of the guardian, or neither."))
        return given

    @property
    def chosen(self) -> str:
        """Whom of the registry the officer chose: an identifier, `new`, or nothing yet."""
        return str(self.cleaned_data.get("person") or "")

    @property
    def identity(self) -> Identity:
        """Who it is, as they said."""
        given = self.cleaned_data
        return Identity(
            name=given["name"],
            name_romanised=given["name_romanised"],
            birth_date=given["birth_date"],
            sex=Sex(given["sex"] or ""),
            phones=(given["phone"],) if given["phone"] else (),
            no_phone=given["no_phone"],
            language=given["language"] or "ko",
            needs_interpreter=given["needs_interpreter"],
            address=given["address"],
        )

    @property
    def guardian(self) -> Guardian | None:
        """Who answers for them, if somebody was named."""
        given = self.cleaned_data
        if not given["guardian_name"]:
            return None
        return Guardian(given["guardian_name"], given["guardian_phone"])


class AnonymousForm(forms.Form):
    """Somebody who gives a phone number and no name."""

    phone = forms.CharField(
        label=_("Phone"), max_length=30,
        help_text=_("The result comes to this number"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=wording.LANGUAGES, initial="ko", required=False
    )

    @property
    def comer(self) -> Comer:
        """Who comes."""
        given = self.cleaned_data
        identity = Identity(phones=(given["phone"],), language=given["language"] or "ko")
        return Comer(identity, anonymous=True)


class SlotForm(forms.Form):
    """When somebody is to come, and why."""

    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    slot = forms.ChoiceField(label=_("Hour"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=wording.choices(wording.BOOKING_REASONS))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, hours: tuple[time, ...], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["slot"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Any hour")), *((f"{h:%H:%M}", f"{h:%H:%M}") for h in hours)]

    @property
    def hour(self) -> time | None:
        """The hour, if one was chosen."""
        text = self.cleaned_data["slot"]
        return time.fromisoformat(text) if text else None

    @property
    def day(self) -> date:
        """The day."""
        found: date = self.cleaned_data["on"]
        return found


class GoneForm(forms.Form):
    """Why somebody went."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=wording.choices(wording.GONE_REASONS))

    @property
    def why(self) -> GoneReason:
        """The reason."""
        return GoneReason(self.cleaned_data["reason"])


SPAN = re.compile(r"(\d{1,2}):?(\d{2})\s*[-–~]\s*(\d{1,2}):?(\d{2})")


def spans_of(text: str) -> list[tuple[time, time]]:
    """Hours as they are typed: `09:00-12:00, 13:00-18:00`. Raises ValueError."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        a, b, c, d = (int(group) for group in match.groups())
        span = (time(a, b), time(c, d))
        if span[0] >= span[1]:
            raise ValueError(part)
        found.append(span)
    return found
