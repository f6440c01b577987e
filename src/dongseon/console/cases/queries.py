"""Every read of cases that others may use. All narrow to the officer's area; none opens an identity."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from dongseon.console.cases.models import (
    PROVINCE_CODE_LENGTH,
    Case,
    Change,
    Contact,
    Decision,
    Handle,
    Pair,
    Transfer,
)
from dongseon.console.cases.rules import (
    LIVING,
    Basis,
    Classification,
    Dates,
    State,
    TransferReason,
    TransferState,
)
from dongseon.console.cases.types import (
    CaseDetail,
    CaseRow,
    CaseUnknown,
    ChangeRow,
    ContactRow,
    DecisionRow,
    Offer,
    PairRow,
)

MOST_SHOWN = 200  # changes, decisions, contacts, offers of one record or area on one page


def within(area: str) -> Q:
    """Cases of an area: of the whole country, a province, or a district."""
    if not area:
        return Q()
    if len(area) == PROVINCE_CODE_LENGTH:
        return Q(province=area)
    return Q(area=area)


def covers(area: str, other: str) -> bool:
    """Whether an officer's area holds another."""
    return other.startswith(area)


def to_row(case: Case) -> CaseRow:
    """A row of the table as a value."""
    return CaseRow(
        id=case.id,
        number=case.number,
        person_id=case.person_id,
        area=case.area,
        classification=Classification(case.classification),
        state=State(case.state),
        dates=Dates(case.onset_on, case.sampled_on, case.reported_on),
        version=case.version,
        changed_at=case.changed_at,
    )


def case(case_id: UUID, *, area: str) -> CaseDetail:
    """A case with what stands on its page. Raises CaseUnknown, also for one of another area.

    The area to which a case is offered sees it too: it has to answer.
    """
    offered = Transfer.objects.filter(case=case_id, state=TransferState.OFFERED).first()
    found = Case.objects.filter(pk=case_id).first()
    seen_from = [] if found is None else [found.area, *([offered.to_area] if offered else [])]
    if found is None or not any(covers(area, other) for other in seen_from):
        raise CaseUnknown(case_id)
    return CaseDetail(
        row=to_row(found),
        origin=found.origin,
        opened_at=found.opened_at,
        merged_into=found.merged_into_id,
        contacts=Contact.objects.filter(case=case_id, state__in=LIVING).count(),
        offer=None if offered is None else _to_offer(offered, found),
    )


def cases(ids: Collection[UUID], *, area: str) -> dict[UUID, CaseRow]:
    """These cases, as far as they lie in the area."""
    found = Case.objects.filter(within(area), pk__in=ids)
    return {case.id: to_row(case) for case in found}


def ended_before(case_ids: Collection[UUID], before: datetime) -> frozenset[UUID]:
    """Those of these cases on which nobody has worked since a time: closed, deleted, merged, or erased."""
    there = frozenset(Case.objects.filter(pk__in=case_ids).values_list("pk", flat=True))
    ended = Case.objects.filter(pk__in=case_ids, changed_at__lt=before).exclude(state=State.OPEN)
    return frozenset(ended.values_list("pk", flat=True)) | (frozenset(case_ids) - there)


def case_of_number(number: str, *, area: str) -> UUID | None:
    """The case of a stored number."""
    return Case.objects.filter(within(area), number=number).values_list("id", flat=True).first()


def number_of(case_id: UUID) -> str:
    """The stored number of a case that the caller has just written or seen."""
    return Case.objects.values_list("number", flat=True).get(pk=case_id)


def ids_of_numbers(numbers: Collection[str], *, area: str) -> dict[str, UUID]:
    """Stored numbers to cases, as far as they are living and lie in the area."""
    found = Case.objects.filter(within(area), number__in=numbers, state__in=LIVING)
    return dict(found.values_list("number", "id"))


def cases_of_persons(person_ids: Collection[UUID], *, area: str) -> tuple[CaseRow, ...]:
    """The living cases of these persons."""
    found = Case.objects.filter(within(area), person_id__in=person_ids, state__in=LIVING)
    return tuple(to_row(case) for case in found.order_by("reported_on", "id"))


