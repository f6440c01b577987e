"""The list of those who may have been there, and what becomes of each: contact, no contact, or a text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.cases import contacts as cases_contacts
from dongseon.console.cases import queries as cases
from dongseon.console.cases.contacts import NewContact
from dongseon.console.cases.types import CaseRow, Origin
from dongseon.console.policy import queries as policy
from dongseon.console.policy.kinds import CONTACTS
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import candidates, queries
from dongseon.console.tracing.candidates import NewExposure
from dongseon.console.tracing.types import CandidateRow, Refused, RejectReason, Site
from dongseon.console.workflows import (
    investigating,
    line_list,
    reporting,
    who_was_there,
    who_was_there_calls,
)
from dongseon.contacts import Contact
from dongseon.contacts.criteria import tier as tier_of

CONTACT_FIELDS = ("name", "name_romanised", "phones", "safe_contact_only", "safe_contact")


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Somebody who may have been there, with where and when."""

    row: CandidateRow
    best: Contact | None  # the meeting of the greatest risk; None for one of an older search
    meetings: int
    place: str
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class There:
    """The page of those who may have been there."""

    case: CaseRow
    lines: tuple[CandidateLine, ...]
    searched_at: datetime | None
    rule_id: UUID | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How two people met, in the words of Go.Data's relationships."""

    certainty: str
    exposure_type: str
    frequency: str = ""
    duration: str = ""
    relationship: str = ""
    distance: str = ""
    masks: str = ""
    ventilation: str = ""
    symptoms: str = ""
    detail: str = ""  # in words; sealed


def show(*, by: Actor, now: datetime, case_id: UUID) -> There:
    """Everybody who may have been where the case was, the greatest risk first. Raises CaseUnknown."""
    case = cases.case(case_id, area=by.area).row
    look = who_was_there.look_at(by=by, now=now, case_id=case_id, act="tracing.see_candidates")
    met, _beside = who_was_there.opened_search(case_id, look)
    rows = candidates.of_case(case_id)
    named = line_list.identities(
        by,
        now,
        [row.person_id for row in rows if row.person_id],
        CONTACT_FIELDS,
        act="tracing.see_candidates",
        case_id=case_id,
    )
    search = candidates.newest_search(case_id)
    sites = queries.places({one.place_id for met_by in met.values() for one in met_by})
    return There(
        case=case,
        lines=tuple(_line(row, met.get(row.key, []), named, sites) for row in rows),
        searched_at=search[2] if search else None,
        rule_id=search[3] if search else None,
    )


def accept(
    *, by: Actor, now: datetime, case_id: UUID, candidate_id: UUID, seen: int, relation: Relation
) -> UUID:
    """This is a contact of the case: known to the register, with how they met, and to be called."""
    [contact_id] = accept_all(
        by=by, now=now, case_id=case_id, seen={candidate_id: seen}, relation=relation
    )
    return contact_id


def accept_all(
    *, by: Actor, now: datetime, case_id: UUID, seen: Mapping[UUID, int], relation: Relation
) -> list[UUID]:
    """These are contacts of the case, all who met it in the same way. `seen`: each candidate's version."""
    case = cases.case(case_id, area=by.area).row
    look = who_was_there.look_at(by=by, now=now, case_id=case_id, act="tracing.accept_candidate")
    met, _beside = who_was_there.opened_search(case_id, look)
    accepted = []
    for candidate_id, version in seen.items():
        row = _of_this(case_id, candidate_id)
        accepted.append(_accepted(by, now, case, row, version, met.get(row.key, []), relation))
    return accepted


def _accepted(
    by: Actor,
    now: datetime,
    case: CaseRow,
    row: CandidateRow,
    seen: int,
    meetings: list[Contact],
    relation: Relation,
) -> UUID:
    last = max((one.end for one in meetings), default=now)
    person_id = row.person_id
    if person_id is None:
        raise Refused(_("Who this is must be known first: choose them and ask for the identity."))
    kind = relation.relationship or relation.exposure_type
    contact_id = named(by=by, now=now, case=case, person_id=person_id, relation=kind, last_met=last)
    exposure = exposure_of(
        by=by,
        now=now,
        case_id=case.id,
        contact_id=contact_id,
        relation=relation,
        meetings=meetings,
        last=last,
    )
    candidates.accept(
        by=by, now=now, candidate_id=row.id, seen=seen, contact_id=contact_id, exposure=exposure
    )
    who_was_there_calls.notify(
        by=by, now=now, case=case, contact_id=contact_id, person_id=person_id
    )
    return contact_id


