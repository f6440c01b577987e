"""Files become cases and contacts: checked first, then batch by batch, each a transaction of its own.

What a batch did and how far it came commit together, so a killed job goes on where it was, and no row
is done twice. The same row of the same source is known again by a keyed hash: read a second time it
changes nothing, and the counts say so.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dongseon.console.access import queries as access
from dongseon.console.audit.types import Actor
from dongseon.console.cases import contacts as contact_actions
from dongseon.console.cases import numbers
from dongseon.console.cases import queries as cases
from dongseon.console.cases.contacts import Handled, NewContact
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.intake import actions as intake
from dongseon.console.intake import queries as imports
from dongseon.console.intake import reading as files
from dongseon.console.intake import rows as reading
from dongseon.console.intake.queries import ImportRow
from dongseon.console.intake.types import Counts, Entry, Fault, Grid, Kind, Mapping, State
from dongseon.console.registry import actions as registry
from dongseon.console.registry import queries as people
from dongseon.console.registry import rules as person_rules
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import amending, following_up
from dongseon.console.workflows.reporting import Report
from dongseon.errors import InvalidInput, NotFound

ROWS_AT_ONCE = 500  # a batch: well under a second of work to lose
COLUMN_OF = {"birth_date": "birth_date", "phone": "phone", "name": "name", "language": "language"}


Later = Callable[[Collection[UUID]], None]
"""What is to be done about new cases once they are there: a job, in the same transaction."""


def _nothing(case_ids: Collection[UUID]) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that can become a record."""

    entry: Entry
    identity: Identity
    area: str
    key: bytes  # keyed hash: who it is to the source
    content: bytes  # keyed hash: what the source says
    case_id: UUID | None  # of a contact: whom they met


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: those that can become records, what is wrong with the others, what is known of them."""

    planned: tuple[Planned, ...]
    faults: tuple[Fault, ...]
    known: dict[bytes, tuple[UUID, bytes]]  # key to (record, content)


@dataclass(frozen=True, slots=True)
class Check:
    """What a dry run found."""

    counts: Counts
    faults: tuple[Fault, ...]


def reading_of(data: bytes, *, kind: Kind, file: str) -> tuple[Grid, list[Fault]]:
    """The rows of a file somebody brings, and what cannot be read. Raises InvalidInput."""
    return files.read(data, kind=kind, file=file)


# ── dry run ──────────────────────────────────────────────────────────────────────────────────


def check(*, by: Actor, now: datetime, import_id: UUID) -> Check:
    """What an import would do, without doing it. Raises NotFound, InvalidInput."""
    row = imports.one(import_id, officer_id=by.officer_id)
    grid, faults = imports.grid_of(import_id)
    counts = Counts(rejected=len(faults))
    said: dict[bytes, bytes] = {}
    for begin in range(0, len(grid), ROWS_AT_ONCE):
        batch = plan(row, grid, begin, begin + ROWS_AT_ONCE, now)
        counts = _added(counts, _expected(batch, said))
        faults += batch.faults
    return Check(counts, tuple(faults))


def _expected(batch: Batch, said: dict[bytes, bytes]) -> Counts:
    """What will become of a batch; `said` is what earlier rows of the file said, by key."""
    created = changed = unchanged = 0
    for one in batch.planned:
        before = said.get(one.key) or batch.known.get(one.key, (None, None))[1]
        created += before is None
        unchanged += before == one.content
        changed += before not in (None, one.content)
        said[one.key] = one.content
    return Counts(created, changed, unchanged, _wrong_rows(batch))


def _wrong_rows(batch: Batch) -> int:
    return len({fault.line for fault in batch.faults})


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(
        one.created + other.created,
        one.changed + other.changed,
        one.unchanged + other.unchanged,
        one.rejected + other.rejected,
    )


# ── the job ──────────────────────────────────────────────────────────────────────────────────


def begin(*, by: Actor, now: datetime, import_id: UUID) -> bool:
    """Let an import go. The job is there if and only if this transaction commits."""
    return intake.start(by=by, now=now, import_id=import_id)


def run(*, now: datetime, import_id: UUID, later: Later = _nothing) -> None:
    """Do what is left of an import. May be called again at any time, by anybody."""
    try:
        row = imports.one(import_id)
        grid, broken = imports.grid_of(import_id) if row.state is State.RUNNING else (None, [])
    except (NotFound, InvalidInput):
        with transaction.atomic():
            intake.give_up(by=imports.one(import_id).actor, now=now, import_id=import_id)
        return
    while grid is not None and row.state is State.RUNNING and row.rows_done < row.rows:
        step(row, grid, broken, now=now, later=later)
        row = imports.one(import_id)
    if row.state is State.RUNNING:
        with transaction.atomic():
            intake.finish(by=row.actor, now=now, import_id=import_id)


@transaction.atomic
def step(
    row: ImportRow, grid: Grid, broken: Collection[Fault], *, now: datetime, later: Later = _nothing
) -> None:
    """The next batch: its records and how far the import is, or nothing."""
    total = len(grid)
    begin, end = row.rows_done, min(row.rows_done + ROWS_AT_ONCE, total)
    batch = plan(row, grid, begin, end, now)
    counts = _write(row, batch, now, later)
    faults = list(batch.faults)
    reach = end
    if end == total:  # rows that are no rows are told with the last batch
        faults += broken
        counts = _added(counts, Counts(rejected=len(broken)))
        reach = row.rows
    if not intake.advance(
        now=now, import_id=row.id, begin=begin, end=reach, counts=counts, faults=faults
    ):
        transaction.set_rollback(True)  # another worker did these rows


def _write(row: ImportRow, batch: Batch, now: datetime, later: Later) -> Counts:
    new: dict[bytes, Planned] = {}
    for one in batch.planned:
        if one.key not in batch.known:
            new.setdefault(one.key, one)
    wanted = list(new.values())
    act = _open_cases if row.kind is Kind.CASES else _name_contacts
    ids = act(row, wanted, now) if wanted else ()
    if row.kind is Kind.CASES and ids:
        later(ids)
    known = batch.known | {
        one.key: (record_id, one.content) for one, record_id in zip(wanted, ids, strict=True)
    }
    changed = unchanged = 0
    for one in batch.planned:
        if new.get(one.key) is one:
            continue
        record_id, content = known[one.key]
        if content != one.content and _amend(row, one, record_id, now):
            changed += 1
        else:
            unchanged += 1
        known[one.key] = (record_id, one.content)
    said = [Handled(key, *known[key]) for key in dict.fromkeys(one.key for one in batch.planned)]
    fresh = [one for one in said if batch.known.get(one.key) != (one.record_id, one.content)]
    if fresh:
        contact_actions.remember(by=row.actor, now=now, handles=fresh)
    return Counts(len(new), changed, unchanged, _wrong_rows(batch))


def _open_cases(row: ImportRow, wanted: list[Planned], now: datetime) -> tuple[UUID, ...]:
    reports = [
        Report(
            identity=one.identity,
            area=one.area,
            classification=Classification(one.entry.text("classification")),
            basis=Basis.AS_REPORTED,
            dates=dates_of(one.entry),
        )
        for one in wanted
    ]
    return following_up.report_cases(by=row.actor, now=now, reports=reports, origin=Origin.IMPORT)


def _name_contacts(row: ImportRow, wanted: list[Planned], now: datetime) -> tuple[UUID, ...]:
    persons = registry.enrol_many(
        by=row.actor, now=now, identities=[one.identity for one in wanted]
    )
    new = [
        NewContact(
            person_id=person_id,
            case_id=one.case_id,
            area=one.area,
            relation=one.entry.text("relation")[:20],
            last_met_on=one.entry.days.get("last_met_on"),
        )
        for one, person_id in zip(wanted, persons, strict=True)
        if one.case_id is not None
    ]
    return contact_actions.name_contacts(by=row.actor, now=now, new=new, origin=Origin.IMPORT)


def _amend(row: ImportRow, one: Planned, record_id: UUID, now: datetime) -> bool:
    """Bring a record up to what the file says now; whether anything of it changed."""
    given = fields_given(one.entry)
    if row.kind is Kind.CONTACTS:
        return amending.amend_contact(
            by=row.actor,
            now=now,
            contact_id=record_id,
            identity=one.identity,
            fields=given,
            relation=one.entry.text("relation")[:20],
            last_met_on=one.entry.days.get("last_met_on"),
        )
    return amending.amend_case(
        by=row.actor,
        now=now,
        case_id=record_id,
        identity=one.identity,
        fields=given,
        dates=dates_of(one.entry),
        classification=Classification(one.entry.text("classification")),
    )


def dates_of(entry: Entry) -> Dates:
    """The days of a case as a file gives them."""
    return Dates(
        entry.days.get("onset_on"), entry.days.get("sampled_on"), entry.days.get("reported_on")
    )


def fields_given(entry: Entry) -> tuple[str, ...]:
    """The fields of an identity that a row says something of."""
    given = [
        name
        for name in ("name", "name_romanised", "sex", "address", "language")
        if entry.text(name)
    ]
    given += ["phones"] if entry.text("phone") else []
    given += ["birth_date"] if "birth_date" in entry.days else []
    return tuple(given)


# ── rows to plans ────────────────────────────────────────────────────────────────────────────


def plan(row: ImportRow, grid: Grid, begin: int, end: int, now: datetime) -> Batch:
    """What rows from begin to end can become."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    for read in reading.read_rows(grid, row.mapping, row.kind, begin=begin, end=end):
        if isinstance(read, Entry):
            entries.append(read)
        else:
            faults += read
    areas = _areas(row.actor.area)
    met = _cases_met(row, entries) if row.kind is Kind.CONTACTS else {}
    usable: list[tuple[Entry, Identity, str]] = []
    for entry in entries:
        wrong, identity, area = _who_and_where(row.mapping, entry, areas, now)
        if row.kind is Kind.CONTACTS and entry.text("case") not in met:
            wrong.append(_fault(row.mapping, entry, "case", _("is no case in your area")))
        faults += wrong
        if not wrong and identity is not None:
            usable.append((entry, identity, area))
    keys = people.fingerprints([_key(row, entry) for entry, _who, _where in usable])
    contents = people.fingerprints([_content(entry) for entry, _who, _where in usable])
    planned = tuple(
        Planned(entry, identity, area, key, content, met.get(entry.text("case")))
        for (entry, identity, area), key, content in zip(usable, keys, contents, strict=True)
    )
    return Batch(planned, tuple(faults), dict(cases.handled(keys)))


