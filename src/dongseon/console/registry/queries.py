"""Everything that is read from the registry. Identities open only against a look of this transaction."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from dongseon.console.audit import queries as audit
from dongseon.console.audit.types import Look, Subject
from dongseon.console.registry import rules, types, vault, wording
from dongseon.console.registry.keys.sealing import DoesNotOpen
from dongseon.console.registry.models import BlindIndex, Hold, Note, Person, Version
from dongseon.console.registry.search import names, terms
from dongseon.console.registry.types import (
    CLASS_OF,
    SUBJECT,
    DataClass,
    Identity,
)
from dongseon.errors import NotFound

MOST_FOUND = 50


def identity_of(person_id: UUID, look: Look) -> Identity:
    """The fields of one person that the look names. Raises NotFound, NotWrittenDown."""
    found = identities_of([person_id], look).get(person_id)
    if found is None:
        raise NotFound("nobody is there, or their data were erased")
    return found


def identities_of(person_ids: Collection[UUID], look: Look) -> dict[UUID, Identity]:
    """Person → the fields that the look names; who was erased is missing.

    Raises NotWrittenDown unless the look, made in this transaction, covers all of them; DoesNotOpen
    if a row was changed behind the console's back, or its key is missing without having been destroyed.
    """
    fields = look.fields & CLASS_OF.keys()
    audit.require(look, [Subject(SUBJECT, one) for one in person_ids], fields)
    kinds = {CLASS_OF[field] for field in fields}
    there = set(
        Person.objects.filter(pk__in=person_ids, destroyed_at=None).values_list("pk", flat=True)
    )
    rows = list(
        Version.objects.filter(person_id__in=there, data_class__in=kinds, current=True).values_list(
            "person_id", "data_class", "version", "key_id", "sealed"
        )
    )
    keys = vault.store().by_id([row[3] for row in rows])
    parts: dict[UUID, list[dict[str, object]]] = {person_id: [] for person_id in there}
    for person_id, kind, version, key_id, sealed in rows:
        if key_id not in keys:
            raise DoesNotOpen(f"the key {key_id} is missing")
        opened = vault.unseal(
            keys[key_id],
            sealed,
            person_id=person_id,
            data_class=DataClass(kind),
            what=f"version {version}",
        )
        parts[person_id].append(opened)
    return {person_id: wording.read(said, fields) for person_id, said in parts.items()}


def find(
    *,
    text: str = "",
    phone: str = "",
    birth_date: date | None = None,
    limit: int = MOST_FOUND,
) -> tuple[UUID, ...]:
    """Persons with this name (Hangul or romanised, any order), number and birth date, as far as given.

    Hits disclose nothing: to see who they are takes a look. Names as written come first, then what
    sounds alike. Somebody who was merged is found as their survivor. Raises InvalidInput for a phone
    that is none.
    """
    key = vault.store().files().index
    must = [terms.phone_term(rules.phone_of(phone))] if phone else []
    must += [terms.birth_term(birth_date)] if birth_date else []
    given = Q(terms__contains=terms.blinded(must, key)) if must else Q()
    if not text.strip():
        return survivors_of(_hits(given, limit))[:limit] if must else ()
    found: dict[UUID, None] = {}
    for alternatives in names.searches_of(text):
        if len(found) >= limit:
            break
        any_of = reduce(or_, (Q(terms__contains=terms.blinded(one, key)) for one in alternatives))
        found |= dict.fromkeys(_hits(given & any_of, limit))
    return survivors_of(tuple(found))[:limit]


def survivors_of(person_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Whom these persons turned out to be, each once, in the order given."""
    known: dict[UUID, UUID] = {}
    asked = set(person_ids)
    while asked:
        merged = dict(
            Person.objects.filter(pk__in=asked, survivor__isnull=False).values_list(
                "pk", "survivor_id"
            )
        )
        known |= merged
        asked = set(merged.values())
    return tuple(dict.fromkeys(_end(one, known) for one in person_ids))


def persons(person_ids: Collection[UUID]) -> dict[UUID, types.Person]:
    """What may be known without a look."""
    held = Exists(Hold.objects.filter(person=OuterRef("pk"), lifted_at=None))
    rows = Person.objects.filter(pk__in=person_ids).annotate(held=held)
    return {
        row.pk: types.Person(
            row.pk, row.revision, row.survivor_id, row.enrolled_at, row.destroyed_at, row.held
        )
        for row in rows
    }


def notes(note_ids: Collection[UUID], look: Look) -> dict[UUID, types.Note]:
    """Note → its text; what was erased is missing. The look must name the persons and kinds of data."""
    return _opened(Note.objects.filter(pk__in=note_ids), look)


def notes_of(person_id: UUID, look: Look) -> tuple[types.Note, ...]:
    """All notes about a person of the kinds of data that the look names, the latest first."""
    rows = Note.objects.filter(person_id=person_id, data_class__in=look.fields).order_by(
        "-at", "pk"
    )
    return tuple(_opened(rows, look).values())


def _opened(rows: Iterable[Note], look: Look) -> dict[UUID, types.Note]:
    rows = list(rows)
    audit.require(
        look,
        {Subject(SUBJECT, row.person_id) for row in rows},
        {row.data_class for row in rows},
    )
    keys = vault.store().by_id([row.key_id for row in rows])
    return {row.pk: _opened_note(row, keys[row.key_id]) for row in rows if row.key_id in keys}


def _opened_note(row: Note, key: bytes) -> types.Note:
    kind = DataClass(row.data_class)
    text = vault.unseal(
        key, row.sealed, person_id=row.person_id, data_class=kind, what=f"note {row.pk}"
    )
    return types.Note(row.pk, row.person_id, kind, row.at, row.by_officer_id, str(text))


def _hits(condition: Q, limit: int) -> tuple[UUID, ...]:
    return tuple(BlindIndex.objects.filter(condition).values_list("pk", flat=True)[:limit])


def _end(person_id: UUID, merged: dict[UUID, UUID]) -> UUID:
    while person_id in merged:
        person_id = merged[person_id]
    return person_id
