"""What is typed about a program."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.officers.forms import area_choices, code_of
from dongseon.console.desk.programs.wording import SCOPES
from dongseon.console.programs.actions import LONGEST, Scope

SEOUL = ZoneInfo("Asia/Seoul")


class ProgramForm(forms.Form):
    """A new program. The last day is a local one, and included."""

    name = forms.CharField(
        label=_("Office or laboratory"),
        max_length=60,
        help_text=_("Who runs the program, never a person's name."),
    )
    area = forms.ChoiceField(label=_("Area"))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, SCOPES[scope]) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Within a year."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(
        self, within: str, now: datetime, *args: Any, **kwargs: Any
    ) -> None:  # Django's own shape
        super().__init__(*args, **kwargs)
        self.now = now
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = area_choices(within)

    def clean_last_day(self) -> datetime:
        """The end of the day. Raises ValidationError for a day that is over, or too far off."""
        last = self.cleaned_data["last_day"]
        ends_at = datetime.combine(last + timedelta(days=1), time(), SEOUL)
        if not self.now < ends_at <= self.now + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return ends_at

    def asked(self) -> dict[str, Any]:
        """The arguments of `programs.actions.issue`."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "area": code_of(given["area"]),
            "scopes": [Scope(scope) for scope in given["scopes"]],
            "ends_at": given["last_day"],
        }
