"""Officers' decisions laid over a version of the machine: pure. Drawn in docs/method/investigation.md.

A decision says what holds in a stretch of time. Over a newer version it is laid again as it is: a
person's word is never overwritten. Where the newer version has something else to say, that is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dongseon.console.tracing.types import (
    Changed,
    Claim,
    Decided,
    Difference,
    Piece,
    ShownStay,
    Struck,
    Told,
)
from dongseon.itinerary.types import Moment, Stay

LEAST_PART = timedelta(minutes=10)  # of a stay cut by a decision that is still shown; assumption
LEAST_MOVE = timedelta(minutes=15)  # of an end, told as a change; assumption
LEAST_TURN = 0.1  # of a probability, told as a change; assumption
LIKELY = 0.5  # from here on the machine speaks for a place


def told(stays: Sequence[Stay], decisions: Iterable[Decided], *, version: int) -> Told:
    """The stays of a version with all decisions that were not undone, in their order."""
    shown = [machine(stay, f"v{version}-{number}") for number, stay in enumerate(stays)]
    struck: list[Struck] = []
    for decided in decisions:
        if decided.undone:
            continue
        contested = version != decided.version and contradicts(stays, decided)
        shown = [part for one in shown for part in outside(one, decided.start, decided.end)]
        struck = [one for one in struck if not _within(one.claim, decided)]
        shown += [
            placed(piece, decided, stays, number=number, conflict=contested)
            for number, piece in enumerate(decided.pieces)
        ]
        if not decided.pieces:
            struck += [Struck(decided.id, claim, decided.note, contested) for claim in decided.seen]
    ordered = tuple(sorted(shown, key=lambda one: (one.arrived.likely, one.key)))
    contests = {one.decision_id for one in ordered if one.conflict}
    contests |= {one.decision_id for one in struck if one.conflict}
    return Told(ordered, tuple(struck), len(contests))


def machine(stay: Stay, key: str) -> ShownStay:
    """A stay as the machine tells it."""
    return ShownStay(
        key,
        stay.place_id,
        stay.lon_deg,
        stay.lat_deg,
        stay.category,
        stay.arrived,
        stay.left,
        stay.probability,
        stay.evidence,
        stay.rivals,
    )


def outside(stay: ShownStay, start: datetime, end: datetime) -> tuple[ShownStay, ...]:
    """What is left of a stay outside a stretch; parts of less than ten minutes are nothing."""
    first, last = stay.arrived.likely, stay.left.likely
    if last <= start or first >= end:
        return (stay,)
    parts = []
    if start - first >= LEAST_PART:
        parts.append(replace(stay, key=f"{stay.key}a", left=sharp(start)))
    if last - end >= LEAST_PART:
        parts.append(replace(stay, key=f"{stay.key}b", arrived=sharp(end)))
    return tuple(parts)


def placed(
    piece: Piece, decided: Decided, stays: Sequence[Stay], *, number: int, conflict: bool
) -> ShownStay:
    """A stay as an officer put it, with what the machine's records say for it now."""
    there = [stay for stay in stays if overlap(stay, piece.start, piece.end) > timedelta(0)]
    same = [stay for stay in there if stay.place_id == piece.place_id]
    known = Moment(piece.start, piece.start, piece.start), Moment(piece.end, piece.end, piece.end)
    arrived, left = known
    if len(same) == 1 and same[0].arrived.likely == piece.start:
        arrived = same[
            0
        ].arrived  # accepted as it was: its interval still tells how sure the time is
    if len(same) == 1 and same[0].left.likely == piece.end:
        left = same[0].left
    return ShownStay(
        key=f"d{decided.id}-{number}",
        place_id=piece.place_id,
        lon_deg=piece.lon_deg,
        lat_deg=piece.lat_deg,
        category=piece.category,
        arrived=arrived,
        left=left,
        probability=probability_of(piece, there),
        evidence=tuple(record for stay in there for record in stay.evidence),
        rivals=same[0].rivals if same else (),
        act=decided.act,
        decision_id=decided.id,
        everybody_known=decided.everybody_known,
        conflict=conflict,
    )


