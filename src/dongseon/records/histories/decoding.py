"""From bytes to text, JSON and KML, guarding against what a hostile file can do."""

import io
import json
import re
import struct
import zipfile
import zlib
from typing import Any

from dongseon.errors import InvalidInput

EXPECTED = (
    "a location history: GPX, KML, KMZ, TCX, GeoJSON, Google (Records.json, Semantic Location "
    "History, Timeline of a phone), OwnTracks, Overland, Dawarich, Polarsteps, GeoLife PLT, or "
    "CSV with latitude, longitude and time"
)
# First bytes of files that are handed over by mistake.
MAGIC = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Encodings an XML declaration may ask for, beside UTF-8 and UTF-16 with a mark.
XML_ENCODINGS = {
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "cp949": "cp949",
    "iso-8859-1": "latin-1",
    "us-ascii": "utf-8",
    "windows-1252": "cp1252",
}
# What zipfile raises for an archive that is damaged, or uses what it does not know.
ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(OverflowError, RuntimeError, ValueError),
)
KML_BYTES = 256 * 1024 * 1024  # largest KML taken out of a KMZ; assumption: a life of fixes
MEMBERS = 10_000  # most files in a KMZ; assumption


def unusable(file: str, looks_like: str) -> InvalidInput:
    """The error for a file that is no location history."""
    return InvalidInput(f"{file}: looks like {looks_like}; expected {EXPECTED}")


def to_text(file: str, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, CP949 or what its XML declaration says."""
    if not data.strip():
        raise InvalidInput(f"{file}: is empty; expected {EXPECTED}")
    for magic, meaning in MAGIC:
        if data.startswith(magic):
            raise unusable(file, meaning)
    if data[8:12] == b".FIT":
        raise unusable(file, "a Garmin FIT recording; export it as GPX or TCX")
    if data.startswith(UTF16_MARKS):
        return checked(file, decoded(file, data, "utf-16"))
    if b"\0" in data:
        at = data.index(b"\0")
        raise unusable(file, f"binary data (a NUL byte at byte {at + 1})")
    return checked(file, without_mark(file, data))


def without_mark(file: str, data: bytes) -> str:
    """The text of a file that has no UTF-16 mark."""
    declared = XML_ENCODING.match(data[:200].decode("ascii", "ignore"))
    encoding = XML_ENCODINGS.get(declared[1].lower()) if declared else None
    if encoding is not None:
        return decoded(file, data, encoding)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decoded(file, data, "cp949")


def decoded(file: str, data: bytes, encoding: str) -> str:
    """The text in one encoding. Raises InvalidInput."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise unusable(
            file, f"binary data or a text in an unknown encoding (byte {fault.start + 1})"
        ) from None


def checked(file: str, text: str) -> str:
    """The text, if it holds no NUL."""
    if "\0" in text:
        raise unusable(file, "binary data (a NUL character)")
    return text


def to_json(file: str, text: str) -> Any:
    """The JSON value of a text. Any: its shape is what the caller finds out.

    Raises InvalidInput for text that is cut off, nested beyond reason or not JSON.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise InvalidInput(f"{file}: JSON nested too deep to be a location history") from None
    except json.JSONDecodeError as fault:
        raise InvalidInput(
            f"{file}: line {fault.lineno}, column {fault.colno}: cut off or damaged JSON "
            f"({fault.msg}); expected {EXPECTED}"
        ) from None
    except ValueError as fault:  # an integer of thousands of digits
        raise InvalidInput(f"{file}: JSON with a number out of reason ({fault})") from None


def kml_of_kmz(file: str, data: bytes, *, limit_bytes: int = KML_BYTES) -> tuple[bytes, int]:
    """The main KML of a KMZ archive, and how many other KML files lie beside it.

    The main one is the first ``.kml`` at the root, as the KMZ convention has it, or else the first
    anywhere. Nothing is written to disk; nothing beyond ``limit_bytes`` is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member, others = main_kml(file, archive)
            with archive.open(member) as stream:
                content = stream.read(limit_bytes + 1)
    except ZIP_FAULTS as fault:
        raise InvalidInput(f"{file}: damaged zip archive ({fault}); expected a KMZ") from None
    if len(content) > limit_bytes:
        raise InvalidInput(
            f"{file}: {member.filename!r} unpacks to more than {limit_bytes} bytes; refused"
        )
    return content, others


def main_kml(file: str, archive: zipfile.ZipFile) -> tuple[zipfile.ZipInfo, int]:
    """The member to read, and the number of other KML members. Raises InvalidInput."""
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise InvalidInput(f"{file}: a zip archive of {len(members)} files; expected a KMZ")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise InvalidInput(
                f"{file}: {member.filename!r} in the zip archive points outside of it; refused"
            )
    kmls = [member for member in members if member.filename.lower().endswith(".kml")]
    if not kmls:
        shown = ", ".join(member.filename for member in members[:5]) or "nothing"
        raise unusable(file, f"a zip archive without a KML in it ({shown}); unpack it first")
    kmls.sort(key=lambda member: member.filename.count("/"))
    main = kmls[0]
    if main.flag_bits & 1:
        raise InvalidInput(f"{file}: {main.filename!r} is encrypted; expected an open KMZ")
    if main.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InvalidInput(f"{file}: {main.filename!r} is packed by an unusual method; refused")
    return main, len(kmls) - 1
