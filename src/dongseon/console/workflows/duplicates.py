"""The same person twice: found through the blind index, shown side by side, merged, parted again.

Candidates come from exact look-ups (phone; birth date, also with day and month exchanged; name): no
record is compared with all others, so a million cases cost what a thousand do.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import HOUSE, Actor, Subject
from dongseon.console.cases import merging
from dongseon.console.cases import queries as cases
from dongseon.console.cases.merging import FoundPair
from dongseon.console.cases.types import CaseRow, CaseUnknown, PairRow
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import CLASS_OF, SUBJECT, Identity
from dongseon.console.workflows import amending, likeness, line_list

MOST_ALIKE = 50  # candidates by one look-up: more bear a common name, and say nothing
COMPARED = ("name", "name_romanised", "other_names", "birth_date", "sex", "phones")
SHOWN = (*COMPARED, "address", "language")
CHOICES = ("name", "name_romanised", "birth_date", "sex", "phones", "address", "language")
CASE_CHOICES = merging.FIELDS
CASES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two cases, who they are of, and why they may be one."""

    pair: PairRow
    first: CaseRow
    second: CaseRow
    first_identity: Identity | None
    second_identity: Identity | None


# ── finding ──────────────────────────────────────────────────────────────────────────────────


def find(*, now: datetime, case_ids: Collection[UUID]) -> int:
    """Look for others like these cases, as the house; each look is in the log. How many pairs are new."""
    wanted = sorted(set(case_ids))
    found = 0
    for begin in range(0, len(wanted), CASES_AT_ONCE):
        with transaction.atomic():
            rows = cases.cases(wanted[begin : begin + CASES_AT_ONCE], area="")
            found += _find(now, tuple(rows.values()))
    return found


def _find(now: datetime, rows: Collection[CaseRow]) -> int:
    mine = _identities(now, {row.person_id for row in rows})
    candidates = {
        person_id: _candidates(identity) - {person_id} for person_id, identity in mine.items()
    }
    others = {person_id for found in candidates.values() for person_id in found}
    theirs = _identities(now, others) | mine
    cases_of: dict[UUID, list[CaseRow]] = {}
    for row in cases.cases_of_persons([*theirs], area=""):
        cases_of.setdefault(row.person_id, []).append(row)
    pairs: dict[tuple[UUID, UUID], FoundPair] = {}
    for row in rows:
        for person_id in candidates.get(row.person_id, ()):
            if person_id in theirs:
                for other in cases_of.get(person_id, ()):
                    pair = _pair(row, other, mine[row.person_id], theirs[person_id])
                    if pair is not None:
                        pairs[min(row.id, other.id), max(row.id, other.id)] = pair
    return merging.note_pairs(by=HOUSE, now=now, found=tuple(pairs.values()))


def _pair(row: CaseRow, other: CaseRow, one: Identity, two: Identity) -> FoundPair | None:
    found = likeness.reasons(one, two)
    points = likeness.weight(found)
    if points < likeness.ENOUGH:
        return None
    return FoundPair(row.id, other.id, tuple(reason.value for reason in found), points)


def _identities(now: datetime, person_ids: Collection[UUID]) -> dict[UUID, Identity]:
    if not person_ids:
        return {}
    return line_list.identities(
        HOUSE, now, tuple(person_ids), COMPARED, act="registry.compare", why="duplicates"
    )


def _candidates(identity: Identity) -> set[UUID]:
    """Persons worth comparing."""
    found: set[UUID] = set()
    for hits in _look_ups(identity):
        if len(hits) <= MOST_ALIKE:
            found.update(hits)
    return found


def _look_ups(identity: Identity) -> Iterator[tuple[UUID, ...]]:
    limit = MOST_ALIKE + 1
    for phone in identity.phones:
        yield people.find(phone=phone, limit=limit)
    born = identity.birth_date
    days = [] if born is None else [born, likeness.swapped(born)]
    for name in (identity.name, identity.name_romanised):
        if name:
            yield people.find(text=name, limit=limit)
            for day in days:
                if day is not None:
                    yield people.find(text=name, birth_date=day, limit=limit)


# ── side by side ─────────────────────────────────────────────────────────────────────────────


