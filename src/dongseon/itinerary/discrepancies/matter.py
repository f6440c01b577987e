"""One thing to be asked again, before it is put into words, and how several become one."""

from dataclasses import dataclass, replace

from dongseon.itinerary.decode import NOWHERE

NOBODY_SAID = -1  # a matter without a statement


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that does not fit. Steps [first, last); rows are rows of Records."""

    kind: str  # of the Discrepancy
    first: int
    last: int
    nats: float  # log-odds that it is so
    statement: int = NOBODY_SAID  # row
    rows: tuple[int, ...] = ()  # that speak against it
    claimed: int = NOWHERE  # candidate that the statement or record names
    other: int = NOWHERE  # candidate where the person more probably was
    reason: str = ""  # which explanation fits; words in wording.py
    at: int = -1  # step the explanation points at, -1 = none


RANK = (
    "undeclared_workplace",
    "phone_left_behind",
    "statement_contradicted",
    "record_conflict",
    "omitted_stay",
)


def merged(matters: list[Matter]) -> list[Matter]:
    """One matter for the same statement, record or hours; the surest speaks, with all records."""
    kept: list[Matter] = []
    for matter in sorted(matters, key=lambda m: (RANK.index(m.kind), -m.nats, m.first, m.rows)):
        same = next((k for k, other in enumerate(kept) if _same(other, matter)), None)
        if same is None:
            kept.append(matter)
        else:
            rows = tuple(dict.fromkeys([*kept[same].rows, *matter.rows]))
            kept[same] = replace(kept[same], rows=rows)
    return sorted(kept, key=lambda m: (m.first, m.kind, m.rows))


def _same(one: Matter, other: Matter) -> bool:
    """Whether an investigator would ask about both in one question."""
    if one.kind == "undeclared_workplace" and one.other == other.other:
        return other.kind != "record_conflict"
    if set(one.rows) & set(other.rows) and one.kind != "record_conflict":
        return True
    if "record_conflict" in (one.kind, other.kind) and one.kind != other.kind:
        return False
    shared = min(one.last, other.last) - max(one.first, other.first)
    return 2 * shared >= min(one.last - one.first, other.last - other.first) > 0
