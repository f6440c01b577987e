"""The workbench: one case's itinerary with the officers' decisions over it, and what is decided there.

Whatever is opened here was looked at: the look is in the log, with the case and the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor, Look
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations import queries as investigations
from dongseon.console.investigations.types import Investigation
from dongseon.console.registry import boxes
from dongseon.console.tracing import actions, queries, replay, storing
from dongseon.console.tracing.storing import Kept
from dongseon.console.tracing.types import (
    Act,
    AnswerRow,
    Decided,
    Outcome,
    Overtaken,
    Piece,
    Refused,
    ShownStay,
    Told,
    TraceRow,
)
from dongseon.console.workflows import investigating, reconstructing
from dongseon.console.workflows.reconstructing_evidence import Facts
from dongseon.itinerary.types import Discrepancy


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked again, and what came of it."""

    key: str
    discrepancy: Discrepancy
    answer: AnswerRow | None
    note: str


@dataclass(frozen=True, slots=True)
class Workbench:
    """All that the screen of one case shows."""

    case: CaseRow
    investigation: Investigation | None
    trace: TraceRow | None
    kept: Kept | None  # None: nothing was reconstructed yet
    number: int  # of the version shown
    told: Told
    decisions: tuple[Decided, ...]  # undone ones too, the first first
    asked: tuple[Asked, ...]
    versions: tuple[tuple[int, datetime, int, int], ...]
    facts: Facts
    look: Look | None


NOTHING = Told((), (), 0)


def show(*, by: Actor, now: datetime, case_id: UUID, number: int = 0) -> Workbench:
    """The workbench of a case, in one of its versions. Raises CaseUnknown, TraceUnknown."""
    case = cases.case(case_id, area=by.area).row
    found = investigations.of_case(case_id)
    trace = queries.trace(case_id)
    if found is None or found.erased_at is not None:
        return Workbench(case, found, trace, None, 0, NOTHING, (), (), (), Facts(), None)
    look = investigating.look_at(by=by, now=now, found=found, act="tracing.see")
    facts = reconstructing.facts_of(found, look)
    if trace is None or not trace.version:
        return Workbench(case, found, trace, None, 0, NOTHING, (), (), (), facts, look)
    kept = reconstructing.kept(case_id, look, number)
    decisions = decisions_of(case_id, look)
    shown = number or trace.version
    return Workbench(
        case=case,
        investigation=found,
        trace=trace,
        kept=kept,
        number=shown,
        told=replay.told(kept.itinerary.stays, decisions, version=shown),
        decisions=decisions,
        asked=_asked(case_id, kept.itinerary.discrepancies, look),
        versions=queries.versions(case_id),
        facts=facts,
        look=look,
    )


def decisions_of(case_id: UUID, look: Look) -> tuple[Decided, ...]:
    """What officers decided about a case's stays, opened, the first first."""
    return tuple(
        storing.decision_of(
            boxes.unseal(case_id, f"decision {row.id}", row.body, look),
            decision_id=row.id,
            act=row.act,
            version=row.version,
            at=row.at,
            officer_id=row.officer_id,
            undone=row.undone_at is not None,
        )
        for row in queries.decisions(case_id)
    )


# ── deciding ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Seen:
    """What was on the officer's screen: a stay of a version, after so many decisions."""

    case_id: UUID
    version: int
    revision: int
    key: str


@dataclass(frozen=True, slots=True)
class Where:
    """A stay as an officer says it was."""

    place_id: str  # "" = as it was told
    start: datetime  # UTC
    end: datetime  # UTC


def accept(*, by: Actor, now: datetime, seen: Seen, everybody_known: bool, note: str) -> UUID:
    """The stay was so."""
    return _decide(by, now, seen, Act.ACCEPT, _as_told, everybody_known, note)


def reject(*, by: Actor, now: datetime, seen: Seen, note: str) -> UUID:
    """The stay was not."""
    return _decide(by, now, seen, Act.REJECT, lambda stays, _bench: [], False, note)


def correct(*, by: Actor, now: datetime, seen: Seen, where: Where, note: str) -> UUID:
    """The stay was at another place or at other times."""

    def corrected(stays: Sequence[ShownStay], bench: Workbench) -> list[Piece]:
        return [_piece(where, stays[0])]

    return _decide(by, now, seen, Act.CORRECT, corrected, False, note)


def split(*, by: Actor, now: datetime, seen: Seen, at: datetime, then: str, note: str) -> UUID:
    """From a time on it was another stay: at a place, or unknown where if none is named."""

    def parted(stays: Sequence[ShownStay], bench: Workbench) -> list[Piece]:
        stay = stays[0]
        if not stay.arrived.likely < at < stay.left.likely:
            raise Refused(_("The time lies outside this stay."))
        first, rest = _as_told(stays, bench)[0], _as_told(stays, bench)[0]
        second = _piece(Where(then, at, stay.left.likely), stay) if then else None
        return [replace(first, end=at), second or replace(rest, start=at)]

    return _decide(by, now, seen, Act.SPLIT, parted, False, note)


