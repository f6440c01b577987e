"""What was asked and seen about somebody, for that person: printable, and open to objection."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Look, Subject
from dongseon.console.investigations import asked, asking, queries
from dongseon.console.investigations.types import Investigation, Notice, Objection, Request, Slice
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as identities
from dongseon.console.registry.types import SUBJECT, DataClass
from dongseon.console.workflows import people
from dongseon.errors import NotFound

WORDS = DataClass.IDENTITY  # an objection ends with the person, and not with where they were


@dataclass(frozen=True, slots=True)
class Item:
    """One question about somebody: as the case, or because their token was resolved."""

    request: Request
    as_case: bool
    slice: Slice | None
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class Contested:
    """An objection and its answer, opened."""

    objection: Objection
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was asked about somebody."""

    person_id: UUID
    items: tuple[Item, ...]
    investigations: tuple[Investigation, ...]
    objections: tuple[Contested, ...]


def seen(*, by: Actor, now: datetime, person_id: UUID) -> Seen:
    """What was asked about a person. Raises NotFound for somebody outside the officer's area."""
    people.reachable(by, person_id)
    look = _look(by, now, person_id, "investigations.see_what_was_seen")
    everybody = identities.everybody_in([person_id])
    notices = {one.request_id: one for one in asked.notices_of(everybody)}
    own = {one.id: one for one in asked.of_person(everybody) if one.question == "person"}
    told = asked.by_ids(notices.keys() - own.keys())
    slices = {
        one.request_id: one
        for case_id in {request.case_id for request in own.values()}
        for one in queries.slices_of(case_id)
    }
    items = [
        Item(request, request.id in own, slices.get(request.id), notices.get(request.id))
        for request in (*own.values(), *told.values())
        if request.sent_at is not None
    ]
    return Seen(
        person_id=person_id,
        items=tuple(
            sorted(
                items,
                key=lambda item: item.request.sent_at or item.request.drafted_at,
                reverse=True,
            )
        ),
        investigations=queries.of_person(everybody),
        objections=_opened(asked.objections_of(person_id), look),
    )


def object_to(
    *, by: Actor, now: datetime, person_id: UUID, request_id: UUID | None, text: str
) -> UUID:
    """Take down what the person objects to, in their words. Raises NotFound, InvalidInput."""
    found = seen(by=by, now=now, person_id=person_id)
    if request_id is not None and request_id not in {item.request.id for item in found.items}:
        request_id = None
    note_id = registry.write_note(by=by, now=now, person_id=person_id, data_class=WORDS, text=text)
    return asking.object_to(
        by=by, now=now, person_id=person_id, request_id=request_id, note_id=note_id
    )


def answer(*, by: Actor, now: datetime, objection_id: UUID, text: str) -> None:
    """Answer an objection. Raises Overtaken, NotFound."""
    found = {one.id: one for one in asked.open_objections()}.get(objection_id)
    if found is None:
        raise NotFound("no such objection is open")
    note_id = registry.write_note(
        by=by, now=now, person_id=found.person_id, data_class=WORDS, text=text
    )
    asking.answer_objection(by=by, now=now, objection_id=objection_id, note_id=note_id)


def open_objections(*, by: Actor, now: datetime) -> tuple[Contested, ...]:
    """Objections that wait for an answer, the earliest first."""
    found = asked.open_objections()
    look = audit.look(
        by=by,
        now=now,
        act="investigations.see_objections",
        subjects=[Subject(SUBJECT, one) for one in {one.person_id for one in found}],
        fields=[WORDS],
    )
    return _opened(found, look)


def _look(by: Actor, now: datetime, person_id: UUID, act: str) -> Look:
    return audit.look(
        by=by, now=now, act=act, subjects=[Subject(SUBJECT, person_id)], fields=[WORDS]
    )


def _opened(found: tuple[Objection, ...], look: Look) -> tuple[Contested, ...]:
    ids = {one.note_id for one in found} | {
        one.answer_note_id for one in found if one.answer_note_id
    }
    texts = identities.notes(ids, look)
    return tuple(
        Contested(
            one,
            texts[one.note_id].text if one.note_id in texts else "",
            texts[one.answer_note_id].text if one.answer_note_id in texts else "",
        )
        for one in found
    )
