"""What the values of tracing are called on pages."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.tracing.types import Act, Difference, Outcome, Running

Words = str | Promise

WORDS: Mapping[StrEnum, Words] = {
    Running.WAITING: _("Being reconstructed"),
    Running.DONE: _("Reconstructed"),
    Running.EMPTY: _("No usable record yet"),
    Running.FAILED: _("Could not be reconstructed"),
    Act.ACCEPT: pgettext_lazy("a stay", "Accepted"),
    Act.CORRECT: pgettext_lazy("a stay", "Corrected"),
    Act.REJECT: pgettext_lazy("a stay", "Rejected"),
    Act.SPLIT: pgettext_lazy("a stay", "Split"),
    Act.MERGE: pgettext_lazy("a stay", "Merged"),
    Act.ADD: pgettext_lazy("a stay", "Added"),
    Outcome.EXPLAINED: _("Explained"),
    Outcome.CONFIRMED: _("Confirmed when asked again"),
    Outcome.REFERRED: _("Referred to the legal officer"),
    Difference.NEW: _("new"),
    Difference.GONE: _("no longer there"),
    Difference.MOVED: _("other times"),
    Difference.SURER: _("surer"),
    Difference.LESS_SURE: _("less sure"),
}
REFERRALS: Mapping[str, Words] = {
    "warned": _("Warned, nothing further"),
    "reported": _("Reported to the police"),
    "no_case": _("Nothing to pursue"),
}
BADGES: Mapping[StrEnum, str] = {
    Act.ACCEPT: "success",
    Act.CORRECT: "information",
    Act.SPLIT: "information",
    Act.MERGE: "information",
    Act.ADD: "information",
    Act.REJECT: "danger",
    Outcome.EXPLAINED: "success",
    Outcome.CONFIRMED: "success",
    Outcome.REFERRED: "warning",
}


def said(value: StrEnum) -> Words:
    """What a value is called."""
    return WORDS[value]


def choices(*values: StrEnum) -> list[tuple[str, Words]]:
    """Values as a form offers them."""
    return [(value.value, WORDS[value]) for value in values]
