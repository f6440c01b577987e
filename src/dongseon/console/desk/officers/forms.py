"""What is typed about officers."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import queries, roles, rules
from dongseon.console.access.actions import Post
from dongseon.console.access.roles import Purpose, Role

SEOUL = ZoneInfo("Asia/Seoul")
ROLES = [(role.value, roles.NAMES[role]) for role in Role]
PURPOSES = [(purpose.value, roles.PURPOSE_NAMES[purpose]) for purpose in Purpose]
# In forms alone: an empty choice is none, and nobody gets the country by oversight
COUNTRY = "country"
LANGUAGES = [("ko", "한국어"), ("en", "English")]


class SearchForm(forms.Form):
    """Which officers to list."""

    q = forms.CharField(label=_("Name or user name"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All roles")), *ROLES], required=False
    )


class OfficerForm(forms.Form):
    """A new officer."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{2,59}$", _("3 to 60 small letters, digits, dots, hyphens.")
            )
        ],
        help_text=_("Small letters, digits, dots and hyphens, such as kim.minseo."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="ko")


class PostForm(forms.Form):
    """A role for an officer. Days are local; the last day is included."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("The usual one of the role")), *PURPOSES],
        required=False,
    )
    area = forms.ChoiceField(label=_("Area"))
    from_day = forms.DateField(
        label=_("First day"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateInput({"type": "date"}),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(
        self, within: str, now: datetime, *args: Any, **kwargs: Any
    ) -> None:  # Django's own shape
        super().__init__(*args, **kwargs)
        self.now = now
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = area_choices(within)

    def post(self) -> Post:
        """What was asked for."""
        given = self.cleaned_data
        role = Role(given["role"])
        begin, end = given["from_day"], given["last_day"]
        return Post(
            role=role,
            purpose=Purpose(given["purpose"]) if given["purpose"] else rules.PURPOSES[role][0],
            area_code=code_of(given["area"]),
            begins_at=datetime.combine(begin, time(), SEOUL) if begin else self.now,
            ends_at=datetime.combine(end + timedelta(days=1), time(), SEOUL) if end else None,
        )


def area_choices(within: str) -> list[tuple[str, str]]:
    """Codes and names of the areas within this one, districts under their province."""
    language = get_language() or "ko"
    listed = queries.areas()
    names = {area.code: area.name(language) for area in listed}
    choices = [
        (area.code, f"{names[area.within]} {names[area.code]}" if area.within else names[area.code])
        for area in listed
        if rules.covers(within, area.code)
    ]
    whole = [] if within else [(COUNTRY, str(_("Whole country")))]
    return [("", str(_("Choose an area"))), *whole, *choices]


def code_of(choice: str) -> str:
    """The area's code as the rest of the house knows it."""
    return "" if choice == COUNTRY else choice
