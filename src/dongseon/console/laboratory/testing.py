"""Results: entered, held, verified by a second person, superseded, refused, withdrawn.

A specimen is locked while a result of it is decided, so that two that arrive at once are taken one after
the other; that at most one stands and at most one waits is the database's to keep.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import actions, kits, queries, rules
from dongseon.console.laboratory.models import Result, Specimen
from dongseon.console.laboratory.rules import (
    Hold,
    Outcome,
    Said,
    Source,
    Standing,
    State,
    WithdrawReason,
)
from dongseon.console.laboratory.types import (
    Change,
    Overtaken,
    Reading,
    Refused,
    SpecimenRow,
    SpecimenUnknown,
    Verdict,
)
from dongseon.console.policy import kinds
from dongseon.console.policy.types import Rule

KIT_SAID = 60  # characters of a kit's name that are kept
WAITING = (Standing.ENTERED, Standing.HELD)


def report(
    *,
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    reading: Reading,
    source: Source,
    final: bool,
    rule: Rule[kinds.LaboratoryResults],
    finding_id: UUID | None = None,
) -> Verdict:
    """What a laboratory says of a specimen becomes a result, or is known, late, or held back.

    ``specimen``: as it was when the caller locked it (`queries.locked`), and saw that the sender may
    speak of it. ``final``: the sender's word is verified already (a laboratory's own release); otherwise
    somebody else verifies it here. Raises Refused.
    """
    if specimen.state is State.VOID:
        raise Refused(_("This specimen was set aside as good for no result."))
    counting = _counting(specimen)
    last = {row.standing: row for row in counting}
    known = next((row for row in last.values() if _is_the_same(row, reading)), None)
    if known is not None and known.standing == Standing.ENTERED and final:
        return _verify(by, now, specimen, known, counting)
    if known is not None:
        return _verdict(Change.NOTHING, specimen, known, last.get(Standing.STANDING))
    hold = _hold_of(reading, source, rule.value)
    row = _new_result(by, now, specimen, reading, source, rule.id, finding_id)
    before = last.get(Standing.STANDING)
    if before is not None and not rules.holds_over(_said(row), _said(before)):
        return _keep_late(by, now, specimen, row, before)
    if hold is not None:
        return _keep_back(by, now, specimen, row, hold, last)
    if final:
        return _release(by, now, specimen, row, counting)
    return _enter(by, now, specimen, row, last)


def verify(*, by: Actor, now: datetime, result_id: UUID) -> Verdict:
    """A second person agrees: from now on the result stands. Raises Refused, Overtaken, SpecimenUnknown."""
    row, specimen = _waiting(by, result_id)
    if row.entered_by == by.officer_id:
        raise Refused(_("You entered this result: somebody else has to verify it."))
    return _verify(by, now, specimen, row, _counting(specimen))


def refuse(*, by: Actor, now: datetime, result_id: UUID) -> None:
    """The second person finds it wrong: the specimen is tested again, or the result entered anew."""
    row, specimen = _waiting(by, result_id)
    _end([row], now, Standing.REFUSED)
    back = State.VERIFIED if specimen.outcome else State.RECEIVED
    actions.shift(now=now, specimens=[specimen], target=back)
    actions.tell(by=by, now=now, specimens=[specimen], act="refuse")


def withdraw(
    *,
    by: Actor,
    now: datetime,
    result_id: UUID,
    reason: WithdrawReason,
    anywhere: bool = False,
) -> Verdict:
    """A result that stands should never have been: the specimen is tested again.

    The verdict's `outcome` is what was withdrawn. Raises SpecimenUnknown, Overtaken.
    """
    row = Result.objects.filter(pk=result_id).first()
    if row is None:
        raise SpecimenUnknown(result_id)
    specimen = queries.locked(row.specimen_id, area="" if anywhere else by.area)
    ended = Result.objects.filter(pk=result_id, standing=Standing.STANDING).update(
        standing=Standing.WITHDRAWN, ended_at=now, reason=reason
    )
    if not ended:
        raise Overtaken(result_id)
    if specimen.pool_of:
        raise Refused(_("A pool's result is withdrawn at each of its specimens."))
    after = replace(specimen, state=State.RECEIVED, outcome=None, again=specimen.again + 1)
    moved = _move(by, now, specimen, after, act="withdraw", detail=reason)
    return _verdict(Change.VERIFIED, moved, row, row)


# ── parts ────────────────────────────────────────────────────────────────────────────────────


def _counting(specimen: SpecimenRow) -> tuple[Result, ...]:
    """The results that count, in the order in which they came."""
    rows = Result.objects.filter(
        specimen=specimen.id, standing__in=[Standing.STANDING, *WAITING]
    ).order_by("entered_at", "id")
    return tuple(rows)


def _is_the_same(row: Result, reading: Reading) -> bool:
    """Whether this was said before, whatever message it came in."""
    return (
        row.outcome, row.reported_at, row.corrects, row.kit_id, row.lot_id, row.kit_said
    ) == (
        reading.outcome, reading.reported_at, reading.corrects, reading.kit_id, reading.lot_id,
        reading.kit_said[:KIT_SAID],
    )  # fmt: skip


def _said(row: Result) -> Said:
    return Said(Outcome(row.outcome), row.reported_at, row.corrects)


def _hold_of(reading: Reading, source: Source, rule: kinds.LaboratoryResults) -> Hold | None:
    if source is Source.POOL:
        return None  # the kit of the pool's own result was looked at
    if reading.kit_id is None:
        if reading.kit_said:
            return Hold.KIT_UNKNOWN
        return Hold.NO_KIT if rule.kit_named else None
    path = reading.path or kits.path_of(reading.kit_id, reading.lot_id)
    return rules.hold_of(path, kits.day_of(reading.reported_at), lot_needed=rule.lot_named)


def _new_result(
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    reading: Reading,
    source: Source,
    rule_id: UUID | None,
    finding_id: UUID | None,
) -> Result:
    return Result(
        id=uuid.uuid4(),
        specimen_id=specimen.id,
        outcome=reading.outcome,
        source=source,
        finding_id=finding_id,
        kit_id=reading.kit_id,
        lot_id=reading.lot_id,
        kit_said=reading.kit_said[:KIT_SAID],
        cycle_threshold=reading.cycle_threshold,
        corrects=reading.corrects,
        reported_at=reading.reported_at,
        rule_id=rule_id,
        entered_at=now,
        entered_by=by.officer_id,
    )


def _enter(
    by: Actor, now: datetime, specimen: SpecimenRow, row: Result, last: Mapping[str, Result]
) -> Verdict:
    """The result waits for a second person."""
    _end([one for one in [last.get(Standing.ENTERED)] if one], now, Standing.SUPERSEDED)
    row.standing = Standing.ENTERED
    row.save(force_insert=True)
    if specimen.state is State.TESTED:
        actions.tell(by=by, now=now, specimens=[specimen], act="enter")
    else:
        after = replace(specimen, state=State.TESTED)
        specimen = _move(by, now, specimen, after, act="enter")
    return _verdict(Change.ENTERED, specimen, row, last.get(Standing.STANDING))


def _release(
    by: Actor, now: datetime, specimen: SpecimenRow, row: Result, counting: Sequence[Result]
) -> Verdict:
    """The sender's own word is verified: the result stands as it comes."""
    _end(counting, now, Standing.SUPERSEDED)
    row.standing, row.verified_at, row.verified_by = Standing.STANDING, now, by.officer_id
    row.save(force_insert=True)
    return _stands(by, now, specimen, row, counting)


