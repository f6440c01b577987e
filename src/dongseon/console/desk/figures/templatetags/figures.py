"""How values of the daily report are written on pages."""

from collections.abc import Mapping

from django.template import Library

from dongseon.console.desk.figures import wording

register = Library()


@register.filter
def change_of(change: Mapping[str, int], name: str) -> str:
    """How much a number changed, with its sign; a dash for the first report."""
    return f"{change[name]:+,}" if name in change else "–"


@register.filter
def number_of(table: object, name: str) -> str:
    """A number of table 1."""
    return f"{getattr(table, name):,}"


@register.filter
def group_said(name: str) -> str:
    """A sex or an age band."""
    return str(wording.GROUPS.get(name, name))


@register.filter
def fault_said(rule: str) -> str:
    """What does not hold."""
    return str(wording.FAULTS.get(rule, rule))


@register.filter
def share_of(part: int, whole: int) -> str:
    """A share in per cent with one decimal; a dash of nothing."""
    return f"{100 * part / whole:.1f}" if whole else "–"