def history(record_id: UUID) -> tuple[ChangeRow, ...]:
    """What changed of a record, newest first. The caller has seen that the record may be seen."""
    changes = Change.objects.filter(record_id=record_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(
        ChangeRow(
            change.at,
            change.officer_id,
            change.role,
            change.act,
            change.field,
            change.before,
            change.after,
            change.reason,
        )
        for change in changes
    )


def decisions(case_id: UUID) -> tuple[DecisionRow, ...]:
    """How a case was classified, newest first. The caller has seen that the case may be seen."""
    found = Decision.objects.filter(case=case_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(
        DecisionRow(
            decision.at,
            decision.decided_on,
            decision.officer_id,
            decision.role,
            Classification(decision.classification),
            Basis(decision.basis),
            decision.definition_id,
        )
        for decision in found
    )


def offers_to(area: str) -> tuple[Offer, ...]:
    """Cases that wait for this area's answer, oldest first."""
    waiting = Transfer.objects.filter(to_area__startswith=area, state=TransferState.OFFERED)
    return _to_offers(waiting.select_related("case").order_by("offered_at", "id")[:MOST_SHOWN])


def offers_from(area: str) -> tuple[Offer, ...]:
    """Cases that this area offered and that nobody has answered yet, oldest first."""
    waiting = Transfer.objects.filter(from_area__startswith=area, state=TransferState.OFFERED)
    return _to_offers(waiting.select_related("case").order_by("offered_at", "id")[:MOST_SHOWN])


def offers_of(case_id: UUID) -> tuple[Offer, ...]:
    """Every transfer of a case, newest first. The caller has seen that the case may be seen."""
    found = Transfer.objects.filter(case=case_id).select_related("case")
    return _to_offers(found.order_by("-offered_at", "id")[:MOST_SHOWN])


def _to_offers(transfers: Iterable[Transfer]) -> tuple[Offer, ...]:
    return tuple(_to_offer(transfer, transfer.case) for transfer in transfers)


def _to_offer(transfer: Transfer, case: Case) -> Offer:
    return Offer(
        id=transfer.id,
        case_id=case.id,
        case_number=case.number,
        classification=Classification(case.classification),
        reported_on=case.reported_on,
        from_area=transfer.from_area,
        to_area=transfer.to_area,
        reason=TransferReason(transfer.reason),
        state=TransferState(transfer.state),
        offered_at=transfer.offered_at,
        offered_by=transfer.offered_by,
        answered_at=transfer.answered_at,
        answered_by=transfer.answered_by,
    )


def contacts(case_id: UUID) -> tuple[ContactRow, ...]:
    """The living contacts of a case. The caller has seen that the case may be seen."""
    found = Contact.objects.filter(case=case_id, state__in=LIVING)
    return tuple(_to_contact(row) for row in found.order_by("-last_met_on", "id")[:MOST_SHOWN])


def open_contacts(*, area: str, met_since: date, page: int = 0) -> tuple[ContactRow, ...]:
    """Open contacts who met the case on a day or later, or at a day not known; the latest named first."""
    met = Q(last_met_on__gte=met_since) | Q(last_met_on=None)
    found = Contact.objects.filter(met, state=State.OPEN, area__startswith=area)
    some = found.order_by("-opened_at", "id")[page * MOST_SHOWN : (page + 1) * MOST_SHOWN]
    return tuple(_to_contact(row) for row in some)


def contact(contact_id: UUID, *, area: str) -> ContactRow | None:
    """A living contact, if it lies in the area."""
    found = Contact.objects.filter(pk=contact_id, state__in=LIVING, area__startswith=area).first()
    return None if found is None else _to_contact(found)


def _to_contact(row: Contact) -> ContactRow:
    return ContactRow(
        row.id,
        row.number,
        row.person_id,
        row.case_id,
        row.area,
        row.relation,
        row.last_met_on,
        State(row.state),
    )


def handled(keys: Collection[bytes]) -> Mapping[bytes, tuple[UUID, bytes]]:
    """Records that others named so before: key to (record, what was last read under it)."""
    found = Handle.objects.filter(key__in=keys).values_list("key", "record_id", "content")
    return {bytes(key): (record_id, bytes(content)) for key, record_id, content in found}


def open_pairs(area: str) -> tuple[PairRow, ...]:
    """Pairs that nobody has answered, both in the area; the surest first."""
    found = Pair.objects.filter(
        area__startswith=area, other_area__startswith=area, state="open"
    ).order_by("-weight", "found_at", "id")
    return tuple(_to_pair(pair) for pair in found[:MOST_SHOWN])


def pairs_waiting(area: str) -> tuple[int, datetime | None]:
    """How many pairs wait for an answer, and since when the oldest does."""
    found = Pair.objects.filter(
        area__startswith=area, other_area__startswith=area, state="open"
    ).aggregate(number=Count("id"), oldest=Min("found_at"))
    return found["number"], found["oldest"]


def offers_waiting(area: str) -> tuple[int, datetime | None]:
    """How many cases are offered to an area, and since when the oldest is."""
    found = Transfer.objects.filter(
        to_area__startswith=area, state=TransferState.OFFERED
    ).aggregate(number=Count("id"), oldest=Min("offered_at"))
    return found["number"], found["oldest"]


def pair(pair_id: UUID, *, area: str) -> PairRow:
    """A pair, both in the area. Raises CaseUnknown."""
    found = Pair.objects.filter(
        pk=pair_id, area__startswith=area, other_area__startswith=area
    ).first()
    if found is None:
        raise CaseUnknown(pair_id)
    return _to_pair(found)


def _to_pair(pair: Pair) -> PairRow:
    return PairRow(
        pair.id,
        pair.first_id,
        pair.second_id,
        tuple(pair.reasons),
        pair.weight,
        pair.state,
        pair.found_at,
    )
