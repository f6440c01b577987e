"""The receipt: a holder's signed word which bytes it sent for which request.

The answer itself is a file; its digest stands here. Whoever has request, receipt and file can show
later what was asked and what came, and the holder cannot say otherwise.
"""

from dataclasses import dataclass
from datetime import datetime

from dongseon.mandate import canonical, envelope
from dongseon.mandate.canonical import NotCanonical
from dongseon.mandate.envelope import Type
from dongseon.mandate.fields import DIGEST, NAME, RANDOM_ID, Faults, fields_of, write_moment
from dongseon.mandate.reasons import Reason, Refusal

SCHEMA = "dongseon-receipt/1"
MOST = 2**53 - 1  # what JavaScript counts exactly


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a holder answered."""

    holder_id: str
    mandate_id: str
    mandate_sha256: str  # of the request's body, in hex
    answer_sha256: str  # of the answer's bytes, in hex
    answer_bytes: int
    rows: int
    log_index: int  # the entry of the holder's log that says so
    answered_at: datetime


def write(receipt: Receipt) -> bytes:
    """The payload that the holder signs."""
    return canonical.write_json(
        {
            "schema": SCHEMA,
            "holder": receipt.holder_id,
            "mandate_id": receipt.mandate_id,
            "mandate_sha256": receipt.mandate_sha256,
            "answer_sha256": receipt.answer_sha256,
            "answer_bytes": receipt.answer_bytes,
            "rows": receipt.rows,
            "log_index": receipt.log_index,
            "answered_at": write_moment(receipt.answered_at),
        }
    )


def read(body: bytes, public_key: bytes) -> tuple[Receipt | None, tuple[Refusal, ...]]:
    """The receipt, if this holder's key signed it and all of it has its form; or why not."""
    try:
        opened = envelope.open_envelope(body, kind=Type.RECEIPT, count=1)
    except NotCanonical as fault:
        return None, (fault.refusal,)
    if not envelope.holds(opened, opened.signatures[0], public_key):
        return None, (Refusal(Reason.SIGNATURE_INVALID, "signatures[0]"),)
    faults = Faults()
    if not isinstance(opened.content, dict) or opened.content.get("schema") != SCHEMA:
        return None, (Refusal(Reason.SCHEMA_VERSION, "schema", f"expected {SCHEMA}"),)
    whole = fields_of(opened.content, "", faults)
    whole.only(
        "schema", "holder", "mandate_id", "mandate_sha256", "answer_sha256", "answer_bytes", "rows",
        "log_index", "answered_at",
    )  # fmt: skip
    receipt = Receipt(
        holder_id=whole.text("holder", NAME),
        mandate_id=whole.text("mandate_id", RANDOM_ID),
        mandate_sha256=whole.text("mandate_sha256", DIGEST),
        answer_sha256=whole.text("answer_sha256", DIGEST),
        answer_bytes=whole.number("answer_bytes", 0, MOST),
        rows=whole.number("rows", 0, MOST),
        log_index=whole.number("log_index", 0, MOST),
        answered_at=whole.moment("answered_at"),
    )
    return (None if faults.found else receipt), tuple(faults.found)
