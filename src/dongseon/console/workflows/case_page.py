"""A case with everything that stands on its page: who it is, decisions, history, contacts, transfers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.cases import actions, queries, rules
from dongseon.console.cases.rules import Basis, Classification, DateWarning, DayBasis
from dongseon.console.cases.types import (
    CaseDetail,
    ChangeRow,
    ContactRow,
    DecisionRow,
    Offer,
)
from dongseon.console.programs import queries as programs
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import following_up, line_list, reporting

FIELDS = (
    "name",
    "name_romanised",
    "birth_date",
    "sex",
    "phones",
    "language",
    "needs_interpreter",
    "safe_contact_only",
    "safe_contact",
    "neutral_messages",
    "address",
)
CONTACT_FIELDS = ("name", "name_romanised", "phones", "safe_contact_only", "safe_contact")


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact of the case, and who that is."""

    contact: ContactRow
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page of a case shows."""

    case: CaseDetail
    identity: Identity | None  # None: erased, or the role sees no names
    warnings: tuple[DateWarning, ...]
    counted_from: DayBasis
    day_of_illness: int | None  # 0 on the first day
    decisions: tuple[DecisionRow, ...]
    history: tuple[ChangeRow, ...]
    contacts: tuple[KnownContact, ...]
    offers: tuple[Offer, ...]
    officers: dict[UUID, str]  # names of everybody who acted on the case


def show(*, by: Actor, now: datetime, case_id: UUID) -> CasePage:
    """The page of a case. Raises CaseUnknown."""
    case = queries.case(case_id, area=by.area)
    nameless = by.role in line_list.NAMELESS
    person_id = case.row.person_id
    named = line_list.identities(
        by, now, [person_id], () if nameless else FIELDS, act="cases.see", case_id=case_id
    )
    decisions, history = queries.decisions(case_id), queries.history(case_id)
    offers = queries.offers_of(case_id)
    today = reporting.local_day(now)
    first, basis = rules.first_day(case.row.dates)
    acted = {
        who
        for who in (
            *(one.officer_id for one in decisions),
            *(one.officer_id for one in history),
            *(one.offered_by for one in offers),
            *(one.answered_by for one in offers),
        )
        if who is not None
    }
    return CasePage(
        case=case,
        identity=named.get(person_id),
        warnings=rules.warnings(case.row.dates, today),
        counted_from=basis,
        day_of_illness=None if first is None else (today - first).days,
        decisions=decisions,
        history=history,
        contacts=_contacts(by, now, case_id, nameless=nameless),
        offers=offers,
        officers=access.names_of(acted) | programs.names_of(acted),
    )


def _contacts(
    by: Actor, now: datetime, case_id: UUID, *, nameless: bool
) -> tuple[KnownContact, ...]:
    rows = queries.contacts(case_id)
    if nameless or not rows:
        return tuple(KnownContact(row, None) for row in rows)
    named = line_list.identities(
        by,
        now,
        [row.person_id for row in rows],
        CONTACT_FIELDS,
        act="cases.see_contacts",
        case_id=case_id,
    )
    return tuple(KnownContact(row, named.get(row.person_id)) for row in rows)


def classify(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    seen: int,
    classification: Classification,
    basis: Basis,
) -> None:
    """Decide by the definition in force today."""
    today = reporting.local_day(now)
    actions.classify(
        by=by,
        now=now,
        case_id=case_id,
        seen=seen,
        classification=classification,
        basis=basis,
        definition_id=reporting.definition_on(today),
        decided_on=today,
    )
    if classification is Classification.CONFIRMED:
        following_up.by_word(by=by, now=now, case_id=case_id)
