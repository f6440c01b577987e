"""The register's verbs. Each checks its rule, writes by compare-and-set, and tells history and audit."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import numbers, rules
from dongseon.console.cases.models import Case, Change, Contact, Decision
from dongseon.console.cases.queries import covers
from dongseon.console.cases.rules import (
    Basis,
    Classification,
    CloseReason,
    Dates,
    DeleteReason,
    RestoreReason,
    State,
)
from dongseon.console.cases.types import CaseUnknown, Origin, Overtaken, Refused

DATE_FIELDS = ("onset_on", "sampled_on", "reported_on")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case begins with."""

    person_id: UUID
    area: str
    classification: Classification
    basis: Basis
    definition_id: UUID | None  # the rule in force; None where none decided
    dates: Dates  # reported_on must be known
    decided_on: date  # local day


@dataclass(frozen=True, slots=True)
class Altered:
    """One field before and after."""

    field: str
    before: str
    after: str


def open_cases(
    *, by: Actor, now: datetime, new: Collection[NewCase], origin: Origin
) -> tuple[UUID, ...]:
    """Open cases, each with its first decision. Raises Refused for an area that is not the officer's."""
    rows = [
        _new_row(by, now, case, origin, number)
        for case, number in zip(new, free_numbers(len(new)), strict=True)
    ]
    Case.objects.bulk_create(rows)
    Decision.objects.bulk_create(
        _decision(
            by, now, row.id, case.classification, case.basis, case.definition_id, case.decided_on
        )
        for row, case in zip(rows, new, strict=True)
    )
    add_changes(change_row(by, now, row.id, "opened") for row in rows)
    audit.record(
        by=by,
        now=now,
        act="cases.open",
        subjects=[Subject("case", row.id) for row in rows],
        fields=["classification", *DATE_FIELDS],
    )
    return tuple(row.id for row in rows)


def _new_row(by: Actor, now: datetime, new: NewCase, origin: Origin, number: str) -> Case:
    if not covers(by.area, new.area):
        raise Refused(_("That area is not yours: open the case here and transfer it."))
    if new.dates.reported_on is None:
        raise Refused(_("A case needs the day on which it was reported."))
    _check_ground(new.classification, new.basis)
    return Case(
        id=uuid.uuid4(),
        number=number,
        person_id=new.person_id,
        area=new.area,
        classification=new.classification,
        onset_on=new.dates.onset_on,
        sampled_on=new.dates.sampled_on,
        reported_on=new.dates.reported_on,
        origin=origin,
        opened_at=now,
        changed_at=now,
    )


