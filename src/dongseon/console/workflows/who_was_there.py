"""Who was there: what holders answered about places and times, ranked by the chance of having met the case.

Tokens stand for people until a second mandate says who they are. The case's own phone is among them, since it
was there too: it is known by its rows and left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from dongseon import contacts, records
from dongseon.console.audit.types import HOUSE, Actor, Look
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.investigations import asked
from dongseon.console.investigations import queries as investigations
from dongseon.console.investigations.types import Investigation
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CONTACTS
from dongseon.console.registry import actions as registry_actions
from dongseon.console.registry import boxes
from dongseon.console.registry import queries as registry
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import candidates, gazetteer, queries, storing
from dongseon.console.tracing.candidates import Found
from dongseon.console.workflows import (
    gathering,
    informing,
    investigating,
    reconstructing,
    reconstructing_evidence,
    reporting,
    requesting,
)
from dongseon.console.workflows.reconstructing_evidence import SOURCE_OF
from dongseon.contacts import Contact, Criteria
from dongseon.itinerary.types import Itinerary
from dongseon.mandate import ResolveQuestion, canonical, content
from dongseon.records.columns import Evidence

JOB = "workflows.who_was_there"
SAME = 0.9  # share of a token's rows that are the case's own: then it is the case's own phone
NEAR_M = 3_000.0  # m around a place within which base stations matter


@dataclass(frozen=True, slots=True)
class Present:
    """Rows of one token: where the holder saw it, and which mandate it came by."""

    token: str
    holder_id: str
    request_id: UUID
    rows: tuple[Mapping[str, object], ...]

    @property
    def key(self) -> str:
        """What names it here: nothing that a holder could be asked about."""
        return sha256(f"{self.request_id}|{self.token}".encode()).hexdigest()[:32]


def due(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """An answer about places came: whoever was there is ranked as soon as a worker is free."""
    if queries.trace(case_id) is not None:
        reconstructing.defer_once(JOB, lock=f"there {case_id}", case_id=str(case_id))


def run(*, now: datetime, case_id: UUID) -> int:
    """Rank everybody whom holders saw where the case was; take in who was identified. How many there are."""
    found = investigations.of_case(case_id)
    row = queries.trace(case_id)
    if found is None or found.erased_at is not None or row is None or not row.version:
        return 0
    with transaction.atomic():
        look = investigating.look_at(
            by=HOUSE, now=now, found=found, act="tracing.look_for_contacts"
        )
        present = present_in(case_id, look)
        case, evidence = evidence_with(case_id, look, present)
    met = contacts.find_contacts(case, evidence, criteria=criteria_of(case_id, now))
    with transaction.atomic():
        look = investigating.look_at(
            by=HOUSE, now=now, found=found, act="tracing.look_for_contacts"
        )
        count = keep(by=HOUSE, now=now, found=found, version=row.version, present=present, met=met)
        take_identities(by=HOUSE, now=now, found=found, look=look)
    return count


def look_at(*, by: Actor, now: datetime, case_id: UUID, act: str) -> Look:
    """Write down a look at where the person of a case was. Raises CaseUnknown without an investigation."""
    found = investigations.of_case(case_id)
    if found is None:
        raise CaseUnknown(case_id)
    return investigating.look_at(by=by, now=now, found=found, act=act)


def present_in(case_id: UUID, look: Look) -> tuple[Present, ...]:
    """Everybody whom holders answered to have been at a place of the case."""
    found: dict[tuple[str, UUID, str], list[Mapping[str, object]]] = {}
    for one in gathering.opened(case_id, look):
        if one.slice.question == "presence":
            for said in storing.table_of(one.data).to_pylist():
                key = (one.slice.holder_id, one.slice.request_id, str(said["token"]))
                found.setdefault(key, []).append(said)
    return tuple(
        Present(token, holder_id, request_id, tuple(rows))
        for (holder_id, request_id, token), rows in found.items()
    )


def evidence_with(
    case_id: UUID, look: Look, present: Sequence[Present]
) -> tuple[Itinerary, Evidence]:
    """The case's itinerary, and its evidence with the rows of everybody who was there; its own phone left out."""
    kept = reconstructing.kept(case_id, look)
    own = own_rows(kept.evidence)
    others = [one for one in present if not is_own(one, own)]
    rows, persons = reconstructing_evidence.Rows(), []
    for one in others:
        for number, said in enumerate(one.rows, start=1):
            source = SOURCE_OF.get(str(said["kind"]))
            if source is not None:
                where = "base_station_id" if source == "base_station" else "place_id"
                rows.add(
                    record_id=f"{one.holder_id}:{one.key}:{number}",
                    source=source,
                    start_utc=said["start_utc"],
                    end_utc=said["end_utc"],
                    **{where: said["place_id"]},
                )
                persons.append(one.key)
    evidence = joined(kept.evidence, rows, persons)
    return reconstructing.with_posterior(case_id, look, evidence, kept.itinerary), evidence


