"""What holders answered: kept sealed when it comes, opened against a look, handed to reconstruction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor, Look
from dongseon.console.investigations import actions, queries
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import Request, Slice
from dongseon.console.registry import boxes
from dongseon.console.workflows import investigating


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer and its bytes: an Arrow IPC stream in the holder's columns (`holder.slicing`)."""

    slice: Slice
    data: bytes


def opened(case_id: UUID, look: Look, *, question: str) -> tuple[Opened, ...]:
    """All answers to one kind of question about a case that were not erased, the earliest first.

    The look names the person and `location`, as `investigating.look_at` makes it.
    """
    return tuple(
        Opened(one, boxes.unseal(case_id, what_of(one.request_id), one.sealed, look))
        for one in queries.slices_of(case_id, question=question)
        if one.sealed is not None
    )


def kept(
    *,
    by: Actor,
    now: datetime,
    request: Request,
    data: bytes,
    sha256: str,
    rows: int,
    receipt: bytes,
) -> UUID | None:
    """Keep an answer sealed, once; nothing if it was there. Raises NotFound where the case was erased."""
    sealed = investigating.sealed(
        by=by, now=now, case_id=request.case_id, what=what_of(request.id), data=data
    )
    slice_id = actions.keep(
        by=by,
        now=now,
        request=request,
        rows=rows,
        size_bytes=len(data),
        sha256=sha256,
        receipt=receipt,
        sealed=sealed,
    )
    if slice_id is not None and request.question == "person":
        actions.reach(by=by, now=now, case_id=request.case_id, step=Step.SLICES, at=now)
    return slice_id


def what_of(request_id: UUID) -> str:
    """What an answer is sealed as."""
    return f"slice {request_id}"
