"""What editors chose, in words."""

from collections.abc import Sequence

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from dongseon.look.templatetags.krds import badge
from dongseon.public.content import blocks
from dongseon.public.content.finder import Group, Window
from dongseon.public.content.groups import GROUPS
from dongseon.public.content.models import NewsPage

register = Library()

ADVICES = {
    "emergency": gettext_lazy("Call 119 now."),
    "call": gettext_lazy("Stay where you are, wear a mask, call 1339 and be tested."),
    "watch": gettext_lazy("Stay at home, watch yourself, and check again tomorrow."),
}
HITS = {
    "page": gettext_lazy("Page"),
    "clinic": gettext_lazy("Screening clinic"),
    "alert": gettext_lazy("Emergency alert"),
    "question": gettext_lazy("Question and answer"),
}


@register.filter
def level_name(level: str) -> str:
    """A level of distancing."""
    return str(dict(blocks.LEVELS)[level])


@register.filter
def group_names(groups: Sequence[Group]) -> str:
    """Groups of people, joined."""
    words = dict(GROUPS)
    return ", ".join(str(words[group.value]) for group in groups)


@register.filter
def goods_names(goods: Sequence[str]) -> str:
    """Medical goods, joined."""
    words = dict(blocks.GOODS)
    return ", ".join(str(words[each]) for each in goods if each in words)


@register.filter
def advice_name(advice: str) -> str:
    """What to do when the answer is yes."""
    return str(ADVICES[advice])


@register.filter
def kind_name(kind: str) -> str:
    """What kind of thing was found."""
    return str(HITS[kind])


@register.simple_tag
def window_badge(window: Window) -> SafeString:
    """Whether one can apply."""
    return {
        Window.OPEN: badge("success", gettext("Open for applications")),
        Window.NOT_YET: badge("information", gettext("Not open yet")),
        Window.OVER: badge("gray", gettext("Over")),
    }[window]


@register.simple_tag
def news_badge(page: NewsPage) -> SafeString:
    """What kind of news it is."""
    tones = {"news": "gray", "briefing": "information", "correction": "warning"}
    return badge(tones[page.kind], page.get_kind_display())


@register.simple_tag
def advices() -> list[tuple[str, str]]:
    """All advice of the self-check."""
    return [(value, str(text)) for value, text in ADVICES.items()]
