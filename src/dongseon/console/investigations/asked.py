"""Reading data requests: one, a case's, those that wait for somebody, the board, the public figure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from dongseon.console.investigations import types
from dongseon.console.investigations.models import (
    DataRequest,
    Notice,
    Objection,
    Signature,
)
from dongseon.console.investigations.rules import OPEN, PURSUED, RequestState, Signer
from dongseon.console.investigations.types import Request, RequestUnknown
from dongseon.mandate import Kind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """How many people's data were asked for in a month of one source."""

    month: date  # its first day
    holder_id: str
    people: int


def one(request_id: UUID, *, area: str) -> Request:
    """A request in an area. Raises RequestUnknown."""
    row = _rows().filter(pk=request_id).first()
    if row is None or not row.area.startswith(area):
        raise RequestUnknown(request_id)
    return to_request(row)


def sealed_of(request_id: UUID) -> bytes:
    """A request's text, sealed."""
    return bytes(DataRequest.objects.values_list("sealed", flat=True).get(pk=request_id))


def of_case(case_id: UUID) -> tuple[Request, ...]:
    """All requests about a case, the latest first."""
    return _all(_rows().filter(investigation__case_id=case_id).order_by("-drafted_at", "holder_id"))


def of_batch(batch: UUID, *, area: str) -> tuple[Request, ...]:
    """Requests drafted together."""
    return _all(_rows().filter(batch=batch, area__startswith=area).order_by("holder_id", "article"))


def of_person(person_ids: Collection[UUID]) -> tuple[Request, ...]:
    """All requests about persons, of whom they are cases, the latest first."""
    return _all(
        _rows().filter(investigation__person_id__in=person_ids).order_by("-drafted_at", "pk")
    )


def by_ids(request_ids: Collection[UUID]) -> dict[UUID, Request]:
    """Some requests."""
    return {row.pk: to_request(row) for row in _rows().filter(pk__in=request_ids)}


def to_sign(officer_id: UUID) -> tuple[Request, ...]:
    """Drafts that wait for their requester's own signature, the earliest first."""
    rows = _rows().filter(requester_id=officer_id, state=RequestState.DRAFTED)
    return _all(rows.order_by("drafted_at", "holder_id"))


def to_approve(officer_id: UUID) -> tuple[Request, ...]:
    """What waits for an approver, the earliest first."""
    rows = _rows().filter(approver_id=officer_id, state=RequestState.REQUESTED)
    return _all(rows.order_by("requested_at", "holder_id"))


def waiting_for(officer_id: UUID | None, signer: Signer) -> tuple[int, datetime | None]:
    """How many requests wait for somebody's signature, and since when the oldest does."""
    if officer_id is None:
        return 0, None
    if signer is Signer.REQUESTER:
        rows = DataRequest.objects.filter(requester_id=officer_id, state=RequestState.DRAFTED)
        since = "drafted_at"
    else:
        rows = DataRequest.objects.filter(approver_id=officer_id, state=RequestState.REQUESTED)
        since = "requested_at"
    return rows.count(), rows.order_by(since).values_list(since, flat=True).first()


def board(
    *, area: str, holder_id: str, state: str, before: tuple[datetime, UUID] | None, size: int = PAGE
) -> tuple[Request, ...]:
    """Requests of an area, the latest first; "open" is every state in which something is to come."""
    rows = _rows().filter(area__startswith=area)
    if holder_id:
        rows = rows.filter(holder_id=holder_id)
    if state == "open":
        rows = rows.filter(state__in=sorted(OPEN))
    elif state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(Q(drafted_at__lt=before[0]) | Q(drafted_at=before[0], pk__lt=before[1]))
    return _all(rows.order_by("-drafted_at", "-pk")[:size])


def due(now: datetime, limit: int = 500) -> tuple[UUID, ...]:
    """Requests about which something is to be done now, the longest waiting first."""
    rows = DataRequest.objects.filter(state__in=sorted(PURSUED), next_try_at__lte=now)
    return tuple(rows.order_by("next_try_at").values_list("pk", flat=True)[:limit])


def overdue(now: datetime, limit: int = 500) -> tuple[UUID, ...]:
    """Requests whose time is over, and which nobody ended."""
    rows = DataRequest.objects.filter(state__in=sorted(OPEN), expires_at__lte=now)
    return tuple(rows.order_by("expires_at").values_list("pk", flat=True)[:limit])


