"""The answer to a sender: ACK^R01 with AA, AE or AR, and an ERR for each fault. It repeats no value."""

from collections.abc import Sequence
from datetime import datetime

from dongseon.console.laboratory.hl7.types import Header

CONTENT_TYPE = "application/hl7-v2; charset=utf-8"
UNNUMBERED = "NONE"  # MSA-2 must be there, also where the message had no number
WORDS = {  # of ERR-3, HL7 table 0357
    "100": "Segment sequence error",
    "101": "Required field missing",
    "102": "Data type error",
    "103": "Table value not found",
    "200": "Unsupported message type",
    "201": "Unsupported event code",
    "202": "Unsupported processing id",
    "203": "Unsupported version id",
    "204": "Unknown key identifier",
    "207": "Application internal error",
}


def acknowledge(
    header: Header, *, code: str, faults: Sequence[str], answer_id: str, now: datetime
) -> str:
    """The acknowledgement of a message. ``faults``: code|place|word, as deliveries keep them."""
    stamp = now.strftime("%Y%m%d%H%M%S%z")
    lines = [
        "|".join(
            (
                "MSH", "^~\\&", "DONGSEON", _plain(header.receiver), _plain(header.application),
                _plain(header.facility), stamp, "", "ACK^R01^ACK", answer_id[:20], "P", "2.5.1",
            )
        ),
        f"MSA|{code}|{_plain(header.control_id) or UNNUMBERED}",
    ]  # fmt: skip
    for fault in faults:
        number, place, word = fault.split("|")
        lines.append(f"ERR||{place}|{number}^{WORDS.get(number, '')}^HL70357|E||||{word}")
    return "\r".join(lines) + "\r"


def batch(answers: Sequence[str]) -> str:
    """Several answers as one, wrapped as a batch."""
    if len(answers) == 1:
        return answers[0]
    return f"BHS|^~\\&\r{''.join(answers)}BTS|{len(answers)}\r"


def _plain(text: str) -> str:
    """A text of the sender in our separators, escaped."""
    signs = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
    return "".join(signs.get(sign, sign) for sign in text if sign.isprintable())
