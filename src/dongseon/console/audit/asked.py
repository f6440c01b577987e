"""What the command line asks of the log: verify it, or seal it now."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from dongseon import ledger
from dongseon.console.audit import keys, sealing, tail, verifying, witnesses
from dongseon.errors import InvalidInput, NotFound


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon audit`: `do`, and for verifying `key` and `witness` ("" for what is here)."""
    if told["do"] == "seal":
        done = sealing.seal_now(now)
        return {"sealed": done.entries, "entries": done.head.head.size, "note": done.head.note}
    return verify(key=told["key"], witness=told["witness"])


def verify(*, key: str, witness: str) -> dict[str, Any]:
    """Verify the log under a key and against a witness's file; without them under what lies here.

    Raises InvalidInput for what is no key, NotFound for files that are not there.
    """
    remembered = tail.read(tail.path())  # first: what it names is in the database
    try:
        known = ledger.read_verifier_key(key) if key else keys.pinned()
    except FileNotFoundError:
        raise NotFound("nothing was ever sealed here: there is no public key") from None
    memory = _memory(witness)
    found = verifying.verify(key=known, witness=memory, tail=remembered)
    return {
        "ok": found.ok,
        "entries": found.entries,
        "unsealed": found.unsealed,
        "root": found.root.hex(),
        "heads": found.heads,
        "witnessed": found.witnessed,
        "last_head_at": found.last_head_at,
        "key": str(known),
        "witness": str(memory or ""),
        "findings": [
            {"kind": one.kind.value, "at": one.at, "detail": one.detail} for one in found.findings
        ],
    }


def _memory(witness: str) -> Path | None:
    """The file of heads: the one named, or that of this console's own folder witness, if it has one."""
    if witness:
        path = Path(witness)
        if path.is_dir():
            path /= witnesses.MEMORY
        if not path.is_file():
            raise InvalidInput(f"{path}: no such file")
        return path
    if settings.AUDIT_WITNESS.startswith(("http://", "https://")):
        return None  # it keeps its memory to itself; ask it for the file
    path = Path(settings.AUDIT_WITNESS or Path(settings.DATA) / "witness") / witnesses.MEMORY
    return path if path.is_file() else None
