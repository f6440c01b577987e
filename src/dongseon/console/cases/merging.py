"""Two records of one course of illness become one, and two again if that was wrong.

Which of the two is kept does not depend on who was named first: the one opened earlier is, and of two
opened at once the one with the smaller identifier. What was chosen field by field is the same either
way, so merging A into B gives what merging B into A gives.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases import actions
from dongseon.console.cases.actions import Altered
from dongseon.console.cases.models import Case, Contact, Merge, Pair
from dongseon.console.cases.rules import LIVING, State
from dongseon.console.cases.types import CaseUnknown, Overtaken, Refused

FIELDS = ("classification", "state", "onset_on", "sampled_on", "reported_on")


@dataclass(frozen=True, slots=True)
class Undone:
    """A merge that was undone: what else it had changed."""

    kept_id: UUID
    merged_at: datetime
    person_fields: tuple[str, ...]  # of the kept person, set by the merge


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two cases that may be of one person, and why."""

    one: UUID
    other: UUID
    reasons: tuple[str, ...]
    weight: int


def merge(
    *, by: Actor, now: datetime, one_id: UUID, other_id: UUID, chosen: Mapping[str, UUID]
) -> tuple[UUID, UUID]:
    """Make one case of two; ``chosen`` says whose value of a field holds. Returns (kept, absorbed)."""
    if one_id == other_id:
        raise Refused(_("A case cannot be merged with itself."))
    pair = (actions.held(by, one_id), actions.held(by, other_id))
    if not {case.state for case in pair} <= LIVING:
        raise Refused(_("One of the two was deleted or merged already."))
    if any(case.transfers.filter(state="offered").exists() for case in pair):
        raise Refused(_("One of the two is offered to another area: withdraw the offer first."))
    kept, absorbed = sorted(pair, key=lambda case: (case.opened_at, case.id))
    taken = {name: getattr(absorbed, name) for name in FIELDS if chosen.get(name) == absorbed.id}
    altered = actions.differences(kept, taken)
    moved, doubled = _move_contacts(kept, absorbed, now)
    Merge(
        kept=kept,
        absorbed=absorbed,
        kept_before={one.field: one.before for one in altered},
        kept_after={one.field: one.after for one in altered},
        contacts_moved=moved,
        contacts_set_aside=doubled,
        at=now,
        by=by.officer_id,
    ).save(force_insert=True)
    gone = {"state": State.MERGED, "state_before": absorbed.state, "merged_into_id": kept.id}
    _set(by, now, absorbed, gone, act="merge")
    _set(by, now, kept, taken, act="merge")
    Pair.objects.filter(_pair_of(one_id, other_id)).update(
        state="merged", answered_at=now, answered_by=by.officer_id
    )
    return kept.id, absorbed.id


def remember_person(*, kept_id: UUID, absorbed_id: UUID, fields: Collection[str]) -> None:
    """Which fields of the kept person the merge under way set: undoing it sets these back."""
    Merge.objects.filter(kept=kept_id, absorbed=absorbed_id, undone_at__isnull=True).update(
        person_fields=sorted(fields)
    )


def unmerge(*, by: Actor, now: datetime, absorbed_id: UUID) -> Undone:
    """Part two cases again: each as it was before. What was changed since on the kept one stays."""
    absorbed = actions.held(by, absorbed_id)
    done = Merge.objects.filter(absorbed=absorbed, undone_at__isnull=True).first()
    if done is None or not Merge.objects.filter(pk=done.pk, undone_at__isnull=True).update(
        undone_at=now, undone_by=by.officer_id
    ):
        raise Refused(_("This case is not merged."))
    kept = actions.held(by, done.kept_id)
    if kept.state not in LIVING:
        raise Refused(_("The other case was deleted or merged meanwhile: bring it back first."))
    Contact.objects.filter(pk__in=done.contacts_moved, case=kept).update(case=absorbed)
    Contact.objects.filter(pk__in=done.contacts_set_aside, state=State.MERGED).update(
        state=F("state_before"), state_before="", changed_at=now
    )
    back = {"state": absorbed.state_before, "state_before": "", "merged_into_id": None}
    _set(by, now, absorbed, back, act="unmerge")
    restored = {
        name: _stored(name, before)
        for name, before in done.kept_before.items()
        if actions.shown(getattr(kept, name)) == done.kept_after[name]
    }
    _set(by, now, kept, restored, act="unmerge")
    Pair.objects.filter(_pair_of(kept.pk, absorbed_id)).update(state="open", answered_at=None)
    return Undone(kept.pk, done.at, tuple(done.person_fields))


