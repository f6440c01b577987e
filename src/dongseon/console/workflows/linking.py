"""Who may have infected whom, and which places several cases shared: found by a job, decided by officers.

A named contact who fell ill is a link by itself. Two itineraries give a link where both may have been at one
place at one time while one could infect. A place where at least two cases were, one of them while infectious,
is raised as a cluster; whether it is one is for a person to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import numpy as np
from django.db import transaction

from dongseon import contacts
from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases import secondary
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing import gazetteer, linking, queries, storing
from dongseon.console.tracing.linking import NewCluster, NewLink
from dongseon.console.workflows import investigating, reconstructing, who_was_there
from dongseon.contacts import Criteria, Link, SharedPlace, infectiousness
from dongseon.errors import NotFound
from dongseon.itinerary.types import Itinerary, Posterior
from dongseon.records.columns import Period, Places

JOB = "workflows.link"
MOST = 150  # cases that are held against each other at once, the latest changed; assumption
# Chance of a meeting x infectiousness below which nothing is proposed; assumption
LEAST_WEIGHT = 0.05
BACKWARDS = timedelta(days=1)  # onset of a target before its source's; assumption
SOURCES = 3  # likeliest sources of one case that are proposed
INFECTIOUS = 0.05  # of the peak: from here on a visit can have infected somebody; assumption
PRIVATE = frozenset({"home"})  # homes are households, not clusters


@dataclass(frozen=True, slots=True)
class Known:
    """An itinerary with the question of contacts for its case."""

    itinerary: Itinerary
    criteria: Criteria


def due(*, by: Actor, now: datetime) -> None:
    """Itineraries changed: links and clusters are sought anew as soon as a worker is free."""
    reconstructing.defer_once(JOB, lock=JOB)


def run(*, now: datetime) -> tuple[int, int]:
    """Seek links and clusters among all cases that have an itinerary. How many of each were found."""
    with transaction.atomic():
        known, places = opened(now)
    found_links = named_links()
    clusters: list[NewCluster] = []
    if len(known) > 1:
        itineraries = aligned({str(case_id): one.itinerary for case_id, one in known.items()})
        criteria = {str(case_id): one.criteria for case_id, one in known.items()}
        found_links += proposed(itineraries, places, criteria)
        clusters = [
            cluster_of(shared)
            for shared in contacts.shared_places(itineraries, places)
            if worth_raising(shared, places, criteria)
        ]
    with transaction.atomic():
        linking.propose(by=HOUSE, now=now, new=found_links)
        linking.raise_clusters(by=HOUSE, now=now, new=clusters)
    return len(found_links), len(clusters)


def opened(now: datetime) -> tuple[dict[UUID, Known], Places]:
    """The newest itineraries with their chances, over one list of places. Each that is opened is a look."""
    views, posteriors, ids = {}, {}, set()
    for case_id in queries.with_versions()[:MOST]:
        found = investigations.of_case(case_id)
        if found is None or found.erased_at is not None:
            continue
        look = investigating.look_at(by=HOUSE, now=now, found=found, act="tracing.link")
        try:
            kept = reconstructing.kept(case_id, look)
            posteriors[case_id] = reconstructing.posterior_bytes_of(case_id, look)
        except NotFound:
            continue  # its box ended meanwhile
        views[case_id] = kept.itinerary
        ids |= set(kept.evidence.places.place_id)
    places = gazetteer.places_of(ids, [])
    known = {
        case_id: Known(
            storing.with_posterior(view, storing.posterior_of(posteriors[case_id], places)),
            who_was_there.criteria_of(case_id, now),
        )
        for case_id, view in views.items()
    }
    return known, places


def aligned(itineraries: Mapping[str, Itinerary]) -> dict[str, Itinerary]:
    """The itineraries over one period that holds them all: nothing is known outside their own."""
    start = min(one.period.start for one in itineraries.values())
    end = max(one.period.end for one in itineraries.values())
    return {name: over(one, start, end) for name, one in itineraries.items()}


def over(itinerary: Itinerary, start: datetime, end: datetime) -> Itinerary:
    """An itinerary told over a longer period, with empty steps before and after its own."""
    period, posterior = itinerary.period, itinerary.posterior
    step = timedelta(seconds=posterior.step_s)
    before, after = (period.start - start) // step, (end - period.end) // step
    offsets = np.concatenate(
        [
            np.zeros(before, np.int64),
            posterior.offsets,
            np.full(after, posterior.offsets[-1], np.int64),
        ]
    )
    wide = Posterior(posterior.step_s, offsets, posterior.place, posterior.probability)
    return replace(itinerary, period=Period(start, end, period.timezone), posterior=wide)


def named_links() -> list[NewLink]:
    """Contacts who became cases."""
    return [
        NewLink(primary, target, "contact", 1.0)
        for primary, target in secondary.pairs(area="", limit=20 * MOST)
    ]


def proposed(
    itineraries: Mapping[str, Itinerary], places: Places, criteria: Mapping[str, Criteria]
) -> list[NewLink]:
    """The likeliest sources of each case, among those who may have met it."""
    by_target: dict[str, dict[str, float]] = {}
    for link in contacts.links(itineraries, places, criteria=criteria):
        if link.weight >= LEAST_WEIGHT and not _backwards(link, criteria):
            sources = by_target.setdefault(link.target, {})
            sources[link.source] = max(sources.get(link.source, 0.0), link.weight)
    return [
        NewLink(UUID(source), UUID(target), "place", weight)
        for target, sources in by_target.items()
        for source, weight in sorted(sources.items(), key=lambda one: -one[1])[:SOURCES]
    ]


def _backwards(link: Link, criteria: Mapping[str, Criteria]) -> bool:
    """Whether the target fell ill a day or more before the source: nothing to propose to anybody."""
    source, target = (criteria[one].reference() for one in (link.source, link.target))
    return source is not None and target is not None and target <= source - BACKWARDS


def worth_raising(shared: SharedPlace, places: Places, criteria: Mapping[str, Criteria]) -> bool:
    """Whether a shared place is no home, probably shared, and visited while somebody could infect."""
    category = places.category[places.position[shared.place_id]]
    if category in PRIVATE or shared.probability < 0.5:
        return False
    middle = shared.first + (shared.last - shared.first) / 2
    return any(
        infectiousness(at, criteria[person].reference()) >= INFECTIOUS
        for person in shared.person_ids
        for at in (shared.first, middle, shared.last)
    )


def cluster_of(shared: SharedPlace) -> NewCluster:
    """A shared place as a cluster: one a place and week in which it began."""
    year, week, _day = shared.first.isocalendar()
    key = sha256(f"{shared.place_id}|{year}-{week}".encode()).hexdigest()[:32]
    return NewCluster(
        key=key,
        place_id=shared.place_id,
        first_at=shared.first,
        last_at=shared.last,
        probability=shared.probability,
        cases={UUID(person): shared.probability for person in shared.person_ids},
    )