def free_numbers(count: int) -> list[str]:
    """Numbers that neither a case nor a contact has: with a million taken, 1 draw in 17,000 is."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {numbers.draw() for _row in range(count - len(found))}
        for table in (Case, Contact):
            drawn -= set(table.objects.filter(number__in=drawn).values_list("number", flat=True))
        found |= drawn
    return list(found)


def _check_ground(classification: Classification, basis: Basis) -> None:
    if basis not in rules.GROUNDS[classification]:
        raise Refused(_("This classification cannot rest on that: choose what it rests on."))


def classify(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    seen: int,
    classification: Classification,
    basis: Basis,
    definition_id: UUID | None,
    decided_on: date,
) -> None:
    """Decide what somebody is, by the definition in force. ``seen`` is the version that was looked at."""
    case = held(by, case_id)
    _check_ground(classification, basis)
    if classification == case.classification:
        raise Refused(_("The case is classified so already."))
    write(
        by=by,
        now=now,
        case=case,
        seen=seen,
        states=rules.LIVING,
        act="classify",
        values={"classification": classification},
        reason=basis,
    )
    Decision.objects.bulk_create(
        [_decision(by, now, case_id, classification, basis, definition_id, decided_on)]
    )


def _decision(
    by: Actor,
    now: datetime,
    case_id: UUID,
    classification: Classification,
    basis: Basis,
    definition_id: UUID | None,
    decided_on: date,
) -> Decision:
    return Decision(
        case_id=case_id,
        at=now,
        officer_id=by.officer_id,
        role=by.role,
        classification=classification,
        basis=basis,
        definition_id=definition_id,
        decided_on=decided_on,
    )


def amend_dates(*, by: Actor, now: datetime, case_id: UUID, seen: int, dates: Dates) -> None:
    """Change the days of a case. What looks wrong about them is for `rules.warnings` to ask."""
    if dates.reported_on is None:
        raise Refused(_("A case needs the day on which it was reported."))
    write(
        by=by,
        now=now,
        case=held(by, case_id),
        seen=seen,
        states=rules.LIVING,
        act="amend_dates",
        values={name: getattr(dates, name) for name in DATE_FIELDS},
    )


def close(*, by: Actor, now: datetime, case_id: UUID, seen: int, reason: CloseReason) -> None:
    """Say that nothing more is to be done."""
    _move(by, now, case_id, seen, "close", State.CLOSED, [State.OPEN], reason)


def reopen(*, by: Actor, now: datetime, case_id: UUID, seen: int) -> None:
    """Take up a closed case again."""
    _move(by, now, case_id, seen, "reopen", State.OPEN, [State.CLOSED], "")


def delete(*, by: Actor, now: datetime, case_id: UUID, seen: int, reason: DeleteReason) -> None:
    """Set a case aside. It can be brought back until retention erases it."""
    case = held(by, case_id)
    if case.transfers.filter(state=rules.TransferState.OFFERED).exists():
        raise Refused(_("The case is offered to another area: withdraw the offer first."))
    write(
        by=by,
        now=now,
        case=case,
        seen=seen,
        states=rules.LIVING,
        act="delete",
        values={"state": State.DELETED, "state_before": case.state},
        reason=reason,
    )


def restore(*, by: Actor, now: datetime, case_id: UUID, seen: int, reason: RestoreReason) -> None:
    """Bring a deleted case back as what it was."""
    case = held(by, case_id)
    write(
        by=by,
        now=now,
        case=case,
        seen=seen,
        states=[State.DELETED],
        act="restore",
        values={"state": case.state_before, "state_before": ""},
        reason=reason,
    )


def _move(
    by: Actor,
    now: datetime,
    case_id: UUID,
    seen: int,
    act: str,
    target: State,
    states: Collection[State],
    reason: str,
) -> None:
    write(
        by=by,
        now=now,
        case=held(by, case_id),
        seen=seen,
        states=states,
        act=act,
        values={"state": target},
        reason=reason,
    )


# ── what every verb is made of ───────────────────────────────────────────────────────────────


def held(by: Actor, case_id: UUID) -> Case:
    """The case, if it lies in the officer's area. Raises CaseUnknown."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not covers(by.area, case.area):
        raise CaseUnknown(case_id)
    return case


def write(
    *,
    by: Actor,
    now: datetime,
    case: Case,
    seen: int,
    states: Collection[State],
    act: str,
    values: Mapping[str, object],
    reason: str = "",
) -> None:
    """Set fields of a case if it still is what was seen; tell the history and the audit.

    Raises Overtaken if somebody was quicker, Refused if the case is in none of the states.
    """
    if case.state not in states:
        raise Refused(_("The case is closed, deleted or merged: that cannot be done to it now."))
    altered = differences(case, values)
    if not altered:
        return
    changed = Case.objects.filter(pk=case.pk, version=seen, state__in=states).update(
        **values, version=F("version") + 1, changed_at=now
    )
    if not changed:
        raise Overtaken(case.pk)
    tell(by=by, now=now, record_id=case.pk, act=act, altered=altered, reason=reason)


def differences(record: object, values: Mapping[str, object]) -> list[Altered]:
    """The fields that these values would change."""
    return [
        Altered(name, shown(getattr(record, name)), shown(value))
        for name, value in values.items()
        if getattr(record, name) != value
    ]


def shown(value: object) -> str:
    """A value as the history keeps it."""
    return "" if value is None else str(value)


def tell(
    *,
    by: Actor,
    now: datetime,
    record_id: UUID,
    act: str,
    altered: Collection[Altered],
    reason: str = "",
    kind: str = "case",
) -> None:
    """Add to the history of a record and to the audit."""
    Change.objects.bulk_create(
        change_row(by, now, record_id, act, one, reason) for one in altered or [Altered("", "", "")]
    )
    audit.record(
        by=by,
        now=now,
        act=f"cases.{act}",
        subjects=[Subject(kind, record_id)],
        fields=[one.field for one in altered if one.field],
        case_id=record_id if kind == "case" else None,
        why=reason,
    )


def add_changes(changes: Iterable[Change]) -> None:
    """Write lines of history."""
    Change.objects.bulk_create(changes)


def change_row(
    by: Actor,
    now: datetime,
    record_id: UUID,
    act: str,
    altered: Altered | None = None,
    reason: str = "",
) -> Change:
    """A line of history, not yet written."""
    return Change(
        record_id=record_id,
        at=now,
        officer_id=by.officer_id,
        role=by.role,
        area=by.area,
        act=act,
        field="" if altered is None else altered.field,
        before="" if altered is None else altered.before,
        after="" if altered is None else altered.after,
        reason=reason,
    )
