"""Which entries of the log to show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import people
from dongseon.console.audit.queries import Filter
from dongseon.console.audit.types import Kind
from dongseon.console.desk.audit import wording

ACTS = [
    ("", _("All acts")),
    *wording.CONTEXTS.items(),
    *((act, said) for act, said in wording.ACTS.items()),
]


class FilterForm(forms.Form):
    """All that is given must hold. It stands in the address, and so never holds a person's name."""

    officer = forms.CharField(
        label=_("Officer"), max_length=60, required=False, help_text=_("Name or user name.")
    )
    subject = forms.UUIDField(
        label=_("Person, case or officer"),
        required=False,
        help_text=_("The identifier, as the address of its page shows it."),
    )
    act = forms.ChoiceField(label=_("Act"), choices=ACTS, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("", _("All kinds")),
            *((kind.value, said) for kind, said in wording.KINDS.items()),
        ],
        required=False,
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_officer(self) -> str:
        """The officer must be known."""
        text: str = self.cleaned_data["officer"].strip()
        if text and not people.officers_named(text):
            raise forms.ValidationError(_("There is no officer of this name."))
        return text

    def filter(self, area: str) -> Filter:
        """What was asked for, within the auditor's area."""
        given = self.cleaned_data
        officer = given["officer"]
        return Filter(
            officer_ids=frozenset(people.officers_named(officer)) if officer else frozenset(),
            subject_id=given["subject"],
            act=given["act"],
            kind=Kind(given["kind"]) if given["kind"] else None,
            day=given["day"],
            area=area,
        )
