"""The form of a successor, made from the form that the kind of rule prescribes."""

from datetime import date
from typing import Any, get_origin, get_type_hints

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.policy.wording import FIELDS
from dongseon.console.policy import kinds
from dongseon.console.policy.kinds import Kind
from dongseon.errors import InvalidInput


class ProposalForm(forms.Form):
    """A successor of one kind of rule: its values, its day, its source."""

    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tomorrow at the earliest. Until then another officer has to approve it."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=400,
        help_text=_("Title, edition and day of the guidance that says so"),
    )
    decided_by = forms.CharField(label=_("Decided by"), max_length=120)

    def __init__(self, kind: Kind[Any], data: Any = None, *, value: object = None) -> None:
        super().__init__(data)
        self.kind = kind
        self.hints = get_type_hints(kind.form)
        for name, wanted in self.hints.items():
            self.fields[name] = _field(name, wanted, getattr(value, name, None))
        self.order_fields([*self.hints, "valid_from", "source", "decided_by"])

    def clean(self) -> dict[str, Any]:
        """The given values; the rule's own value under `value`."""
        given = super().clean() or {}
        if not self.errors:
            try:
                kinds.read(self.kind.name, self._value(given))
            except InvalidInput as fault:
                self.add_error(None, str(fault))
        return given

    @property
    def value(self) -> dict[str, object]:
        """The rule's value as JSON."""
        return self._value(self.cleaned_data)

    @property
    def valid_from_day(self) -> date:
        """The day from which it is to hold."""
        day: date = self.cleaned_data["valid_from"]
        return day

    def _value(self, given: dict[str, Any]) -> dict[str, object]:
        return {
            name: _numbers(given[name]) if get_origin(wanted) is tuple else given[name]
            for name, wanted in self.hints.items()
        }


def _field(name: str, wanted: Any, now: object) -> forms.Field:
    label = FIELDS[name]
    if wanted is bool:
        return forms.BooleanField(label=label, required=False, initial=now)
    if wanted is int:
        return forms.IntegerField(label=label, min_value=0, initial=now)
    if wanted is float:
        return forms.FloatField(label=label, min_value=0, initial=now)
    shown = ", ".join(str(one) for one in now) if isinstance(now, tuple) else None
    return forms.CharField(
        label=label, initial=shown, max_length=200, help_text=_("Several values, with commas")
    )


def _numbers(text: str) -> list[object]:
    """Values with commas; numbers where they are numbers."""
    return [_number(part.strip()) for part in text.split(",") if part.strip()]


def _number(text: str) -> object:
    for form in (int, float):
        try:
            return form(text)
        except ValueError:
            continue
    return text