def _keep_late(
    by: Actor, now: datetime, specimen: SpecimenRow, row: Result, before: Result
) -> Verdict:
    """Something later holds already: what came is kept, so that nothing is lost, and changes nothing."""
    row.standing, row.ended_at = Standing.SUPERSEDED, now
    row.save(force_insert=True)
    actions.tell(by=by, now=now, specimens=[specimen], act="late", detail=row.outcome)
    return _verdict(Change.LATE, specimen, row, before)


def _keep_back(
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    row: Result,
    hold: Hold,
    last: Mapping[str, Result],
) -> Verdict:
    """The kit may not be used: the result is kept and stands for nothing; the specimen is tested again."""
    row.standing, row.hold = Standing.HELD, hold
    row.save(force_insert=True)
    goes_on = Standing.STANDING in last or Standing.ENTERED in last  # with what is good
    if goes_on or specimen.state is State.HELD:
        actions.tell(by=by, now=now, specimens=[specimen], act="hold", detail=hold)
    else:
        after = replace(specimen, state=State.HELD)
        specimen = _move(by, now, specimen, after, act="hold", detail=hold)
    return _verdict(Change.HELD, specimen, row, last.get(Standing.STANDING))


def _waiting(by: Actor, result_id: UUID) -> tuple[Result, SpecimenRow]:
    row = Result.objects.filter(pk=result_id).first()
    if row is None:
        raise SpecimenUnknown(result_id)
    specimen = queries.locked(row.specimen_id, area=by.area)
    row = Result.objects.get(pk=result_id)  # as it is now that nobody else can change it
    if row.standing != Standing.ENTERED:
        raise Overtaken(result_id)
    return row, specimen


