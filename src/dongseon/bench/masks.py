"""Masks at nine in the morning: questions by position at full speed while shops report, and what is shown wrongly.

Two parts. `measure` opens a site of 25,000 made-up shops, lets wrk ask `storesByGeo` (radius 1,000 m, at most
100 shops an answer) and sends 300 reports a second meanwhile, in bulk and singly; it also watches how long a
report takes to be shown. `morning` is arithmetic: shops sell out, report every five minutes or lose their line,
and it counts for how long the word that is shown is not the word that is true.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dongseon.errors import InvalidInput
from dongseon.public.masks.answers import ROOT
from dongseon.public.masks.stock import STALE_AFTER, label_of
from dongseon.public.running import home, supervisor
from dongseon.running import keeping
from dongseon.running.keeping import Listening

Words: TypeAlias = NDArray[np.str_]
Minutes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
SHOPS, RADIUS_M, QUESTIONS = 25_000, 1_000, 4_000
UPDATES_PER_S, TICK_S = 300, 0.2
SINGLE_SHARE = 0.1  # of the reports come singly, the others in bulk
SINGLE_AT_ONCE = 3  # shops whose reports may be under way at once
PROCESSES, CONNECTIONS = 2, 32
PORT = 8979
SECONDS = 20  # of each of the two measurements


@dataclass(frozen=True, slots=True)
class Shown:
    """How long reports took to be shown."""

    sent: int
    kept: int
    seconds: tuple[float, ...]  # of the watched ones
    lasted_s: float


def run(*, progress: Callable[[int, int, str], None] | None = None) -> dict[str, Any]:
    """Both parts in a folder of their own. Raises InvalidInput where wrk is missing."""
    with tempfile.TemporaryDirectory(prefix="bench-masks-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database runs under an account of its own
        told = progress or (lambda *_: None)
        return measure(folder, seconds=SECONDS, progress=lambda what: told(0, 1, what))


def measure(folder: Path, *, seconds: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Requests a second with reports going on; flat figures. Raises InvalidInput where wrk is missing."""
    if shutil.which("wrk") is None:
        raise InvalidInput("wrk is not on the path (apt-get install wrk)")
    readers = Listening("127.0.0.1", PORT, PROCESSES, over_tls=False)
    with keeping.stop_signals() as stopping, ExitStack() as opened:
        log = opened.enter_context((folder / "masks.log").open("wb"))
        site = opened.enter_context(
            supervisor.opened(
                home.make(folder / "site"),
                readers,
                None,
                lambda *_: None,
                lambda what, _: progress(what),
            )
        )
        told = {"shops": SHOPS, "province": "", "token_for": "bench"}
        token = site.call("masks.practising", told)["token"]
        site.start(log)
        site.wait_until_ready(stopping)
        shops = listed()
        script = folder / "near.lua"
        script.write_text(questions(shops), encoding="utf-8")
        progress("quiet")
        quiet = asked(script, seconds)
        progress("with reports")
        reporting = Reporting(token, shops)
        reporting.start()
        before_s = cpu_s()
        busy = asked(script, seconds)
        used_s = cpu_s() - before_s
        shown = reporting.stop()
    return told_of(len(shops), quiet, busy, used_s, shown) | morning()


def told_of(
    shops: int, quiet: dict[str, Any], busy: dict[str, Any], used_s: float, shown: Shown
) -> dict[str, Any]:
    """The figures of a measurement under their names."""
    waits = np.array(shown.seconds or (np.nan,))
    return {
        "mask_shops": shops,
        "mask_radius_m": RADIUS_M,
        "mask_requests_per_second": busy["requests_per_second"],
        "mask_requests_per_second_quiet": quiet["requests_per_second"],
        "mask_server_cpu_us_a_request": round(used_s / busy["requests"] * 1e6),
        "mask_load": round(os.getloadavg()[0], 1),
        "mask_p99_ms": busy["p99_ms"],
        "mask_errors": busy["errors"],
        "mask_bytes_an_answer": busy["bytes_an_answer"],
        "mask_updates_per_second": round(shown.sent / shown.lasted_s, 1),
        "mask_updates_lost": shown.sent - shown.kept,
        "mask_shown_after_s_p50": round(float(np.nanmedian(waits)), 2),
        "mask_shown_after_s_max": round(float(np.nanmax(waits)), 2),
    }


def listed() -> list[dict[str, Any]]:
    """All shops, as the site lists them, once its board is there."""
    found: list[dict[str, Any]] = []
    page, last = 1, 1
    while page <= last:
        answer = fetched(f"{ROOT}stores/json?page={page}&perPage=5000")
        if answer is None:
            time.sleep(0.5)
            continue
        found += answer["storeInfos"]
        page, last = page + 1, answer["totalPages"]
    return found