def add(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    identity: Identity,
    person_id: UUID | None,
    last_met: datetime,
    relation: Relation,
) -> UUID:
    """A contact whom somebody named: of the household, or without a name as well."""
    case = cases.case(case_id, area=by.area).row
    whom = person_id or registry.enrol(by=by, now=now, identity=known_somehow(identity))
    if whom == case.person_id:
        raise Refused(_("This is the case itself."))
    contact_id = named(
        by=by,
        now=now,
        case=case,
        person_id=whom,
        relation=relation.relationship or relation.exposure_type,
        last_met=last_met,
    )
    candidates.expose(
        by=by,
        now=now,
        case_id=case_id,
        exposure=exposure_of(
            by=by,
            now=now,
            case_id=case_id,
            contact_id=contact_id,
            relation=relation,
            meetings=[],
            last=last_met,
        ),
    )
    who_was_there_calls.notify(by=by, now=now, case=case, contact_id=contact_id, person_id=whom)
    return contact_id


def known_somehow(identity: Identity) -> Identity:
    """Somebody without name and phone, under words that say so: a contact too, to be found by other ways."""
    if identity.name or identity.name_romanised or identity.phones:
        return identity
    return replace(identity, name=_("Name not known"))


def named(
    *,
    by: Actor,
    now: datetime,
    case: CaseRow,
    person_id: UUID,
    relation: str,
    last_met: datetime,
) -> UUID:
    """The contact of this case who is this person: the one that is there, or a new one."""
    for known in cases.contacts(case.id):
        if known.person_id == person_id:
            return known.id
    new = NewContact(person_id, case.id, case.area, relation, reporting.local_day(last_met))
    [contact_id] = cases_contacts.name_contacts(by=by, now=now, new=[new], origin=Origin.DESK)
    return contact_id


def reject(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    candidate_id: UUID,
    seen: int,
    reason: RejectReason,
) -> None:
    """This is no contact."""
    _of_case(by, case_id, candidate_id)
    candidates.reject(by=by, now=now, candidate_id=candidate_id, seen=seen, reason=reason)


def reopen(*, by: Actor, now: datetime, case_id: UUID, candidate_id: UUID, seen: int) -> None:
    """A rejection is taken back."""
    _of_case(by, case_id, candidate_id)
    candidates.reopen(by=by, now=now, candidate_id=candidate_id, seen=seen)


def exposure_of(
    *,
    by: Actor,
    now: datetime,
    case_id: UUID,
    contact_id: UUID,
    relation: Relation,
    meetings: list[Contact],
    last: datetime,
) -> NewExposure:
    """How a contact met a case, with the tier by the rule in force on the day of the last meeting."""
    day = reporting.local_day(last)
    rule = policy.rule(CONTACTS, day)
    best = max(meetings, key=lambda one: one.risk, default=None)
    minutes, distance = (best.minutes, best.distance_class) if best else (0.0, "same_room")
    told = {
        "place_id": best.place_id if best else "",
        "start": best.start.isoformat() if best else "",
        "end": last.isoformat(),
        "detail": relation.detail,
    }
    body = investigating.sealed(
        by=by,
        now=now,
        case_id=case_id,
        what=f"exposure of {contact_id}",
        data=json.dumps(told, ensure_ascii=False).encode(),
    )
    tiers = rule.value.tiers
    return NewExposure(
        contact_id=contact_id,
        certainty=relation.certainty,
        exposure_type=relation.exposure_type,
        frequency=relation.frequency,
        duration=relation.duration or duration_of(minutes),
        relationship=relation.relationship,
        distance=relation.distance or distance,
        masks=relation.masks,
        ventilation=relation.ventilation,
        symptoms=relation.symptoms,
        tier=tiers[0] if len(tiers) == 1 else tier_of(day, minutes, distance),
        rule_id=rule.id,
        body=body,
    )


def duration_of(minutes: float) -> str:
    """Minutes in Go.Data's classes of duration; "" where nothing is known."""
    if minutes <= 0:
        return ""
    if minutes < 15:
        return "under_15_min"
    return "15_to_60_min" if minutes < 60 else "over_60_min"


def _of_case(by: Actor, case_id: UUID, candidate_id: UUID) -> CandidateRow:
    cases.case(case_id, area=by.area)
    return _of_this(case_id, candidate_id)


def _of_this(case_id: UUID, candidate_id: UUID) -> CandidateRow:
    row = candidates.one(candidate_id)
    if row.case_id != case_id:
        raise Refused(_("This is a candidate of another case."))
    return row


def _line(
    row: CandidateRow,
    meetings: list[Contact],
    named_by: Mapping[UUID, Identity],
    sites: Mapping[str, Site],
) -> CandidateLine:
    best = max(meetings, key=lambda one: one.risk, default=None)
    site = sites.get(best.place_id) if best else None
    return CandidateLine(
        row,
        best,
        len(meetings),
        (site.name or site.place_id) if site else "",
        named_by.get(row.person_id) if row.person_id else None,
    )
