"""Numbers of cases, as people say them: for pages that show other things of a case than who it is."""

from collections.abc import Collection
from uuid import UUID

from dongseon.console.cases import numbers, queries


def of(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Case → its number, of those that are still there."""
    return {
        case_id: numbers.write(row.number)
        for case_id, row in queries.cases(case_ids, area="").items()
    }
