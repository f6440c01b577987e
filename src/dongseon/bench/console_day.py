"""A day of tests through the console: messages of laboratories over HTTP, the worker, a carrier's phones.

A console of its own is started as an operator starts it; every result is posted to the laboratories'
door as an HL7 message; the worker hands the text messages over to a simulated carrier. From the message
to the text message: from the moment a laboratory begins to post until the carrier has the text. Positive
results are called first, so their texts follow when somebody was reached, after the measured stretch.

`disturb` is called beside it with the running console: `scripts/prove console` kills its processes.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from dongseon.bench import console_calling
from dongseon.bench.console_kills import Console, end_database, free_port

SENDERS = 6  # laboratories' systems that post at the same time
POSITIVE = 0.02  # share of positives: some 400 of 20,000, as on a bad day of March 2020
PATIENCE_S = 180.0  # s for what must come after the last result
TRIES_S = 300.0  # s for which a laboratory's system goes on posting one message
SEOUL = timezone(timedelta(hours=9))
DETECTED, NOT_DETECTED = "260373001^Detected^SCT", "260415000^Not detected^SCT"
Disturb = Callable[[Console, threading.Event], Mapping[str, Any]]


@dataclass(slots=True)
class Post:
    """One result that a laboratory posts."""

    swab: Mapping[str, str]
    positive: bool
    data: bytes
    begun_s: float = 0.0  # of the machine's clock, as the carrier's
    tries: int = 0


@dataclass(slots=True)
class Sending:
    """Laboratories' systems at work."""

    port: int
    posts: Iterator[Post]
    lock: threading.Lock = field(default_factory=threading.Lock)
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Post one after the other until none is left."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            with self.lock:
                post = next(self.posts, None)
            if post is None:
                line.close()
                return
            post.begun_s = time.time()
            line = self.until_taken(line, post)

    def until_taken(
        self, line: http.client.HTTPConnection, post: Post
    ) -> http.client.HTTPConnection:
        """Post it until the console says that it has it; the connection to go on with."""
        until = time.monotonic() + TRIES_S
        while time.monotonic() < until:
            post.tries += 1
            try:
                if self.taken(line, post):
                    return line
            except (OSError, http.client.HTTPException):
                line.close()
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            time.sleep(0.2)
        self.faults.append(f"{post.swab['code']}: never taken")
        return line

    def taken(self, line: http.client.HTTPConnection, post: Post) -> bool:
        """Whether the answer is an acknowledgement."""
        headers = {
            "Authorization": f"Bearer {post.swab['token']}",
            "Content-Type": "application/hl7-v2",
        }
        line.request("POST", "/api/v1/results/hl7", post.data, headers)
        answer = line.getresponse()
        said = answer.read()
        if answer.status == 200 and b"MSA|AA" not in said:
            self.faults.append(said.decode(errors="replace")[:300])
            return True
        return answer.status == 200


def run(
    *,
    tests: int,
    seed: int,
    progress: Callable[[int, int, str], None],
    disturb: Disturb | None = None,
) -> dict[str, Any]:
    """`results_per_second`, `p95_message_to_sms_s`, `lost`, `doubled`, and what stands in the database."""
    home = Path(tempfile.mkdtemp(prefix="day-"))
    home.chmod(0o711)  # the database may run under another account
    try:
        with carrier(home / "phones.jsonl", lost=0 if disturb is None else 7) as sms:
            console = Console(
                home / "c", {"DONGSEON_CONSOLE_SMS": sms}, processes=os.cpu_count() or 1
            )
            try:
                return day(console, home, tests, seed, progress, disturb)
            finally:
                console.stop()
    finally:
        end_database(home / "c")
        shutil.rmtree(home)


@contextmanager
def carrier(file: Path, *, lost: int) -> Iterator[str]:
    """A simulated carrier; its address."""
    port = free_port()
    words = ("dongseon.bench.console_carrier", str(port), str(file), str(lost))
    process = subprocess.Popen([sys.executable, "-m", *words])  # noqa: S603  # our own module
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def day(
    console: Console,
    home: Path,
    tests: int,
    seed: int,
    progress: Callable[[int, int, str], None],
    disturb: Disturb | None,
) -> dict[str, Any]:
    """Fill the laboratories, post every result, wait for the texts, make the calls, count."""
    progress(0, 4, "specimens")
    filled = console_calling.call(
        console.folder, "console_swabs", {"step": "fill", "tests": tests, "seed": seed}
    )
    posts = posts_of(filled["swabs"], seed)
    progress(1, 4, "results")
    begun_s = time.time()
    kills, faults = post_all(console, posts, disturb)
    took_s = time.time() - begun_s
    phones = home / "phones.jsonl"
    progress(2, 4, "text messages")
    negative = [post for post in posts if not post.positive]
    wait_until(lambda: len(received(phones)) >= len(negative))
    texts_s = time.time() - begun_s
    progress(3, 4, "calls")
    called = console_calling.call(console.folder, "console_swabs", {"step": "call"})
    wait_until(lambda: len(received(phones)) >= len(posts))
    found = received(phones)
    counted = console_calling.call(
        console.folder,
        "console_swabs",
        {
            "step": "count",
            "positive": [post.swab["person"] for post in posts if post.positive],
            "negative": [post.swab["person"] for post in negative],
        },
    )
    return (
        figures(posts, found, took_s, texts_s)
        | counted
        | {"called": called["called"], "fill_s": filled["fill_s"], "faults": len(faults)}
        | dict(kills)
        | ({"first_fault": faults[0]} if faults else {})
    )


