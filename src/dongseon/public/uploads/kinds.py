"""Which files are taken, and what must be in one. Pure.

A browser runs what it takes for a page or a script; so a document is one of a few kinds, begins as its kind
does, and is handed out under the one type that goes with its ending, never under one that was claimed.
"""

from pathlib import PurePath
from types import MappingProxyType

from dongseon.errors import InvalidInput

LARGEST_DOCUMENT = 20 * 2**20  # bytes: assumption
HEAD = 8  # bytes that show a kind
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
TEXT = b""  # no beginning of its own: it must be readable as text
DOCUMENTS = MappingProxyType(
    {
        "pdf": ("application/pdf", PDF),
        "hwp": ("application/x-hwp", OLE),
        "hwpx": ("application/hwp+zip", ZIP),
        "odt": ("application/vnd.oasis.opendocument.text", ZIP),
        "ods": ("application/vnd.oasis.opendocument.spreadsheet", ZIP),
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
        "zip": ("application/zip", ZIP),
        "csv": ("text/csv; charset=utf-8", TEXT),
        "txt": ("text/plain; charset=utf-8", TEXT),
    }
)
PICTURES = MappingProxyType(
    {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
)


def ending(name: str) -> str:
    """What a file's name ends in, without the dot, small."""
    return PurePath(name).suffix.lower().lstrip(".")


def check_document(name: str, content: bytes) -> None:
    """Raises InvalidInput for a document that is too large, of no known kind, or not of the kind it says."""
    kind = ending(name)
    if kind not in DOCUMENTS:
        raise InvalidInput(f"{name}: expected {', '.join(DOCUMENTS)}")
    if len(content) > LARGEST_DOCUMENT:
        raise InvalidInput(f"{name}: larger than {LARGEST_DOCUMENT // 2**20} MB")
    begins = DOCUMENTS[kind][1]
    if not content.startswith(begins) or (begins == TEXT and not _is_text(content)):
        raise InvalidInput(f"{name}: what is in it is no {kind}")


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
