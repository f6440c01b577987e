"""What is said about officers and roles."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongseon.console.access import people
from dongseon.console.access.rules import Refusal

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.ONESELF: gettext_lazy("Nobody does this for themselves. Ask another administrator."),
    Refusal.SAME_PERSON: gettext_lazy("You proposed it: somebody else must confirm it."),
    Refusal.PURPOSE: gettext_lazy("This role is not held for this purpose."),
    Refusal.ALONE: gettext_lazy(
        "Administrators and auditors hold no other role. End the other roles first."
    ),
    Refusal.UNKNOWN_AREA: gettext_lazy("There is no such area."),
    Refusal.ENDS_EARLY: gettext_lazy("The end must be after the beginning."),
    Refusal.NAME_TAKEN: gettext_lazy("This user name is taken."),
    Refusal.NOT_FOUND: gettext_lazy("Somebody else has just done this, or it is over."),
    Refusal.LAST_ADMINISTRATOR: gettext_lazy(
        "This is the last administrator. Appoint another first."
    ),
    Refusal.OUTSIDE_AREA: gettext_lazy("This lies outside the area that you administer."),
}


def state_of(held: people.Assignment, now: datetime) -> tuple[str, str]:
    """Colour and word for how an assignment stands."""
    if not held.is_open(now):
        return "gray", _("Ended")
    if held.confirmed_at is None:
        return "warning", _("Waits for a second person")
    if held.begins_at > now:
        return "information", _("Begins later")
    return "success", _("In force")
