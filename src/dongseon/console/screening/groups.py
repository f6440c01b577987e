"""Groups tested by roster: who is on it, and the rounds in which all of them are tested. Actions."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.screening.models import Group, Member, Round
from dongseon.console.screening.queries import covers
from dongseon.console.screening.rules import GroupKind, MemberRole
from dongseon.console.screening.types import Refused, Unknown


def open_group(
    *, by: Actor, now: datetime, name: str, kind: GroupKind, area: str, phone: str
) -> UUID:
    """A new group. Raises Refused."""
    if not covers(by.area, area):
        raise Refused(_("That area is not yours."))
    group = Group(id=uuid.uuid4(), name=name, kind=kind, area=area, phone=phone, opened_at=now)
    try:
        with transaction.atomic():
            Group.objects.bulk_create([group])
    except IntegrityError:
        raise Refused(_("Another group of the area has this name.")) from None
    _record(by, now, "screening.open_group", "group", group.pk)
    return group.pk


def close_group(*, by: Actor, now: datetime, group_id: UUID) -> None:
    """The group is tested no more; its roster ends. Raises Unknown."""
    _group(by, group_id)
    Group.objects.filter(pk=group_id, closed_at=None).update(closed_at=now)
    Member.objects.filter(group=group_id, left_at=None).update(left_at=now)
    _record(by, now, "screening.close_group", "group", group_id)


def add_members(
    *,
    by: Actor,
    now: datetime,
    group_id: UUID,
    members: Collection[tuple[UUID, MemberRole]],
) -> int:
    """Put persons on the roster; who is on it already stays once. Returns how many were added.

    Raises Unknown, Refused.
    """
    group = _group(by, group_id)
    if group.closed_at is not None:
        raise Refused(_("This group was closed."))
    there = set(
        Member.objects.filter(group=group_id, left_at=None).values_list("person_id", flat=True)
    )
    new = {person_id: role for person_id, role in members if person_id not in there}
    Member.objects.bulk_create(
        [
            Member(id=uuid.uuid4(), group_id=group_id, person_id=one, role=role, joined_at=now)
            for one, role in new.items()
        ],
        ignore_conflicts=True,
    )
    _record(by, now, "screening.add_members", "group", group_id, why=str(len(new)))
    return len(new)


def remove_member(*, by: Actor, now: datetime, group_id: UUID, member_id: UUID) -> None:
    """Take somebody off the roster. Rounds that ran while they were on it still count them."""
    _group(by, group_id)
    left = Member.objects.filter(pk=member_id, group=group_id, left_at=None).update(left_at=now)
    if not left:
        raise Unknown(member_id)
    _record(by, now, "screening.remove_member", "member", member_id)


def begin_round(
    *,
    by: Actor,
    now: datetime,
    group_id: UUID,
    begins_on: date,
    ends_on: date,
    rule_id: UUID,
) -> UUID:
    """Everybody on the roster is to be tested from a day to a day. Raises Unknown, Refused."""
    group = _group(by, group_id)
    if group.closed_at is not None:
        raise Refused(_("This group was closed."))
    if Round.objects.filter(group=group_id, ends_on__gte=begins_on).exists():
        raise Refused(_("The round before is not over on that day: choose a later one."))
    if not Member.objects.filter(group=group_id, left_at=None).exists():
        raise Refused(_("Nobody is on the roster yet: add people first."))
    made = Round.objects.create(
        group_id=group_id, begins_on=begins_on, ends_on=ends_on, rule_id=rule_id, opened_at=now
    )
    _record(by, now, "screening.begin_round", "round", made.pk)
    return made.pk


def _group(by: Actor, group_id: UUID) -> Group:
    group = Group.objects.filter(pk=group_id).first()
    if group is None or not covers(by.area, group.area):
        raise Unknown(group_id)
    return group


def _record(by: Actor, now: datetime, act: str, kind: str, subject_id: UUID, why: str = "") -> None:
    audit.record(by=by, now=now, act=act, subjects=[Subject(kind, subject_id)], why=why)
