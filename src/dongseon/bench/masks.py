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
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from dongseon.errors import InvalidInput
from dongseon.public.masks.answers import ROOT
from dongseon.public.masks.stock import STALE_AFTER, label_of
from dongseon.public.running import home, supervisor
from dongseon.running import keeping
from dongseon.running.keeping import Listening

SHOPS, RADIUS_M, QUESTIONS = 25_000, 1_000, 4_000
UPDATES_PER_S, TICK_S = 300, 0.2
SINGLE_SHARE = 0.1  # of the reports come singly, the others in bulk
PROCESSES, CONNECTIONS = 2, 32
PORT = 8979


@dataclass(frozen=True, slots=True)
class Shown:
    """How long reports took to be shown."""

    sent: int
    kept: int
    seconds: tuple[float, ...]  # of the watched ones
    lasted_s: float


def measure(folder: Path, *, seconds: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Requests a second with reports going on; flat figures. Raises InvalidInput where wrk is missing."""
    if shutil.which("wrk") is None:
        raise InvalidInput("wrk is not on the path (apt-get install wrk)")
    readers = Listening("127.0.0.1", PORT, PROCESSES, over_tls=False)
    with keeping.stop_signals() as stopping, ExitStack() as closing:
        log = closing.enter_context((folder / "masks.log").open("wb"))
        site = closing.enter_context(
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
    """Processor time that the site's serving processes have used, reports included, s (Linux)."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--port={PORT}".encode() in (process / "cmdline").read_bytes():
                fields = (process / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue  # it has ended meanwhile
    return ticks / os.sysconf("SC_CLK_TCK")


class Reporting:
    """Shops that report: in bulk and singly, until stopped. It has two threads."""

    def __init__(self, token: str, shops: list[dict[str, Any]]) -> None:
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._shops = shops
        self._rng = random.Random(2)  # noqa: S311 — as above
        self._stop = threading.Event()
        self._sent = self._kept = 0
        self._seen: list[float] = []
        self._last: tuple[dict[str, Any], float, int] | None = None
        self._threads = [threading.Thread(target=each) for each in (self._report, self._watch)]
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

    def _report(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
        number = round(UPDATES_PER_S * TICK_S)
        singly = round(number * SINGLE_SHARE)
        following = time.monotonic()
        while not self._stop.is_set():
            chosen = self._rng.sample(self._shops, number)
            for shop in chosen[:singly]:
                self._send(
                    connection, "PUT", f"/masks/v1/stock/{shop['code']}", report(shop, self._rng)
                )
            many: dict[str, Any] = {
                "reports": [report(shop, self._rng) for shop in chosen[singly:]]
            }
            self._send(connection, "POST", "/masks/v1/stock", many)
            sent_at = datetime.fromisoformat(many["reports"][-1]["sent_at"]).timestamp()
            self._last = (chosen[-1], time.monotonic(), int(sent_at))  # as told, whole seconds
            following += TICK_S
            self._stop.wait(max(following - time.monotonic(), 0))
        connection.close()

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, told: dict[str, Any]
    ) -> None:
        connection.request(method, path, json.dumps(told), self._headers)
        said = json.loads(connection.getresponse().read())
        self._sent += len(told.get("reports", (told,)))
        self._kept += said["kept"]

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
    """The share of time from 9 to 12 in which a shop's word is wrong, by how often it reports.

    250 masks a shop are sold one after another in 40 minutes on average, from 9 on, as in March 2020 ("sold out at
    nine, 100+ still shown at noon"). Every tenth shop loses its line at a moment of the morning and is silent.
    Returned: share wrong and shown as good, share wrong and greyed, the median and longest time wrong unnoticed.
    """
    rng = np.random.default_rng(9)
    minutes = np.arange(180)
    pace = rng.exponential(40.0, shops)  # min until all are sold: assumption
    left = np.maximum(250 * (1 - minutes[None, :] / pace[:, None]), 0).astype(int)
    said_at = (minutes[None, :] + rng.integers(0, 5, shops)[:, None]) // 5 * 5
    said_at = np.maximum(said_at - rng.integers(0, 5, shops)[:, None], 0)
    said_at = np.minimum(said_at, minutes[None, :])
    silent_from = np.where(rng.random(shops) < silent_share, rng.integers(0, 180, shops), 10_000)
    said_at = np.minimum(said_at, silent_from[:, None])
    true = words(left)
    shown = words(np.take_along_axis(left, said_at, axis=1))
    greyed = minutes[None, :] - said_at > STALE_AFTER.total_seconds() / 60
    wrong = true != shown
    unnoticed = (wrong & ~greyed).sum(axis=1)
    return {
        "mask_wrong_share": round(float((wrong & ~greyed).mean()), 4),
        "mask_wrong_greyed_share": round(float((wrong & greyed).mean()), 4),
        "mask_wrong_share_never_greyed": round(float(wrong.mean()), 4),
        "mask_wrong_min_median": float(np.median(unnoticed)),
        "mask_wrong_min_longest": float(unnoticed.max()),
    }


def words(pieces: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.str_]]:
    """The service's word for each number of pieces."""
    known = np.array([str(label_of(number)) for number in range(int(pieces.max()) + 1)])
    worded: np.ndarray[Any, np.dtype[np.str_]] = known[pieces]
    return worded
