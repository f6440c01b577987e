"""What a doorway has in memory: whole answers as they go over the wire, of one generation of the site."""

import threading
import time
from dataclasses import dataclass, field
from typing import TypeAlias

from dongseon.public.front.generation import Generation

Key: TypeAlias = tuple[bytes, bytes, str]  # host, path and query as sent, encoding
BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
KEEP_BYTES = 32 * 2**20  # of all answers of one process
LARGEST = 2**20  # bytes of one answer
ASKED_ONCE = 4096  # addresses that are remembered to have been asked for


@dataclass(slots=True)
class Held:
    """An answer, ready to be sent. Times are monotonic, s."""

    whole: bytes  # head and body
    etag: bytes
    not_modified: bytes
    generation: bytes
    fresh_until_s: float
    stale_until_s: float


@dataclass(slots=True)
class Holding:
    """Answers by host, address and encoding. It lives as long as its process.

    One thread puts, the loop finds and tidies; finding takes no lock.
    """

    generation: Generation
    keep_bytes: int = KEEP_BYTES
    answers: dict[Key, Held] = field(default_factory=dict)
    bytes_kept: int = 0
    _once: dict[Key, None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: Key, now_s: float) -> Held | None:
        """The answer, if it may still be shown."""
        held = self.answers.get(key)
        if held is None or held.generation != self.generation.now() or now_s >= held.stale_until_s:
            return None
        return held

    def is_wanted(self, key: Key) -> bool:
        """Whether an address that is not held is asked for again: once is no reason to fetch it."""
        if key in self._once:
            del self._once[key]
            return True
        self._once[key] = None
        if len(self._once) > ASKED_ONCE:
            del self._once[next(iter(self._once))]
        return False

    def put(self, key: Key, held: Held) -> None:
        """Hold an answer; the oldest make room."""
        if len(held.whole) > LARGEST:
            return
        with self._lock:
            self._remove(key)
            self.answers[key] = held
            self.bytes_kept += len(held.whole)
            while self.bytes_kept > self.keep_bytes:
                self._remove(next(iter(self.answers)))

    def tidy(self) -> None:
        """Let go of what may no longer be shown: what was taken back is not even in memory."""
        now_s, generation = time.monotonic(), self.generation.now()
        with self._lock:
            over = [
                key
                for key, held in self.answers.items()
                if held.generation != generation or now_s >= held.stale_until_s
            ]
            for key in over:
                self._remove(key)

    def _remove(self, key: Key) -> None:
        old = self.answers.pop(key, None)
        if old is not None:
            self.bytes_kept -= len(old.whole)


def encoding_for(accepted: bytes) -> str:
    """The form that a browser takes, as `front.cache` chooses it."""
    if b"br" in accepted:
        return BROTLI
    return GZIP if b"gzip" in accepted else IDENTITY
