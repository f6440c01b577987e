"""What an officer had on the screen when deciding: an act on an older state is refused, not carried out."""

from django import forms


class SeenForm(forms.Form):
    """Version of the record that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
