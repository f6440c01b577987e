"""What is said about shifts, and the phrases of open matters."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.roster.actions import Refusal

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.NO_LENGTH: _("The end must be after the beginning."),
    Refusal.TAKEN: _("It is there already."),
    Refusal.NOT_FOUND: _("Somebody else has just done this, or it is over."),
    Refusal.NOT_ON_DUTY: _("Only who is on this shift can do this."),
    Refusal.OUTSIDE_AREA: _("This lies outside your area."),
    Refusal.NOT_NEXT: _("A shift is handed over to a later one of the same area."),
    Refusal.ONESELF: _("Somebody else of the next shift must take it over."),
}
