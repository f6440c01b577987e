"""Groups tested by roster, with who is on it: brought in one by one or as a file, and sent to a site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.intake import reading, values
from dongseon.console.intake.types import DayOrder, Grid, Kind
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import GROUP_TESTING, GroupTesting
from dongseon.console.policy.types import Rule
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import Identity
from dongseon.console.screening import actions, groups, rosters
from dongseon.console.screening.actions import Arrival
from dongseon.console.screening.rosters import Due
from dongseon.console.screening.rules import MemberRole
from dongseon.console.screening.types import GroupRow, MemberRow, Refused, RoundRow
from dongseon.console.workflows import line_list, screening
from dongseon.console.workflows.reporting import local_day
from dongseon.console.workflows.screening import Comer
from dongseon.errors import InvalidInput

FIELDS = ("name", "name_romanised", "birth_date")
MOST_ROWS = 2_000  # of one roster: the largest single workplace of 2020 had 1,300 in one shift
HEADS = {  # column → how rosters head it
    "name": ("이름", "성명", "name"),
    "birth_date": ("생년월일", "birth_date", "birth date", "birthdate"),
    "phone": ("전화번호", "연락처", "휴대전화", "phone"),
    "role": ("구분", "role"),
}
ROLES = {
    "입소자": MemberRole.RESIDENT,
    "환자": MemberRole.RESIDENT,
    "resident": MemberRole.RESIDENT,
    "patient": MemberRole.RESIDENT,
    "직원": MemberRole.STAFF,
    "종사자": MemberRole.STAFF,
    "staff": MemberRole.STAFF,
    "교인": MemberRole.MEMBER,
    "신도": MemberRole.MEMBER,
    "member": MemberRole.MEMBER,
}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on a roster, and who that is."""

    member: MemberRow
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class GroupPage:
    """What the page of a group shows."""

    group: GroupRow
    rounds: tuple[RoundRow, ...]
    running: UUID | None
    members: tuple[Named, ...]
    rule: Rule[GroupTesting]
    due_on: date


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file."""

    added: int
    faults: tuple[str, ...]  # line and what is wrong, never the value


def rule_on(day: date) -> Rule[GroupTesting]:
    """How often groups are tested, by the rule of a day."""
    return policy.rule(GROUP_TESTING, day)


def dues(*, by: Actor, now: datetime, kind: str = "") -> tuple[Due, ...]:
    """The groups of the officer's area; who is due first comes first."""
    today = local_day(now)
    return rosters.dues(by.area, rule=rule_on(today).value, today=today, kind=kind)


def show(*, by: Actor, now: datetime, group_id: UUID) -> GroupPage:
    """The page of a group with its roster. Raises Unknown."""
    today = local_day(now)
    group = rosters.group(group_id, area=by.area)
    running = rosters.running_round(group_id, today=today)
    rounds = rosters.rounds(group_id)
    rows = rosters.roster(group_id, round_id=running)
    named = line_list.identities(
        by, now, [row.person_id for row in rows], FIELDS, act="screening.roster"
    )
    rule = rule_on(today)
    every = rosters.every_days(group.kind, rule.value)
    return GroupPage(
        group,
        rounds,
        running,
        tuple(Named(row, named.get(row.person_id)) for row in rows),
        rule,
        rounds[0].begins_on + timedelta(days=every) if rounds else today,
    )


def begin_round(*, by: Actor, now: datetime, group_id: UUID) -> UUID:
    """Test everybody on the roster, from today on. Raises Unknown, Refused."""
    today = local_day(now)
    rule = rule_on(today)
    last = today + timedelta(days=max(1, rule.value.round_days) - 1)
    return groups.begin_round(
        by=by, now=now, group_id=group_id, begins_on=today, ends_on=last, rule_id=rule.id
    )


@transaction.atomic
def add(*, by: Actor, now: datetime, group_id: UUID, comer: Comer, role: MemberRole) -> None:
    """Put one person on the roster. Raises InvalidInput, Unknown, Refused."""
    rosters.group(group_id, area=by.area)
    person_id = screening.person_of(by=by, now=now, comer=comer)
    if not groups.add_members(by=by, now=now, group_id=group_id, members=[(person_id, role)]):
        raise Refused(_("This person is on the roster already."))


