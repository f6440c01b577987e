"""Which links between cases look impossible: pure. The days are dated rules (`policy.kinds.LINKS`)."""

from datetime import date
from enum import StrEnum


class Flag(StrEnum):
    """What looks wrong about a link. A flag asks; it never removes a link."""

    BEFORE = "before"  # the secondary case fell ill before the primary
    GAP = "gap"  # so long after it that somebody must lie between
    UNDATED = "undated"  # no day is known of one of the two


def flag_of(
    source: date | None, target: date | None, *, before_days: int, gap_days: int
) -> Flag | None:
    """What looks wrong about a link between cases counted from these days; nothing if it may be so."""
    if source is None or target is None:
        return Flag.UNDATED
    days = (target - source).days
    if days <= -before_days:
        return Flag.BEFORE
    return Flag.GAP if days > gap_days else None
