"""Words of contacts, as templates ask for them."""

from django.template import Library

from dongseon.console.desk.contacts import wording

register = Library()
BY_NAME = {name: words for name, _label, words in wording.FIELDS}


@register.filter
def exposure_said(value: str, name: str) -> str:
    """A value of a field of an exposure in words."""
    words = wording.TIERS if name == "tier" else BY_NAME.get(name, {})
    return str(words.get(value, value or "–"))


@register.filter
def state_said(value: object) -> str:
    """Where a candidate stands."""
    return str({state.value: text for state, text in wording.STATES.items()}.get(str(value), value))


@register.filter
def reason_said(value: str) -> str:
    """Why somebody is no contact."""
    return str({reason.value: text for reason, text in wording.REASONS.items()}.get(value, value))


@register.filter
def percent(value: float) -> str:
    """A chance in whole percent; never 0 % or 100 % unless it is exactly that."""
    whole = round(100 * value)
    if whole >= 100 and value < 1:
        return "> 99 %"
    return "< 1 %" if whole <= 0 < value else f"{whole} %"