def signatures_of(request_id: UUID) -> dict[Signer, types.Signature]:
    """Who signed a request."""
    rows = Signature.objects.filter(request=request_id)
    return {
        Signer(row.signer): types.Signature(
            Signer(row.signer), row.officer_id, row.key_id, bytes(row.signature), row.at
        )
        for row in rows
    }


def notices_of(person_ids: Collection[UUID]) -> tuple[types.Notice, ...]:
    """What these persons were, or are to be, told; the latest first."""
    return tuple(
        map(_notice, Notice.objects.filter(person_id__in=person_ids).order_by("-due_on", "pk"))
    )


def notices_due(today: date, limit: int = 500) -> tuple[types.Notice, ...]:
    """Who is to be told today."""
    rows = Notice.objects.filter(sent_at=None, due_on__lte=today).order_by("due_on", "pk")
    return tuple(map(_notice, rows[:limit]))


def notices_waiting(today: date) -> tuple[int, date | None]:
    """How many wait to be told on or before a day, and since which."""
    rows = Notice.objects.filter(sent_at=None, due_on__lte=today)
    return rows.count(), rows.order_by("due_on").values_list("due_on", flat=True).first()


def objections_of(person_id: UUID) -> tuple[types.Objection, ...]:
    """What somebody objects to, the latest first."""
    return _objections(Objection.objects.filter(person_id=person_id).order_by("-raised_at", "pk"))


def open_objections() -> tuple[types.Objection, ...]:
    """Objections that nobody answered, the earliest first."""
    return _objections(Objection.objects.filter(answered_at=None).order_by("raised_at", "pk"))


def objections_waiting() -> tuple[int, datetime | None]:
    """How many objections nobody answered, and since when."""
    rows = Objection.objects.filter(answered_at=None)
    return rows.count(), rows.order_by("raised_at").values_list("raised_at", flat=True).first()


def people_by_month() -> tuple[Asked, ...]:
    """People whose data were asked for, by month and source, the latest month first. Not yet for the public."""
    rows = (
        DataRequest.objects.filter(sent_at__isnull=False, question__in=["person", "resolve"])
        .annotate(month=TruncMonth("sent_at"))
        .values("month", "holder_id")
        .annotate(people=Count("notices__person_id", distinct=True))
        .order_by("-month", "holder_id")
    )
    return tuple(Asked(row["month"].date(), row["holder_id"], row["people"]) for row in rows)


def _rows() -> "QuerySet[DataRequest]":
    return DataRequest.objects.select_related("investigation").defer("sealed")


def _all(rows: "QuerySet[DataRequest]") -> tuple[Request, ...]:
    return tuple(to_request(row) for row in rows)


def to_request(row: DataRequest) -> Request:
    """A row as others may see it."""
    return Request(
        id=row.pk,
        investigation_id=row.investigation_id,
        case_id=row.investigation.case_id,
        person_id=row.investigation.person_id,
        batch=row.batch,
        area=row.area,
        holder_id=row.holder_id,
        question=row.question,
        article=row.article,
        purpose=row.purpose,
        kinds=tuple(Kind(kind) for kind in row.kinds),
        window_begins=row.window_begins,
        window_ends=row.window_ends,
        policy_since=row.policy_since,
        requester_id=row.requester_id,
        requester_key=row.requester_key,
        approver_id=row.approver_id,
        approver_key=row.approver_key,
        payload_sha256=row.payload_sha256,
        state=RequestState(row.state),
        reason=row.reason,
        drafted_at=row.drafted_at,
        requested_at=row.requested_at,
        approved_at=row.approved_at,
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        expires_at=row.expires_at,
        body_sha256=row.body_sha256,
        tries=row.tries,
        polls=row.polls,
        next_try_at=row.next_try_at,
        problem=row.problem,
    )


def _notice(row: Notice) -> types.Notice:
    return types.Notice(row.pk, row.person_id, row.request_id, row.due_on, row.sent_at)


def _objections(rows: "QuerySet[Objection]") -> tuple[types.Objection, ...]:
    return tuple(
        types.Objection(
            row.pk,
            row.person_id,
            row.request_id,
            row.note_id,
            row.raised_at,
            row.answer_note_id,
            row.answered_at,
        )
        for row in rows
    )
