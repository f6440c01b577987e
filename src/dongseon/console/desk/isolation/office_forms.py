"""What people fill in about the work of an office: who has whom, who is away, houses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.cases.forms import Day
from dongseon.console.desk.isolation.forms import set_choices
from dongseon.console.desk.isolation.wording import Words, choices
from dongseon.console.isolation.rules import ASSIGN_REASONS


class ReassignForm(forms.Form):
    """Giving people to another officer."""

    from_officer = forms.ChoiceField(label=_("From which officer"), required=False)
    to_officer = forms.ChoiceField(label=_("To which officer"))
    most = forms.IntegerField(label=_("How many people"), min_value=1, max_value=10_000, initial=20)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(ASSIGN_REASONS))

    def __init__(self, data: Any = None, *, officers: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        known = list(officers)
        set_choices(self, "from_officer", [("", _("Those who have nobody yet")), *known])
        set_choices(self, "to_officer", known)


class AbsenceForm(forms.Form):
    """Days on which an officer is away."""

    officer = forms.ChoiceField(label=_("Who is away"))
    deputy = forms.ChoiceField(label=_("Who stands in"))
    from_on = Day(label=_("First day"), required=True)
    to_on = Day(label=_("Last day"), required=True)

    def __init__(self, data: Any = None, *, officers: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        known = list(officers)
        set_choices(self, "officer", known)
        set_choices(self, "deputy", known)


class FacilityForm(forms.Form):
    """A house."""

    name = forms.CharField(label=_("Name in Korean"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    area = forms.ChoiceField(label=_("Area"))
    address = forms.CharField(label=_("Address"), max_length=200)
    phone = forms.CharField(label=_("Phone"), max_length=20)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=5_000)

    def __init__(self, data: Any = None, *, areas: Iterable[tuple[str, Words]], **more: Any) -> None:  # Any: a QueryDict  # fmt: skip
        super().__init__(data, **more)
        set_choices(self, "area", areas)
