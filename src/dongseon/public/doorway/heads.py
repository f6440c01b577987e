"""Reading a request's head: only what may be answered from memory is understood, and anything odd is not."""

from dataclasses import dataclass

MOST_BYTES = 16 * 2**10  # of a head that is looked at
# With one of these a request is more than a page's address.
HINDERING = frozenset(
    b"content-length transfer-encoding range if-range if-match if-unmodified-since expect upgrade "
    b"authorization".split()
)
ACCEPTED, KNOWN, HOST, CONNECTION = b"accept-encoding", b"if-none-match", b"host", b"connection"


@dataclass(slots=True)
class Asked:
    """A GET for an address."""

    host: bytes
    target: bytes  # path and query, as sent
    accepted: bytes  # Accept-Encoding
    known: bytes  # If-None-Match, empty without
    closing: bool  # whether the client wants the connection ended


def read(data: bytes) -> Asked | None:
    """The one request that the bytes are; None for anything that must be looked at elsewhere."""
    if data[:5] != b"GET /" or data[-4:] != b"\r\n\r\n" or len(data) > MOST_BYTES:
        return None
    lines = data[:-4].split(b"\r\n")
    target, space, version = lines[0][4:].partition(b" ")
    if version != b"HTTP/1.1" or not space:
        return None
    found: dict[bytes, bytes] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        name = name.lower()
        if not colon or not name or name in HINDERING or name in found or name[0] in b" \t":
            return None  # an empty line is a second request
        found[name] = value
    closing = found.get(CONNECTION, b"").strip().lower()
    if closing not in (b"", b"close", b"keep-alive"):
        return None
    return Asked(
        found.get(HOST, b"").strip(),
        target,
        found.get(ACCEPTED, b""),
        found.get(KNOWN, b""),
        closing == b"close",
    )
