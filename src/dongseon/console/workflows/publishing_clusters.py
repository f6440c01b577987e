"""Clusters as the public may read of them: decided upon, large enough, under a name that was agreed with the owner."""

import hmac
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from dongseon.console.publishing.types import SiteRow
from dongseon.console.tracing.linking import ClusterRow
from dongseon.disclosure.release import Cluster

LEAST_CASES = 5  # that a cluster needs before it is named; assumption
LIKELY = 0.5  # that a case was there: from then on it counts to the cluster; assumption


def told(
    found: Iterable[ClusterRow],
    sites: Mapping[str, SiteRow],
    confirmed: Mapping[UUID, date],  # case → local day it was reported
    *,
    as_of: date,
    secret: bytes,
) -> tuple[Cluster, ...]:
    """The clusters of `LEAST_CASES` cases and more at places that may be named, the largest first.

    Several of one place are one cluster, in which a case counts once. A smaller one, or one whose place is
    withheld or whose owner was not told, would name people rather than inform.
    """
    cases: dict[str, set[UUID]] = {}
    for each in found:
        site = sites.get(each.place_id)
        if each.state != "promoted" or site is None or not site.ready:
            continue
        there = {case for case, chance in each.cases.items() if chance >= LIKELY}
        cases.setdefault(each.place_id, set()).update(there & confirmed.keys())
    clusters = [
        Cluster(
            cluster_id=hmac.digest(secret, f"cluster\0{place_id}".encode(), "sha256")[:16].hex(),
            name_ko=sites[place_id].name,
            name_en=sites[place_id].name_en or sites[place_id].name,
            cases=len(members),
            new=sum(confirmed[case] == as_of for case in members),
        )
        for place_id, members in cases.items()
        if len(members) >= LEAST_CASES
    ]
    return tuple(sorted(clusters, key=lambda one: (-one.cases, one.cluster_id)))
