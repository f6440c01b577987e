"""The main menu: one table. Who sees a line is decided by the door behind it, so no line leads to a refusal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import doors
from dongseon.console.access.doors import Door, Stage

# name of the group: text of the line → route
MENU: Mapping[str | Promise, Mapping[str | Promise, str]] = {
    _("My work"): {
        _("Work list"): "home",
        _("Shifts"): "shifts:mine",
        _("Screening"): "screening:sites",
        _("High-risk groups"): "screening:groups",
        _("Laboratory"): "laboratory:work",
        _("Specimens"): "laboratory:specimens",
        _("Turn-around and load"): "laboratory:board",
        _("Cases"): "cases:list",
        _("Calls"): "calls:list",
        _("Beds and triage"): "care:board",
        _("Messages"): "sms:list",
        _("Daily reports"): "figures:list",
        _("Transfers"): "cases:transfers",
        _("Possible duplicates"): "cases:pairs",
        _("Import a file"): "cases:imports",
        _("Publishing"): "publishing:index",
    },
    _("Investigation"): {
        _("Investigations"): "investigations:list",
        _("Itineraries"): "workbench:list",
        _("Chains and clusters"): "chain:show",
        _("Referred statements"): "workbench:referred",
        _("Recordings to be watched"): "investigations:tapes",
        _("Requests to sign"): "requests:to_sign",
        _("Requests to approve"): "requests:to_approve",
        _("Data requests"): "requests:board",
        _("My signing key"): "requests:my_key",
        _("How long investigations take"): "investigations:clock",
    },
    _("Isolation"): {
        _("People at home"): "isolation:day",
        _("Waiting for an order"): "isolation:waiting",
        _("Signals"): "isolation:breaches",
        _("Needs"): "isolation:needs",
        _("Workload"): "isolation:workload",
        _("Facilities"): "isolation:facilities",
        _("People handed over"): "isolation:offers",
        _("Objections to orders"): "isolation:complaints",
    },
    _("Rules and erasure"): {
        _("Test kits"): "laboratory:kits",
        _("Rules"): "policy:rules",
        _("Erasure"): "policy:erasure",
    },
    _("The house"): {
        _("Officers"): "officers:list",
        _("Roster"): "shifts:plan",
        _("Laboratories"): "laboratory:laboratories",
        _("To be confirmed"): "officers:waiting",
        _("Signing keys"): "requests:keys",
        _("Objections"): "requests:objections",
        _("People whose data were requested"): "requests:figures",
        _("Programs"): "programs:list",
        _("The log"): "audit:log",
    },
}
OWN: Mapping[str | Promise, str] = {
    _("My account"): "sign_in:account",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the menu."""

    text: str
    address: str
    here: bool  # whether the open page belongs to it


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading."""

    name: str
    links: tuple[Link, ...]


def menu_of(request: HttpRequest, role: str | None) -> tuple[Group, ...]:
    """What somebody who acts in this role can open."""
    lines = [
        (group, text, _line(route))
        for group, texts in MENU.items()
        for text, route in texts.items()
    ]
    seen = [(group, text, line.address) for group, text, line in lines if _opens(line.door, role)]
    here = _nearest(request.path, [address for _, _, address in seen])
    groups: dict[str, list[Link]] = {}
    for group, text, address in seen:
        groups.setdefault(str(group), []).append(Link(str(text), address, address == here))
    return tuple(Group(name, tuple(links)) for name, links in groups.items())


def own_links() -> Iterator[tuple[str, str]]:
    """What everybody has for themselves: text and address."""
    return ((str(text), reverse(route)) for text, route in OWN.items())


@dataclass(frozen=True, slots=True)
class _Line:
    address: str
    door: Door | None


@cache
def _line(route: str) -> _Line:
    address = reverse(route)
    return _Line(address, doors.of(resolve(address).func))


def _opens(door: Door | None, role: str | None) -> bool:
    if door is None or door.stage is not Stage.ROLE:
        return door is not None
    return role in {own.value for own in door.roles}


def _nearest(path: str, addresses: list[str]) -> str | None:
    """The address that the path lies below, the longest if several."""
    above = [a for a in addresses if path == a or (a != "/" and path.startswith(a))]
    return max(above, key=len, default=None)
