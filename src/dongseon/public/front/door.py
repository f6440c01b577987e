"""The application that readers meet: pages from memory, files from disk, and the rest from Django.

A hit costs some twenty microseconds and touches neither Django nor a lock. What is not in memory is
computed by a few at once while others wait for it; beyond a bounded number of waiting requests the answer is 503
with Retry-After, at once. Decision 0019 has the figures.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication

from dongseon.public.front import cache, held_by
from dongseon.public.front.cache import Answer, Cache, Entry, Headers
from dongseon.public.front.gate import Full, Gate
from dongseon.public.front.generation import Generation

Environ: TypeAlias = dict[str, Any]  # as WSGI defines it
Clock: TypeAlias = Callable[[], datetime]  # local time, with its zone
FRESH_S = 60.0  # a page is shown as it is for so long
STALE_S = 300.0  # … and for so long while somebody makes it anew
PUBLIC_STATUS = ("200 ", "301 ", "302 ", "308 ", "410 ")
RETRY_AFTER_S = "2"
CHANGE_EVERY = 64  # answers from memory: then one ends its connection
BODIES = 4  # requests with a body at once: slow ones hold up nobody else
LONGEST_QUERY = 500  # characters; a longer one is nobody's page
MOST_BODY = 9 * 2**20  # bytes
NOISE = ("utm_", "fbclid", "gclid")  # what other sites hang onto an address
BUSY = b"Busy. Please try again in a moment.\n"
Busy: Headers = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Retry-After", RETRY_AFTER_S),
    ("Cache-Control", "no-store"),
    ("Content-Length", str(len(BUSY))),
]


class Front:
    """A WSGI application over Django's. It lives as long as its process: it has the pages."""

    def __init__(
        self,
        inner: WSGIApplication,
        *,
        files: WSGIApplication,
        hosts: frozenset[str],
        generation: Generation,
        clock: Clock,
        pages: Cache | None = None,
        gate: Gate | None = None,
    ) -> None:
        self._inner, self._files, self._hosts = inner, files, hosts
        self._generation, self._clock = generation, clock
        self._pages = pages or Cache()
        self._gate = gate or Gate()
        self._bodies = threading.BoundedSemaphore(BODIES)
        self._renewing = ThreadPoolExecutor(1, thread_name_prefix="renewing")
        self._lock = threading.Lock()
        self._seen = generation.now()
        self._answered = 0  # from memory; a few may go uncounted, nothing hangs on one

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ["PATH_INFO"]
        query: str = environ["QUERY_STRING"]
        key = (environ.get("HTTP_HOST", ""), f"{path}?{query}" if query else path)
        entry = self._pages.entries.get(key)
        if entry is None or environ["REQUEST_METHOD"] != "GET":
            return self._missed(environ, start, key)
        now_s = time.monotonic()
        if now_s < entry.fresh_until_s and entry.generation == self._generation.now():
            return self._sent(entry, environ, start)
        if now_s < entry.stale_until_s and entry.generation == self._generation.now():
            self._renew(key, environ, entry)
            return self._sent(entry, environ, start)
        return self._missed(environ, start, key)

    def _sent(self, entry: Entry, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """An entry from memory; now and then its connection ends, to come back through a doorway."""
        self._answered += 1
        extra: Headers = [] if self._answered % CHANGE_EVERY else [("Connection", "close")]
        if held_by.ASKED in environ:
            now_s = time.monotonic()
            told = held_by.write(
                entry.generation, entry.fresh_until_s - now_s, entry.stale_until_s - now_s
            )
            extra = [(held_by.TOLD, told)]
        return sent(entry, environ, start, extra)

    def _missed(
        self, environ: Environ, start: StartResponse, key: tuple[str, str]
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if environ["PATH_INFO"].startswith("/static/"):
            return self._files(environ, start)
        self._turn()
        try:
            if method not in ("GET", "HEAD"):
                return self._with_body(environ, start)
            host = key[0].rsplit(":", 1)[0]
            if method == "HEAD" or host not in self._hosts or len(key[1]) > LONGEST_QUERY:
                with self._gate.entered():
                    return given(answered(self._inner, environ), start)
            environ["QUERY_STRING"] = canonical(environ["QUERY_STRING"])
            path = environ["PATH_INFO"]
            query = environ["QUERY_STRING"]
            return self._made(environ, start, (key[0], f"{path}?{query}" if query else path))
        except Full:
            start("503 Service Unavailable", Busy)
            return [BUSY]

    def _turn(self) -> None:
        """Let go of what an earlier generation has left in memory."""
        now = self._generation.now()
        if now != self._seen:
            self._seen = now
            self._pages.forget_before(now)

    def _made(
        self, environ: Environ, start: StartResponse, key: tuple[str, str]
    ) -> Iterable[bytes]:
        """Compute a page; who waited finds it made meanwhile."""
        with self._gate.entered():
            entry = self._pages.entries.get(key)
            if entry is not None and self._is_fresh(entry):
                return self._sent(entry, environ, start)
            generation = self._generation.now()
            answer = answered(self._inner, environ)
            made = self._keep(key, answer, generation)
            return given(answer, start) if made is None else self._sent(made, environ, start)

    def _is_fresh(self, entry: Entry) -> bool:
        return time.monotonic() < entry.fresh_until_s and entry.generation == self._generation.now()

    def _keep(self, key: tuple[str, str], answer: Answer, generation: bytes) -> Entry | None:
        """Keep an answer that anybody may see; None for one that stays out of memory."""
        fresh_s = keeps_for(answer)
        if not fresh_s:
            return None
        now_s = time.monotonic()
        midnight_s = now_s + until_midnight_s(self._clock())  # what is shown depends on the day
        entry = cache.entry_of(
            answer,
            generation=generation,
            fresh_until_s=min(now_s + fresh_s, midnight_s),
            stale_until_s=min(now_s + fresh_s + STALE_S, midnight_s),
        )
        self._pages.put(key, entry)
        return entry

    def _renew(self, key: tuple[str, str], environ: Environ, entry: Entry) -> None:
        """Have a page made anew in the background, once."""
        with self._lock:
            if entry.renewing:
                return
            entry.renewing = True
        told = dict(environ)

        # Not through the gate: a page of many readers is not shut out by a crowd
        def renew() -> None:
            generation = self._generation.now()
            if self._keep(key, answered(self._inner, told), generation) is None:
                entry.renewing = False

        self._renewing.submit(renew)

    def _with_body(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Let Django take a body in: a few at once, so that slow ones hold up no page."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BODY:
            start("413 Content Too Large", [("Content-Length", "0"), ("Connection", "close")])
            return [b""]
        if not self._bodies.acquire(blocking=False):
            raise Full
        try:
            return given(answered(self._inner, environ), start)
        finally:
            self._bodies.release()


def sent(entry: Entry, environ: Environ, start: StartResponse, extra: Headers) -> Iterable[bytes]:
    """An entry in the form that the browser takes, or that it has it already."""
    form = entry.forms[cache.encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""), entry.forms)]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and form.etag in known:
        start("304 Not Modified", form.not_modified)
        return []
    start(entry.status, [*form.headers, *extra] if extra else form.headers)
    return form.body


def given(answer: Answer, start: StartResponse) -> Iterable[bytes]:
    """An answer that is not kept."""
    start(answer.status, answer.headers)
    return [answer.body]


def answered(inner: WSGIApplication, environ: Environ) -> Answer:
    """What Django answers, whole."""
    said: list[tuple[str, Headers]] = []

    def begin(status: str, headers: Headers, fault: object = None) -> Callable[[bytes], object]:
        said.append((status, headers))
        return unwritable

    pieces = inner(environ, begin)
    try:
        body = b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    status, headers = said[-1]
    return Answer(status, headers, body)


def unwritable(piece: bytes) -> object:
    """WSGI's old way of writing, which Django never uses."""
    raise NotImplementedError("write() is not served here")


def keeps_for(answer: Answer) -> float:
    """For how long an answer may be kept, s; 0: not at all."""
    if not answer.status.startswith(PUBLIC_STATUS):
        return 0.0
    control = cache.header(answer.headers, "cache-control")
    if "no-store" in control or "private" in control or cache.header(answer.headers, "set-cookie"):
        return 0.0
    stated = [word for word in control.replace(" ", "").split(",") if word.startswith("max-age=")]
    return min(float(stated[0][8:]), FRESH_S) if stated else FRESH_S


def canonical(query: str) -> str:
    """A query in one order, without what other sites hang onto addresses."""
    if not query:
        return ""
    pairs = [
        pair for pair in parse_qsl(query, keep_blank_values=True) if not pair[0].startswith(NOISE)
    ]
    return urlencode(sorted(pairs))


def until_midnight_s(now: datetime) -> float:
    """How long the local day lasts, s."""
    begins = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(0.0, (begins - now).total_seconds())
