"""Reading the log, and holding a proof of a look against what is to be seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from dongseon.console.audit import actions, models
from dongseon.console.audit.types import Kind, Look, Subject

PAGE = 50  # entries a page
SEOUL = ZoneInfo("Asia/Seoul")  # days of the log are local days
SIGN_INS = ("access.sign_in", "access.refuse_sign_in", "access.use_recovery_code")


class NotWrittenDown(PermissionError):
    """Personal data were to be seen without the look being in the log of this transaction."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act or look, as written down."""

    at: datetime  # UTC
    officer_id: UUID | None
    role: str
    area: str
    purpose: str
    kind: Kind
    act: str
    subject_kind: str
    subject_id: UUID | None
    case_id: UUID | None
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first, and where the older ones begin."""

    entries: tuple[Entry, ...]
    older: int | None  # give it as `before` for the next page; None: these are the oldest


@dataclass(frozen=True, slots=True)
class Sealed:
    """How much of the log is under a signed head."""

    entries: int
    at: datetime | None  # None: nothing yet


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted: all that is given must hold."""

    officer_ids: frozenset[UUID] = frozenset()  # one of these; empty: whoever
    subject_id: UUID | None = None  # or case
    act: str = ""  # an act, or a context with a dot at its end
    kind: Kind | None = None
    day: date | None = None  # in Seoul
    area: str = ""  # of the role in which somebody acted; all that begin with it


# ── the proof of a look ──────────────────────────────────────────────────────────────────────


def require(look: Look, subjects: Collection[Subject], fields: Collection[str]) -> None:
    """Raise NotWrittenDown unless the look covers all this, and was made in this transaction."""
    if look.transaction != actions.current_transaction():
        raise NotWrittenDown("the look was written down in another transaction")
    if not look.subjects.issuperset(subjects) or not look.fields.issuperset(fields):
        raise NotWrittenDown("the look that was written down does not cover this")


def entries_of_this_transaction() -> int:
    """How many entries the transaction under way has in the log."""
    return models.Entry.objects.filter(
        cluster=actions.this_cluster(), transaction=actions.current_transaction()
    ).count()


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def search(wanted: Filter, *, before: int | None = None, size: int = PAGE) -> Page:
    """The newest entries that are wanted, older than `before` if given."""
    return _page(_narrowed(wanted), before, size)


def looks_at(subject: Subject, *, before: int | None = None, size: int = PAGE) -> Page:
    """Who saw or changed something about this subject, the newest first. Refusals are among it."""
    rows = models.Entry.objects.filter(subject_id=subject.id, subject_kind=subject.kind)
    return _page(rows, before, size)


def sign_ins_of(officer_id: UUID, *, limit: int) -> tuple[Entry, ...]:
    """The last times that somebody came in, or tried to, as this officer."""
    rows = models.Entry.objects.filter(subject_id=officer_id, act__in=SIGN_INS)
    return _page(rows, None, limit).entries


def sealed() -> Sealed:
    """The last sealing."""
    head = models.Head.objects.order_by("-number").first()
    return Sealed(0, None) if head is None else Sealed(head.size, head.at)


def _narrowed(wanted: Filter) -> "QuerySet[models.Entry]":
    rows = models.Entry.objects.all()
    if wanted.officer_ids:
        rows = rows.filter(officer_id__in=wanted.officer_ids)
    if wanted.subject_id is not None:
        rows = rows.filter(Q(subject_id=wanted.subject_id) | Q(case_id=wanted.subject_id))
    if wanted.act:
        exactly = not wanted.act.endswith(".")
        rows = rows.filter(act=wanted.act) if exactly else rows.filter(act__startswith=wanted.act)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.area:
        rows = rows.filter(area__startswith=wanted.area)
    if wanted.day is not None:
        begin = datetime.combine(wanted.day, time(), SEOUL)
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return rows


def _page(rows: "QuerySet[models.Entry]", before: int | None, size: int) -> Page:
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: size + 1])
    older = found[size - 1].seq if len(found) > size else None
    return Page(tuple(_entry(row) for row in found[:size]), older)


def _entry(row: models.Entry) -> Entry:
    return Entry(
        at=row.at,
        officer_id=row.officer_id,
        role=row.role,
        area=row.area,
        purpose=row.purpose,
        kind=Kind(row.kind),
        act=row.act,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        case_id=row.case_id,
        fields=tuple(row.fields),
        why=row.why,
    )
