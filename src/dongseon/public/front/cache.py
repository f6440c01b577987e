"""Pages kept in memory: finished answers with their compressed forms, within a bound of bytes.

Nothing here knows Django. A hit takes no lock: it reads one dictionary and compares a few values.
"""

import gzip
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import brotli

Headers: TypeAlias = list[tuple[str, str]]
IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
WORTH = 256  # bytes: below it compression gains nothing
COMPRESSED = ("text/", "application/json", "application/geo+json", "application/rss", "application/xml",
              "image/svg", "application/javascript", "application/manifest")  # fmt: skip
GZIP_LEVEL, BROTLI_QUALITY = 6, 6  # a page of 60 kB in some 3 ms
KEEP_BYTES = 64 * 2**20  # of all entries of one process
LARGEST = 4 * 2**20  # bytes of one entry


@dataclass(frozen=True, slots=True)
class Form:
    """An answer in one encoding, ready to be sent."""

    etag: str
    headers: Headers
    not_modified: Headers
    body: list[bytes]  # one piece, as WSGI wants it


@dataclass(slots=True)
class Entry:
    """An answer with its forms."""

    status: str
    forms: dict[str, Form]
    generation: bytes  # of the site when its making began
    fresh_until_s: float  # monotonic
    stale_until_s: float  # monotonic; from then on it is made anew before anybody sees it
    size: int
    used: int = 0  # the cache's count of puts at the last use: the smallest goes first
    renewing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django answered."""

    status: str
    headers: Headers
    body: bytes


@dataclass(slots=True)
class Cache:
    """Entries by host and address. It lives as long as its process."""

    keep_bytes: int = KEEP_BYTES
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    bytes_kept: int = 0
    puts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, key: tuple[str, str], entry: Entry) -> None:
        """Keep an entry; what was used longest ago makes room."""
        if entry.size > LARGEST:
            return
        with self._lock:
            self.puts += 1
            entry.used = self.puts
            self._remove(key)
            self.entries[key] = entry
            self.bytes_kept += entry.size
            if self.bytes_kept > self.keep_bytes:
                self._make_room(entry.generation)

    def _make_room(self, generation: bytes) -> None:
        """Old generations first, then what was used longest ago, down to three quarters."""
        order = sorted(
            self.entries,
            key=lambda key: (self.entries[key].generation == generation, self.entries[key].used),
        )
        for key in order:
            if self.bytes_kept <= self.keep_bytes * 3 // 4:
                break
            self._remove(key)

    def _remove(self, key: tuple[str, str]) -> None:
        old = self.entries.pop(key, None)
        if old is not None:
            self.bytes_kept -= old.size

    def forget_before(self, generation: bytes) -> None:
        """Let go of every entry of another generation: what was taken back is not even in memory."""
        with self._lock:
            for key in [k for k, e in self.entries.items() if e.generation != generation]:
                self._remove(key)


def entry_of(
    answer: Answer, *, generation: bytes, fresh_until_s: float, stale_until_s: float
) -> Entry:
    """An entry with every form of an answer that is worth its bytes."""
    bodies = {IDENTITY: answer.body}
    kind = header(answer.headers, "content-type")
    plain = not header(answer.headers, "content-encoding")
    if plain and len(answer.body) >= WORTH and kind.startswith(COMPRESSED):
        bodies[GZIP] = gzip.compress(answer.body, GZIP_LEVEL, mtime=0)
        bodies[BROTLI] = brotli.compress(answer.body, quality=BROTLI_QUALITY)
    digest = hashlib.sha256(answer.body).hexdigest()[:20]
    forms = {
        encoding: form_of(answer, body, encoding, digest, varies=len(bodies) > 1)
        for encoding, body in bodies.items()
    }
    size = sum(len(body) for body in bodies.values()) + 1024
    return Entry(answer.status, forms, generation, fresh_until_s, stale_until_s, size)


def form_of(answer: Answer, body: bytes, encoding: str, digest: str, *, varies: bool) -> Form:
    """An answer in one encoding."""
    etag = f'"{digest}"' if encoding == IDENTITY else f'"{digest}-{encoding}"'
    passed = [
        (name, value)
        for name, value in answer.headers
        if name.lower() not in ("content-length", "etag", "vary", "cache-control", "expires")
    ]
    common: Headers = [("ETag", etag), ("Cache-Control", "public, no-cache")]
    if varies:
        common.append(("Vary", "Accept-Encoding"))
    encoded = [] if encoding == IDENTITY else [("Content-Encoding", encoding)]
    return Form(
        etag,
        [*passed, *common, *encoded, ("Content-Length", str(len(body)))],
        common,
        [body],
    )


def header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """A header's value; empty if it is not there."""
    return next((value for key, value in headers if key.lower() == name), "")


def encoding_for(accepted: str, forms: dict[str, Form]) -> str:
    """The smallest form that a browser takes."""
    if BROTLI in forms:
        if "br" in accepted:
            return BROTLI
        if "gzip" in accepted:
            return GZIP
    return IDENTITY