def probability_of(piece: Piece, stays: Sequence[Stay]) -> float:
    """The machine's chance of a place in a stretch: what its stays and their rivals say, by minutes."""
    whole = (piece.end - piece.start).total_seconds()
    said = 0.0
    for stay in stays:
        chance = stay.probability if stay.place_id == piece.place_id else 0.0
        chance = max(
            [chance, *(r.probability for r in stay.rivals if r.place_id == piece.place_id)]
        )
        said += overlap(stay, piece.start, piece.end).total_seconds() * chance
    return min(1.0, said / whole) if whole > 0 else 0.0


def contradicts(stays: Sequence[Stay], decided: Decided) -> bool:
    """Whether a version speaks for something that the officer neither said nor had seen."""
    pieces = [(p.place_id, p.start, p.end) for p in decided.pieces]
    known = pieces + [(c.place_id, c.start, c.end) for c in decided.seen]
    for stay in stays:
        if overlap(stay, decided.start, decided.end) < LEAST_PART or stay.probability < LIKELY:
            continue
        if not any(
            place == stay.place_id and overlap(stay, start, end) >= LEAST_PART
            for place, start, end in known
        ):
            return True
        if not decided.pieces and _more_evidence(stay, decided.seen):
            return True
    return False


def claims(stays: Iterable[ShownStay]) -> tuple[Claim, ...]:
    """What was on the screen when the officer decided."""
    return tuple(
        Claim(s.place_id, s.arrived.likely, s.left.likely, s.probability, len(s.evidence))
        for s in stays
    )


def changes(before: Sequence[Stay], after: Sequence[Stay]) -> tuple[Changed, ...]:
    """What a new version tells otherwise than the one before, in time order."""
    found = []
    left = list(before)
    for stay in after:
        match = max(
            (old for old in left if old.place_id == stay.place_id),
            key=lambda old: overlap(old, stay.arrived.likely, stay.left.likely),
            default=None,
        )
        if match is None or overlap(match, stay.arrived.likely, stay.left.likely) <= timedelta(0):
            found.append(_changed(Difference.NEW, stay, "", _percent(stay)))
            continue
        left.remove(match)
        found += _compared(match, stay)
    found += [_changed(Difference.GONE, stay, _percent(stay), "") for stay in left]
    return tuple(sorted(found, key=lambda one: (one.start, one.difference)))


def overlap(stay: Stay, start: datetime, end: datetime) -> timedelta:
    """How long a stay and a stretch have in common; never below zero."""
    common = min(stay.left.likely, end) - max(stay.arrived.likely, start)
    return max(common, timedelta(0))


def sharp(moment: datetime) -> Moment:
    """A time that somebody said."""
    return Moment(moment, moment, moment)


def _within(claim: Claim, decided: Decided) -> bool:
    return decided.start <= claim.start and claim.end <= decided.end


def _more_evidence(stay: Stay, seen: Sequence[Claim]) -> bool:
    return any(c.place_id == stay.place_id and len(stay.evidence) > c.evidence for c in seen)


def _compared(before: Stay, after: Stay) -> list[Changed]:
    moved = max(
        abs(before.arrived.likely - after.arrived.likely),
        abs(before.left.likely - after.left.likely),
    )
    found = []
    if moved >= LEAST_MOVE:
        old = f"{before.arrived.likely.isoformat()}/{before.left.likely.isoformat()}"
        new = f"{after.arrived.likely.isoformat()}/{after.left.likely.isoformat()}"
        found.append(_changed(Difference.MOVED, after, old, new))
    turn = after.probability - before.probability
    if abs(turn) >= LEAST_TURN:
        which = Difference.SURER if turn > 0 else Difference.LESS_SURE
        found.append(_changed(which, after, _percent(before), _percent(after)))
    return found


def _changed(difference: Difference, stay: Stay, before: str, after: str) -> Changed:
    return Changed(difference, stay.place_id, stay.arrived.likely, stay.left.likely, before, after)


def _percent(stay: Stay) -> str:
    return f"{stay.probability:.4f}"
