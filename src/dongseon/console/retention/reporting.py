"""The signed report of an erasure. Pure: key and time are arguments.

The form is that of the holders' lakes: an object of ``erased``, which the signature is over, and
``signature`` (Ed25519, Base64). The text signed is JSON with sorted keys and no spaces.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dongseon.console.retention.types import Line
from dongseon.errors import InvalidInput

VERSION = 1


def digest_of(ids: Iterable[UUID]) -> str:
    """The SHA-256 of identifiers in rising order: who has the list can show that it was this one."""
    return hashlib.sha256(b"".join(one.bytes for one in sorted(ids))).hexdigest()


def key_id_of(key: Ed25519PublicKey) -> str:
    """A short name of a key: the beginning of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(lines: Iterable[Line], *, report_id: UUID, at: datetime, key: Ed25519PrivateKey) -> str:
    """The report of a run as text."""
    erased = {
        "version": VERSION,
        "report_id": str(report_id),
        "reported_at": at.isoformat(timespec="seconds"),
        "key_id": key_id_of(key.public_key()),
        "lines": [_said(line) for line in lines],
    }
    signature = base64.b64encode(key.sign(_text(erased))).decode()
    said = {"erased": erased, "signature": signature}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def check(text: str, *, key: Ed25519PublicKey) -> tuple[Line, ...]:
    """The lines of a report if its signature holds. Raises InvalidInput."""
    try:
        said = json.loads(text)
        erased, signature = said["erased"], base64.b64decode(said["signature"], validate=True)
        key.verify(signature, _text(erased))
    except (ValueError, KeyError, TypeError, InvalidSignature):
        raise InvalidInput("erasure report: the signature does not hold") from None
    return tuple(_line(one) for one in erased["lines"])


def _said(line: Line) -> dict[str, object]:
    return asdict(line) | {"rule_id": str(line.rule_id), "before": line.before.isoformat()}


def _line(said: dict[str, Any]) -> Line:
    return Line(
        tuple(said["models"]),
        said["rule"],
        UUID(said["rule_id"]),
        said["days"],
        datetime.fromisoformat(said["before"]),
        said["count"],
        said["digest"],
    )


def _text(erased: dict[str, Any]) -> bytes:
    return json.dumps(erased, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
