"""The contacts of a case with how they met, household first; and what became of them: whether they fell ill."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow, ContactRow
from dongseon.console.investigations import queries as investigations
from dongseon.console.registry import boxes
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import candidates, queries
from dongseon.console.workflows import investigating, line_list

FIELDS = ("name", "name_romanised", "phones", "safe_contact_only", "safe_contact")
HOUSEHOLD = frozenset({"household", "family"})


@dataclass(frozen=True, slots=True)
class Met:
    """Where and when a contact met the case."""

    place: str
    end: datetime | None
    detail: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact, how they met, and whether they are a case themselves."""

    contact: ContactRow
    identity: Identity | None
    exposure: dict[str, str]  # Go.Data's fields; empty for one that was imported
    met: Met | None
    case: CaseRow | None  # what they became
    theirs: int  # contacts of that case: contacts of contacts

    @property
    def of_household(self) -> bool:
        """Whether they live together."""
        return bool(
            HOUSEHOLD & {self.contact.relation, self.exposure.get("relationship", "")}
            or self.exposure.get("exposure_type") == "household"
        )


@dataclass(frozen=True, slots=True)
class Contacts:
    """The page of a case's contacts."""

    case: CaseRow
    lines: tuple[ContactLine, ...]

    @property
    def ill(self) -> int:
        """How many of them are cases now."""
        return sum(line.case is not None for line in self.lines)


def show(*, by: Actor, now: datetime, case_id: UUID) -> Contacts:
    """All contacts of a case: household first, then by the last meeting. Raises CaseUnknown."""
    case = cases.case(case_id, area=by.area).row
    rows = cases.contacts(case_id)
    named = line_list.identities(
        by,
        now,
        [row.person_id for row in rows],
        FIELDS,
        act="tracing.see_contacts",
        case_id=case_id,
    )
    ill = {
        one.person_id: one
        for one in cases.cases_of_persons([row.person_id for row in rows], area=by.area)
        if one.id != case_id
    }
    exposures = candidates.exposures([row.id for row in rows])
    met = _met(by, now, case_id)
    lines = [
        ContactLine(
            contact=row,
            identity=named.get(row.person_id),
            exposure=exposures.get(row.id, {}),
            met=met.get(row.id),
            case=ill.get(row.person_id),
            theirs=len(cases.contacts(ill[row.person_id].id)) if row.person_id in ill else 0,
        )
        for row in rows
    ]
    return Contacts(case, tuple(sorted(lines, key=lambda line: not line.of_household)))


def _met(by: Actor, now: datetime, case_id: UUID) -> dict[UUID, Met]:
    """Where and when each contact met the case, as far as it was not erased."""
    found = investigations.of_case(case_id)
    bodies = candidates.exposure_bodies(case_id)
    if found is None or found.erased_at is not None or not bodies:
        return {}
    look = investigating.look_at(by=by, now=now, found=found, act="tracing.see_exposures")
    told = {}
    for contact_id, body in bodies.items():
        said = json.loads(boxes.unseal(case_id, f"exposure of {contact_id}", body, look))
        site = queries.place(said["place_id"]) if said["place_id"] else None
        end = datetime.fromisoformat(said["end"]) if said["end"] else None
        told[contact_id] = Met((site.name or site.place_id) if site else "", end, said["detail"])
    return told
