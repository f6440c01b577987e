"""What people fill in about signals and breaches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dongseon.console.desk.isolation.forms import seen_version, text
from dongseon.console.desk.isolation.wording import choices
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal


class SignalForm(forms.Form):
    """A signal that somebody reports by hand."""

    signal = forms.ChoiceField(label=_("What was noticed"), choices=choices(Signal))
    minutes_ago = forms.IntegerField(
        label=_("How many minutes ago"), min_value=0, max_value=2_880, initial=0
    )
    percent = forms.IntegerField(
        label=_("How sure (percent)"), required=False, min_value=0, max_value=100
    )
    distance_m = forms.IntegerField(
        label=_("How far from the place (m)"), required=False, min_value=0, max_value=1_000_000
    )
    error_m = forms.IntegerField(
        label=_("Error of the position (m)"), required=False, min_value=0, max_value=1_000_000
    )


class CalledForm(forms.Form):
    """What a call came to."""

    seen = seen_version()
    answer = forms.ChoiceField(label=_("What the call came to"), choices=choices(Answer))
    said = text(_("What the person says"))


class SendForm(forms.Form):
    """Sending somebody there."""

    seen = seen_version()
    with_police = forms.BooleanField(label=_("Together with the police"), required=False)


class VisitedForm(forms.Form):
    """What a visit came to."""

    seen = seen_version()
    found = forms.ChoiceField(label=_("What the visit came to"), choices=choices(Found))
    with_police = forms.BooleanField(label=_("The police were there"), required=False)
    said = text(_("What the person says"))


class HeardForm(forms.Form):
    """A statement."""

    seen = seen_version()
    statement = text(
        _("Statement of the person"),
        required=True,
        help_text=_("Read it to them before you save it."),
    )


class DecidedForm(forms.Form):
    """A decision about a breach."""

    seen = seen_version()
    outcome = forms.ChoiceField(label=_("Decision"), choices=choices(Outcome))
    consent = forms.BooleanField(label=_("The person agrees to a wristband"), required=False)
    why = text(_("Grounds"), required=True)