@transaction.atomic
def bring(*, by: Actor, now: datetime, group_id: UUID, data: bytes) -> Brought:
    """Put everybody of a file on the roster; who is in the registry is found, others are taken up.

    Rows that cannot be read are named by line and left out; all others come in. Raises InvalidInput for
    a file that is none, Unknown.
    """
    rosters.group(group_id, area=by.area)
    grid, unread = reading.read(data, kind=Kind.CONTACTS, file="roster")
    if len(grid) > MOST_ROWS:
        raise InvalidInput(_("more than %(most)d rows: split the file") % {"most": MOST_ROWS})
    columns = columns_of(grid)
    faults = [_said(fault.line, fault.reason) for fault in unread]
    members: list[tuple[UUID, MemberRole]] = []
    for line, cells in _rows(grid, columns):
        try:
            with transaction.atomic():
                members.append((_person(by, now, cells), role_of(cells.get("role", ""))))
        except InvalidInput as fault:
            faults.append(_said(line, str(fault)))
    added = groups.add_members(by=by, now=now, group_id=group_id, members=members)
    return Brought(added, tuple(faults))


def columns_of(grid: Grid) -> dict[str, int]:
    """Where name, birth date, phone and role stand. Raises InvalidInput without a name."""
    heads = {head.strip().lower(): at for at, head in enumerate(grid.names)}
    found = {
        field: heads[head] for field, names in HEADS.items() for head in names if head in heads
    }
    if "name" not in found or not {"birth_date", "phone"} & found.keys():
        raise InvalidInput(
            _(
                "the file needs a column with names and one with birth dates or phones in its first row"
            )
        )
    return found


def role_of(text: str) -> MemberRole:
    """What somebody is in the group; staff where the file does not say."""
    return ROLES.get(text.strip().lower(), MemberRole.STAFF)


def _rows(grid: Grid, columns: dict[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for row in range(len(grid)):
        yield (
            int(grid.lines[row]),
            {field: grid.columns[at][row].strip() for field, at in columns.items()},
        )


def _person(by: Actor, now: datetime, cells: dict[str, str]) -> UUID:
    phone, born = cells.get("phone", ""), cells.get("birth_date", "")
    identity = Identity(
        name=cells["name"],
        birth_date=_day(born),
        phones=(phone,) if phone else (),
        no_phone=not phone,
    )
    if not identity.name:
        raise InvalidInput(_("name: is empty"))
    known = _known(identity)
    return screening.person_of(by=by, now=now, comer=Comer(identity, known))


def _day(text: str) -> date | None:
    plain = values.tidy(text)
    try:
        return values.day_of(plain, DayOrder.YEAR_FIRST) if plain else None
    except ValueError as fault:
        raise InvalidInput(str(fault)) from None


def _known(identity: Identity) -> UUID | None:
    """The one person of that name and birth date, or name and phone, if there is just one."""
    if identity.birth_date:
        found = people.find(text=identity.name, birth_date=identity.birth_date, limit=2)
    elif identity.phone:
        found = people.find(text=identity.name, phone=identity.phone, limit=2)
    else:
        return None
    return found[0] if len(found) == 1 else None


def _said(line: int, reason: str) -> str:
    return _("Line %(line)d: %(reason)s") % {"line": line, "reason": reason}


@transaction.atomic
def send_to_site(
    *, by: Actor, now: datetime, group_id: UUID, site_id: UUID, member_ids: frozenset[UUID]
) -> tuple[int, int]:
    """Register these of the roster at a site, in its order: how many, and how many are there already.

    Raises Unknown, Refused.
    """
    running = rosters.running_round(group_id, today=local_day(now))
    rosters.group(group_id, area=by.area)
    if running is None:
        raise Refused(_("Begin a round first: visits count for the round that runs."))
    registered = there = 0
    for member in rosters.roster(group_id, round_id=running):
        if member.id not in member_ids:
            continue
        if member.visit_id is not None:
            there += 1
            continue
        arrival = Arrival(
            site_id=site_id,
            person_id=member.person_id,
            on=local_day(now),
            group_id=group_id,
            round_id=running,
        )
        try:
            with transaction.atomic():
                actions.register(by=by, now=now, arrival=arrival)
            registered += 1
        except Refused:
            there += 1
    return registered, there
