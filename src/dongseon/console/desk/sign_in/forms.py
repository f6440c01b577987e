"""What is typed while signing in."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from dongseon.console.access.models import Officer


class PasswordForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,  # a hash of a novel would keep the server busy
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """Six digits of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice. It must differ from the present one and keep the rules.

    Who is signed in types the present one first; not who has just typed a first password.
    """

    present = forms.CharField(
        label=_("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        help_text=_("At least 12 characters; not a common password; not like your name."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, again"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(
        self, officer: Officer, *args: Any, asks_present: bool, **kwargs: Any
    ) -> None:  # Django's own shape
        super().__init__(*args, **kwargs)
        self.officer = officer
        if not asks_present:
            del self.fields["present"]

    def clean_present(self) -> str:
        """It must be right."""
        password: str = self.cleaned_data["present"]
        if not self.officer.check_password(password):
            raise forms.ValidationError(_("This is not your present password."))
        return password

    def clean_new(self) -> str:
        """Hold the password against the rules."""
        password: str = self.cleaned_data["new"]
        password_validation.validate_password(password, self.officer)
        if self.officer.check_password(password):
            raise forms.ValidationError(_("This is your present password. Choose another one."))
        return password

    def clean(self) -> dict[str, Any]:  # Django's own shape
        """Both must be the same."""
        given = self.cleaned_data
        if "new" in given and given["new"] != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return given
