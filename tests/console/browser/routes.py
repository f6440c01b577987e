"""Every page there is: the routes that answer GET, and who may open them."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from dongseon.console.access import doors
from dongseon.console.access.doors import Stage

# Not pages: files, and answers for programs.
NO_PAGES = ("healthz", "readyz", "metrics", "api/", "stay/")
ASKED = {"publishing/place/": "place={place_id}"}  # pages of one thing that the query names
PLAY = {  # role → who plays it
    "nurse": "nurse",
    "laboratory": "laboratory",
    "triage": "triage",
    "investigator": "investigator",
    "approver": "approver",
    "case_officer": "case_officer",
    "port": "port",
    "press": "press",
    "epidemiologist": "epidemiologist",
    "auditor": "auditor",
    "administrator": "administrator",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A page."""

    pattern: str  # as Django writes it
    parts: tuple[str, ...]  # names in it
    stage: Stage
    roles: frozenset[str]

    def path(self, ids: Mapping[str, str], language: str) -> str:
        """The address of something that is there; of nothing, if the stage has no such thing."""
        path = self.pattern
        for part in self.parts:
            start = path.index("<")
            there = ids.get(f"{part}.{language}") or ids.get(part) or str(UUID(int=0))
            path = path[:start] + there + path[path.index(">", start) + 1 :]
        query = ASKED.get(self.pattern, "").format_map(ids)
        return f"/{path}?{query}" if query else f"/{path}"


def pages() -> tuple[Route, ...]:
    """All routes whose view may answer GET."""
    return tuple(
        sorted(
            (route for route in _walk(get_resolver().url_patterns, "")),
            key=lambda route: route.pattern,
        )
    )


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern)
        elif (
            not pattern.startswith(NO_PAGES)
            and not pattern.endswith(".pdf")  # shown by the browser's own viewer
            and answers_get(entry.callback)
            and (door := doors.of(entry.callback))
        ):
            parts = tuple(piece.split(":")[-1] for piece in _parts(pattern))
            roles = frozenset(role.value for role in door.roles)
            yield Route(pattern, parts, door.stage, roles)


def answers_get(view: Callable[..., object] | None) -> bool:
    """Whether a view lets GET through: Django's decorator keeps the list of methods in its closure."""
    while view is not None:
        allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if allowed is not None:
            return "GET" in allowed
        view = getattr(view, "__wrapped__", None)
    return True


def _parts(pattern: str) -> Iterator[str]:
    rest = pattern
    while "<" in rest:
        piece, _, rest = rest.partition("<")[2].partition(">")
        yield piece
