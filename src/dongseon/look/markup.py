"""The one way markup is written here: elements whose texts and attributes are always escaped.

Nothing in this room formats a user's text into markup; it becomes an :class:`Element`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from markupsafe import Markup

Value: TypeAlias = str | int | float

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
# What XML 1.0 does not allow, and what turns the reading direction of all that follows.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Element:
    """An SVG or HTML element. A child that is a ``str`` is text."""

    tag: str
    attributes: tuple[tuple[str, Value], ...]
    children: tuple["Element | str", ...]


def element(tag: str, *children: "Element | str", **attributes: Value) -> Element:
    """Make an element; ``_`` in an attribute's name is ``-`` and a trailing one is dropped.

    Raises ValueError for a tag, an attribute name or an attribute the page's policy would refuse.
    """
    named = []
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if name == "style" or name.startswith("on"):
            raise ValueError(f"attribute {name!r} is not allowed: use a class")
        named.append((_checked(name), value))
    return Element(_checked(tag), tuple(named), tuple(children))


def text_of(value: Value) -> str:
    """A value as it stands in markup, not yet escaped; numbers with at most two decimals."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if value == value else "0"
    return fit(str(value))


def fit(text: str, longest: int | None = None) -> str:
    """A foreign text made fit to show: no control characters, no direction overrides, not endless."""
    clean = _UNFIT.sub("\ufffd", text)
    if longest is not None and len(clean) > longest:
        return clean[: longest - 1].rstrip() + "…"
    return clean


def render(root: Element) -> Markup:
    """The element as markup, every text and attribute value escaped."""
    return Markup("".join(_pieces(root)))  # noqa: S704 - every piece was escaped one line below


def _pieces(node: Element | str) -> Iterable[str]:
    if isinstance(node, str):
        yield escape(fit(node), quote=False)
        return
    yield f"<{node.tag}"
    for name, value in node.attributes:
        yield f' {name}="{escape(text_of(value))}"'
    if not node.children:
        yield "/>"
        return
    yield ">"
    for child in node.children:
        yield from _pieces(child)
    yield f"</{node.tag}>"


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is no name of an element or attribute")
    return name


def picture(
    *children: Element | str,
    width: float,
    height: float,
    name: str,
    description: str,
    kind: str,
    role: str = "img",
) -> Element:
    """An ``<svg role="img">`` with its accessible name and description; ``group`` if it holds links.

    Width and height are units of the view box; the page's style decides the size in pixels.
    """
    return element(
        "svg",
        element("title", name),
        element("desc", description),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {text_of(width)} {text_of(height)}",
        role=role,
        aria_label=f"{name}. {description}" if description else name,
        class_=f"picture {kind}",
    )
