"""Transmission chains on a time axis: a case is a dot on its day, a link a curve from the earlier to the later.

Every chain hangs from a root; a case stands below whoever most likely infected it. What is doubtful is dashed,
what looks impossible is marked, and never by colour alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dongseon.look.markup import Element, element, picture

ROW = 24.0  # units between two cases
TOP = 34.0
LEFT = 20.0
NAME = 96.0  # room for a number beside the last dot
DOT = 7.0
MOST_TICKS = 16


@dataclass(frozen=True, slots=True)
class Node:
    """A case."""

    key: str
    name: str
    day: date
    title: str
    link: str
    tone: str = ""  # ill, silent (no onset known)


@dataclass(frozen=True, slots=True)
class Edge:
    """Who may have infected whom."""

    source: str
    target: str
    tone: str  # accepted, proposed
    title: str
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """What one picture shows."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    day_units: float = 26.0  # width of a day: the zoom


def order(chain: Chain) -> tuple[str, ...]:
    """The cases from top to bottom: each chain from its root on, those infected below who infected them.

    A case with several sources hangs below the first edge that names it; a ring is cut where it closes.
    """
    day = {node.key: (node.day, node.name) for node in chain.nodes}
    parent: dict[str, str] = {}
    for edge in chain.edges:
        known = edge.source in day and edge.target in day
        if known and edge.target not in parent and not _above(edge.source, edge.target, parent):
            parent[edge.target] = edge.source
    children: dict[str, list[str]] = {}
    for target, source in parent.items():
        children.setdefault(source, []).append(target)
    found: list[str] = []
    waiting = sorted((key for key in day if key not in parent), key=day.__getitem__, reverse=True)
    while waiting:
        key = waiting.pop()
        found.append(key)
        waiting += sorted(children.get(key, []), key=day.__getitem__, reverse=True)
    return tuple(found)


def generations(chain: Chain) -> Mapping[str, int]:
    """How many links each case is from the root of its chain."""
    parent: dict[str, str] = {}
    for edge in chain.edges:
        if edge.target not in parent and not _above(edge.source, edge.target, parent):
            parent[edge.target] = edge.source
    depth: dict[str, int] = {}
    for node in chain.nodes:
        key, steps = node.key, 0
        while key in parent:
            key, steps = parent[key], steps + 1
        depth[node.key] = steps
    return depth


def draw(chain: Chain, *, name: str, description: str) -> Element | None:
    """The picture; nothing without a case."""
    if not chain.nodes:
        return None
    first = min(node.day for node in chain.nodes)
    last = max(node.day for node in chain.nodes)
    days = (last - first).days + 1
    row = {key: i for i, key in enumerate(order(chain))}
    at = {
        node.key: (
            LEFT + (node.day - first).days * chain.day_units + chain.day_units / 2,
            TOP + row[node.key] * ROW + ROW / 2,
        )
        for node in chain.nodes
    }
    width, height = LEFT + days * chain.day_units + NAME, TOP + len(row) * ROW + 8
    parts = [
        *_axis(first, days, chain.day_units, height),
        *(_edge(edge, at) for edge in chain.edges if edge.source in at and edge.target in at),
        *(_node(node, at[node.key]) for node in chain.nodes),
    ]
    drawn = picture(
        *parts,
        width=width,
        height=height,
        name=name,
        description=description,
        kind="chain",
        role="group",
    )  # in its own size: wider than the screen it scrolls
    size = (("width", width), ("height", height))
    return Element(drawn.tag, (*drawn.attributes, *size), drawn.children)


def _above(key: str, other: str, parent: Mapping[str, str]) -> bool:
    """Whether one case hangs, over whatever steps, from another."""
    seen = set()
    while key in parent and key not in seen:
        if key == other:
            return True
        seen.add(key)
        key = parent[key]
    return key == other


def _axis(first: date, days: int, day_units: float, height: float) -> list[Element]:
    step = next(s for s in (1, 2, 7, 14, 28, 56, 10_000) if days / s <= MOST_TICKS)
    found = []
    for number in range(0, days, step):
        day, x = first + timedelta(days=number), LEFT + number * day_units
        found.append(element("path", class_="grid", d=f"M{x:.1f} {TOP - 8:g}V{height:.1f}"))
        found.append(element("text", f"{day.month}/{day.day}", class_="tick", x=x + 2, y=TOP - 14))
    return found


def _edge(edge: Edge, at: Mapping[str, tuple[float, float]]) -> Element:
    (x, y), (to_x, to_y) = at[edge.source], at[edge.target]
    down = f"M{x:.1f} {y:.1f}C{x:.1f} {to_y:.1f} {x:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    flagged = " flagged" if edge.flagged else ""
    parts: list[Element | str] = [
        element("title", edge.title),
        element("path", class_=f"edge {edge.tone}{flagged}", d=down),
    ]
    if edge.flagged:
        parts.append(element("text", "!", class_="flag", x=(x + to_x) / 2, y=to_y - 4))
    return element("g", *parts)


def _node(node: Node, at: tuple[float, float]) -> Element:
    x, y = at
    return element(
        "a",
        element("title", node.title),
        element("circle", class_=f"case {node.tone}".rstrip(), cx=x, cy=y, r=DOT),
        element("text", node.name, class_="name", x=x + DOT + 5, y=y + 4),
        href=node.link,
    )
