"""What of an entry is hashed: every column of its row, in one way of writing. Pure."""

import json
from datetime import UTC

from dongseon.console.audit.models import Entry
from dongseon.ledger import merkle

VERSION = 1  # of this way of writing; entries sealed under an older one keep it


def bytes_of(entry: Entry) -> bytes:
    """The entry as canonical JSON: keys sorted, no spaces, times in UTC to the microsecond."""
    return json.dumps(
        {
            "version": VERSION,
            "seq": entry.seq,
            "cluster": entry.cluster,
            "transaction": entry.transaction,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "officer_id": _text(entry.officer_id),
            "role": entry.role,
            "area": entry.area,
            "purpose": entry.purpose,
            "kind": str(entry.kind),
            "act": entry.act,
            "subject_kind": entry.subject_kind,
            "subject_id": _text(entry.subject_id),
            "case_id": _text(entry.case_id),
            "fields": list(entry.fields),
            "why": entry.why,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def hash_of(entry: Entry) -> bytes:
    """The leaf's hash, 32 bytes."""
    return merkle.leaf_hash(bytes_of(entry))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