def fetched(path: str) -> dict[str, Any] | None:
    """One answer; None where the site says come again."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        return None
    decoded: dict[str, Any] = json.loads(body)
    return decoded


def questions(shops: list[dict[str, Any]]) -> str:
    """A script for wrk: questions around shops, as people live where shops are."""
    rng = random.Random(1)  # noqa: S311 — a bench, no secret
    lines = []
    for _each in range(QUESTIONS):
        shop = rng.choice(shops)
        lat, lng = shop["lat"] + rng.gauss(0, 0.003), shop["lng"] + rng.gauss(0, 0.003)
        lines.append(f'"lat={lat:.6f}&lng={lng:.6f}&m={RADIUS_M}"')
    return (
        f"local q = {{\n{','.join(lines)}\n}}\nmath.randomseed(1)\n"
        f'request = function() return wrk.format("GET", "{ROOT}storesByGeo/json?" .. q[math.random(#q)]) end\n'
        'done = function(s, l, r) print(string.format(\'JSON {"requests": %d, "us": %d, "bytes": %d, '
        '"p99_us": %d, "errors": %d}\', s.requests, s.duration, s.bytes, l:percentile(99), '
        "s.errors.status + s.errors.read + s.errors.write + s.errors.connect + s.errors.timeout)) end\n"
    )


def asked(script: Path, seconds: int) -> dict[str, Any]:
    """What wrk measured with a script."""
    words = (
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "-s",
        str(script),
        f"http://127.0.0.1:{PORT}/",
    )
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603 — our words
    told = json.loads(next(line for line in said.splitlines() if line.startswith("JSON "))[5:])
    return {
        "requests": told["requests"],
        "requests_per_second": round(told["requests"] / told["us"] * 1e6),
        "p99_ms": round(told["p99_us"] / 1000, 1),
        "errors": told["errors"],
        "bytes_an_answer": round(told["bytes"] / told["requests"]),
    }


def cpu_s() -> float:
    """Processor time that the site's processes have used, reports included, its database not, s (Linux)."""
    ticks: dict[int, int] = {}
    parents: dict[int, int] = {}
    serving: set[int] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        number = int(process.name)
        ticks[number], parents[number] = int(fields[11]) + int(fields[12]), int(fields[1])
        if parents[number] == os.getpid() and b"dongseon.public.running" in words:
            serving.add(number)
    # Workers have command lines of their own.
    ours = {number for number in ticks if number in serving or parents[number] in serving}
    return sum(ticks[number] for number in ours) / os.sysconf("SC_CLK_TCK")


class Reporting:
    """Shops that report: a feed in bulk, shops singly, until stopped. It has its threads.

    Who reports waits for nobody else's answer, as in a country: the feed has a connection, and so has each of
    some threads that stand for the shops. What falls behind its times is counted as fewer reports a second.
    """

    def __init__(self, token: str, shops: list[dict[str, Any]]) -> None:
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._shops = shops
        self._by_code = {shop["code"]: shop for shop in shops}
        self._stop = threading.Event()
        self._told = threading.Lock()  # of the two counts
        self._sent = self._kept = 0
        self._seen: list[float] = []
        self._last: tuple[dict[str, Any], float, int] | None = None
        self._threads = [
            threading.Thread(target=self._report_in_bulk),
            threading.Thread(target=self._watch),
            *(
                threading.Thread(target=self._report_singly, args=(at,))
                for at in range(SINGLE_AT_ONCE)
            ),
        ]
        self._began_at = 0.0

    def start(self) -> None:
        """Begin to report."""
        self._began_at = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self) -> Shown:
        """Stop, and say what was sent."""
        lasted_s = time.monotonic() - self._began_at
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return Shown(self._sent, self._kept, tuple(self._seen), lasted_s)

    def _report_in_bulk(self) -> None:
        """The feed: all shops but every tenth, which report themselves."""
        rng = random.Random(2)  # noqa: S311 — a bench, no secret
        shops = [shop for at, shop in enumerate(self._shops) if at % 10]
        number = round(UPDATES_PER_S * TICK_S * (1 - SINGLE_SHARE))
        with closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)) as line:
            for _tick in self._ticks(TICK_S):
                many = {"reports": [report(shop, rng) for shop in rng.sample(shops, number)]}
                self._send(line, "POST", "/masks/v1/stock", many)
                newest = many["reports"][-1]
                sent_at = datetime.fromisoformat(newest["sent_at"]).timestamp()
                shop = self._by_code[newest["code"]]
                self._last = (shop, time.monotonic(), int(sent_at))  # as told, whole seconds

    def _report_singly(self, at: int) -> None:
        """Shops of their own; no two threads speak for one."""
        rng = random.Random(3 + at)  # noqa: S311 — as above
        shops = self._shops[::10][at::SINGLE_AT_ONCE]
        every_s = SINGLE_AT_ONCE / (UPDATES_PER_S * SINGLE_SHARE)
        with closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)) as line:
            for _tick in self._ticks(every_s):
                shop = rng.choice(shops)
                self._send(line, "PUT", f"/masks/v1/stock/{shop['code']}", report(shop, rng))

    def _ticks(self, every_s: float) -> Iterator[None]:
        """Go on at even times until stopped; a late one does not move those after it."""
        following = time.monotonic()
        while not self._stop.is_set():
            yield
            following += every_s
            self._stop.wait(max(following - time.monotonic(), 0))

    def _send(
        self, line: http.client.HTTPConnection, method: str, path: str, told: dict[str, Any]
    ) -> None:
        line.request(method, path, json.dumps(told), self._headers)
        answer = line.getresponse()
        body = answer.read()
        with self._told:
            self._sent += len(told.get("reports", (told,)))
            self._kept += json.loads(body)["kept"] if answer.status == 200 else 0

    def _watch(self) -> None:
        """How long the newest report takes until a question shows it, again and again."""
        while not self._stop.wait(0.7):
            if self._last is None:
                continue
            shop, at, wanted = self._last
            address = f"{ROOT}storesByGeo/json?lat={shop['lat']}&lng={shop['lng']}&m=5"
            while not self._stop.is_set() and not newer(fetched(address), shop["code"], wanted):
                time.sleep(0.02)
            self._seen.append(time.monotonic() - at)


