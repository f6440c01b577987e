"""The form of a rule that the console begins with, and the bodies that most of them come from."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _


class First(NamedTuple):
    """A row as the first migration writes it."""

    name: str
    valid_from: str  # local day, ISO 8601
    value: dict[str, Any]
    decided_by: str
    source: str


KDCA = _("KCDC (from 12 September 2020: KDCA)")
ADOPTING = _("the adopting authority")
