"""Stock and its age in words."""

from datetime import datetime

from django.template import Library
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from dongseon.look.templatetags.krds import badge
from dongseon.public.masks import stock
from dongseon.public.masks.finding import Row
from dongseon.public.masks.stock import Freshness, Remain

register = Library()

WORDS = {
    Remain.PLENTY: ("success", gettext_lazy("Plenty")),
    Remain.SOME: ("warning", gettext_lazy("Some")),
    Remain.FEW: ("danger", gettext_lazy("Few")),
    Remain.EMPTY: ("gray", gettext_lazy("Sold out")),
    Remain.BREAK: ("gray", gettext_lazy("Sale paused")),
}
KINDS = {
    stock.PHARMACY: gettext_lazy("Pharmacy"),
    stock.POST_OFFICE: gettext_lazy("Post office"),
    stock.NONGHYUP: gettext_lazy("Nonghyup Hanaro Mart"),
}


@register.filter
def shop_kind(kind: str) -> str:
    """What kind of shop it is; a kind that we do not know is a shop."""
    return str(KINDS.get(kind, gettext("Shop")))


@register.simple_tag
def stock_badge(row: Row) -> SafeString:
    """What a shop has left; a figure too old to rely on is grey and says so."""
    if row.remain is None:
        return badge("gray", gettext("Not known"))
    tone, word = WORDS[row.remain]
    if not row.greyed:
        return badge(tone, word)
    return badge("gray", gettext("%(word)s, perhaps no longer") % {"word": word})


@register.simple_tag
def stock_age(row: Row, now: datetime) -> SafeString:
    """When a shop's masks were counted, and how long ago that is."""
    if row.stock is None:
        return format_html(
            "{}", gettext("The shop has not said today what it has. Call before you go.")
        )
    minutes = int((now - row.stock.reported_at).total_seconds() // 60)
    at = date_format(timezone.localtime(row.stock.reported_at), "TIME_FORMAT")
    if minutes < 1:
        age = gettext("less than a minute ago")
    elif minutes < 60:
        age = ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    else:
        hours = minutes // 60
        age = ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    text = gettext("Counted %(age)s (%(at)s)") % {"age": age, "at": at}
    if row.freshness is Freshness.STALE:
        text = gettext("%(counted)s. Too old to rely on: call before you go.") % {"counted": text}
    return format_html("{}", text)