def _verify(
    by: Actor, now: datetime, specimen: SpecimenRow, row: Result, counting: Sequence[Result]
) -> Verdict:
    """A result that waited stands."""
    others = [one for one in counting if one.pk != row.pk]
    _end(others, now, Standing.SUPERSEDED)
    done = Result.objects.filter(pk=row.pk, standing=Standing.ENTERED).update(
        standing=Standing.STANDING, verified_at=now, verified_by=by.officer_id
    )
    if not done:
        raise Overtaken(row.pk)
    return _stands(by, now, specimen, row, others)


def _stands(
    by: Actor, now: datetime, specimen: SpecimenRow, row: Result, others: Sequence[Result]
) -> Verdict:
    """What a result that stands means for its specimen: it is done with, or is tested once more."""
    outcome = Outcome(row.outcome)
    target = rules.after(outcome, specimen.again)
    again = target is State.RECEIVED
    if again:
        _end([row], now, Standing.SUPERSEDED)
    after = replace(
        specimen,
        state=target,
        outcome=None if again else outcome,
        again=specimen.again + again,
        verified_at=specimen.verified_at or (None if again else now),
    )
    moved = _move(by, now, specimen, after, act="verify", detail=outcome)
    before = next((one for one in others if one.standing == Standing.STANDING), None)
    return _verdict(Change.VERIFIED, moved, row, before)


def _move(
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    after: SpecimenRow,
    *,
    act: str,
    detail: str = "",
) -> SpecimenRow:
    """Bring a specimen to where it is to be, or give it new values where it is, and tell it.

    As it is then. The caller holds its lock.
    """
    values = {
        "outcome": after.outcome or "",
        "again": after.again,
        "verified_at": after.verified_at,
    }
    moves = after.state is not specimen.state
    if moves:
        actions.shift(now=now, specimens=[specimen], target=after.state, values=values)
    else:
        Specimen.objects.filter(pk=specimen.id).update(**values, version=F("version") + 1)
    actions.tell(by=by, now=now, specimens=[specimen], act=act, detail=detail)
    return replace(after, version=specimen.version + 1, since=now if moves else specimen.since)


def _end(rows: Sequence[Result], now: datetime, standing: Standing) -> None:
    if rows:
        Result.objects.filter(pk__in=[row.pk for row in rows]).update(
            standing=standing, ended_at=now
        )


def _verdict(change: Change, specimen: SpecimenRow, row: Result, before: Result | None) -> Verdict:
    return Verdict(
        change,
        row.pk,
        specimen,
        Outcome(row.outcome),
        None if before is None else Outcome(before.outcome),
        None if before is None else before.pk,
    )
