"""What is said about programs."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongseon.console.programs.actions import Scope
from dongseon.console.programs.queries import Listed

SCOPES: Mapping[Scope, Promise] = {
    Scope.REPORT: gettext_lazy("Report cases and correct its own reports"),
    Scope.READ: gettext_lazy("Read the area's cases, without names"),
    Scope.IDENTITIES: gettext_lazy("Read the names of the cases that it may read"),
    Scope.RESULTS: gettext_lazy("Send results of specimens (HL7)"),
}


def state_of(program: Listed, now: datetime) -> tuple[str, str]:
    """Colour and word for how a token stands."""
    if program.revoked_at is not None:
        return "gray", _("Taken back")
    if not program.is_open(now):
        return "gray", _("Ended")
    if program.confirmed_at is None:
        return "warning", _("Waits for a second person")
    return "success", _("In force")
