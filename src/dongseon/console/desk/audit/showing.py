"""Entries of the log as pages show them: with officers' names, in the words of the page's language.

A person's or a case's page shows who looked:

    page["looks"] = showing.looks_at(Subject("person", person_id), before=request.GET.get("looks", ""))
    {% include "desk_audit/looks.html" %}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.utils.translation import get_language, gettext

from dongseon.console.access import queries as access
from dongseon.console.audit import queries
from dongseon.console.audit.queries import Entry, Page
from dongseon.console.audit.types import Subject
from dongseon.console.desk.audit import wording
from dongseon.console.programs import queries as programs

SALT = "audit.page"  # addresses name a place in the log without telling how long it is
OF_A_SUBJECT = 20  # entries a page where they are only a part of it


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    at: datetime
    who: str
    role: str
    area: str
    purpose: str
    kind: str
    colour: str
    act: str
    subject_kind: str
    subject_id: UUID | None
    case_id: UUID | None
    fields: str
    why: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Some entries, the newest first."""

    lines: tuple[Line, ...]
    older: str  # what the address of the next page says; "" if these are the oldest
    is_first: bool


def search(wanted: queries.Filter, before: str) -> Lines:
    """The entries that are wanted, from the place that an address names."""
    return _shown(queries.search(wanted, before=place_of(before)), before)


def looks_at(subject: Subject, before: str = "") -> Lines:
    """Who saw or changed something about a subject."""
    page = queries.looks_at(subject, before=place_of(before), size=OF_A_SUBJECT)
    return _shown(page, before)


def lines_of(entries: Sequence[Entry]) -> tuple[Line, ...]:
    """The entries in words: a query each for officers' names, programs' and areas."""
    names = access.names_of({entry.officer_id for entry in entries if entry.officer_id})
    unknown = {entry.officer_id for entry in entries if entry.officer_id} - names.keys()
    names |= programs.names_of(unknown) if unknown else {}
    language = get_language() or "ko"
    areas = {area.code: area.name(language) for area in access.areas()}
    return tuple(_line(entry, names, areas) for entry in entries)


def place_of(before: str) -> int | None:
    """The place in the log that an address names; the newest where it names none of ours."""
    try:
        return int(signing.loads(before, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _shown(page: Page, before: str) -> Lines:
    older = "" if page.older is None else signing.dumps(page.older, salt=SALT)
    return Lines(lines_of(page.entries), older, place_of(before) is None)


def _line(entry: Entry, names: dict[UUID, str], areas: dict[str, str]) -> Line:
    if entry.officer_id is None:
        who = gettext("Nobody signed in") if entry.role == "officer" else ""
    else:
        who = names.get(entry.officer_id, str(entry.officer_id))
    return Line(
        at=entry.at,
        who=who,
        role=wording.role_said(entry.role),
        area=areas.get(entry.area, entry.area),
        purpose=wording.purpose_said(entry.purpose),
        kind=str(wording.KINDS[entry.kind]),
        colour=wording.COLOURS[entry.kind],
        act=wording.act_said(entry.act),
        subject_kind=str(wording.SUBJECTS.get(entry.subject_kind, entry.subject_kind)),
        subject_id=entry.subject_id,
        case_id=entry.case_id,
        fields=", ".join(entry.fields),
        why=entry.why,
    )
