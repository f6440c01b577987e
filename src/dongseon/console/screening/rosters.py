"""What is read of groups: rosters, rounds, coverage and positivity, and whose next round is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dongseon.console.policy.kinds import GroupTesting
from dongseon.console.screening import rules
from dongseon.console.screening.hours import ZONE
from dongseon.console.screening.models import Group, Member, Round, Visit
from dongseon.console.screening.rules import GroupKind, MemberRole, Outcome, VisitState
from dongseon.console.screening.types import GroupRow, MemberRow, RoundRow, Unknown

MOST_ROUNDS = 50  # of a group on its page
CLEAR = (Outcome.NEGATIVE, Outcome.POSITIVE)  # results that say something


@dataclass(frozen=True, slots=True)
class Due:
    """A group, the round that runs, and when the next is due."""

    group: GroupRow
    last: RoundRow | None  # the latest, running or over
    runs: bool  # whether it is not over yet
    due_on: date  # when the next must begin


def every_days(kind: GroupKind, rule: GroupTesting) -> int:
    """How often a group of this kind is tested."""
    return {
        GroupKind.CARE_HOME: rule.care_home_days,
        GroupKind.HOSPITAL: rule.hospital_days,
        GroupKind.WORKPLACE: rule.workplace_days,
        GroupKind.RELIGIOUS: rule.religious_days,
    }[kind]


def groups(area: str, *, kind: str = "", closed: bool = False) -> tuple[GroupRow, ...]:
    """The groups of an area, by name."""
    found = Group.objects.filter(area__startswith=area)
    if kind:
        found = found.filter(kind=kind)
    if not closed:
        found = found.filter(closed_at=None)
    counted = found.annotate(on_it=Count("members", filter=Q(members__left_at=None)))
    return tuple(_to_group(row, row.on_it) for row in counted.order_by("name", "id"))


def group(group_id: UUID, *, area: str) -> GroupRow:
    """A group. Raises Unknown."""
    found = Group.objects.filter(pk=group_id, area__startswith=area).first()
    if found is None:
        raise Unknown(group_id)
    return _to_group(found, Member.objects.filter(group=group_id, left_at=None).count())


def dues(area: str, *, rule: GroupTesting, today: date, kind: str = "") -> tuple[Due, ...]:
    """The groups of an area with their latest round; who is due first comes first."""
    found = groups(area, kind=kind)
    latest = _latest_rounds([one.id for one in found])
    numbers = _counted([round_.id for round_ in latest.values()])
    lines = []
    for one in found:
        last = latest.get(one.id)
        due = today if last is None else last.begins_on + timedelta(days=every_days(one.kind, rule))
        lines.append(
            Due(
                one,
                None if last is None else _to_round(last, numbers[last.id]),
                last is not None and last.begins_on <= today <= last.ends_on,
                due,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.group.name)))


def _latest_rounds(group_ids: list[UUID]) -> dict[UUID, Round]:
    newest = (
        Round.objects.filter(group__in=group_ids).order_by("group", "-begins_on").distinct("group")
    )
    return {one.group_id: one for one in newest}


def rounds(group_id: UUID) -> tuple[RoundRow, ...]:
    """The rounds of a group, the latest first. The caller may see the group."""
    found = list(Round.objects.filter(group=group_id).order_by("-begins_on")[:MOST_ROUNDS])
    numbers = _counted([one.id for one in found])
    return tuple(_to_round(one, numbers[one.id]) for one in found)


def _counted(round_ids: list[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Numbers of rounds in one query."""
    members = (
        Member.objects.filter(
            Q(left_at=None) | Q(left_at__date__gte=OuterRef("begins_on")),
            group=OuterRef("group"),
            joined_at__date__lte=OuterRef("ends_on"),
        )
        .order_by()
        .values("group")
        .annotate(people=Count("person_id", distinct=True))
        .values("people")
    )
    found = (
        Round.objects.filter(pk__in=round_ids)
        .values("id")
        .annotate(
            members=Coalesce(Subquery(members), 0),
            tested=Count("visits", filter=Q(visits__swabbed_at__isnull=False)),
            resulted=Count("visits", filter=Q(visits__outcome__in=CLEAR)),
            positive=Count("visits", filter=Q(visits__outcome=Outcome.POSITIVE)),
        )
    )
    rows: dict[UUID, Mapping[str, Any]] = {row["id"]: row for row in found}
    return rows


def _to_round(row: Round, numbers: Mapping[str, Any]) -> RoundRow:
    members, tested = numbers["members"], numbers["tested"]
    resulted, positive = numbers["resulted"], numbers["positive"]
    return RoundRow(
        row.id,
        row.begins_on,
        row.ends_on,
        row.rule_id,
        members,
        tested,
        resulted,
        positive,
        rules.share(tested, members),
        rules.share(positive, resulted),
    )


def roster(group_id: UUID, *, round_id: UUID | None) -> tuple[MemberRow, ...]:
    """Who is on the roster now, and whether they were tested in a round. The caller may see the group."""
    seen = (
        {
            visit.person_id: visit
            for visit in Visit.objects.filter(round=round_id).exclude(state=VisitState.GONE)
        }
        if round_id
        else {}
    )
    rows = Member.objects.filter(group=group_id, left_at=None).order_by("joined_at", "id")
    return tuple(_to_member(row, seen.get(row.person_id)) for row in rows)


def _to_member(row: Member, visit: Visit | None) -> MemberRow:
    return MemberRow(
        row.id,
        row.person_id,
        MemberRole(row.role),
        row.joined_at,
        visit is not None and visit.swabbed_at is not None,
        None if visit is None else visit.id,
        Outcome.PENDING if visit is None else Outcome(visit.outcome),
    )


def running_round(group_id: UUID, *, today: date) -> UUID | None:
    """The round of a group that runs today."""
    found = Round.objects.filter(group=group_id, begins_on__lte=today, ends_on__gte=today)
    return found.values_list("id", flat=True).first()


def due_waiting(area: str, *, rule: GroupTesting, today: date) -> tuple[int, datetime | None]:
    """How many groups are due for a round, and since when the first is."""
    found = (
        Group.objects.filter(area__startswith=area, closed_at=None)
        .annotate(last=Max("rounds__begins_on"))
        .values_list("kind", "last", "opened_at")
    )
    since = [
        opened
        if last is None
        else datetime.combine(
            last + timedelta(days=every_days(GroupKind(kind), rule)), time(), ZONE
        )
        for kind, last, opened in found
    ]
    late = [one for one in since if one.astimezone(ZONE).date() <= today]
    return len(late), min(late, default=None)


def on_rosters(area: str) -> frozenset[UUID]:
    """Persons who are on a roster of the area."""
    found = Member.objects.filter(group__area__startswith=area, left_at=None)
    return frozenset(found.values_list("person_id", flat=True))


def _to_group(row: Group, members: int) -> GroupRow:
    return GroupRow(
        row.id, row.name, GroupKind(row.kind), row.area, row.phone, row.closed_at, members
    )
