"""What officers fill in about contacts, turned into values."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.contacts import wording
from dongseon.console.registry.types import Identity
from dongseon.console.tracing.types import RejectReason
from dongseon.console.workflows.who_was_there_page import Relation

ZONE = ZoneInfo("Asia/Seoul")


def relation_fields() -> dict[str, forms.Field]:
    """How two people met, as fields."""
    chosen: dict[str, forms.Field] = {
        name: forms.ChoiceField(label=str(label), choices=list(words.items()), required=False)
        for name, label, words in wording.FIELDS
    }
    chosen["detail"] = forms.CharField(
        label=_("In words"), required=False, max_length=500,
        help_text=_("Seat, room, vehicle, what they did"),
    )  # fmt: skip
    return chosen


def relation_of(given: dict[str, Any]) -> Relation:
    """How they met, from what was chosen."""
    return Relation(
        certainty=given["certainty"] or "medium",
        exposure_type=given["exposure_type"] or "same_place",
        frequency=given["frequency"],
        duration=given["duration"],
        relationship=given["relationship"],
        distance=given["distance"],
        masks=given["masks"],
        ventilation=given["ventilation"],
        symptoms=given["symptoms"],
        detail=given["detail"],
    )


class AcceptForm(forms.Form):
    """A candidate is a contact."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Django has it
        super().__init__(*args, **kwargs)
        self.fields = {**self.fields, **relation_fields()}

    @property
    def relation(self) -> Relation:
        """How they met."""
        return relation_of(self.cleaned_data)


def seen_of(text: str) -> tuple[UUID, int]:
    """A candidate and their version, as a box on the page names them. Raises ValueError."""
    candidate, _colon, version = text.partition(":")
    return UUID(candidate), int(version)


class Boxes(forms.TypedMultipleChoiceField):
    """Candidates with the version that was on the page. Who was decided upon since is no wrong choice: it is said."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:  # Any: as Django has it
        """Whether it names somebody at all."""
        return True


class AcceptAllForm(forms.Form):
    """Several candidates are contacts, who met the case in one way."""

    candidates = Boxes(label=_("Who"), coerce=seen_of)

    def __init__(self, *args: Any, candidates: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["candidates"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(candidates)
        self.fields = {**self.fields, **relation_fields()}

    @property
    def seen(self) -> dict[UUID, int]:
        """Who was chosen, each with the version on the page."""
        return dict(self.cleaned_data["candidates"])

    @property
    def relation(self) -> Relation:
        """How they met."""
        return relation_of(self.cleaned_data)


class RejectForm(forms.Form):
    """A candidate is no contact."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(one.value, text) for one, text in wording.REASONS.items()]
    )

    @property
    def why(self) -> RejectReason:
        """The reason."""
        return RejectReason(self.cleaned_data["reason"])


class ContactForm(forms.Form):
    """A contact whom somebody named."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=100,
        help_text=_("May stay empty: whoever is known by a phone or a description alone is a contact too"),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    last_met = forms.DateField(
        label=_("Last met on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as Django has it
        super().__init__(*args, **kwargs)
        more = relation_fields()
        self.fields = {**self.fields, "relationship": more.pop("relationship"), **more}

    @property
    def relation(self) -> Relation:
        """How they met."""
        return relation_of(self.cleaned_data)

    @property
    def identity(self) -> Identity:
        """Who it is, as far as it is known."""
        given = self.cleaned_data
        phones = (given["phone"],) if given["phone"] else ()
        return Identity(name=given["name"], phones=phones)

    @property
    def moment(self) -> datetime:
        """The end of the day of the last meeting."""
        return datetime.combine(self.cleaned_data["last_met"], time(23, 59), tzinfo=ZONE)


class AskForm(forms.Form):
    """A question to holders about stays, as they stood on the page: a newer itinerary may have come meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    keys = forms.MultipleChoiceField(
        label=_("Stays"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Holders are asked who was at these places at these times"),
    )  # fmt: skip
    holder_ids = forms.MultipleChoiceField(label=_("Holders"), widget=forms.CheckboxSelectMultiple)
    least_stay_min = forms.IntegerField(
        label=_("There for at least (minutes)"), min_value=0, max_value=240
    )
    kind = forms.ChoiceField(
        label=_("What is asked"),
        choices=[("presence", _("Who was there (without names)")), ("alert", _("Send a text to everybody who was there"))],
    )  # fmt: skip
    text_ko = forms.CharField(label=_("The text, in Korean"), required=False, max_length=200)
    text_en = forms.CharField(label=_("The text, in English"), required=False, max_length=200)
    necessity = forms.CharField(
        label=_("Why the interview alone does not do"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    approver = forms.ChoiceField(label=_("Who approves"))
    location_approver = forms.ChoiceField(
        label=_("Who approves location"), required=False,
        help_text=_("Records of telcos need an approval by the police"),
    )  # fmt: skip

    def __init__(
        self,
        data: Any,
        *,
        stays: Iterable[tuple[str, str]],
        holders: Iterable[tuple[str, str]],
        approvers: Iterable[tuple[str, str]],
        police: Iterable[tuple[str, str]],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (
            ("keys", stays),
            ("holder_ids", holders),
            ("approver", approvers),
            ("location_approver", [("", _("Nobody: telcos are not asked")), *police]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)


class IdentitiesForm(forms.Form):
    """Whose identity is asked for."""

    candidates = forms.MultipleChoiceField(
        label=_("Who"), widget=forms.CheckboxSelectMultiple, required=True
    )
    necessity = forms.CharField(
        label=_("Why it is needed to know who this is"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    approver = forms.ChoiceField(label=_("Who approves"))
    location_approver = forms.ChoiceField(label=_("Who approves location"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        candidates: Iterable[tuple[str, str]],
        approvers: Iterable[tuple[str, str]],
        police: Iterable[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (
            ("candidates", candidates),
            ("approver", approvers),
            ("location_approver", [("", _("Nobody")), *police]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
