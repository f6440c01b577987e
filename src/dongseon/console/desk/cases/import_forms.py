"""What people fill in while they bring a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.cases.rules import Classification
from dongseon.console.desk.cases.forms import Day
from dongseon.console.desk.cases.wording import choices
from dongseon.console.intake import columns
from dongseon.console.intake.types import DayOrder, Kind, Mapping

KINDS = ((Kind.CASES.value, _("Cases")), (Kind.CONTACTS.value, _("Contacts of cases")))
DAY_ORDERS = (
    (DayOrder.YEAR_FIRST.value, _("Year first: 2020-03-01")),
    (DayOrder.DAY_FIRST.value, _("Day first: 01/03/2020 is the 1st of March")),
    (DayOrder.MONTH_FIRST.value, _("Month first: 03/01/2020 is the 1st of March")),
)
FIELD_NAMES = {
    "their_id": _("Identifier in the list"),
    "name": _("Name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "middle_name": _("Middle name"),
    "name_romanised": _("Name in Latin letters"),
    "birth_date": _("Birth date"),
    "sex": _("Sex"),
    "phone": _("Phone"),
    "address": _("Address"),
    "language": _("Language"),
    "area": _("Area"),
    "classification": _("Classification"),
    "onset_on": _("Onset of symptoms"),
    "sampled_on": _("Sample taken"),
    "reported_on": _("Reported"),
    "case": _("Case whom they met"),
    "relation": _("Relation"),
    "last_met_on": _("Last met"),
}


class UploadForm(forms.Form):
    """A file, and what its rows are."""

    kind = forms.ChoiceField(
        label=_("What is in the file"), choices=KINDS, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or Excel (.xlsx), up to 20 MB. One row a person, names of columns first."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column is which field, and what holds for rows that leave something open."""

    day_order = forms.ChoiceField(label=_("How days are written"), choices=DAY_ORDERS)
    source = forms.CharField(
        label=_("Who keeps this list"), max_length=60,
        help_text=_("The office or laboratory, the same words each time: so its rows are known again."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area, for rows without one"), required=False)
    classification = forms.ChoiceField(
        label=_("Classification, for rows without one"), required=False,
        choices=[("", _("None: such rows are rejected")), *choices(Classification)],
    )  # fmt: skip
    reported_on = Day(label=_("Day of report, for rows without one"))

    def __init__(
        self,
        data: Any,  # Any: a QueryDict or None
        *,
        kind: Kind,
        names: Sequence[str],
        areas: Iterable[tuple[str, str]],
        mapping: Mapping,
    ) -> None:
        initial = {f"column_{ours}": theirs for ours, theirs in mapping.columns} | {
            "day_order": mapping.day_order,
            "source": mapping.source,
            "area": mapping.area,
            "classification": mapping.classification,
            "reported_on": mapping.reported_on,
        }
        super().__init__(data, initial=initial)
        usable = [name for name in names if not columns.is_never_read(name)]
        offered = [("", _("– not in the file –")), *((name, name) for name in usable)]
        for ours in columns.FIELDS[kind]:
            self.fields[f"column_{ours}"] = forms.ChoiceField(
                label=FIELD_NAMES[ours], required=False, choices=offered
            )
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None: such rows are rejected")), *areas]
        if kind is Kind.CONTACTS:
            del self.fields["classification"], self.fields["reported_on"]

    def clean(self) -> dict[str, Any]:
        """No column serves two fields, and somebody must be told apart."""
        given = super().clean() or {}
        used = [given[name] for name in self.column_names if given.get(name)]
        if len(used) != len(set(used)):
            raise forms.ValidationError(_("One column is chosen for two fields: choose it once."))
        if not used:
            raise forms.ValidationError(_("Choose at least the column with the names."))
        return given

    @property
    def column_names(self) -> list[str]:
        """The names of the choices of columns."""
        return [name for name in self.fields if name.startswith("column_")]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The choices of columns, as a page shows them."""
        return [self[name] for name in self.column_names]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """Everything else."""
        return [self[name] for name in self.fields if not name.startswith("column_")]

    @property
    def mapping(self) -> Mapping:
        """The mapping that was chosen."""
        given = self.cleaned_data
        return Mapping(
            columns=tuple(
                (name.removeprefix("column_"), given[name])
                for name in self.column_names
                if given.get(name)
            ),
            day_order=DayOrder(given["day_order"]),
            area=given.get("area") or "",
            classification=given.get("classification") or "",
            reported_on=given.get("reported_on"),
            source=" ".join(given["source"].split()),
        )
