"""What a site is, and when it is open, as forms."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.screening import wording
from dongseon.console.desk.screening.forms import spans_of
from dongseon.console.screening.hours import DAYS, Span
from dongseon.console.screening.places import Place
from dongseon.console.screening.rules import USUAL_MINUTES, SiteKind
from dongseon.console.screening.types import SiteRow

WEEKDAYS = 5  # Monday to Friday
USUAL_HOURS = "09:00-12:00, 13:00-18:00"  # of public health centres


class SiteForm(forms.Form):
    """A site and its hours, one line a kind of day."""

    name_ko = forms.CharField(label=_("Name in Korean"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of site"), choices=wording.choices(wording.SITE_KINDS))
    area = forms.ChoiceField(label=_("Area"))
    address = forms.CharField(label=_("Address of the site"), max_length=200)
    phone = forms.CharField(label=_("Phone of the site"), max_length=30, required=False)
    lanes = forms.IntegerField(label=_("Lanes or booths"), min_value=1, max_value=50, initial=1)
    minutes = forms.IntegerField(
        label=_("Minutes a person takes of a lane"), min_value=1, max_value=120, required=False,
        help_text=_("Empty: 10 for drive-through and booth, 30 elsewhere"),
    )  # fmt: skip
    capacity = forms.IntegerField(label=_("Swabs a day"), min_value=1, max_value=5_000, initial=100)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, areas: Iterable[tuple[str, str]], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(areas)
        for day in DAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=wording.DAYS[day], required=False, max_length=80,
                initial=USUAL_HOURS if day < WEEKDAYS else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Hours that can be read."""
        given = super().clean() or {}
        for day in DAYS:
            try:
                spans_of(given.get(f"day_{day}") or "")
            except ValueError:
                self.add_error(f"day_{day}", _("Write hours as 09:00-12:00, 13:00-18:00."))
        return given

    @property
    def spans(self) -> tuple[Span, ...]:
        """The hours of the week."""
        return tuple(
            Span(day, opens, closes)
            for day in DAYS
            for opens, closes in spans_of(self.cleaned_data[f"day_{day}"])
        )

    @property
    def place(self) -> Place:
        """What the site is."""
        given = self.cleaned_data
        kind = SiteKind(given["kind"])
        return Place(
            name_ko=given["name_ko"],
            name_en=given["name_en"],
            kind=kind,
            area=given["area"],
            address=given["address"],
            phone=given["phone"],
            lanes=given["lanes"],
            minutes=given["minutes"] or USUAL_MINUTES[kind],
            capacity=given["capacity"],
        )

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the hours."""
        return [self[f"day_{day}"] for day in DAYS]


class SpecialDayForm(forms.Form):
    """A day unlike others."""

    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opens = forms.TimeField(
        label=_("Opens"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    closes = forms.TimeField(
        label=_("Closes"), required=False, widget=forms.TimeInput({"type": "time"}),
        help_text=_("No hours: closed on that day"),
    )  # fmt: skip


def initial_of(site: SiteRow) -> dict[str, Any]:
    """What the form of a site shows at first."""
    days: dict[str, list[str]] = {f"day_{day}": [] for day in DAYS}
    for span in site.timetable.spans:
        days[f"day_{span.day}"].append(f"{_clock(span.opens)}-{_clock(span.closes)}")
    same = ("name_ko", "name_en", "area", "address", "phone", "lanes", "minutes", "capacity")
    return (
        {name: getattr(site, name) for name in same}
        | {name: ", ".join(spans) for name, spans in days.items()}
        | {"kind": site.kind.value, "seen": site.version}
    )


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
