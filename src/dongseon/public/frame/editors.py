"""Who may come in at the editors' door: password and a code of the second factor."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django_otp import match_token
from wagtail.admin.forms.auth import LoginForm

Answering = Callable[[HttpRequest], HttpResponse]


class SignIn(LoginForm):
    """Name, password and code. Which of them was wrong is not said."""

    code = forms.CharField(
        label=gettext_lazy("Code from your authenticator app"),
        max_length=6,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """The three together. Raises ValidationError where they do not fit."""
        cleaned: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is not None and settings.SECOND_FACTOR:
            device = match_token(user, cleaned.get("code", ""))
            if device is None:
                raise ValidationError(gettext("Name, password or code is wrong."))
            user.otp_device = device
        return cleaned


def second_factor_asked(answer: Answering) -> Answering:
    """Middleware: whoever is signed in without the second factor is signed out."""

    def answered(request: HttpRequest) -> HttpResponse:
        user: Any = request.user  # django-otp adds is_verified
        if settings.SECOND_FACTOR and user.is_authenticated and not user.is_verified():
            logout(request)
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        return answer(request)

    return answered
