"""From a confirmed case to its investigation; the box in which all that says where somebody was is sealed.

The box is the registry's, one a case; `sealed` and `opened` are the only ways in and out of it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.cases import queries as cases
from dongseon.console.cases.types import CaseRow
from dongseon.console.investigations import actions, queries
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import CASE, Investigation, Request
from dongseon.console.registry import boxes
from dongseon.console.registry.types import SUBJECT, DataClass

BOX = DataClass.LOCATION


def opened(*, by: Actor, now: datetime, case_id: UUID, positive_at: datetime | None = None) -> UUID:
    """An investigation for a confirmed case, once. `positive_at`: when the result was verified."""
    row = cases.case(case_id, area="").row
    investigation_id = actions.open_one(
        by=by, now=now, case_id=case_id, person_id=row.person_id, area=row.area
    )
    actions.reach(by=by, now=now, case_id=case_id, step=Step.POSITIVE, at=positive_at or now)
    return investigation_id


def reached(
    *, by: Actor, now: datetime, case_id: UUID, step: Step, at: datetime | None = None
) -> bool:
    """Note on the clock of a case that it came so far. Nothing where there is no investigation."""
    if queries.of_case(case_id) is None:
        return False
    return actions.reach(by=by, now=now, case_id=case_id, step=step, at=at or now)


def look_at(
    *, by: Actor, now: datetime, found: Investigation | Request, act: str, why: str = ""
) -> Look:
    """Write down a look at where the person of a case was."""
    return audit.look(
        by=by,
        now=now,
        act=act,
        subjects=[Subject(SUBJECT, found.person_id), Subject(CASE, found.case_id)],
        fields=[BOX],
        case_id=found.case_id,
        why=why,
    )


def sealed(*, by: Actor, now: datetime, case_id: UUID, what: str, data: bytes) -> bytes:
    """Bytes sealed under the case's own location key. `what` names them: they open as nothing else."""
    found = actions.held(case_id)
    return boxes.seal(
        by=by,
        now=now,
        box_id=case_id,
        person_id=found.person_id,
        data_class=BOX,
        what=what,
        data=data,
    )


def sealed_texts(
    *, by: Actor, now: datetime, case_id: UUID, what: str, texts: Mapping[str, str]
) -> bytes:
    """Texts sealed under the case's own location key."""
    data = json.dumps(dict(texts), ensure_ascii=False).encode()
    return sealed(by=by, now=now, case_id=case_id, what=what, data=data)


def opened_texts(case_id: UUID, what: str, data: bytes, look: Look) -> dict[str, str]:
    """Texts of the case's box; none where they were erased."""
    if not data:
        return {}
    said: dict[str, str] = json.loads(boxes.unseal(case_id, what, data, look))
    return said


def not_begun(*, by: Actor, now: datetime, case_id: UUID) -> CaseRow:
    """A case of the officer's that nobody investigates yet. Raises CaseUnknown."""
    row = cases.case(case_id, area=by.area).row
    audit.look(
        by=by,
        now=now,
        act="cases.see",
        subjects=[Subject(CASE, case_id)],
        fields=[],
        case_id=case_id,
    )
    return row


def moved(*, by: Actor, now: datetime, case_id: UUID) -> None:
    """A case went to another area: what is done about it goes along."""
    actions.move(by=by, now=now, case_id=case_id, area=cases.case(case_id, area="").row.area)