def joined(own: Evidence, rows: reconstructing_evidence.Rows, persons: Sequence[str]) -> Evidence:
    """The evidence of a case together with other people's rows, over one list of places and stations."""
    named = {str(place) for place in rows.columns["place_id"] if place}
    sectors = gazetteer.known_sectors({str(s) for s in rows.columns["base_station_id"] if s})
    around = [(lon, lat, NEAR_M) for lon, lat, _reach in sectors.values()]
    around += [
        (float(lon), float(lat), NEAR_M)
        for lon, lat in zip(own.stations.lon_deg, own.stations.lat_deg, strict=True)
    ]
    places = gazetteer.places_of(named | set(own.places.place_id), [])
    stations = gazetteer.stations_of(around)
    known = {name: set(ids) for name, ids in
             (("place_id", places.place_id), ("base_station_id", stations.base_station_id))}  # fmt: skip
    usable = [
        (person, said)
        for person, said in zip(persons, reconstructing_evidence.lines(rows), strict=True)
        if all(said[name] is None or said[name] in ids for name, ids in known.items())
    ]
    lot = reconstructing_evidence.Rows()
    for _person, said in usable:
        lot.add(**said)
    theirs = pa.table(
        {
            **{name: pa.array(v) for name, v in reconstructing_evidence.typed(lot).items()},
            "person_id": pa.array([person for person, _said in usable], pa.string()),
        }
    )
    whole = pa.concat_tables([own.records.to_arrow(), theirs], promote_options="permissive")
    return Evidence(
        persons=own.persons,
        places=places,
        stations=stations,
        records=records.records_from_arrow(whole, places, stations),
        period=own.period,
        rejects=(),
        notices=(),
        duplicates=0,
        outside_period=0,
    )


def own_rows(evidence: Evidence) -> frozenset[tuple[str, datetime]]:
    """Where and when the case's own records are."""
    table = evidence.records.to_arrow().select(["place_id", "base_station_id", "start_utc"])
    return frozenset(
        (said["place_id"] or said["base_station_id"], said["start_utc"])
        for said in table.to_pylist()
        if said["place_id"] or said["base_station_id"]
    )


def is_own(one: Present, own: frozenset[tuple[str, datetime]]) -> bool:
    """Whether a token is the case's own phone or card."""
    same = sum((said["place_id"], said["start_utc"]) in own for said in one.rows)
    return bool(one.rows) and same >= SAME * len(one.rows)


def criteria_of(case_id: UUID, now: datetime) -> Criteria:
    """The question of contacts: the case's days, and the window of the rule in force."""
    dates = cases.case(case_id, area="").row.dates
    rule = policy.rule(CONTACTS, reporting.local_day(now))
    return Criteria(
        onset=reconstructing.noon(dates.onset_on),
        sampled=reconstructing.noon(dates.sampled_on),
        days_before_onset=float(rule.value.days_before_onset),
    )