def merge(*, by: Actor, now: datetime, seen: Seen, note: str) -> UUID:
    """This stay and the next one were one, at the place of the longer."""

    def joined(stays: Sequence[ShownStay], bench: Workbench) -> list[Piece]:
        first, second = stays
        longer = max(stays, key=lambda one: one.left.likely - one.arrived.likely)
        whole = _as_told([longer], bench)[0]
        return [replace(whole, start=first.arrived.likely, end=second.left.likely)]

    return _decide(by, now, seen, Act.MERGE, joined, False, note, following=1)


def add(*, by: Actor, now: datetime, seen: Seen, where: Where, note: str) -> UUID:
    """A stay that no record tells of."""

    def added(stays: Sequence[ShownStay], bench: Workbench) -> list[Piece]:
        return [_piece(where, None)]

    return _decide(by, now, seen, Act.ADD, added, False, note)


def undo(*, by: Actor, now: datetime, case_id: UUID, revision: int, decision_id: UUID) -> None:
    """Take a decision back."""
    cases.case(case_id, area=by.area)
    actions.undo(by=by, now=now, case_id=case_id, revision=revision, decision_id=decision_id)


def answer(
    *, by: Actor, now: datetime, case_id: UUID, key: str, outcome: Outcome, note: str
) -> None:
    """What came of asking again. Raises Refused for a question that is not asked."""
    bench = show(by=by, now=now, case_id=case_id)
    if key not in {one.key for one in bench.asked}:
        raise Refused(_("This is not asked any more."))
    sealed = investigating.sealed(
        by=by, now=now, case_id=case_id, what=f"answer {key}", data=note.encode()
    )
    actions.answer(by=by, now=now, case_id=case_id, key=key, outcome=outcome, note=sealed)


def question_key(found: Discrepancy) -> str:
    """What names a question over versions: what it is about, not how it is worded."""
    day = f"{found.start:%Y-%m-%d}"
    about = found.statement or (found.records[0] if found.records else "")
    whole = "|".join((found.kind, about, "" if about else day))
    return sha256(whole.encode()).hexdigest()[:32]


Making = Callable[[Sequence[ShownStay], Workbench], list[Piece]]


def _decide(
    by: Actor,
    now: datetime,
    seen: Seen,
    act: Act,
    making: Making,
    everybody_known: bool,
    note: str,
    *,
    following: int = 0,
) -> UUID:
    bench = show(by=by, now=now, case_id=seen.case_id, number=seen.version)
    if bench.trace is not None and bench.trace.revision != seen.revision:
        raise Overtaken(seen.case_id)
    stays = [] if act is Act.ADD else _found(bench, seen.key, following)
    pieces = making(stays, bench)
    whole = [(s.arrived.likely, s.left.likely) for s in stays]
    whole += [(p.start, p.end) for p in pieces]
    start, end = min(first for first, _ in whole), max(last for _, last in whole)
    decision_id = uuid4()
    decided = Decided(
        id=decision_id,
        act=act,
        start=start,
        end=end,
        pieces=tuple(pieces),
        seen=replay.claims(stays),
        everybody_known=everybody_known,
        note=note,
        version=seen.version,
        at=now,
        officer_id=by.officer_id,
    )
    sealed = investigating.sealed(
        by=by,
        now=now,
        case_id=seen.case_id,
        what=f"decision {decision_id}",
        data=storing.decision_bytes(decided),
    )
    return actions.decide(
        by=by,
        now=now,
        case_id=seen.case_id,
        decision_id=decision_id,
        revision=seen.revision,
        version=seen.version,
        act=act,
        body=sealed,
    )


def _found(bench: Workbench, key: str, following: int) -> list[ShownStay]:
    """The stay that was seen, and so many after it. Raises Refused if it is not there any more."""
    stays = bench.told.stays
    at = next((i for i, stay in enumerate(stays) if stay.key == key), None)
    if at is None:
        raise Refused(_("This stay is not there any more: look again."))
    if at + following >= len(stays):
        raise Refused(_("There is no stay after this one."))
    return list(stays[at : at + following + 1])


def _as_told(stays: Sequence[ShownStay], bench: Workbench) -> list[Piece]:
    return [
        Piece(s.place_id, s.lon_deg, s.lat_deg, s.category, s.arrived.likely, s.left.likely)
        for s in stays
    ]


def _piece(where: Where, stay: ShownStay | None) -> Piece:
    """A stay from what was typed. Raises Refused for times or a place that cannot be."""
    if where.end <= where.start:
        raise Refused(_("The stay ends before it begins."))
    if not where.place_id or (stay is not None and where.place_id == stay.place_id):
        if stay is None:
            raise Refused(_("Choose the place."))
        return Piece(
            stay.place_id, stay.lon_deg, stay.lat_deg, stay.category, where.start, where.end
        )
    site = queries.place(where.place_id)
    if site is None:
        raise Refused(_("There is no such place: choose one that is listed."))
    return Piece(site.place_id, site.lon_deg, site.lat_deg, site.category, where.start, where.end)


def _asked(case_id: UUID, discrepancies: Sequence[Discrepancy], look: Look) -> tuple[Asked, ...]:
    answers = queries.answers(case_id)
    found = []
    for one in sorted(discrepancies, key=lambda d: (d.start, d.end, d.kind, d.statement)):
        key = question_key(one)
        there = answers.get(key)
        note = ""
        if there is not None:
            note = boxes.unseal(case_id, f"answer {key}", there.note, look).decode()
        found.append(Asked(key, one, there, note))
    return tuple(found)
