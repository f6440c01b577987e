"""What people fill in on the pages of cases, turned into values."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import queries as access
from dongseon.console.cases.rules import (
    LIVING,
    Basis,
    Classification,
    CloseReason,
    Dates,
    DeleteReason,
    RestoreReason,
    State,
    TransferReason,
)
from dongseon.console.cases.types import Filters, Sort
from dongseon.console.desk.cases.wording import SORTS, choices
from dongseon.console.registry.types import Identity, Sex

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # the stubs' own, not there at run time

LONGEST_SEARCH = 100  # characters
SEXES = ((Sex.UNKNOWN, _("Not known")), (Sex.FEMALE, _("Female")), (Sex.MALE, _("Male")), (Sex.OTHER, _("Other")))  # fmt: skip
COLUMNS = (
    ("name", _("Name")),
    ("birth_date", _("Birth date")),
    ("sex", _("Sex")),
    ("phone", _("Phone")),
    ("language", _("Language")),
    ("area", _("Area")),
    ("onset_on", _("Onset")),
    ("sampled_on", _("Sample")),
    ("reported_on", _("Reported")),
    ("state", _("Status")),
)
DEFAULT_COLUMNS = ("name", "birth_date", "area", "onset_on", "reported_on", "state")
LISTED = (State.OPEN, State.CLOSED, State.DELETED)


class Day(forms.DateField):
    """A local day, chosen or typed."""

    def __init__(
        self,
        *,
        label: "str | _StrPromise",
        required: bool = False,
        help_text: "str | _StrPromise" = "",
    ) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=widget,
            input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"],
        )


class FilterForm(forms.Form):
    """What the line list is narrowed to. Everything is in the address, nothing is remembered."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=LONGEST_SEARCH,
        help_text=_("Name in Hangul or Latin letters in any order, phone, birth date, or case number"),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), required=False)
    c = forms.MultipleChoiceField(
        label=_("Classification"), required=False, choices=choices(Classification),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    s = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=choices(LISTED),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reported_from = Day(label=_("Reported from"))
    reported_to = Day(label=_("Reported to"))
    onset_from = Day(label=_("Onset from"))
    onset_to = Day(label=_("Onset to"))
    sort = forms.ChoiceField(
        label=_("Sorted by"), required=False,
        choices=[(sort.value, SORTS[sort]) for sort in Sort],
    )  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=COLUMNS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, areas: Iterable[tuple[str, str]]) -> None:  # Any: a QueryDict
        super().__init__(data)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All of your area")), *areas]

    @property
    def filters(self) -> Filters:
        """The filters; what is not valid narrows nothing, and is marked on the page."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if self.is_bound and not given:
            given = getattr(self, "cleaned_data", {})
        states = tuple(State(state) for state in given.get("s") or ())
        return Filters(
            area=given.get("area") or "",
            classifications=tuple(Classification(one) for one in given.get("c") or ()),
            states=states or tuple(sorted(LIVING)),
            reported_from=given.get("reported_from"),
            reported_to=given.get("reported_to"),
            onset_from=given.get("onset_from"),
            onset_to=given.get("onset_to"),
        )

    def given(self, name: str) -> str:
        """One given value, empty if there is none or it is not valid."""
        return str(getattr(self, "cleaned_data", {}).get(name) or "")

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns to show."""
        chosen = getattr(self, "cleaned_data", {}).get("columns")
        return tuple(chosen) if chosen else DEFAULT_COLUMNS


class DatesForm(forms.Form):
    """The days of a case."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    onset_on = Day(
        label=_("Onset of symptoms"), help_text=_("Leave empty if there are none, or not known")
    )
    sampled_on = Day(label=_("Sample taken"))
    reported_on = Day(label=_("Reported"), required=True)

    @property
    def dates(self) -> Dates:
        """The days that were typed."""
        given = self.cleaned_data
        return Dates(given["onset_on"], given["sampled_on"], given["reported_on"])


class NewCaseForm(forms.Form):
    """A new case, and who the person is as far as it begins with that."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("As the person writes it"))
    name_romanised = forms.CharField(
        label=_("Name in Latin letters"), max_length=100, required=False,
        help_text=_("As in the passport, if there is one"),
    )  # fmt: skip
    birth_date = Day(label=_("Birth date"))
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    area = forms.ChoiceField(label=_("Area"))
    classification = forms.ChoiceField(label=_("Classification"), choices=choices(Classification))
    basis = forms.ChoiceField(
        label=_("On what it rests"), choices=[("", _("Please choose")), *choices(Basis)]
    )
    onset_on = Day(
        label=_("Onset of symptoms"), help_text=_("Leave empty if there are none, or not known")
    )
    sampled_on = Day(label=_("Sample taken"))
    reported_on = Day(label=_("Reported"), required=True)

    def __init__(
        self, data: Any, *, areas: Iterable[tuple[str, str]], initial: dict[str, date]
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(areas)

    @property
    def identity(self) -> Identity:
        """The identity that was typed."""
        given = self.cleaned_data
        return Identity(
            name=given["name"],
            name_romanised=given["name_romanised"],
            birth_date=given["birth_date"],
            sex=Sex(given["sex"]),
            phones=(given["phone"],) if given["phone"] else (),
            address=given["address"],
        )

    @property
    def dates(self) -> Dates:
        """The days that were typed."""
        given = self.cleaned_data
        return Dates(given["onset_on"], given["sampled_on"], given["reported_on"])


class ClassifyForm(forms.Form):
    """A decision about the classification."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    classification = forms.ChoiceField(label=_("Classification"), choices=choices(Classification))
    basis = forms.ChoiceField(label=_("On what it rests"), choices=choices(Basis))


class CloseForm(forms.Form):
    """Closing a case."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(CloseReason))


class DeleteForm(forms.Form):
    """Setting a case aside."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(DeleteReason))


class RestoreForm(forms.Form):
    """Bringing a case back."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(RestoreReason))


class TransferForm(forms.Form):
    """Offering a case to another area."""

    to_area = forms.ChoiceField(label=_("To which area"))
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(TransferReason))

    def __init__(self, data: Any, *, areas: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["to_area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(areas)


class RefuseForm(forms.Form):
    """Refusing a case that was offered."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(TransferReason))


def area_choices(language: str, *, within: str = "") -> list[tuple[str, str]]:
    """Codes and names of areas; a district is shown with its province."""
    areas = access.areas()
    names = {area.code: area.name(language) for area in areas}
    return [
        (
            area.code,
            names[area.code]
            if area.within is None
            else f"{names.get(area.within, '')} {names[area.code]}",
        )
        for area in areas
        if area.code.startswith(within)
    ]
