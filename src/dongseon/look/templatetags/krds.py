"""The pieces that pages are made of, as tags; what each looks like is its template in krds/.

{% table caption=… %}<thead>…</thead><tbody>…</tbody>{% endtable %}
{% alert "danger" title=… %}…{% endalert %}         danger, warning, success, information
{% panel title=… %}…{% endpanel %}                  a part of a page with a heading
{% confirm id=… button=… title=… %}…{% endconfirm %}   ask again before something is undone or lost
{% badge "danger" text %}   {% icon "sch" %}   {% pagination page %}   {% chart svg rows %}
"""

from typing import Any

from babel import Locale
from django.core.paginator import Page
from django.template import Library
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = Library()

KINDS = frozenset({"danger", "warning", "success", "information", "gray", "primary"})
NEAR = 2  # pages shown on either side of the one that is open


@register.simple_block_tag
def table(content: str, *, caption: str, shown: bool = True) -> str:
    """A table in a region that scrolls by keyboard; `shown=False` keeps the caption for readers only."""
    return render_to_string(
        "krds/table.html", {"content": content, "caption": caption, "shown": shown}
    )


@register.simple_block_tag
def alert(content: str, kind: str, *, title: str = "") -> str:
    """A message that stays on the page."""
    return render_to_string(
        "krds/alert.html", {"content": content, "kind": checked(kind), "title": title}
    )


@register.simple_block_tag
def panel(content: str, *, title: str, id: str = "", level: int = 2) -> str:  # HTML's own name
    """A part of a page under its heading."""
    return render_to_string(
        "krds/panel.html", {"content": content, "title": title, "id": id, "level": level}
    )


@register.simple_block_tag
def confirm(content: str, *, id: str, button: str, title: str) -> str:  # HTML's own name
    """A button that opens what it would do, in place; the form that does it stands inside."""
    return render_to_string(
        "krds/confirm.html", {"content": content, "id": id, "button": button, "title": title}
    )


@register.simple_tag
def badge(kind: str, text: object) -> SafeString:
    """A word with a colour. The word says it; the colour only helps."""
    return format_html('<span class="badge {}">{}</span>', checked(kind), text)


@register.filter
def language_name(code: str) -> str:
    """A language in the language of the page; its code where nobody has a name for it."""
    named: str | None = Locale(get_language() or "ko").languages.get(code)
    return named or code


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of KRDS's icons, for the eye only."""
    return format_html('<i class="svg-icon ico-{}" aria-hidden="true"></i>', name)


@register.inclusion_tag("krds/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, object]:
    """Links to other pages of a list; everything else in the address stays as it is."""
    last = page.paginator.num_pages
    near = range(max(1, page.number - NEAR), min(last, page.number + NEAR) + 1)
    return {"page": page, "last": last, "near": near, "request": context["request"]}


@register.inclusion_tag("krds/chart.html")
def chart(
    svg: SafeString, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> dict[str, object]:
    """A picture by look.charts, and its numbers as a table for whoever would rather read."""
    return {"svg": svg, "head": head, "rows": rows}


def checked(kind: str) -> str:
    """The kind, if the style sheet knows it. Raises ValueError."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(sorted(KINDS))}")
    return kind
