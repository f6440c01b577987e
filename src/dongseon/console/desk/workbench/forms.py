"""What officers fill in about stays and questions, turned into values."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.workbench.wording import REFERRALS, choices
from dongseon.console.tracing.types import Outcome

ZONE = ZoneInfo("Asia/Seoul")
LONGEST_NOTE = 1_000  # characters
LOCAL = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A local time, chosen or typed; a value in UTC."""

    def __init__(self, *, label: Any, required: bool = True) -> None:  # Any: lazy text
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(
            label=label, required=required, widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"]
        )

    def prepare_value(self, value: Any) -> Any:  # Any: as Django has it
        """A time of ours in local time."""
        if isinstance(value, datetime):
            return value.astimezone(ZONE).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:  # Any: as Django has it
        """What was typed, in UTC."""
        found = super().to_python(value)
        return None if found is None else found.replace(tzinfo=ZONE).astimezone(UTC)


class SeenForm(forms.Form):
    """What was on the screen: version and number of decisions."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteForm(forms.Form):
    """A decision with a reason in words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, required=False)


class AcceptForm(forms.Form):
    """The stay was so."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, required=False)
    everybody_known = forms.BooleanField(
        label=_("Everybody who was there is known"), required=False
    )


class PlaceForm(forms.Form):
    """A place and times."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    place_id = forms.ChoiceField(label=_("Place"), required=False)
    start = Moment(label=_("Arrived"))
    end = Moment(label=_("Left"))
    note = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Iterable[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=auto_id)
        field = self.fields["place_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(places)


class SplitForm(forms.Form):
    """Where a stay is cut, and where the person was then."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    at = Moment(label=_("Cut at"))
    then = forms.ChoiceField(label=_("Then at"), required=False)
    note = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Iterable[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
        auto_id: str = "split_%s",
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=auto_id)
        field = self.fields["then"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(places)


class AnswerForm(forms.Form):
    """What came of asking again."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=choices(Outcome.EXPLAINED, Outcome.CONFIRMED, Outcome.REFERRED),
    )
    note = forms.CharField(
        label=_("What was said"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReferralForm(forms.Form):
    """What the legal officer decides."""

    decided = forms.ChoiceField(label=_("Decision"), choices=list(REFERRALS.items()))


class RegularForm(forms.Form):
    """Where the person lives and works."""

    home_place_id = forms.ChoiceField(label=_("Lives at"), required=False)
    work_place_id = forms.ChoiceField(label=_("Works at"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Iterable[tuple[str, str]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        listed = list(places)
        for name in ("home_place_id", "work_place_id"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Not known")), *listed]


class GazetteerForm(forms.Form):
    """Places and base stations as files."""

    places = forms.FileField(label="places.csv", required=False)
    base_stations = forms.FileField(label="base_stations.csv", required=False)

    def clean(self) -> dict[str, Any]:
        """At least one of the two."""
        given = super().clean() or {}
        if not (given.get("places") or given.get("base_stations")):
            raise forms.ValidationError(_("Choose at least one of the two files."))
        return given