def _move_contacts(kept: Case, absorbed: Case, now: datetime) -> tuple[list[UUID], list[UUID]]:
    """Contacts go along; a person who is a contact of both is set aside once."""
    known = set(
        Contact.objects.filter(case=kept, state__in=LIVING).values_list("person_id", flat=True)
    )
    theirs = Contact.objects.filter(case=absorbed, state__in=LIVING)
    moved = [row.pk for row in theirs if row.person_id not in known]
    doubled = [row.pk for row in theirs if row.person_id in known]
    Contact.objects.filter(pk__in=moved).update(case=kept)
    Contact.objects.filter(pk__in=doubled).update(
        state_before=F("state"), state=State.MERGED, changed_at=now
    )
    return moved, doubled


def _set(by: Actor, now: datetime, case: Case, values: Mapping[str, object], *, act: str) -> None:
    altered = actions.differences(case, values)
    changed = Case.objects.filter(pk=case.pk, version=case.version).update(
        **values, version=F("version") + 1, changed_at=now
    )
    if not changed:
        raise Overtaken(case.pk)
    told = [Altered(one.field.removesuffix("_id"), one.before, one.after) for one in altered]
    actions.tell(by=by, now=now, record_id=case.pk, act=act, altered=told)


def _stored(name: str, value: str) -> object:
    if name.endswith("_on"):
        return date.fromisoformat(value) if value else None
    return value


def _pair_of(one: UUID, other: UUID) -> Q:
    first, second = sorted((one, other))
    return Q(first=first, second=second)


# ── pairs ────────────────────────────────────────────────────────────────────────────────────


def note_pairs(*, by: Actor, now: datetime, found: Collection[FoundPair]) -> int:
    """Keep pairs that may be of one person; one that was answered stays answered. How many are new."""
    ids = {case_id for pair in found for case_id in (pair.one, pair.other)}
    areas = dict(Case.objects.filter(pk__in=ids).values_list("id", "area"))
    before = Pair.objects.count()
    Pair.objects.bulk_create(
        (
            Pair(
                first_id=min(pair.one, pair.other),
                second_id=max(pair.one, pair.other),
                area=areas[min(pair.one, pair.other)],
                other_area=areas[max(pair.one, pair.other)],
                reasons=sorted(pair.reasons),
                weight=pair.weight,
                found_at=now,
            )
            for pair in found
            if pair.one in areas and pair.other in areas
        ),
        ignore_conflicts=True,
    )
    return Pair.objects.count() - before


def mark_distinct(*, by: Actor, now: datetime, pair_id: UUID) -> None:
    """Two people after all: the pair is not asked about again."""
    pair = Pair.objects.filter(pk=pair_id).first()
    if pair is None or not (pair.area.startswith(by.area) or pair.other_area.startswith(by.area)):
        raise CaseUnknown(pair_id)
    answered = Pair.objects.filter(pk=pair_id, state="open").update(
        state="distinct", answered_at=now, answered_by=by.officer_id
    )
    if not answered:
        raise Overtaken(pair_id)
    for case_id in (pair.first_id, pair.second_id):
        actions.tell(by=by, now=now, record_id=case_id, act="mark_distinct", altered=[])
