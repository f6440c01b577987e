"""What the list of places can be narrowed by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dongseon.disclosure.types import Cleaned
from dongseon.public.dashboard.words import kind_name
from dongseon.public.releases.queries import Wanted

ALL = ("", gettext_lazy("All"))
CLEANED = (
    ALL,
    (Cleaned.YES.value, gettext_lazy("Disinfected")),
    (Cleaned.NO.value, gettext_lazy("Not yet disinfected")),
    (Cleaned.UNKNOWN.value, gettext_lazy("Not known")),
)


class Filters(forms.Form):
    """District, day, kind, disinfected."""

    district = forms.ChoiceField(label=gettext_lazy("District"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)
    cleaned = forms.ChoiceField(label=gettext_lazy("Disinfection"), required=False, choices=CLEANED)

    def __init__(
        self, *given: Any, kinds: Sequence[str], districts: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(*given)
        choosing = {
            "district": [ALL, *districts],
            "kind": [ALL, *sorted(((kind, kind_name(kind)) for kind in kinds), key=lambda k: k[1])],
        }
        for name, choices in choosing.items():
            field: Any = self.fields[name]
            field.choices = choices

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        given = self.cleaned_data
        return Wanted(given["district"], given["kind"], given["day"], given["cleaned"])