def report(shop: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """One shop's report of now."""
    now = datetime.now(UTC)
    return {
        "code": shop["code"],
        "seq": int(now.timestamp() * 1000),
        "sent_at": now.isoformat(),
        "remain_count": rng.randint(0, 250),
    }


def newer(answer: dict[str, Any] | None, code: str, wanted: float) -> bool:
    """Whether an answer shows a shop as counted at a time (Unix) or later."""
    for store in (answer or {}).get("stores", ()):
        if store["code"] == code and store["created_at"]:
            local = datetime.strptime(store["created_at"] + " +0900", "%Y/%m/%d %H:%M:%S %z")
            return local.timestamp() >= wanted
    return False


def morning(shops: int = 2_000, *, silent_share: float = 0.1) -> dict[str, float]:
    """The share of time from 9 to 12 in which a shop's word is wrong, by how it reports.

    250 masks a shop are sold one after another in 40 minutes on average, from 9 on, as in March 2020 ("sold out at
    nine, 100+ still shown at noon"). Every tenth shop loses its line at a moment of the morning and is silent.
    ``feed``: counted every five minutes, told up to five minutes later, as the service of 2020. ``till``: the till
    reports in the minute in which its word changes, and every ten minutes besides, as docs/method/masks.md asks.
    Returned: share wrong and shown as good, share wrong and greyed, the median and longest time wrong unnoticed; of
    the share with a feed, what silent shops add to it; the share with tills.
    """
    rng = np.random.default_rng(9)
    minutes = np.arange(180)
    pace = rng.exponential(40.0, shops)  # min until all are sold: assumption
    left = np.maximum(250 * (1 - minutes[None, :] / pace[:, None]), 0).astype(int)
    true = words(left)
    said_at = (minutes[None, :] + rng.integers(0, 5, shops)[:, None]) // 5 * 5
    said_at = np.maximum(said_at - rng.integers(0, 5, shops)[:, None], 0)
    said_at = np.minimum(said_at, minutes[None, :])
    silent_from = np.where(rng.random(shops) < silent_share, rng.integers(0, 180, shops), 10_000)
    wrong, greyed = misled(true, np.minimum(said_at, silent_from[:, None]))
    heard, heard_greyed = misled(true, said_at)
    till, till_greyed = misled(true, np.minimum(told_at_once(true), silent_from[:, None]))
    unnoticed = (wrong & ~greyed).sum(axis=1)
    return {
        "mask_wrong_share": round(float((wrong & ~greyed).mean()), 4),
        "mask_wrong_share_none_silent": round(float((heard & ~heard_greyed).mean()), 4),
        "mask_wrong_greyed_share": round(float((wrong & greyed).mean()), 4),
        "mask_wrong_share_never_greyed": round(float(wrong.mean()), 4),
        "mask_wrong_min_median": float(np.median(unnoticed)),
        "mask_wrong_min_longest": float(unnoticed.max()),
        "mask_wrong_share_tills": round(float((till & ~till_greyed).mean()), 4),
        "mask_wrong_min_median_tills": float(np.median((till & ~till_greyed).sum(axis=1))),
    }


def misled(true: Words, said_at: Minutes) -> tuple[Flags, Flags]:
    """Where the word that is shown is not the true one, and where it is greyed; both (shops, minutes).

    ``said_at``: the minute of the report that is shown at each minute.
    """
    shown = np.take_along_axis(true, said_at, axis=1)
    age = np.arange(true.shape[1])[None, :] - said_at
    return true != shown, age > STALE_AFTER.total_seconds() / 60


def told_at_once(true: Words) -> Minutes:
    """The minute of each shop's newest report, (shops, minutes): at every change, and every ten minutes."""
    minutes = np.arange(true.shape[1])
    changed = np.ones(true.shape, dtype=bool)
    changed[:, 1:] = true[:, 1:] != true[:, :-1]
    told = np.where(changed | (minutes % 10 == 0)[None, :], minutes[None, :], 0)
    newest: Minutes = np.maximum.accumulate(told, axis=1)
    return newest


def words(pieces: Minutes) -> Words:
    """The service's word for each number of pieces."""
    known = np.array([str(label_of(number)) for number in range(int(pieces.max()) + 1)])
    worded: Words = known[pieces]
    return worded