def posts_of(swabs: Sequence[Mapping[str, str]], seed: int) -> list[Post]:
    """A message for each specimen, in an order that mixes the laboratories."""
    chance = random.Random(seed)  # noqa: S311  # which are positive, the same each time
    positive = set(chance.sample(range(len(swabs)), round(POSITIVE * len(swabs))))
    posts = [
        Post(swab, number in positive, message(swab, number, positive=number in positive))
        for number, swab in enumerate(swabs)
    ]
    chance.shuffle(posts)
    return posts


def message(swab: Mapping[str, str], number: int, *, positive: bool) -> bytes:
    """An ORU^R01 about one specimen, as a laboratory's system writes it."""
    now = datetime.now(SEOUL).strftime("%Y%m%d%H%M%S+0900")
    value = DETECTED if positive else NOT_DETECTED
    obr = ["OBR", "1", swab["code"], f"F-{number}", "94500-6^SARS-CoV-2 RNA^LN", *[""] * 17, now, "", "", "F"]  # fmt: skip
    obx = ["OBX", "1", "CWE", "94500-6^SARS-CoV-2 RNA^LN", "", value, *[""] * 5, "F", "", "", "", "", "", "BENCH-1^Bench^99KIT"]  # fmt: skip
    lines = (
        f"MSH|^~\\&|LIS|BENCH|DONGSEON|KDCA|{now}||ORU^R01^ORU_R01|B{number}|P|2.5.1",
        "PID|1||1^^^LIS",
        "|".join(obr),
        "|".join(obx),
        f"SPM|1|{swab['code']}||258500001^Nasopharyngeal swab^SCT",
    )
    return "\r".join(lines).encode() + b"\r"


def post_all(
    console: Console, posts: Sequence[Post], disturb: Disturb | None
) -> tuple[Mapping[str, Any], list[str]]:
    """Post every result from several systems at once; what the disturber says, and what went wrong."""
    sending = Sending(console.port, iter(posts))
    senders = [threading.Thread(target=sending.run) for _one in range(SENDERS)]
    done = threading.Event()
    kills: dict[str, Any] = {}
    disturber = threading.Thread(
        target=lambda: kills.update(disturb(console, done) if disturb else {})
    )
    for thread in (*senders, disturber):
        thread.start()
    for thread in senders:
        thread.join()
    done.set()
    disturber.join()
    return kills, sending.faults


def received(file: Path) -> dict[str, list[float]]:
    """Phone → when it got each of its messages, s of the machine's clock."""
    found: dict[str, list[float]] = {}
    if not file.exists():
        return found
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found.setdefault(said["to"], []).append(said["at_s"])
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for it, with patience."""
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.2)


def figures(
    posts: Sequence[Post], found: Mapping[str, Sequence[float]], took_s: float, texts_s: float
) -> dict[str, Any]:
    """The figures of the day."""
    waits = sorted(
        found[post.swab["phone"]][0] - post.begun_s
        for post in posts
        if not post.positive and post.swab["phone"] in found
    )
    rings = Counter({phone: len(times) for phone, times in found.items()})
    return {
        "tests": len(posts),
        "results_per_second": round(len(posts) / took_s, 1),
        "results_to_sms_per_second": round(len(posts) / texts_s, 1),
        "p95_message_to_sms_s": round(waits[int(0.95 * (len(waits) - 1))], 2) if waits else None,
        "p50_message_to_sms_s": round(waits[len(waits) // 2], 2) if waits else None,
        "lost": sum(rings[post.swab["phone"]] == 0 for post in posts),
        "doubled": sum(rings[post.swab["phone"]] > 1 for post in posts),
        "posted_again": sum(post.tries > 1 for post in posts),
        "processors": os.cpu_count(),
    }


if __name__ == "__main__":
    told = run(tests=int(sys.argv[1]), seed=int(sys.argv[2]), progress=lambda *_: None)
    sys.stdout.write(json.dumps(told) + "\n")
