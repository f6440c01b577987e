"""What kinds and outcomes of calls are called."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from dongseon.console.calls.rules import Kind, Outcome, State, WithdrawReason

KINDS = MappingProxyType(
    {
        Kind.POSITIVE_RESULT: _("Tell a positive result"),
        Kind.CONTACT_NOTICE: _("Tell a contact"),
        Kind.FOLLOW_UP: _("Ask after health"),
        Kind.INTERVIEW: _("Interview"),
        Kind.RESULT_CORRECTION: _("Correct a result"),
        Kind.UNREACHABLE: _("Find somebody whom nobody reaches"),
        Kind.FIND_NUMBER: _("Find the right number"),
    }
)
OUTCOMES = MappingProxyType(
    {
        Outcome.REACHED: _("Reached and told"),
        Outcome.NO_ANSWER: _("No answer"),
        Outcome.BUSY: _("Busy"),
        Outcome.CALL_LATER: _("Asked to be called later"),
        Outcome.WRONG_NUMBER: _("Wrong number"),
        Outcome.DECLINED: _("Does not want to speak"),
    }
)
STATES = MappingProxyType(
    {
        State.OPEN: _("open"),
        State.DONE: _("done"),
        State.HANDED_ON: _("handed on"),
        State.WITHDRAWN: _("withdrawn"),
    }
)
REASONS = MappingProxyType(
    {
        WithdrawReason.TOLD_OTHERWISE: _("Told in another way"),
        WithdrawReason.WRONG_RESULT: _("The result was wrong"),
        WithdrawReason.OPENED_BY_MISTAKE: _("Opened by mistake"),
    }
)
# What to do, a sentence for each kind.
HOW = MappingProxyType(
    {
        Kind.POSITIVE_RESULT: _(
            "Make sure who is speaking (name and birth date) before you say the result. Say what happens next; the text message follows by itself."
        ),
        Kind.CONTACT_NOTICE: _(
            "Say that they met somebody who is ill, not who it was. Say how long they stay at home."
        ),
        Kind.FOLLOW_UP: _("Ask for temperature and symptoms, and what is needed at home."),
        Kind.INTERVIEW: _("Agree on a time, or begin the interview."),
        Kind.RESULT_CORRECTION: _("Say that the earlier result was wrong, and what holds now."),
        Kind.UNREACHABLE: _(
            "Ask the local government to visit the address, and the police for help where the law allows it."
        ),
        Kind.FIND_NUMBER: _(
            "Look for another number: the clinic's form, the household, the local government."
        ),
    }
)
