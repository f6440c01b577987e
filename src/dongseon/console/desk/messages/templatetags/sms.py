"""How values of messages are written on pages."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dongseon.console.desk.messages import wording
from dongseon.console.messages import texts
from dongseon.console.messages.rules import Settling, State

register = Library()


@register.filter
def text_said(name: str) -> str:
    """What a text is called; its name where it is one of earlier days."""
    found = texts.TEXTS.get(name)
    return str(found.title) if found else name


@register.filter
def why_not_said(why: str) -> str:
    """Why a message cannot go by itself, or was taken back."""
    return next((str(words) for key, words in wording.WHYS.items() if key.value == why), why)


@register.filter
def step_said(what: str) -> str:
    """What happened to a message."""
    return str(wording.STEPS[what]) if what in wording.STEPS else why_not_said(what)


@register.filter
def settling_said(how: Settling | None) -> str:
    """How somebody saw to it."""
    return str(wording.SETTLINGS[how]) if how else ""


@register.simple_tag
def message_badge(state: State) -> SafeString:
    """Where a message stands, as a badge."""
    return format_html(
        '<span class="badge {}">{}</span>', wording.BADGES[state], wording.STATES[state]
    )
