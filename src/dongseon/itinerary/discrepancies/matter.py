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
    nearby: bool = False  # only the neighbourhood of ``other`` is known
    reason: str = ""  # which explanation fits; words in wording.py
    at: int = -1  # step the explanation points at, -1 = none
    shifts: tuple[tuple[int, int], ...] = ()  # stretches that it is about, if not all of it


NEAR = 60  # steps between a record of a visit and the stay that it belongs to
JOINED = 10  # steps between two pieces of one stay
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
    for matter in sorted(
        _joined(matters), key=lambda m: (RANK.index(m.kind), -m.nats, m.first, m.rows)
    ):
        same = next((k for k, other in enumerate(kept) if _same(other, matter)), None)
        if same is None:
            kept.append(matter)
        else:
            kept[same] = _with(kept[same], matter)
    return sorted(kept, key=lambda m: (m.first, m.kind, m.rows))


def _joined(matters: list[Matter]) -> list[Matter]:
    """Pieces of one unmentioned stay, parted by a stretch at no listed place, put together."""
    stays = sorted((m for m in matters if m.kind == "omitted_stay"), key=lambda m: m.first)
    joined: list[Matter] = []
    for stay in stays:
        before = joined[-1] if joined else None
        if before is not None and _touching(before, stay):
            whole = replace(
                before if before.other != NOWHERE else stay,
                first=before.first,
                last=max(before.last, stay.last),
                nats=before.nats + stay.nats,
            )
            joined[-1] = _with(whole, stay if whole.other == before.other else before)
        else:
            joined.append(stay)
    return [*(m for m in matters if m.kind != "omitted_stay"), *joined]


def _touching(one: Matter, other: Matter) -> bool:
    """Whether a stay goes on: the same statement leaves it out, and no second place is named."""
    places = {one.other, other.other} - {NOWHERE}
    same = one.statement == other.statement and len(places) < 2
    return same and 0 <= other.first - one.last <= JOINED


def _with(one: Matter, other: Matter) -> Matter:
    """A matter with the records of another, and what else was said."""
    said = [other.statement] if other.statement not in (one.statement, NOBODY_SAID) else []
    return replace(one, rows=tuple(dict.fromkeys([*one.rows, *other.rows, *said])))


def _same(one: Matter, other: Matter) -> bool:
    """Whether an investigator would ask about both in one question."""
    if one.kind == "undeclared_workplace":
        return other.kind != "record_conflict" and (
            one.other == other.other or any(_overlap(shift, other) for shift in one.shifts)
        )
    if one.reason in ("shift", "mistaken") and one.other == other.other != NOWHERE:
        first, last = (one.at, one.at) if one.reason == "shift" else (one.first, one.last)
        meant = (first - NEAR, last + NEAR)
        return other.kind == "omitted_stay" and _overlap(meant, other)
    if set(one.rows) & set(other.rows) and one.kind != "record_conflict":
        return True
    if "record_conflict" in (one.kind, other.kind) and one.kind != other.kind:
        return False
    return _overlap((one.first, one.last), other)


def _overlap(steps: tuple[int, int], other: Matter) -> bool:
    """Whether they share half of the shorter."""
    shared = min(steps[1], other.last) - max(steps[0], other.first)
    return 2 * shared >= min(steps[1] - steps[0], other.last - other.first) > 0
