"""Links between cases, and places that several of them visited: raised, then decided upon."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F, Q

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.tracing.models import Cluster, ClusterCase, Link
from dongseon.console.tracing.types import Overtaken, TraceUnknown


@dataclass(frozen=True, slots=True)
class NewLink:
    """Who may have infected whom."""

    source_id: UUID
    target_id: UUID
    origin: str  # contact, place, officer
    weight: float


@dataclass(frozen=True, slots=True)
class NewCluster:
    """A place that several cases visited."""

    key: str
    place_id: str
    first_at: datetime
    last_at: datetime
    probability: float
    cases: Mapping[UUID, float]  # chance that each was there


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as the chain shows it."""

    id: UUID
    source_id: UUID
    target_id: UUID
    origin: str
    state: str  # proposed, accepted, rejected
    weight: float
    version: int


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster as its list shows it."""

    id: UUID
    place_id: str
    first_at: datetime
    last_at: datetime
    probability: float
    state: str  # raised, promoted, dismissed
    raised_at: datetime
    cases: Mapping[UUID, float]


def propose(*, by: Actor, now: datetime, new: Collection[NewLink]) -> None:
    """Keep links that were found. What somebody decided stays so; a named contact outweighs a shared place."""
    Link.objects.bulk_create(
        (
            Link(
                id=uuid4(),
                source_id=one.source_id,
                target_id=one.target_id,
                origin=one.origin,
                state="accepted" if one.origin == "contact" else "proposed",
                weight=one.weight,
                made_at=now,
            )
            for one in new
        ),
        ignore_conflicts=True,
    )
    for one in new:
        Link.objects.filter(
            source_id=one.source_id, target_id=one.target_id, state="proposed"
        ).update(
            weight=one.weight,
            origin=one.origin,
            **({"state": "accepted"} if one.origin == "contact" else {}),
        )
    audit.record(by=by, now=now, act="tracing.propose_links", subjects=[])


def raise_clusters(*, by: Actor, now: datetime, new: Collection[NewCluster]) -> None:
    """Raise clusters that were found; one that was decided upon gets the new cases and stays decided."""
    for one in new:
        row, made = Cluster.objects.get_or_create(
            key=one.key,
            defaults={
                "id": uuid4(),
                "place_id": one.place_id,
                "first_at": one.first_at,
                "last_at": one.last_at,
                "probability": one.probability,
                "raised_at": now,
            },
        )
        if not made:
            Cluster.objects.filter(pk=row.pk).update(
                first_at=min(row.first_at, one.first_at),
                last_at=max(row.last_at, one.last_at),
                probability=one.probability,
            )
        ClusterCase.objects.bulk_create(
            (
                ClusterCase(cluster=row, case_id=case_id, probability=chance)
                for case_id, chance in one.cases.items()
            ),
            update_conflicts=True,
            unique_fields=["cluster", "case_id"],
            update_fields=["probability"],
        )
    audit.record(by=by, now=now, act="tracing.raise_clusters", subjects=[])


def decide_link(*, by: Actor, now: datetime, link_id: UUID, seen: int, accepted: bool) -> None:
    """A link is so, or is not."""
    changed = Link.objects.filter(pk=link_id, version=seen).update(
        state="accepted" if accepted else "rejected",
        decided_at=now,
        decided_by=by.officer_id,
        version=F("version") + 1,
    )
    if not changed:
        raise Overtaken(link_id)
    act = "tracing.accept_link" if accepted else "tracing.reject_link"
    audit.record(by=by, now=now, act=act, subjects=[Subject("link", link_id)])


def draw(*, by: Actor, now: datetime, source_id: UUID, target_id: UUID) -> UUID:
    """An officer links two cases."""
    row, made = Link.objects.get_or_create(
        source_id=source_id,
        target_id=target_id,
        defaults={
            "id": uuid4(),
            "origin": "officer",
            "state": "accepted",
            "weight": 1.0,
            "made_at": now,
            "decided_at": now,
            "decided_by": by.officer_id,
        },
    )
    if not made:
        decide_link(by=by, now=now, link_id=row.pk, seen=row.version, accepted=True)
    audit.record(by=by, now=now, act="tracing.draw_link", subjects=[Subject("link", row.pk)])
    return row.pk


def decide_cluster(
    *, by: Actor, now: datetime, cluster_id: UUID, promoted: bool, reason: str = ""
) -> None:
    """A cluster is one, or the place was shared by chance. Decided once."""
    changed = Cluster.objects.filter(pk=cluster_id, state="raised").update(
        state="promoted" if promoted else "dismissed",
        decided_at=now,
        decided_by=by.officer_id,
        reason=reason,
    )
    if not changed:
        raise Overtaken(cluster_id)
    act = "tracing.promote_cluster" if promoted else "tracing.dismiss_cluster"
    audit.record(by=by, now=now, act=act, subjects=[Subject("cluster", cluster_id)], why=reason)


def forget(*, by: Actor, now: datetime, case_ids: Collection[UUID]) -> None:
    """Remove the links of cases that are erased, and that they were at a cluster."""
    Link.objects.filter(Q(source_id__in=case_ids) | Q(target_id__in=case_ids)).delete()
    ClusterCase.objects.filter(case_id__in=case_ids).delete()
    subjects = [Subject("case", case_id) for case_id in case_ids]
    audit.record(by=by, now=now, act="tracing.forget_links", subjects=subjects)


def links(case_ids: Collection[UUID]) -> tuple[LinkRow, ...]:
    """Links among these cases, the heaviest first."""
    rows = Link.objects.filter(source_id__in=case_ids, target_id__in=case_ids)
    return tuple(
        LinkRow(
            row.pk, row.source_id, row.target_id, row.origin, row.state, row.weight, row.version
        )
        for row in rows.order_by("-weight", "made_at", "id")
    )


def clusters(case_ids: Collection[UUID]) -> tuple[ClusterRow, ...]:
    """Clusters that any of these cases belongs to, undecided ones first, the surest first."""
    rows = Cluster.objects.filter(cases__case_id__in=case_ids).distinct()
    members: dict[UUID, dict[UUID, float]] = {}
    for cluster_id, case_id, chance in ClusterCase.objects.filter(cluster__in=rows).values_list(
        "cluster_id", "case_id", "probability"
    ):
        members.setdefault(cluster_id, {})[case_id] = chance
    found = [
        ClusterRow(
            row.pk,
            row.place_id,
            row.first_at,
            row.last_at,
            row.probability,
            row.state,
            row.raised_at,
            members.get(row.pk, {}),
        )
        for row in rows
    ]
    return tuple(
        sorted(found, key=lambda one: (one.state != "raised", -one.probability, one.place_id))
    )


def cluster(cluster_id: UUID) -> ClusterRow:
    """One cluster. Raises TraceUnknown."""
    row = Cluster.objects.filter(pk=cluster_id).first()
    if row is None:
        raise TraceUnknown(cluster_id)
    members = dict(row.cases.values_list("case_id", "probability"))
    return ClusterRow(
        row.pk,
        row.place_id,
        row.first_at,
        row.last_at,
        row.probability,
        row.state,
        row.raised_at,
        members,
    )


def link(link_id: UUID) -> LinkRow:
    """One link. Raises TraceUnknown."""
    row = Link.objects.filter(pk=link_id).first()
    if row is None:
        raise TraceUnknown(link_id)
    return LinkRow(
        row.pk, row.source_id, row.target_id, row.origin, row.state, row.weight, row.version
    )
