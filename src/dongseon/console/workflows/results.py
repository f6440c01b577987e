"""From what a laboratory says to what follows: verified, told, confirmed; corrected, taken back.

All of it is one transaction: a worker that is killed leaves either everything or nothing, and doing it
again changes nothing.
"""

import logging
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from dongseon.console.audit.types import Actor
from dongseon.console.laboratory import actions, pools, queries, testing
from dongseon.console.laboratory.rules import (
    Outcome,
    Reason,
    Source,
    State,
    VoidReason,
    WithdrawReason,
)
from dongseon.console.laboratory.types import Change, Reading, Refused, SpecimenRow, Verdict
from dongseon.console.messages import actions as messages
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import LaboratoryResults
from dongseon.console.policy.types import Rule
from dongseon.console.registry import actions as registry
from dongseon.console.workflows import (
    confirming,
    isolating,
    recalling,
    reporting,
    screening_visit,
    telling,
)

LOG = logging.getLogger("dongseon.console.results")
UNCLEAR = (Outcome.INVALID, Outcome.INCONCLUSIVE)


def rule_on(now: datetime) -> Rule[LaboratoryResults]:
    """How results are dealt with on the day of a moment."""
    return policy.rule(kinds.RESULTS, reporting.local_day(now))


@transaction.atomic
def reported(
    *,
    by: Actor,
    now: datetime,
    specimen_id: UUID,
    reading: Reading,
    source: Source,
    final: bool,
) -> Verdict:
    """A laboratory says what a test found. Raises SpecimenUnknown, Refused."""
    return taken(
        by=by,
        now=now,
        specimen=queries.locked(specimen_id, area=by.area),
        reading=reading,
        source=source,
        final=final,
    )


def taken(
    *,
    by: Actor,
    now: datetime,
    specimen: SpecimenRow,
    reading: Reading,
    source: Source,
    final: bool,
    finding_id: UUID | None = None,
) -> Verdict:
    """The same of a specimen that the caller has locked, inside a transaction that ends with a refusal.

    The caller has seen that the sender may speak of it. Raises Refused.
    """
    rule = rule_on(now)
    verdict = testing.report(
        by=by,
        now=now,
        specimen=specimen,
        reading=reading,
        source=source,
        final=final and rule.value.finals_verified,
        rule=rule,
        finding_id=finding_id,
    )
    follow(by=by, now=now, verdict=verdict)
    return verdict


@transaction.atomic
def verify(*, by: Actor, now: datetime, result_id: UUID) -> Verdict:
    """A second person agrees with a result. Raises Refused, Overtaken, SpecimenUnknown."""
    verdict = testing.verify(by=by, now=now, result_id=result_id)
    follow(by=by, now=now, verdict=verdict)
    return verdict


@transaction.atomic
def withdraw(
    *,
    by: Actor,
    now: datetime,
    result_id: UUID,
    reason: WithdrawReason,
    anywhere: bool = False,
) -> Verdict:
    """A result that stands should never have been: taken back from everybody who was told."""
    verdict = testing.withdraw(
        by=by, now=now, result_id=result_id, reason=reason, anywhere=anywhere
    )
    _take_back(by, now, verdict)
    return verdict


@transaction.atomic
def swapped(*, by: Actor, now: datetime, one_id: UUID, other_id: UUID) -> None:
    """Two specimens went under each other's label: neither is good for a result, both come again.

    Which of the two was whose is not guessed. What was told of either is taken back.
    """
    if one_id == other_id:
        raise Refused("one")
    for specimen_id in sorted((one_id, other_id)):
        queries.specimen(specimen_id, area=by.area)
        standing = queries.standing(specimen_id)
        if standing is not None:
            withdraw(by=by, now=now, result_id=standing.id, reason=WithdrawReason.WRONG_SPECIMEN)
        actions.void(by=by, now=now, specimen_id=specimen_id, reason=VoidReason.SWAPPED)
        _ask_again(by, now, queries.specimen(specimen_id, area=by.area), f"void:{specimen_id}")


@transaction.atomic
def void(*, by: Actor, now: datetime, specimen_id: UUID, reason: VoidReason) -> None:
    """A specimen is good for nothing: its person is asked to come again."""
    actions.void(by=by, now=now, specimen_id=specimen_id, reason=reason)
    if reason is not VoidReason.TAKEN_TWICE:
        _ask_again(by, now, queries.specimen(specimen_id, area=by.area), f"void:{specimen_id}")


