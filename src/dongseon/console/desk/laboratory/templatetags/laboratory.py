"""How values of the laboratory are written on pages."""

from collections.abc import Mapping
from uuid import UUID

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dongseon.console.desk.laboratory import wording
from dongseon.console.laboratory import codes

register = Library()


def _plain(table: Mapping[wording.Named, wording.Words]) -> Mapping[str, wording.Words]:
    return {key.value: words for key, words in table.items()}


_TABLES: Mapping[str, Mapping[str, wording.Words]] = {
    "state": _plain(wording.STATES),
    "outcome": _plain(wording.OUTCOMES),
    "standing": _plain(wording.STANDINGS),
    "material": _plain(wording.MATERIALS),
    "reason": _plain(wording.REASONS),
    "source": _plain(wording.SOURCES),
    "hold": _plain(wording.HOLDS),
    "decision": _plain(wording.DECISIONS),
    "withdrawal": _plain(wording.WITHDRAWALS),
}


@register.filter
def code_said(code: str) -> str:
    """A specimen's code as people say it."""
    return codes.write(code)


@register.filter
def in_words(value: str, table: str) -> str:
    """A value in words: of which kind it is, the argument says."""
    return str(_TABLES[table].get(value, value))


@register.filter
def act_in_words(act: str) -> str:
    """What was done, in words."""
    return str(wording.ACTS.get(act, act))


@register.filter
def detail_in_words(detail: str) -> str:
    """What the chain of custody names beside an act."""
    return str(wording.DETAILS.get(detail, detail))


@register.filter
def why_in_words(why: str) -> str:
    """Why a report waits, or a specimen is suggested."""
    return str(wording.WHYS.get(why, why))


@register.filter
def lab_get(table: Mapping[UUID, object], key: UUID) -> object:
    """What a table has for a key; nothing if it has none."""
    return table.get(key)


@register.filter
def pool_said(count: int) -> str:
    """How many specimens a pool is of."""
    return _("Pool of %(count)d") % {"count": count}


@register.filter
def as_percent(share: float) -> str:
    """A share between 0 and 1 in per cent."""
    return f"{share * 100:.1f} %"


@register.filter
def place_of(key: object, names: Mapping[object, str]) -> str:
    """What a laboratory or area is called; a dash for none."""
    return names.get(key) or names.get(str(key)) or "–"


@register.filter
def done_by(officer_id: UUID | None, names: Mapping[UUID, str]) -> str:
    """Who acted: an officer, a program, or the house."""
    if officer_id is None:
        return _("The console itself")
    return names.get(officer_id, _("Somebody who is no longer known"))


@register.simple_tag
def lab_badge(value: str, table: str) -> SafeString:
    """A value as a badge."""
    kind = wording.BADGES.get(value, "gray")
    return format_html('<span class="badge {}">{}</span>', kind, in_words(value, table))
