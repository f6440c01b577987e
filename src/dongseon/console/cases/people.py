"""Which persons a case or contact of an area concerns: whose page its officers may open."""

from collections.abc import Collection
from uuid import UUID

from dongseon.console.cases.models import Case, Contact
from dongseon.console.cases.queries import within
from dongseon.console.cases.rules import LIVING


def known_in(person_ids: Collection[UUID], *, area: str) -> frozenset[UUID]:
    """Those of these persons who are a living case, or a contact, in the area."""
    living = {"person_id__in": person_ids, "state__in": [state.value for state in LIVING]}
    ill = Case.objects.filter(within(area), **living).values_list("person_id", flat=True)
    met = Contact.objects.filter(area__startswith=area, **living).values_list(
        "person_id", flat=True
    )
    return frozenset({*ill, *met})