# ── what follows ─────────────────────────────────────────────────────────────────────────────


def follow(*, by: Actor, now: datetime, verdict: Verdict) -> None:
    """Tell, confirm, open a pool: whatever a verdict asks for. Called inside its transaction."""
    try:
        _follow(by, now, verdict)
    except registry.Overtaken:
        LOG.warning("result of somebody erased: %s", verdict.result_id)


def _follow(by: Actor, now: datetime, verdict: Verdict) -> None:
    if verdict.change is Change.HELD and verdict.outcome is Outcome.POSITIVE:
        _isolate_meanwhile(now, verdict)
    if verdict.change is not Change.VERIFIED:
        return
    if verdict.specimen.pool_of:
        _follow_pool(by, now, verdict)
        return
    if verdict.outcome is verdict.before:
        return  # the same again, later: nobody needs to be told twice
    screening_visit.result_came(
        by=by, now=now, specimen_id=verdict.specimen.id, outcome=verdict.outcome
    )
    if verdict.before is not None:
        _take_back(by, now, verdict)
    _tell(by, now, verdict)


def _tell(by: Actor, now: datetime, verdict: Verdict) -> None:
    specimen, person_id = verdict.specimen, verdict.specimen.person_id
    if person_id is None:
        return
    key, sampled_on = str(verdict.result_id), _day(specimen)
    if verdict.outcome is Outcome.NEGATIVE:
        telling.negative(
            by=by, now=now, person_id=person_id, area=specimen.area, sampled_on=sampled_on, key=key
        )
        isolating.retested_negative(
            now=now, person_id=person_id, specimen_id=specimen.id, taken_at=specimen.taken_at
        )
    elif verdict.outcome is Outcome.POSITIVE:
        confirming.confirmed(
            by=by,
            now=now,
            person_id=person_id,
            specimen_id=specimen.id,
            area=specimen.area,
            sampled_on=sampled_on,
            key=key,
        )
    elif specimen.state is State.VERIFIED:  # unclear, and tested often enough
        _ask_again(by, now, specimen, f"result:{key}")


def _follow_pool(by: Actor, now: datetime, verdict: Verdict) -> None:
    """A negative pool: every specimen in it is negative. Any other: each is tested by itself."""
    pool_id = verdict.specimen.id
    if verdict.outcome is not Outcome.NEGATIVE:
        pools.open_pool(by=by, now=now, pool_id=pool_id)
        return
    standing = queries.standing(pool_id)
    if standing is None:
        return
    rule = rule_on(now)
    for specimen_id in pools.waiting_in(pool_id):
        one = testing.report(
            by=by,
            now=now,
            specimen=queries.locked(specimen_id, area=""),
            reading=Reading(Outcome.NEGATIVE, standing.reported_at),
            source=Source.POOL,
            final=True,
            rule=rule,
        )
        follow(by=by, now=now, verdict=one)


def _take_back(by: Actor, now: datetime, verdict: Verdict) -> None:
    specimen = verdict.specimen
    if specimen.person_id is None or verdict.before_id is None:
        return
    if verdict.before is Outcome.POSITIVE:
        confirming.taken_back(by=by, now=now, specimen_id=specimen.id)
    recalling.result(
        by=by,
        now=now,
        person_id=specimen.person_id,
        area=specimen.area,
        sampled_on=_day(specimen),
        key=str(verdict.before_id),
    )


def _ask_again(by: Actor, now: datetime, specimen: SpecimenRow, key: str) -> None:
    """The specimen gave no result: please come again, and stay at home until then."""
    if specimen.person_id is None:
        return
    messages.send(
        by=by,
        now=now,
        person_id=specimen.person_id,
        area=specimen.area,
        text="result_repeat",
        values={"sampled_on": _day(specimen).isoformat()},
        key=key,
    )


def _isolate_meanwhile(now: datetime, verdict: Verdict) -> None:
    """A positive of a kit that may not be used: the person stays at home until the test was repeated."""
    specimen = verdict.specimen
    if specimen.person_id is None or specimen.reason is Reason.RELEASE:
        return
    isolating.provisional(
        now=now,
        person_id=specimen.person_id,
        area=specimen.area,
        specimen_id=specimen.id,
        sampled_on=_day(specimen),
    )


def _day(specimen: SpecimenRow) -> date:
    """The local day of the swab."""
    return reporting.local_day(specimen.taken_at)
