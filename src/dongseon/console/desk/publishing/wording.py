"""The words of publishing in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.publishing.rules import State, Told
from dongseon.disclosure.types import Cleaned, Keeper

STATES: Mapping[State, Promise | str] = {
    State.DRAFTED: _("Draft, waits for a second person"),
    State.APPROVED: _("Approved, on its way"),
    State.RELEASED: _("Public"),
    State.REFUSED: _("Refused by the public site"),
    State.DROPPED: _("Dropped"),
}
TONES: Mapping[State, str] = {
    State.DRAFTED: "warning",
    State.APPROVED: "information",
    State.RELEASED: "success",
    State.REFUSED: "danger",
    State.DROPPED: "gray",
}
TOLD: Mapping[Told, Promise | str] = {
    Told.PHONE: _("By telephone"),
    Told.VISIT: _("In person"),
    Told.LETTER: _("By letter"),
    Told.NOBODY: _("Nobody owns it: a street, a park, a bus"),
}
CLEANED: Mapping[Cleaned, Promise | str] = {
    Cleaned.YES: _("Disinfected"),
    Cleaned.NO: _("Not yet disinfected"),
    Cleaned.UNKNOWN: _("Not known"),
}
KEEPERS: Mapping[Keeper, Promise | str] = {
    Keeper.LOCAL: _("We ourselves"),
    Keeper.CENTRAL: _("The central headquarters: repeated mass exposure"),
}
REASONS: Mapping[str, Promise | str] = {
    "no_rule": _("No rule allowed publication on that day"),
    "not_accepted": _("No officer has accepted the stay"),
    "outside_window": _("Outside the infectious window"),
    "no_contact": _("Nobody shared the place"),
    "all_identified": _("Everybody who was there is known"),
    "private": _("A home or a room somebody lodges in"),
    "workplace": _("The case’s workplace, closed to the public"),
    "not_ours": _("The central headquarters’ to publish"),
    "expired": _("Fourteen days are over"),
    "too_few": _(
        "Would have helped to name somebody: too few people, or another place of the same case is told"
    ),
}
