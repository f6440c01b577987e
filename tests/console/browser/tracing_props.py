"""An itinerary with decisions and a question, somebody who was there, a link and a cluster."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tests.console.cast import Player
from tests.console.tracing import night
from tests.console.tracing.test_who_was_there import present

from dongseon import contacts
from dongseon.console.cases import queries as cases
from dongseon.console.investigations import queries as investigations
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import actions, candidates
from dongseon.console.tracing import linking as kept
from dongseon.console.tracing.linking import NewCluster
from dongseon.console.tracing.types import Outcome
from dongseon.console.workflows import (
    investigating,
    reconstructing_page,
    who_was_there,
)
from dongseon.console.workflows.reconstructing_evidence import Facts
from dongseon.console.workflows.reconstructing_page import Seen

HOSTILE = "<b onclick=alert(1)>카페</b>"


def lay(
    players: Mapping[str, Player], now: datetime, case_id: UUID, other: UUID
) -> Mapping[str, str]:
    """Make the itineraries of two cases, decide something, rank who was there, seek links."""
    by = players["investigator.ko"]
    night.lay_gazetteer(by, now)
    for one, rows, facts in (
        (case_id, night.everything(), night.FACTS),
        (other, night.pupil(), Facts()),
    ):
        investigating.opened(by=by.actor, now=now, case_id=one)
        person_id = cases.case(one, area="").row.person_id
        actions.ask(by=by.actor, now=now, case_id=one, person_id=person_id)
        night.traced(by, now, one, rows, facts)
    decision = _decide(by, now, case_id)
    candidate = _rank(by, now, case_id)
    link = kept.draw(by=by.actor, now=now, source_id=case_id, target_id=other)
    shared = NewCluster(
        "a" * 32, night.ACADEMY, night.at(2, 17), night.at(4, 21), 0.98, {case_id: 0.9, other: 0.9}
    )
    kept.raise_clusters(by=by.actor, now=now, new=[shared])
    bench = reconstructing_page.show(by=by.actor, now=now, case_id=case_id)
    [cluster] = kept.clusters([case_id])
    return {
        "key": bench.told.stays[1].key,
        "decision_id": str(decision),
        "candidate_id": str(candidate),
        "link_id": str(link),
        "cluster_id": str(cluster.id),
    }


def _decide(by: Player, now: datetime, case_id: UUID) -> UUID:
    """One stay rejected with a hostile reason, one accepted, one question answered."""
    bench = reconstructing_page.show(by=by.actor, now=now, case_id=case_id)
    mart = next(one for one in bench.told.stays if one.place_id == night.MART)
    reconstructing_page.reject(
        by=by.actor, now=now, seen=Seen(case_id, 1, 0, mart.key), note=HOSTILE
    )
    academy = next(one for one in bench.told.stays if one.place_id == night.ACADEMY)
    reconstructing_page.answer(
        by=by.actor,
        now=now,
        case_id=case_id,
        key=bench.asked[0].key,
        outcome=Outcome.REFERRED,
        note=HOSTILE,
    )
    return reconstructing_page.accept(
        by=by.actor,
        now=now,
        seen=Seen(case_id, 1, 1, academy.key),
        everybody_known=True,
        note="",
    )


def _rank(by: Player, now: datetime, case_id: UUID) -> UUID:
    """A pupil who was there, named since."""
    found = investigations.of_case(case_id)
    assert found is not None
    look = investigating.look_at(by=by.actor, now=now, found=found, act="tracing.see")
    there = present()
    case, evidence = who_was_there.evidence_with(case_id, look, there)
    met = contacts.find_contacts(case, evidence)
    who_was_there.keep(by=by.actor, now=now, found=found, version=1, present=there, met=met)
    [row] = candidates.of_case(case_id)
    person_id = registry.enrol(by=by.actor, now=now, identity=Identity(name=HOSTILE))
    candidates.identify(by=by.actor, now=now, case_id=case_id, key=row.key, person_id=person_id)
    return row.id
