"""What states, reasons and steps of messages are called."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from dongseon.console.messages.rules import Settling, State, StopReason, Why

STATES = MappingProxyType(
    {
        State.WAITING: _("waiting"),
        State.HANDED: _("handed over"),
        State.DELIVERED: _("received"),
        State.UNSENT: _("needs somebody"),
        State.SETTLED: _("seen to"),
        State.STOPPED: _("taken back"),
    }
)
BADGES = MappingProxyType(
    {
        State.WAITING: "information",
        State.HANDED: "information",
        State.DELIVERED: "success",
        State.UNSENT: "warning",
        State.SETTLED: "gray",
        State.STOPPED: "gray",
    }
)
WHYS = MappingProxyType(
    {
        Why.SAFE_CONTACT: _("Contact only in the safe way: no message may be sent"),
        Why.NEUTRAL: _("Nothing may show what it is about, and no number to call back is set"),
        Why.NO_PHONE: _("No telephone number is known"),
        Why.WRONG_NUMBER: _("The carrier knows no such number"),
        Why.REFUSED: _("The carrier did not take it"),
        Why.GAVE_UP: _("The carrier did not answer, for hours"),
        Why.NOT_DELIVERED: _("The telephone never got it"),
        Why.BY_HAND: _("No carrier is connected: send it from the office's telephone"),
        Why.NOBODY: _("The person's data were erased"),
        StopReason.WRONG_RESULT: _("The result was wrong"),
        StopReason.WRONG_PERSON: _("It was for somebody else"),
        StopReason.SAID_OTHERWISE: _("Told in another way"),
    }
)
SETTLINGS = MappingProxyType(
    {
        Settling.SENT_BY_HAND: _("Sent from the office's telephone"),
        Settling.TOLD_BY_PHONE: _("Told by telephone"),
        Settling.TOLD_IN_PERSON: _("Told in person"),
        Settling.CANNOT_BE_REACHED: _("Cannot be reached"),
        Settling.NOT_NEEDED: _("Not needed any more"),
    }
)
STOPS = MappingProxyType(
    {
        StopReason.WRONG_RESULT: _("The result was wrong"),
        StopReason.WRONG_PERSON: _("It was for somebody else"),
        StopReason.SAID_OTHERWISE: _("Told in another way"),
    }
)
STEPS = MappingProxyType(
    {
        "taken": _("The carrier took it"),
        "later": _("The carrier did not take it now; tried again later"),
        "again": _("To be sent once more"),
        "stopped": _("Taken back"),
        "settled": _("Seen to by a person"),
        "delivered": _("The telephone has it"),
    }
)
