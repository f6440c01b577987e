"""Everything that is read from the registry. Identities open only against a look of this transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from dongseon.console.audit import queries as audit
from dongseon.console.audit.types import Look, Subject
from dongseon.console.registry import rules, types, vault, wording
from dongseon.console.registry.keys.sealing import DoesNotOpen
from dongseon.console.registry.models import Ending, Hold, Note, Person, Version
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
    there = set(
        Person.objects.filter(pk__in=person_ids, destroyed_at=None).values_list("pk", flat=True)
    )
    return opened(there, fields)


def opened(person_ids: Collection[UUID], fields: Collection[str]) -> dict[UUID, Identity]:
    """Identities without a look: for the registry's own use, where nobody sees them."""
    kinds = {CLASS_OF[field] for field in fields}
    rows = Version.objects.filter(person_id__in=person_ids, data_class__in=kinds, current=True)
    parts: dict[UUID, list[dict[str, object]]] = {person_id: [] for person_id in person_ids}
    for row, values in _unsealed(rows):
        parts[row.person_id].append(values)
    return {person_id: wording.read(said, fields) for person_id, said in parts.items()}


def history_of(person_id: UUID, look: Look) -> tuple[types.Edition, ...]:
    """All states that the fields of the look were ever in, the latest first. Raises as identities_of."""
    fields = look.fields & CLASS_OF.keys()
    audit.require(look, [Subject(SUBJECT, person_id)], fields)
    rows = Version.objects.filter(
        person_id=person_id, data_class__in={CLASS_OF[field] for field in fields}
    ).order_by("-at", "-pk")
    return tuple(
        types.Edition(
            row.version,
            DataClass(row.data_class),
            row.at,
            row.by_officer_id,
            wording.read([values], fields),
        )
        for row, values in _unsealed(rows)
    )


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
    if not text.strip():
        return survivors_of(_hits([terms.blinded(must, key)], limit))[:limit] if must else ()
    found: dict[UUID, None] = {}
    for alternatives in names.searches_of(text):
        if len(found) >= limit:
            break
        found |= dict.fromkeys(
            _hits([terms.blinded({*one, *must}, key) for one in alternatives], limit)
        )
    return survivors_of(tuple(found))[:limit]


def fingerprints(texts: Collection[str]) -> tuple[bytes, ...]:
    """A keyed hash of each text, 32 bytes: to know again what must not be stored readably."""
    key = vault.store().files().index
    return tuple(terms.fingerprint(text, key) for text in texts)


def everybody_in(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """These persons and all who were merged into them: the same human beings."""
    known = set(person_ids)
    newest = known
    while newest:
        newest = (
            set(Person.objects.filter(survivor__in=newest).values_list("pk", flat=True)) - known
        )
        known = known | newest
    return frozenset(known)


def holds_of(person_id: UUID) -> tuple[types.Hold, ...]:
    """The legal holds on a person, the latest first."""
    rows = Hold.objects.filter(person=person_id).order_by("-placed_at", "pk")
    return tuple(
        types.Hold(
            row.pk, row.reference, row.placed_at, row.placed_by, row.lifted_at, row.lifted_by
        )
        for row in rows
    )


def endings_of(person_id: UUID) -> tuple[types.Ending, ...]:
    """What of a person was erased, the latest first."""
    rows = Ending.objects.filter(person=person_id).order_by("-decided_at", "data_class")
    return tuple(
        types.Ending(DataClass(row.data_class), row.decided_at, row.why, row.key_destroyed_at)
        for row in rows
    )


def kinds_of(person_id: UUID) -> tuple[DataClass, ...]:
    """The kinds of data that there are of a person."""
    there = set(Version.objects.filter(person=person_id).values_list("data_class", flat=True))
    there |= set(Note.objects.filter(person=person_id).values_list("data_class", flat=True))
    return tuple(kind for kind in DataClass if kind in there)


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


def _unsealed(rows: Iterable[Version]) -> Iterator[tuple[Version, dict[str, object]]]:
    """Rows and what they say. Raises DoesNotOpen naming the key that is missing."""
    rows = list(rows)
    keys = vault.store().by_id([row.key_id for row in rows])
    for row in rows:
        if row.key_id not in keys:
            raise DoesNotOpen(f"the key {row.key_id} is missing")
        yield (
            row,
            vault.unseal(
                keys[row.key_id],
                row.sealed,
                person_id=row.person_id,
                data_class=DataClass(row.data_class),
                what=f"version {row.version}",
            ),
        )


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


def _hits(alternatives: Sequence[Sequence[int]], limit: int) -> tuple[UUID, ...]:
    """Persons who have all terms of one of the alternatives.

    Hits are gathered before they are cut off: told of the limit, the planner takes them for so many
    that it reads the whole table (0.9 s instead of 0.01 s with a million people).
    """
    any_of = " OR ".join(["terms @> %s::bigint[]"] * len(alternatives))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hit AS MATERIALIZED (SELECT person_id FROM registry_blindindex WHERE {any_of})"  # noqa: S608  # marks only
            " SELECT person_id FROM hit LIMIT %s",
            [*map(list, alternatives), limit],
        )
        return tuple(row[0] for row in cursor.fetchall())


def _end(person_id: UUID, merged: dict[UUID, UUID]) -> UUID:
    while person_id in merged:
        person_id = merged[person_id]
    return person_id
