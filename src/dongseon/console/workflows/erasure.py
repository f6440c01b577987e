"""The daily erasure: every holding of every context by the rule that holds today, and its report.

Each holding is erased in transactions of its own, so that one that fails keeps no other from ending;
a legal hold is asked for anew each time.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dongseon.console.access import retention as access
from dongseon.console.audit.types import Actor
from dongseon.console.calls import retention as calls
from dongseon.console.care import retention as care
from dongseon.console.cases import retention as cases
from dongseon.console.figures import retention as figures
from dongseon.console.intake import retention as files
from dongseon.console.isolation import retention as isolation
from dongseon.console.keeping import Holding, Keeper, Spared, Whose
from dongseon.console.laboratory import retention as laboratory
from dongseon.console.messages import retention as messages
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.policy import retention as rules
from dongseon.console.programs import retention as programs
from dongseon.console.publishing import retention as publishing
from dongseon.console.registry import retention as registry
from dongseon.console.retention import actions, reporting
from dongseon.console.retention import retention as reports
from dongseon.console.retention.types import Line
from dongseon.console.roster import retention as roster
from dongseon.console.screening import retention as screening
from dongseon.console.workflows import closing_files, closing_traces

KEEPERS: tuple[Keeper, ...] = (
    closing_traces.KEEPER,  # before the files: both end with the box of the case
    closing_files.KEEPER,  # before the register: it asks when a case was closed
    cases.KEEPER,  # before the registry: who is in no file any more can go the same day
    care.KEEPER,
    figures.KEEPER,
    messages.KEEPER,
    calls.KEEPER,
    isolation.KEEPER,
    files.KEEPER,
    screening.KEEPER,
    laboratory.KEEPER,
    registry.KEEPER,
    programs.KEEPER,
    publishing.KEEPER,
    access.KEEPER,
    roster.KEEPER,
    rules.KEEPER,
    reports.KEEPER,
)
AT_ONCE = 500  # of one transaction


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did."""

    report_id: UUID
    lines: tuple[Line, ...]


def run(*, by: Actor, now: datetime, today: date, keepers: Iterable[Keeper] = KEEPERS) -> Ran:
    """Erase all that is due on the local day `today`, and sign what it was.

    Raises an ExceptionGroup of what failed, when all else is erased and reported.
    """
    keepers = tuple(keepers)
    lines, faults = [], []
    for keeper, holding in _erasable(keepers):
        try:
            lines.append(_erase(by, now, today, holding, _spared(keepers, keeper, holding.spared)))
        except Exception as fault:  # noqa: BLE001  # raised below: nothing else waits for it
            faults.append(fault)
    with transaction.atomic():
        report_id = actions.report(by=by, now=now, lines=lines)
    if faults:
        raise ExceptionGroup("erasure", faults)
    return Ran(report_id, tuple(lines))


def _erasable(keepers: Iterable[Keeper]) -> Iterator[tuple[Keeper, Holding]]:
    for keeper in keepers:
        for holding in keeper.holdings:
            if holding.erase is not None:
                yield keeper, holding


def kept() -> tuple[Holding, ...]:
    """All that is held, in the order in which it ends."""
    return tuple(holding for keeper in KEEPERS for holding in keeper.holdings)


def _erase(by: Actor, now: datetime, today: date, holding: Holding, spared: Whose) -> Line:
    rule = policy.rule(kinds.KINDS[holding.rule], today)
    before = now - timedelta(days=rule.value.days)
    gone: list[UUID] = []
    while holding.erase is not None:
        with transaction.atomic():
            batch = holding.erase(by=by, now=now, before=before, spared=spared, limit=AT_ONCE)
        gone += batch
        if len(batch) < AT_ONCE:
            break
    return Line(
        holding.models,
        holding.rule,
        rule.id,
        rule.value.days,
        before,
        len(gone),
        reporting.digest_of(gone),
    )


def _spared(keepers: tuple[Keeper, ...], own: Keeper, spared: Spared) -> Whose:
    """Who is on hold anywhere, and whom another context still works on or needs."""
    others = [keeper for keeper in keepers if keeper is not own]
    asked = [keeper.held for keeper in keepers]
    if spared is Spared.IN_WORK:
        asked += [keeper.works_on for keeper in others]
    elif spared is Spared.NEEDED:
        asked += [keeper.needs for keeper in others]

    def whose(person_ids: Collection[UUID]) -> frozenset[UUID]:
        return frozenset().union(*(ask(person_ids) for ask in asked))

    return whose
