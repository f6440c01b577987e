"""A strict reader of pages and pictures: what a browser would find alive in them."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "img", "link", "hr", "base"}


@dataclass
class Found(HTMLParser):
    """Every element with its attributes, the visible text, and what is open where."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        (self.styles if self.open[-1:] == ["style"] else self.texts).append(data)

    def attributes(self, tag: str, name: str) -> list[str]:
        """The values of an attribute on all elements of a tag."""
        return [found[name] or "" for each, found in self.elements if each == tag and name in found]

    def count(self, tag: str) -> int:
        """How many elements of a tag there are."""
        return sum(1 for each, _ in self.elements if each == tag)

    @property
    def text(self) -> str:
        """All visible text."""
        return " ".join(" ".join(self.texts).split())


def read_page(page: str) -> Found:
    """Parse a page as HTML."""
    found = Found()
    found.feed(page)
    found.close()
    return found


def pictures_in(page: str) -> list[ElementTree.Element]:
    """Every SVG of a page, parsed as the XML it claims to be."""
    svgs = re.findall(r"<svg\b.*?</svg>", page, re.DOTALL)
    return [ElementTree.fromstring(svg) for svg in svgs]  # noqa: S314 - our own output


def policy_of(found: Found) -> str:
    """The page's own Content-Security-Policy."""
    return next(
        a["content"] or ""
        for tag, a in found.elements
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
