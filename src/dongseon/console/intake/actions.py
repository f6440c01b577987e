"""Every write about imports: uploaded, understood, checked, going on, done or given up."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db.models import F

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.intake import columns, sealing
from dongseon.console.intake.models import Import, SavedMapping
from dongseon.console.intake.types import Counts, Fault, Kind, Mapping, State

SUBJECT = "import"
MOST_FAULTS = 20_000  # kept for the file of errors


def upload(*, by: Actor, now: datetime, kind: Kind, name: str, data: bytes, rows: int) -> UUID:
    """Keep a file, sealed, until its rows are records."""
    import_id = uuid4()
    Import.objects.create(
        id=import_id,
        kind=kind,
        officer_id=owner(by),
        role=by.role,
        area=by.area,
        purpose=by.purpose,
        uploaded_at=now,
        sealed_name=sealing.seal(import_id, "name", name.encode()),
        sealed_file=sealing.seal(import_id, "file", data),
        rows=rows,
    )
    _tell(by, now, "upload", import_id)
    return import_id


def owner(by: Actor) -> UUID:
    """The officer whose import it is. Raises PermissionError for a program or the house."""
    if by.officer_id is None:
        raise PermissionError("only an officer brings files")
    return by.officer_id


def understand(
    *, by: Actor, now: datetime, import_id: UUID, mapping: Mapping, names: Collection[str]
) -> bool:
    """Say what the columns mean; remembered for the next file with the same. False if it runs already."""
    said = as_json(mapping)
    changed = Import.objects.filter(
        pk=import_id, state__in=[State.UPLOADED, State.CHECKED], officer_id=owner(by)
    ).update(mapping=said, state=State.CHECKED)
    if not changed:
        return False
    kind = Import.objects.values_list("kind", flat=True).get(pk=import_id)
    SavedMapping.objects.update_or_create(
        kind=kind,
        area=by.area,
        signature=signature(names),
        defaults={"mapping": said | {"reported_on": None}, "saved_at": now},
    )
    _tell(by, now, "understand", import_id)
    return True


def start(*, by: Actor, now: datetime, import_id: UUID) -> bool:
    """Let it go. False if it was let go before: twice pressed is once done."""
    started = Import.objects.filter(pk=import_id, state=State.CHECKED, officer_id=owner(by)).update(
        state=State.RUNNING
    )
    if started:
        _tell(by, now, "start", import_id)
    return bool(started)


def advance(
    *, now: datetime, import_id: UUID, begin: int, end: int, counts: Counts, faults: list[Fault]
) -> bool:
    """Rows from begin to end became records, in this transaction. False if another worker was here."""
    row = Import.objects.filter(pk=import_id).only("sealed_faults").get()
    kept = [*faults_of(row), *faults][:MOST_FAULTS]
    advanced = Import.objects.filter(pk=import_id, state=State.RUNNING, rows_done=begin).update(
        rows_done=end,
        created=F("created") + counts.created,
        changed=F("changed") + counts.changed,
        unchanged=F("unchanged") + counts.unchanged,
        rejected=F("rejected") + counts.rejected,
        **({"sealed_faults": seal_faults(import_id, kept)} if faults else {}),
    )
    return bool(advanced)


def finish(*, by: Actor, now: datetime, import_id: UUID) -> None:
    """All rows are done: the file is erased; what was wrong with it stays for its owner, sealed."""
    done = Import.objects.filter(pk=import_id, state=State.RUNNING, rows_done=F("rows")).update(
        state=State.DONE, finished_at=now, sealed_file=None
    )
    if done:
        _tell(by, now, "finish", import_id)


def give_up(*, by: Actor, now: datetime, import_id: UUID) -> bool:
    """Bring nothing more of it; what became records stays. The file is erased."""
    given_up = (
        Import.objects.filter(pk=import_id)
        .exclude(state__in=[State.DONE, State.GIVEN_UP])
        .update(state=State.GIVEN_UP, finished_at=now, sealed_file=None)
    )
    if given_up:
        _tell(by, now, "give_up", import_id)
    return bool(given_up)


def faults_of(row: Import) -> list[Fault]:
    """What was wrong, as far as it is kept."""
    if row.sealed_faults is None:
        return []
    said = json.loads(sealing.unseal(row.pk, "faults", row.sealed_faults))
    return [Fault(**one) for one in said]


def seal_faults(import_id: UUID, faults: Collection[Fault]) -> bytes:
    """Faults repeat what stood in the file: sealed as it is."""
    said = json.dumps([asdict(fault) for fault in faults], ensure_ascii=False)
    return sealing.seal(import_id, "faults", said.encode())


def as_json(mapping: Mapping) -> dict[str, object]:
    """A mapping as it is stored."""
    day = mapping.reported_on
    return asdict(mapping) | {"reported_on": day.isoformat() if day else None}


def signature(names: Collection[str]) -> str:
    """What files with the same columns have in common."""
    return sha256(columns.signature(names).encode()).hexdigest()


def _tell(by: Actor, now: datetime, act: str, import_id: UUID) -> None:
    audit.record(by=by, now=now, act=f"intake.{act}", subjects=[Subject(SUBJECT, import_id)])