def keep(
    *,
    by: Actor,
    now: datetime,
    found: Investigation,
    version: int,
    present: Sequence[Present],
    met: Sequence[Contact],
) -> int:
    """Keep a search: ranks in clear, where and when sealed. How many candidates there are."""
    by_person: dict[str, list[Contact]] = {}
    for one in met:
        by_person.setdefault(one.person_id, []).append(one)
    beside = {
        one.key: {
            "token": one.token,
            "holder_id": one.holder_id,
            "request_id": str(one.request_id),
        }
        for one in present
        if one.key in by_person
    }
    ranked = {key: meetings for key, meetings in by_person.items() if key in beside}
    search_id = uuid4()
    body = investigating.sealed(
        by=by,
        now=now,
        case_id=found.case_id,
        what=f"search {search_id}",
        data=storing.contacts_bytes(ranked, beside),
    )
    candidates.keep_search(
        by=by,
        now=now,
        case_id=found.case_id,
        version=version,
        rule_id=policy.rule(CONTACTS, reporting.local_day(now)).id,
        search_id=search_id,
        body=body,
        found=[_found(key, meetings) for key, meetings in ranked.items()],
    )
    return len(ranked)


def opened_search(
    case_id: UUID, look: Look
) -> tuple[dict[str, list[Contact]], dict[str, dict[str, str]]]:
    """The newest search: meetings by candidate, and by which mandate each came."""
    row = candidates.newest_search(case_id)
    if row is None:
        return {}, {}
    data = boxes.unseal(case_id, f"search {row[0]}", row[4], look)
    return storing.contacts_of(data)


def take_identities(*, by: Actor, now: datetime, found: Investigation, look: Look) -> int:
    """Whoever holders named: known persons are found again by their number, others taken up. How many."""
    named = 0
    for one in gathering.opened(found.case_id, look):
        if one.slice.question != "resolve":
            continue
        of_mandate = _asked_about(found.case_id, one.slice.request_id, look)
        if of_mandate is None:
            continue
        for said in storing.table_of(one.data).to_pylist():
            key = Present(str(said["token"]), "", of_mandate, ()).key
            if not candidates.waits(found.case_id, key):
                continue
            person_id = _person(by, now, str(said["scheme"]), str(said["number"]))
            named += candidates.identify(
                by=by, now=now, case_id=found.case_id, key=key, person_id=person_id
            )
            request = asked.by_ids([one.slice.request_id])[one.slice.request_id]
            informing.owed(now=now, request=request, person_id=person_id)
    return named


def _asked_about(case_id: UUID, request_id: UUID, look: Look) -> UUID | None:
    """The mandate whose tokens a second one asked about."""
    sealed = asked.sealed_of(request_id)
    payload = boxes.unseal(case_id, requesting.what_of(request_id), sealed, look)
    read, _faults = content.read(canonical.read_json(payload))
    if read is None or not isinstance(read.question, ResolveQuestion):
        return None
    return UUID(hex=read.question.of_mandate)


def _person(by: Actor, now: datetime, scheme: str, number: str) -> UUID:
    """Who has this phone; a new person with nothing but the number, if nobody has."""
    if scheme != "phone":  # a card: who has it is asked of its holder by other ways
        return registry_actions.enrol(by=by, now=now, identity=Identity(name=_("Name not known")))
    known = registry.find(phone=number, limit=1)
    if known:
        return known[0]
    return registry_actions.enrol(by=by, now=now, identity=Identity(phones=(number,)))


def _found(key: str, meetings: Sequence[Contact]) -> Found:
    best = max(meetings, key=lambda one: one.risk)
    safe = 1.0
    for one in meetings:
        safe *= 1.0 - min(1.0, one.risk)
    return Found(
        key=key,
        origin="holder",
        probability=max(one.probability for one in meetings),
        risk=1.0 - safe,
        minutes=best.minutes,
    )
