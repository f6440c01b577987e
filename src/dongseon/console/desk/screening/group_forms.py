"""Groups, their rosters, and the outbreaks that are asked about, as forms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.screening import wording


class GroupForm(forms.Form):
    """A new group."""

    name = forms.CharField(label=_("Name of the institution"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of group"), choices=wording.choices(wording.GROUP_KINDS))
    area = forms.ChoiceField(label=_("Area"))
    phone = forms.CharField(label=_("Phone of the institution"), max_length=30, required=False)

    def __init__(self, data: Any = None, *, areas: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(areas)


class KindForm(forms.Form):
    """Which groups to list."""

    kind = forms.ChoiceField(
        label=_("Kind of group"), required=False,
        choices=[("", _("All kinds")), *wording.choices(wording.GROUP_KINDS)],
    )  # fmt: skip


class RoleForm(forms.Form):
    """What somebody is in a group."""

    role = forms.ChoiceField(
        label=_("What they are there"), choices=wording.choices(wording.MEMBER_ROLES)
    )


class RosterForm(forms.Form):
    """A roster as a file."""

    file = forms.FileField(
        label=_("Roster as CSV or XLSX"),
        help_text=_("Columns 이름, 생년월일, 전화번호, 구분 (name, birth_date, phone, role)"),
    )


class SendForm(forms.Form):
    """Whom of the roster to register, and where."""

    site = forms.ChoiceField(label=_("At which site"))

    def __init__(self, data: Any = None, *, sites: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["site"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(sites)


class ClusterForm(forms.Form):
    """An outbreak that is asked about."""

    name_ko = forms.CharField(
        label=_("Name in Korean"), max_length=80, help_text=_("The place, never a person")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    exposed_from = forms.DateField(
        label=_("Was there from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    exposed_to = forms.DateField(
        label=_("Was there until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class VisitsForm(forms.Form):
    """What the list of visits is narrowed to."""

    site = forms.ChoiceField(label=_("Site"), required=False)
    on = forms.DateField(
        label=_("Day"), required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    state = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=wording.choices(wording.STATES),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    ground = forms.MultipleChoiceField(
        label=_("Tested for"), required=False, choices=wording.choices(wording.GROUNDS),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    outcome = forms.MultipleChoiceField(
        label=_("Result"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[one for one in wording.choices(wording.OUTCOMES) if one[0]],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, sites: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["site"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All sites")), *sites]
