"""How values of calls are written on pages."""

from django.template import Library

from dongseon.console.calls.rules import Kind, Outcome, State
from dongseon.console.desk.calls import wording

register = Library()


@register.filter
def call_said(kind: Kind) -> str:
    """What a call is for."""
    return str(wording.KINDS[kind])


@register.filter
def call_how(kind: Kind) -> str:
    """What to do."""
    return str(wording.HOW[kind])


@register.filter
def outcome_said(outcome: Outcome) -> str:
    """How it went."""
    return str(wording.OUTCOMES[outcome])


@register.filter
def call_state(state: State) -> str:
    """Where it stands."""
    return str(wording.STATES[state])