def _who_and_where(
    mapping: Mapping, entry: Entry, areas: dict[str, str], now: datetime
) -> tuple[list[Fault], Identity | None, str]:
    faults: list[Fault] = []
    area = areas.get(entry.text("area").replace(" ", ""), "")
    if not area:
        faults.append(_fault(mapping, entry, "area", _("is no area that you work for")))
    try:
        identity = person_rules.check_identity(identity_of(entry), now.date())
    except InvalidInput as fault:
        field, _colon, _reason = str(fault).partition(":")
        faults.append(
            Fault(entry.line, mapping.column_of(COLUMN_OF.get(field, "")), "", str(fault))
        )
        return faults, None, area
    return faults, identity, area


def _fault(mapping: Mapping, entry: Entry, field: str, reason: str) -> Fault:
    return Fault(entry.line, mapping.column_of(field), entry.text(field), reason)


def identity_of(entry: Entry) -> Identity:
    """Who a row is about."""
    return Identity(
        name=entry.text("name"),
        name_romanised=entry.text("name_romanised"),
        sex=Sex(entry.text("sex")),
        birth_date=entry.days.get("birth_date"),
        phones=(entry.text("phone"),) if entry.text("phone") else (),
        address=entry.text("address"),
        language=entry.text("language").lower() or "ko",
    )