def waiting(*, by: Actor, now: datetime) -> tuple[SideBySide, ...]:
    """All pairs of the officer's area that wait for an answer."""
    return _side_by_side(by, now, cases.open_pairs(by.area))


def show(*, by: Actor, now: datetime, pair_id: UUID) -> SideBySide:
    """One pair. Raises CaseUnknown."""
    found = _side_by_side(by, now, [cases.pair(pair_id, area=by.area)])
    if not found:
        raise CaseUnknown(pair_id)
    return found[0]


def _side_by_side(by: Actor, now: datetime, pairs: Collection[PairRow]) -> tuple[SideBySide, ...]:
    ids = [case_id for pair in pairs for case_id in (pair.first_id, pair.second_id)]
    rows = cases.cases(ids, area=by.area)
    named = line_list.identities(
        by, now, [row.person_id for row in rows.values()], SHOWN, act="cases.compare"
    )
    return tuple(
        SideBySide(
            pair,
            rows[pair.first_id],
            rows[pair.second_id],
            named.get(rows[pair.first_id].person_id),
            named.get(rows[pair.second_id].person_id),
        )
        for pair in pairs
        if pair.first_id in rows and pair.second_id in rows
    )


# ── merging ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def merge(
    *, by: Actor, now: datetime, one_id: UUID, other_id: UUID, chosen: Mapping[str, UUID]
) -> UUID:
    """One case and one person of two; ``chosen``: field to the case whose value holds. Returns the kept."""
    kept_id, absorbed_id = merging.merge(
        by=by, now=now, one_id=one_id, other_id=other_id, chosen=chosen
    )
    rows = cases.cases([kept_id, absorbed_id], area=by.area)
    kept, absorbed = rows[kept_id].person_id, rows[absorbed_id].person_id
    if kept == absorbed:
        return kept_id
    fields = [name for name in CHOICES if chosen.get(name) == absorbed_id]
    named = line_list.identities(
        by, now, [kept, absorbed], SHOWN, act="cases.compare", case_id=kept_id
    )
    changed = [
        name for name in fields if getattr(named[kept], name) != getattr(named[absorbed], name)
    ]
    amending.amend_person(
        by=by, now=now, person_id=kept, identity=named[absorbed], fields=changed, why="merge"
    )
    merging.remember_person(kept_id=kept_id, absorbed_id=absorbed_id, fields=changed)
    registry.merge(by=by, now=now, person_id=absorbed, survivor_id=kept, why="merge")
    return kept_id


@transaction.atomic
def unmerge(*, by: Actor, now: datetime, absorbed_id: UUID) -> UUID:
    """Two cases and two persons again, each as before. Returns the case that had been kept."""
    undone = merging.unmerge(by=by, now=now, absorbed_id=absorbed_id)
    rows = cases.cases([undone.kept_id, absorbed_id], area=by.area)
    kept, absorbed = rows[undone.kept_id].person_id, rows[absorbed_id].person_id
    if kept == absorbed:
        return undone.kept_id
    registry.unmerge(by=by, now=now, person_id=absorbed, why="unmerge")
    for name, value in _before(by, now, kept, absorbed, undone):
        amending.amend_person(
            by=by, now=now, person_id=kept, identity=value, fields=[name], why="unmerge"
        )
    return undone.kept_id


def _before(
    by: Actor, now: datetime, kept: UUID, absorbed: UUID, undone: merging.Undone
) -> Iterator[tuple[str, Identity]]:
    """What the merge set on the kept person and nobody changed since, as it was before."""
    fields = undone.person_fields
    if not fields:
        return
    look = audit.look(
        by=by,
        now=now,
        act="registry.compare",
        subjects=[Subject(SUBJECT, kept), Subject(SUBJECT, absorbed)],
        fields=fields,
        why="unmerge",
    )
    named = people.identities_of([kept, absorbed], look)
    editions = people.history_of(kept, look)
    for name in fields:
        of_kind = [one for one in editions if one.data_class is CLASS_OF[name]]
        merged = next((one for one in of_kind if one.at == undone.merged_at), None)
        if merged is None or getattr(named[kept], name) != getattr(merged.identity, name):
            continue  # somebody changed it since: theirs stays
        before = next((one for one in of_kind if one.version == merged.version - 1), None)
        yield name, (Identity() if before is None else before.identity)
