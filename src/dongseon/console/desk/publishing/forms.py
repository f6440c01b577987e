"""What people fill in on the pages of publishing, turned into values."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.publishing import wording
from dongseon.console.publishing.rules import Told
from dongseon.console.publishing.types import SiteRow
from dongseon.disclosure.types import Cleaned, Keeper


class DraftForm(forms.Form):
    """An embargo, if there is one."""

    embargo_until = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        help_text=_("Local time, within the next two days. Empty: as soon as it is approved."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    @property
    def embargo(self) -> datetime | None:
        """Until when nothing may go out."""
        until: datetime | None = self.cleaned_data["embargo_until"]
        return until


class SiteForm(forms.Form):
    """How a place is named to the public, and that its owner knows."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name as the public knows it"), max_length=200)
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=200,
        required=False,
        help_text=_(
            "For clusters on the English pages. Empty: the name above is shown there, too."
        ),
    )
    address = forms.CharField(label=_("Road address"), max_length=300)
    part = forms.CharField(
        label=_("Floor, room, car"),
        max_length=100,
        required=False,
        help_text=_("Only the part where somebody could have been exposed."),
    )
    cleaned = forms.ChoiceField(
        label=_("Disinfection"), choices=[(k.value, v) for k, v in wording.CLEANED.items()]
    )
    keeper = forms.ChoiceField(
        label=_("Who publishes it"), choices=[(k.value, v) for k, v in wording.KEEPERS.items()]
    )
    open_to_many = forms.BooleanField(
        label=_("Anybody could have been there: customers, visitors, passers-by"), required=False
    )
    told = forms.ChoiceField(
        label=_("How the owner was told"),
        required=False,
        choices=[
            ("", _("Not yet told: stays off the list")),
            *((k.value, v) for k, v in wording.TOLD.items()),
        ],
        help_text=_("The owner hears of it from us, before the public does."),
    )
    withheld = forms.BooleanField(
        label=_("Keep it off the list, or take it back with the next release"), required=False
    )

    @classmethod
    def of(cls, site: SiteRow, given: Any = None) -> "SiteForm":
        """The form of a site. Any: what a browser sent."""
        return cls(
            given,
            initial={
                "seen": site.version,
                "name": site.name,
                "name_en": site.name_en,
                "address": site.address,
                "part": site.part,
                "cleaned": site.cleaned.value,
                "keeper": site.keeper.value,
                "open_to_many": site.open_to_many,
                "told": site.told.value if site.told else "",
                "withheld": site.withheld,
            },
        )

    @property
    def values(self) -> dict[str, Any]:
        """What `describe_site` wants. Any: values of several kinds."""
        given = dict(self.cleaned_data)
        return given | {
            "cleaned": Cleaned(given["cleaned"]),
            "keeper": Keeper(given["keeper"]),
            "told": Told(given["told"]) if given["told"] else None,
        }


class CorrectionForm(forms.Form):
    """What an earlier release had wrong, for readers in both languages."""

    ko = forms.CharField(label=_("In Korean"), max_length=500, widget=forms.Textarea)
    en = forms.CharField(label=_("In English"), max_length=500, widget=forms.Textarea)