def _areas(own: str) -> dict[str, str]:
    """What files call the areas of an officer: by code, or by name in either language."""
    found: dict[str, str] = {}
    areas = access.areas()
    names = {area.code: area for area in areas}
    for area in areas:
        if not area.code.startswith(own):
            continue
        above = names.get(area.within or "")
        for said in (area.name_ko, area.name_en):
            found.setdefault(said.replace(" ", ""), area.code)
        if above is not None:
            found[f"{above.name_ko}{area.name_ko}"] = area.code
        found[area.code] = area.code
    return found


def _cases_met(row: ImportRow, entries: list[Entry]) -> dict[str, UUID]:
    """What contacts' rows name as their case, to cases: our number, or the source's own identifier."""
    said = {entry.text("case") for entry in entries} - {""}
    by_number = {text: numbers.read(text) for text in said}
    ours = cases.ids_of_numbers([one for one in by_number.values() if one], area=row.actor.area)
    found = {text: ours[number] for text, number in by_number.items() if number in ours}
    left = sorted(said - found.keys())
    keys = people.fingerprints([_handle(Kind.CASES, row.mapping.source, text) for text in left])
    theirs = cases.handled(keys)
    ids = cases.cases([record_id for record_id, _content in theirs.values()], area=row.actor.area)
    for text, key in zip(left, keys, strict=True):
        if key in theirs and theirs[key][0] in ids:
            found[text] = theirs[key][0]
    return found


def cases_named(source: str, names: Collection[str]) -> dict[str, UUID]:
    """A source's own identifiers of cases to our cases, as far as they were imported."""
    keys = people.fingerprints([_handle(Kind.CASES, source, name) for name in names])
    known = cases.handled(keys)
    return {name: known[key][0] for name, key in zip(names, keys, strict=True) if key in known}


def _key(row: ImportRow, entry: Entry) -> str:
    """What a row is known by again: the source's identifier, else who it is about."""
    if entry.their_id:
        return _handle(row.kind, row.mapping.source, entry.their_id)
    born = entry.days.get("birth_date")
    who = "|".join(
        (entry.text("name").casefold(), entry.text("phone"), str(born or ""), entry.text("case"))
    )
    return _handle(row.kind, row.mapping.source, f"person|{who}")


def _handle(kind: Kind, source: str, identifier: str) -> str:
    return f"{kind}|{source.casefold()}|{identifier}"


def _content(entry: Entry) -> str:
    said = {**entry.texts, **{name: day.isoformat() for name, day in entry.days.items()}}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)
