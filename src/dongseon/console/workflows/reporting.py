"""A new case: the person is found or taken up in the registry, the case opened in the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from dongseon.console.audit.types import Actor
from dongseon.console.cases import actions as cases
from dongseon.console.cases.actions import NewCase
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CASE_DEFINITION
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity

ZONE = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports of a person: who, where, what they are taken to be, when."""

    identity: Identity
    area: str
    classification: Classification
    basis: Basis
    dates: Dates
    person_id: UUID | None = None  # somebody who is in the registry already


def local_day(now: datetime) -> date:
    """The day on the wall."""
    return now.astimezone(ZONE).date()


def definition_on(day: date) -> UUID:
    """The case definition in force on a local day. Raises NotFound if there was none yet."""
    return policy.rule(CASE_DEFINITION, day).id


@transaction.atomic  # a refused case leaves no person behind
def report_cases(
    *, by: Actor, now: datetime, reports: Sequence[Report], origin: Origin
) -> tuple[UUID, ...]:
    """Open these cases, in this order. Raises InvalidInput, Refused naming what cannot be."""
    today = local_day(now)
    definition = definition_on(today)
    unknown = [report.identity for report in reports if report.person_id is None]
    enrolled = iter(registry.enrol_many(by=by, now=now, identities=unknown) if unknown else ())
    new = [
        NewCase(
            person_id=report.person_id or next(enrolled),
            area=report.area,
            classification=report.classification,
            basis=report.basis,
            definition_id=definition,
            dates=report.dates,
            decided_on=today,
        )
        for report in reports
    ]
    return cases.open_cases(by=by, now=now, new=new, origin=origin)
