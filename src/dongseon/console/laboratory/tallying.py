"""How many people were tested until a moment, for the daily report."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from dongseon.console.laboratory.rules import Outcome


def people_until(cut: datetime, *, besides: Collection[UUID]) -> tuple[int, int]:
    """People with a specimen taken before a moment, besides these: (still being tested, negative).

    Whoever has a specimen without a verified result by then is being tested, and so is whoever has none
    that is negative (an invalid one is taken again).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE open OR NOT negative),"
            " count(*) FILTER (WHERE negative AND NOT open) FROM ("
            "  SELECT bool_or(NOT replaced AND (verified_at IS NULL OR verified_at >= %(cut)s)) AS open,"
            "   bool_or(outcome = %(negative)s AND verified_at < %(cut)s) IS TRUE AS negative"
            "  FROM laboratory_specimen WHERE person_id IS NOT NULL AND taken_at < %(cut)s"
            "   AND NOT person_id = ANY(%(besides)s) GROUP BY person_id) AS people",
            {"cut": cut, "negative": Outcome.NEGATIVE.value, "besides": list(besides)},
        )
        testing, negative = cursor.fetchone()
    return int(testing), int(negative)
