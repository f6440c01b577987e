"""Who was there: what holders answered about places and times, ranked by the chance of having met the case.

Tokens stand for people until a second mandate says who they are. The case's own phone is among them, since it
was there too: it is known by its rows and left out.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon import contacts
from dongseon.console.audit.types import HOUSE, Actor, Look
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseUnknown
from dongseon.console.investigations import asked
from dongseon.console.investigations import queries as investigations
from dongseon.console.investigations.types import Investigation
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CONTACTS, PRESENCE
from dongseon.console.registry import actions as registry_actions
from dongseon.console.registry import boxes
from dongseon.console.registry import queries as registry
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import candidates, queries, storing
from dongseon.console.tracing.candidates import Found
from dongseon.console.workflows import (
    gathering,
    informing,
    investigating,
    reconstructing,
    reporting,
    requesting,
    who_was_there_rows,
)
from dongseon.console.workflows.who_was_there_rows import Present, Token
from dongseon.contacts import Contact, Criteria
from dongseon.itinerary.types import Itinerary
from dongseon.mandate import ResolveQuestion, canonical, content
from dongseon.records.columns import Evidence

JOB = "workflows.who_was_there"
NAMES_JOB = "workflows.take_identities"
# Chance of having met the case below which nobody is listed: a third of that from which the rule lets a holder
# say who it is. Whoever is less likely is found again by any further record; assumption
LISTED_FROM = 0.1


def due(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """An answer about places came: whoever was there is ranked as soon as a worker is free."""
    if queries.trace(case_id) is not None:
        reconstructing.defer_once(JOB, lock=f"there {case_id}", case_id=str(case_id))


def names_due(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """A holder said who somebody is: taken in as soon as a worker is free; nobody is ranked anew for it."""
    if queries.trace(case_id) is not None:
        reconstructing.defer_once(NAMES_JOB, lock=f"names {case_id}", case_id=str(case_id))


def run(*, now: datetime, case_id: UUID) -> int:
    """Rank everybody whom holders saw where the case was. How many there are."""
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
        return keep(by=HOUSE, now=now, found=found, version=row.version, present=present, met=met)


def take(*, now: datetime, case_id: UUID) -> int:
    """Take in who holders say that candidates are. How many were named."""
    found = investigations.of_case(case_id)
    if found is None or found.erased_at is not None:
        return 0
    with transaction.atomic():
        look = investigating.look_at(by=HOUSE, now=now, found=found, act="tracing.take_identities")
        return take_identities(by=HOUSE, now=now, found=found, look=look)


def look_at(*, by: Actor, now: datetime, case_id: UUID, act: str) -> Look:
    """Write down a look at where the person of a case was. Raises CaseUnknown without an investigation."""
    found = investigations.of_case(case_id)
    if found is None:
        raise CaseUnknown(case_id)
    return investigating.look_at(by=by, now=now, found=found, act=act)


def present_in(case_id: UUID, look: Look) -> Present:
    """Everybody whom holders answered to have been at a place of the case."""
    return who_was_there_rows.present(
        (one.slice.holder_id, one.slice.request_id, storing.table_of(one.data))
        for one in gathering.opened(case_id, look, question="presence")
    )


def evidence_with(case_id: UUID, look: Look, present: Present) -> tuple[Itinerary, Evidence]:
    """The case's itinerary, and its evidence with the rows of everybody who was there; its own phone left out."""
    kept = reconstructing.kept(case_id, look)
    others = who_was_there_rows.without_own(present, kept.evidence)
    evidence = who_was_there_rows.beside(kept.evidence, others)
    return reconstructing.with_posterior(case_id, look, evidence, kept.itinerary), evidence


def criteria_of(case_id: UUID, now: datetime) -> Criteria:
    """The question of contacts: the case's days, the window of the rule in force, and from what chance on somebody is listed."""
    dates = cases.case(case_id, area="").row.dates
    today = reporting.local_day(now)
    rule = policy.rule(CONTACTS, today)
    named_from = policy.rule(PRESENCE, today).value.identify_from
    return Criteria(
        onset=reconstructing.noon(dates.onset_on),
        sampled=reconstructing.noon(dates.sampled_on),
        days_before_onset=float(rule.value.days_before_onset),
        least_probability=min(LISTED_FROM, named_from),
    )


def keep(
    *,
    by: Actor,
    now: datetime,
    found: Investigation,
    version: int,
    present: Present,
    met: Sequence[Contact],
) -> int:
    """Keep a search: ranks in clear, where and when sealed. How many candidates there are."""
    by_person: dict[str, list[Contact]] = {}
    for one in met:
        by_person.setdefault(one.person_id, []).append(one)
    beside = {
        key: {
            "token": one.token,
            "holder_id": one.holder_id,
            "request_id": str(one.request_id),
        }
        for key, one in present.tokens.items()
        if key in by_person
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
    """Whoever holders named: known persons are found again by their number, others taken up. How many.

    A name counts for a candidate who waits for one, so what comes twice is taken in once.
    """
    named = 0
    for one in gathering.opened(found.case_id, look, question="resolve"):
        of_mandate = _asked_about(found.case_id, one.slice.request_id, look)
        if of_mandate is None:
            continue
        request = asked.one(one.slice.request_id, area="")
        for said in storing.table_of(one.data).to_pylist():
            key = Token(str(said["token"]), "", of_mandate).key
            if not candidates.waits(found.case_id, key):
                continue
            person_id = _person(by, now, str(said["scheme"]), str(said["number"]))
            named += candidates.identify(
                by=by, now=now, case_id=found.case_id, key=key, person_id=person_id
            )
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
