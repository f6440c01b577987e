"""The chain of an area: its cases, the links among them with what looks impossible, and its clusters."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.cases import rules, secondary
from dongseon.console.cases.rules import DayBasis
from dongseon.console.cases.types import CaseRow, CaseUnknown
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import LINKS
from dongseon.console.tracing import linking, queries
from dongseon.console.tracing.linking import ClusterRow, LinkRow
from dongseon.console.tracing.rules import Flag, flag_of
from dongseon.console.tracing.types import Refused, Site
from dongseon.console.workflows import reporting

SHOWN = timedelta(weeks=8)  # of the chain at first; assumption
MOST = 300  # cases of one picture, the latest reported; more cannot be read


@dataclass(frozen=True, slots=True)
class Member:
    """A case of the chain."""

    case: CaseRow
    day: date
    basis: DayBasis


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link, with what looks wrong about it."""

    link: LinkRow
    source: Member
    target: Member
    days: int  # from the source's day to the target's
    flag: Flag | None


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster with its place and the cases of the area."""

    cluster: ClusterRow
    site: Site | None
    members: tuple[CaseRow, ...]
    elsewhere: int  # cases of other areas


@dataclass(frozen=True, slots=True)
class ChainPage:
    """Everything the page of the chain shows."""

    members: tuple[Member, ...]
    links: tuple[LinkLine, ...]
    clusters: tuple[ClusterLine, ...]
    since: date


def show(*, by: Actor, now: datetime, since: date | None, rejected: bool = False) -> ChainPage:
    """The chain of the actor's area since a day. The look is in the log.

    If no day is named: the eight weeks up to the latest case.
    """
    audit.look(by=by, now=now, act="tracing.see_chain", subjects=[], fields=["links"])
    rows = secondary.confirmed(area=by.area, limit=MOST)
    latest = max(
        (row.dates.reported_on or date.min for row in rows), default=reporting.local_day(now)
    )
    first = since or latest - SHOWN
    members = {
        one.case.id: one for one in map(_member, rows) if one is not None and one.day >= first
    }
    rule = policy.rule(LINKS, reporting.local_day(now)).value
    lines = []
    for link in linking.links(list(members)):
        if link.state == "rejected" and not rejected:
            continue
        source, target = members[link.source_id], members[link.target_id]
        flag = flag_of(source.day, target.day, before_days=rule.before_days, gap_days=rule.gap_days)
        lines.append(LinkLine(link, source, target, (target.day - source.day).days, flag))
    ordered = sorted(members.values(), key=lambda one: (one.day, one.case.number))
    return ChainPage(tuple(ordered), tuple(lines), _clusters(by, list(members)), first)


def decide_link(*, by: Actor, now: datetime, link_id: UUID, seen: int, accepted: bool) -> None:
    """A link is so, or is not. Both cases must lie in the officer's area."""
    link = linking.link(link_id)
    _in_area(by, link.source_id, link.target_id)
    linking.decide_link(by=by, now=now, link_id=link_id, seen=seen, accepted=accepted)


def draw(*, by: Actor, now: datetime, source: str, target: str) -> UUID:
    """An officer links two cases by their numbers."""
    ids = cases.ids_of_numbers([source, target], area=by.area)
    if source not in ids or target not in ids:
        raise Refused(_("There is no such case in your area."))
    if ids[source] == ids[target]:
        raise Refused(_("A case does not infect itself."))
    return linking.draw(by=by, now=now, source_id=ids[source], target_id=ids[target])


def decide_cluster(
    *, by: Actor, now: datetime, cluster_id: UUID, promoted: bool, reason: str
) -> None:
    """A cluster is one, or is none. At least one of its cases must lie in the officer's area."""
    found = linking.cluster(cluster_id)
    if not cases.cases(list(found.cases), area=by.area):
        raise CaseUnknown(cluster_id)
    linking.decide_cluster(by=by, now=now, cluster_id=cluster_id, promoted=promoted, reason=reason)


def waiting(by: Actor, now: datetime) -> tuple[int, datetime | None]:
    """Clusters that were raised in an area and not decided upon, and since when the oldest waits."""
    ids = [row.id for row in secondary.confirmed(area=by.area, limit=MOST)]
    raised = [one.raised_at for one in linking.clusters(ids) if one.state == "raised"]
    return len(raised), min(raised, default=None)


def _member(row: CaseRow) -> Member | None:
    day, basis = rules.first_day(row.dates)
    return None if day is None else Member(row, day, basis)


def _clusters(by: Actor, ids: list[UUID]) -> tuple[ClusterLine, ...]:
    found = linking.clusters(ids)
    rows = cases.cases({case for one in found for case in one.cases}, area=by.area)
    return tuple(
        ClusterLine(
            one,
            queries.place(one.place_id),
            tuple(rows[case] for case in one.cases if case in rows),
            sum(case not in rows for case in one.cases),
        )
        for one in found
    )


def _in_area(by: Actor, *case_ids: UUID) -> None:
    if len(cases.cases(case_ids, area=by.area)) < len(set(case_ids)):
        raise CaseUnknown(case_ids[0])
