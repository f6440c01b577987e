"""Contacts who became cases: who may have infected whom, as the register itself knows it."""

from collections.abc import Collection
from uuid import UUID

from dongseon.console.cases.models import Case, Contact
from dongseon.console.cases.queries import to_row, within
from dongseon.console.cases.rules import LIVING, Classification
from dongseon.console.cases.types import CaseRow

LIVE = sorted(state.value for state in LIVING)


def pairs(*, area: str, limit: int) -> tuple[tuple[UUID, UUID], ...]:
    """A case of the area and a contact's own case: primary and secondary, the latest first."""
    met = Contact.objects.filter(
        case__in=Case.objects.filter(within(area), state__in=LIVE), state__in=LIVE
    ).order_by("-opened_at", "id")
    rows = list(met.values_list("case_id", "person_id")[:limit])
    ill = Case.objects.filter(
        person_id__in={person for _case, person in rows},
        state__in=LIVE,
        classification=Classification.CONFIRMED,
    )
    of_person: dict[UUID, list[UUID]] = {}
    for case_id, person_id in ill.order_by("reported_on").values_list("id", "person_id"):
        of_person.setdefault(person_id, []).append(case_id)
    return tuple(
        (primary, secondary)
        for primary, person_id in rows
        for secondary in of_person.get(person_id, [])[:1]
        if secondary != primary
    )


def confirmed(*, area: str, limit: int, also: Collection[UUID] = ()) -> tuple[CaseRow, ...]:
    """Confirmed cases of an area, the latest reported first, and some others of the area besides."""
    found = Case.objects.filter(
        within(area), state__in=LIVE, classification=Classification.CONFIRMED
    ).order_by("-reported_on", "-id")[:limit]
    rows = {case.id: to_row(case) for case in found}
    for case in Case.objects.filter(within(area), pk__in=set(also) - rows.keys()):
        rows[case.id] = to_row(case)
    return tuple(rows.values())
