"""What is typed about shifts."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import people
from dongseon.console.desk.officers.forms import area_choices

SEOUL = ZoneInfo("Asia/Seoul")


class ShiftForm(forms.Form):
    """A shift: an area, a day, from when to when. Past midnight, it ends on the next day."""

    area = forms.ChoiceField(label=_("Area"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput({"type": "time"}))

    def __init__(self, within: str, *args: Any, **kwargs: Any) -> None:  # Django's own shape
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = area_choices(within)

    def times(self) -> tuple[datetime, datetime]:
        """Beginning and end."""
        day, begins, ends = (self.cleaned_data[name] for name in ("day", "begins", "ends"))
        last = day if ends > begins else day + timedelta(days=1)
        return _at(day, begins), _at(last, ends)


class DutyForm(forms.Form):
    """Who is put on a shift."""

    officer = forms.CharField(label=_("Name or user name"), max_length=60)

    def clean_officer(self) -> str:
        """The officer must be known, and the only one of that name."""
        text: str = self.cleaned_data["officer"].strip()
        found = people.officers_named(text)
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several officers have this name: type the user name.")
                if found
                else _("There is no officer of this name.")
            )
        self.officer_id = found[0]
        return text


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SEOUL)
