"""Words for data requests, in the language of the page."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dongseon.console.investigations.rules import RefuseReason, RequestState
from dongseon.mandate import Article, Kind, Purpose, Reason, Right, summary, wording

STATES: Mapping[RequestState, tuple[str, Promise | str]] = MappingProxyType(
    {
        RequestState.DRAFTED: ("gray", _("To be signed by the requester")),
        RequestState.REQUESTED: ("warning", _("To be approved")),
        RequestState.APPROVED: ("information", _("On its way to the holder")),
        RequestState.SENT: ("information", _("The holder works on it")),
        RequestState.ANSWERED: ("success", _("The answer is in")),
        RequestState.REFUSED: ("danger", _("Refused by the approver")),
        RequestState.WITHDRAWN: ("gray", _("Withdrawn")),
        RequestState.REJECTED: ("danger", _("Rejected")),
        RequestState.EXPIRED: ("danger", _("Its time is over")),
    }
)
REFUSALS: Mapping[str, Promise | str] = MappingProxyType(
    {
        RefuseReason.NOT_NECESSARY: _("Not necessary"),
        RefuseReason.TOO_WIDE: _("Wider than needed"),
        RefuseReason.INTERVIEW_FIRST: _("The interview comes first"),
        RefuseReason.WRONG_PERSON: _("The wrong person or number"),
        RefuseReason.OTHER: _("Another reason"),
    }
)
ENDS: Mapping[str, Promise | str] = MappingProxyType(
    {
        "withdrawn": _("taken back by the investigators"),
        "case_closed": _("the case was closed before the answer came"),
        "expired": _("no answer came while the request was valid"),
        "no_such_holder": _("this console knows no such holder any more"),
        "failed": _("the holder could not answer it"),
        "erased": _("the holder had erased the answer"),
        "not_found": _("the holder does not know the request"),
    }
)
PROBLEMS: Mapping[str, Promise | str] = MappingProxyType(
    {
        "down": _("cannot be reached"),
        "slow": _("does not answer in time"),
        "garbage": _("what it answers cannot be read"),
        "too_large": _("its answer is larger than allowed"),
    }
)
RIGHTS: Mapping[Right, Promise | str] = MappingProxyType(
    {
        Right.REQUEST: _("request"),
        Right.APPROVE: _("approve"),
        Right.APPROVE_SENSITIVE: _("approve sensitive places"),
    }
)
KEY_ENDS = (
    ("replaced", _("A new key replaces it")),
    ("lost", _("The device is lost or stolen")),
    ("left", _("The officer has left")),
    ("mistake", _("It was made by mistake")),
)


def words() -> summary.Words:
    """The mandate's own words in the language of the page."""
    return summary.KOREAN if get_language() == "ko" else summary.ENGLISH


def said(value: str) -> str:
    """A value of an enumeration, a reason or a problem in words."""
    spoken = words()
    tables: Iterable[Mapping[str, object]] = (
        {str(state): text for state, (_badge, text) in STATES.items()},
        REFUSALS,
        ENDS,
        PROBLEMS,
        _plain(spoken.kind),
        _plain(spoken.purpose),
        _plain(spoken.article),
        _plain(RIGHTS),
    )
    for table in tables:
        if value in table:
            return str(table[value])
    if value in set(Reason):
        return wording.WORDS[Reason(value)][0 if get_language() == "ko" else 1]
    return value


def kinds() -> list[tuple[str, str]]:
    """Kinds of record as choices."""
    return [(kind.value, words().kind[kind]) for kind in Kind]


def purposes(*among: Purpose) -> list[tuple[str, str]]:
    """Purposes as choices."""
    return [(purpose.value, words().purpose[purpose]) for purpose in among]


def articles() -> dict[Article, str]:
    """Articles of law in words."""
    return words().article


def _plain(table: Mapping[Any, object]) -> dict[str, object]:  # any enumeration of strings
    return {str(key): text for key, text in table.items()}


def known(officers: Mapping[UUID, str], numbers: Mapping[UUID, str]) -> dict[str, str]:
    """Ids as they are signed → the names of officers and numbers of cases that people know."""
    return {str(one): name for one, name in {**officers, **numbers}.items()}
