"""Distances and districts in words."""

from django.template import Library
from django.utils.translation import get_language, gettext

from dongseon.public.around.districts import District

register = Library()


@register.filter
def far(metres: float | None) -> str:
    """A distance as people say it."""
    if metres is None:
        return ""
    if metres < 950:
        return gettext("%(metres)d m") % {"metres": max(round(metres, -1), 10)}
    if metres < 9_950:
        return gettext("%(km).1f km") % {"km": metres / 1000}
    return gettext("%(km)d km") % {"km": round(metres / 1000)}


@register.filter
def named(district: District | None) -> str:
    """A district with its province, in the page's language."""
    if district is None:
        return gettext("your surroundings, to the kilometre")
    if (get_language() or "").startswith("en"):
        return f"{district.name}, {district.province}"
    return f"{district.province_ko} {district.name_ko}"
