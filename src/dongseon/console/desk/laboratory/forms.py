"""What people fill in on the pages of the laboratory, turned into values."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.desk.cases.forms import Day
from dongseon.console.desk.laboratory import wording
from dongseon.console.desk.laboratory.wording import choices
from dongseon.console.laboratory import codes
from dongseon.console.laboratory.kits import Step
from dongseon.console.laboratory.rules import Decision, Outcome
from dongseon.console.laboratory.types import Filters, KitRow, LotRow, Side

Choices = Iterable[tuple[str, object]]


def offer(form: forms.Form, name: str, offered: Choices) -> None:
    """Set what a choice of a form offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(offered)


class SearchForm(forms.Form):
    """What the list of specimens is narrowed to. A code is no name: all of it stays in the address."""

    code = forms.CharField(
        label=pgettext_lazy("a specimen", "Code"), required=False, max_length=40,
        help_text=_("Scan the label, or type its eleven digits"),
    )  # fmt: skip
    side = forms.ChoiceField(
        label=_("Which specimens"), required=False, choices=choices(wording.SIDES)
    )
    outcome = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("All")), *choices(wording.OUTCOMES)]
    )
    lab = forms.ChoiceField(label=_("Laboratory"), required=False)

    def __init__(self, data: Any, *, laboratories: Choices) -> None:  # Any: a QueryDict
        super().__init__(data)
        offer(self, "lab", [("", _("All")), *laboratories])
        self.is_valid()

    def given(self, name: str) -> str:
        """One given value, empty if there is none or it is not valid."""
        return str(getattr(self, "cleaned_data", {}).get(name) or "")

    @property
    def filters(self) -> Filters:
        """The filters; what is not valid narrows nothing, and is marked on the page."""
        lab, outcome = self.given("lab"), self.given("outcome")
        return Filters(
            side=Side(self.given("side") or Side.SITE),
            outcome=Outcome(outcome) if outcome else None,
            laboratory_id=UUID(lab) if lab else None,
        )


class SendForm(forms.Form):
    """Where a box goes."""

    laboratory = forms.ChoiceField(label=_("To which laboratory"))

    def __init__(self, data: Any, *, laboratories: Choices) -> None:
        super().__init__(data)
        offer(self, "laboratory", laboratories)


class ReceiveForm(forms.Form):
    """How a box arrived."""

    temperature_c = forms.FloatField(
        label=_("Temperature in the box (°C)"), required=False, min_value=-100, max_value=60
    )


class ResultForm(forms.Form):
    """A result, entered by hand."""

    outcome = forms.ChoiceField(
        label=_("Result"), choices=choices(wording.OUTCOMES), widget=forms.RadioSelect
    )
    kit = forms.ChoiceField(
        label=_("Kit and lot"),
        help_text=_("Kits that are authorised and not expired. With any other the result is kept back."),
    )  # fmt: skip
    other_kit = forms.CharField(
        label=_("Another kit, as it calls itself"), max_length=60, required=False
    )
    cycle_threshold = forms.FloatField(
        label=_("Ct value, the lowest"), required=False, min_value=1, max_value=60
    )

    def __init__(self, data: Any, *, kits: Iterable[tuple[KitRow, LotRow]]) -> None:
        super().__init__(data)
        usable = [
            (str(lot.id), f"{kit.name} · {lot.number} ({lot.expires_on:%Y-%m-%d})")
            for kit, lot in kits
        ]
        offer(self, "kit", [("", _("Please choose")), *usable, ("other", _("Another kit"))])

    def clean(self) -> dict[str, Any]:
        """Another kit has a name."""
        given = super().clean() or {}
        if given.get("kit") == "other" and not given.get("other_kit"):
            self.add_error("other_kit", _("Write what the kit calls itself."))
        return given


class VoidForm(forms.Form):
    """Setting a specimen aside."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(wording.VOIDS))


class SwapForm(forms.Form):
    """The other specimen that went under this one's label."""

    other = forms.CharField(label=_("Code of the other specimen"), max_length=40)

    def clean_other(self) -> str:
        """A code as it is stored."""
        code = codes.read(self.cleaned_data["other"])
        if not code:
            raise forms.ValidationError(_("This is no code: check its digits."))
        return code


class WithdrawForm(forms.Form):
    """Withdrawing a result."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(wording.WITHDRAWALS))


class SettleForm(forms.Form):
    """Whose specimen a report speaks of."""

    code = forms.CharField(label=_("Code of the specimen"), max_length=40)

    def clean_code(self) -> str:
        """A code as it is stored."""
        code = codes.read(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("This is no code: check its digits."))
        return code


class KitForm(forms.Form):
    """A kit for which emergency use was applied."""

    code = forms.CharField(
        label=pgettext_lazy("a kit", "Code"),
        max_length=60,
        help_text=_("As laboratories name the kit in messages and files"),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    maker = forms.CharField(label=_("Maker"), max_length=120)
    on = Day(label=_("Applied on"), required=True)
    reference = forms.CharField(label=_("Document"), max_length=80, required=False)


class StepForm(forms.Form):
    """The next step of a kit's path."""

    step = forms.ChoiceField(label=_("Step"))
    on = Day(label=_("Day"), required=True)
    reference = forms.CharField(label=_("Document"), max_length=80, required=False)
    sensitivity = forms.FloatField(
        label=_("Sensitivity (%)"), required=False, min_value=0, max_value=100
    )
    specificity = forms.FloatField(
        label=_("Specificity (%)"), required=False, min_value=0, max_value=100
    )
    specimens = forms.IntegerField(
        label=_("Evaluated with so many specimens"), required=False, min_value=1
    )

    def __init__(self, data: Any, *, steps: Iterable[Decision]) -> None:
        super().__init__(data)
        offer(self, "step", [(step.value, wording.DECISIONS[step]) for step in steps])

    @property
    def value(self) -> Step:
        """The step that was typed."""
        given = self.cleaned_data
        shares = {
            name: None if given[name] is None else given[name] / 100
            for name in ("sensitivity", "specificity")
        }
        return Step(
            Decision(given["step"]),
            given["on"],
            given["reference"],
            specimens=given["specimens"],
            **shares,
        )


class LotForm(forms.Form):
    """A lot of a kit."""

    number = forms.CharField(label=_("Lot"), max_length=40)
    expires_on = Day(label=_("Good until"), required=True)


class LaboratoryForm(forms.Form):
    """A laboratory."""

    code = forms.CharField(
        label=pgettext_lazy("a laboratory", "Code"),
        max_length=40,
        help_text=_("As its messages name it: letters, digits, hyphens"),
    )
    name_ko = forms.CharField(label=_("Name in Korean"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    area = forms.ChoiceField(label=_("Area"))
    program = forms.ChoiceField(
        label=_("Program that sends its results"), required=False,
        help_text=_("A token with the right to send results, given out under Programs"),
    )  # fmt: skip

    def __init__(self, data: Any, *, areas: Choices, programs: Choices) -> None:
        super().__init__(data)
        offer(self, "area", areas)
        offer(self, "program", [("", _("None: results come by hand or by file")), *programs])
