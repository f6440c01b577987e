"""Pages before Django: kept, compressed, renewed, purged; and what happens beyond capacity."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import brotli
import pytest

from dongseon.public.front import cache
from dongseon.public.front.cache import Cache
from dongseon.public.front.door import Front, canonical
from dongseon.public.front.gate import Gate
from dongseon.public.front.generation import Generation

SEOUL = ZoneInfo("Asia/Seoul")
WAIT_S = 20.0
NOON = datetime(2020, 11, 6, 12, 0, tzinfo=SEOUL)


class Django:
    """A stand-in for what lies behind: counts, and may take its time."""

    def __init__(self) -> None:
        self.calls = 0
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.go = threading.Event()
        self.go.set()

    def __call__(self, environ: dict, start: object) -> list[bytes]:  # type: ignore[type-arg]
        self.calls += 1
        self.go.wait(WAIT_S)
        start(self.status, list(self.headers))  # type: ignore[operator]
        return [f"{environ['PATH_INFO']} {self.calls} ".encode() * 100]


class Site:
    """A front over it, and somebody who asks."""

    def __init__(self, folder: Path, **changes: object) -> None:
        self.django = Django()
        self.generation = Generation(folder)
        self.now = NOON
        self.pages = Cache()
        self.front = Front(
            self.django,
            files=self.django,
            hosts=frozenset({"site.example"}),
            generation=self.generation,
            clock=lambda: self.now,
            pages=self.pages,
            **changes,  # type: ignore[arg-type]
        )

    def ask(self, path: str = "/ko/", **headers: str) -> tuple[str, dict[str, str], bytes]:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": headers.pop("method", "GET"),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": headers.pop("host", "site.example"),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said: list[object] = []
        body = b"".join(self.front(environ, lambda *each: said.append(each)))  # type: ignore[arg-type,return-value,func-returns-value]
        status, sent = said[-1]  # type: ignore[misc]
        return status, dict(sent), body


class Watched(Gate):
    """A gate that tells how many had a place and asked how long they may wait for their turn."""

    asked = 0

    def patience_s(self) -> float:
        """See Gate."""
        self.asked += 1
        return super().patience_s()


def wait_until(so: Callable[[], bool]) -> None:
    """Until it is so; fails where it never is."""
    until_s = time.monotonic() + WAIT_S
    while not so():
        assert time.monotonic() < until_s
        time.sleep(0.005)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.generation.close()


def test_a_page_is_computed_once(site: Site) -> None:
    assert site.ask()[2] == site.ask()[2]
    assert site.django.calls == 1


def test_every_browser_gets_the_form_it_takes(site: Site) -> None:
    plain = site.ask()[2]
    _, headers, body = site.ask(accept_encoding="gzip, deflate, br")
    assert (headers["Content-Encoding"], brotli.decompress(body)) == ("br", plain)
    _, headers, body = site.ask(accept_encoding="gzip")
    assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", plain)
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Length"] == str(len(body))


def test_who_has_it_is_told_so(site: Site) -> None:
    etag = site.ask(accept_encoding="br")[1]["ETag"]
    status, headers, body = site.ask(accept_encoding="br", if_none_match=etag)
    assert (status, body, headers["ETag"]) == ("304 Not Modified", b"", etag)
    assert site.ask(if_none_match=etag)[0] == "200 OK"  # of another form


def test_a_release_appears_at_once_and_the_old_page_leaves_memory(site: Site) -> None:
    old = site.ask()[2]
    site.ask("/ko/other/")
    site.generation.advance()
    assert site.ask()[2] != old
    assert [key[1] for key in site.pages.entries] == ["/ko/"]


def test_what_began_before_a_release_is_not_shown_after_it(site: Site) -> None:
    site.django.go.clear()
    asking = threading.Thread(target=site.ask)
    asking.start()
    wait_until(lambda: site.django.calls == 1)
    site.generation.advance()
    site.django.go.set()
    asking.join()
    site.ask()
    assert site.django.calls == 2


def test_nothing_outlives_its_day(site: Site) -> None:
    """A place is taken down at midnight; no page of the evening is shown in the morning."""
    site.now = NOON.replace(hour=23, minute=59, second=59) + timedelta(milliseconds=990)
    site.ask()
    time.sleep(0.02)
    site.ask()
    assert site.django.calls == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("Cache-Control", "no-store"), ("Cache-Control", "private"), ("Set-Cookie", "a=b")],
)
def test_what_is_for_one_reader_is_not_kept(site: Site, name: str, value: str) -> None:
    site.django.headers.append((name, value))
    site.ask()
    site.ask()
    assert site.django.calls == 2
    assert not site.pages.entries


@pytest.mark.parametrize(
    "status", ["404 Not Found", "500 Internal Server Error", "400 Bad Request"]
)
def test_faults_are_not_kept(site: Site, status: str) -> None:
    site.django.status = status
    assert site.ask()[0] == site.ask()[0] == status
    assert site.django.calls == 2


def test_another_host_s_page_is_nobody_s(site: Site) -> None:
    """A page that was made for a made-up host must not be shown to others."""
    site.ask(host="evil.example")
    assert not site.pages.entries


def test_memory_is_bounded(site: Site) -> None:
    site.pages.keep_bytes = 40_000
    for number in range(300):
        site.ask(f"/ko/{number}/")
    assert site.pages.bytes_kept <= 40_000
    assert sum(entry.size for entry in site.pages.entries.values()) == site.pages.bytes_kept
    assert ("site.example", "/ko/299/") in site.pages.entries


def test_the_order_of_a_query_makes_no_other_page(site: Site) -> None:
    site.ask("/ko/?b=2&a=1")
    site.ask("/ko/?a=1&b=2&utm_source=x")
    assert site.django.calls == 1
    assert canonical("fbclid=1") == ""


def test_beyond_capacity_the_answer_is_503_at_once(tmp_path: Path) -> None:
    gate = Watched(at_once=1, waiting=1, answer_s=5)
    site = Site(tmp_path, gate=gate)
    site.django.go.clear()
    inside = [threading.Thread(target=site.ask, args=(f"/ko/{n}/",)) for n in range(2)]
    for each in inside:
        each.start()
    wait_until(lambda: gate.asked == 2)
    status, headers, _ = site.ask("/ko/3/")
    assert gate.asked == 2  # nobody asked how long the third may wait
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "2")
    site.django.go.set()
    for each in inside:
        each.join()
    site.ask("/ko/9/")
    assert site.ask("/ko/9/")[0] == "200 OK"


def test_nobody_waits_for_longer_than_the_gate_allows(tmp_path: Path) -> None:
    site = Site(tmp_path, gate=Gate(at_once=1, waiting=5, answer_s=0.05))
    site.django.go.clear()
    first = threading.Thread(target=site.ask)
    first.start()
    wait_until(lambda: site.django.calls == 1)
    assert site.ask("/en/")[0] == "503 Service Unavailable"
    site.django.go.set()
    first.join()


def test_slow_bodies_hold_up_no_page(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.ask()
    site.django.go.clear()
    slow = [
        threading.Thread(target=site.ask, args=("/question/",), kwargs={"method": "POST"})
        for _ in range(4)
    ]
    for each in slow:
        each.start()
    wait_until(lambda: site.django.calls == 5)
    assert site.ask()[0] == "200 OK"
    assert site.ask("/question/", method="POST")[0] == "503 Service Unavailable"
    site.django.go.set()
    for each in slow:
        each.join()


def test_a_page_is_made_anew_behind_the_scenes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.django.headers.append(("Cache-Control", "max-age=0.0001"))
    old = site.ask()[2]
    time.sleep(0.01)
    assert site.ask()[2] == old  # shown once more while it is made anew
    wait_until(lambda: site.ask()[2] != old)


def test_an_answer_too_large_is_given_and_not_kept(site: Site) -> None:
    entry = cache.entry_of(
        cache.Answer("200 OK", [], b"x" * (cache.LARGEST + 1)),
        generation=b"",
        fresh_until_s=1,
        stale_until_s=1,
    )
    site.pages.put(("a", "b"), entry)
    assert not site.pages.entries
