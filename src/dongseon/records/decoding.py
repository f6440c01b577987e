"""Bytes to text: UTF-8, CP949 and EUC-KR without a mark, UTF-16 and UTF-8 with one."""

import codecs
from dataclasses import dataclass

from dongseon.errors import InvalidInput

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp949",
    "euc_kr",
    "johab",
    "cp1252",
    "iso8859-1",
    "ascii",
)
DETECTED = ("utf-8", "cp949")
# Share; a text with more undecodable lines is in some other encoding: assumption
MOST_BAD_LINES = 0.1
SPOILT = "\N{REPLACEMENT CHARACTER}"

_MARKS = (  # mark, encoding of what follows
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_MARKED = {"": "", "utf-8-sig": "utf-8", "utf-16": "utf-16-le"}  # asked for -> without a mark


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    text: str  # without a byte order mark
    encoding: str  # in which more can be added to the file
    spoilt: bool = False  # some lines hold bytes that could not be read; they show as U+FFFD


def decode(data: bytes, *, file: str, encoding: str = "") -> Decoded:
    """Text of a file. ``encoding`` overrides the detection.

    Raises InvalidInput for a file that is not text.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if encoding in _MARKED:
        encoding = marked or _MARKED[encoding]
    decoded = _decode_as(data, encoding, file) if encoding else _detect(data, file)
    if "\0" in decoded.text:
        line = decoded.text.count("\n", 0, decoded.text.index("\0")) + 1
        raise InvalidInput(
            f"{file}: line {line} holds a NUL byte; expected a CSV text file, this looks binary"
        )
    return decoded


def known_encoding(name: str) -> str:
    """The codec's own name for an encoding a profile may ask for, "" if it may not."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError):
        return ""
    return found if found in ENCODINGS else ""


def _decode_as(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"{file}: line {line} is not {encoding} text ({error.reason}, byte 0x{data[error.start]:02x})"
        ) from None


def _detect(data: bytes, file: str) -> Decoded:
    """UTF-8 if it fits, then CP949 (which holds EUC-KR), then the one that spoils fewer lines."""
    for encoding in DETECTED:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    texts = [data.decode(encoding, errors="replace") for encoding in DETECTED]
    spoilt_lines = [sum(SPOILT in line for line in text.split("\n")) for text in texts]
    best = spoilt_lines.index(min(spoilt_lines))
    bearable = max(1, MOST_BAD_LINES * texts[best].count("\n"))
    in_header = SPOILT in texts[best].partition("\n")[0]
    if "\0" not in texts[best] and (in_header or spoilt_lines[best] > bearable):
        raise InvalidInput(
            f"{file}: neither UTF-8 nor CP949 (EUC-KR) text; name its encoding in bundle.toml"
        )
    return Decoded(texts[best], DETECTED[best], spoilt=True)
