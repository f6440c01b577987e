"""kill -9 at random moments of an ingest, a compaction, a purge and a question: nothing lost, nothing doubled.

Each drill begins with the same lake. The work runs in a process of its own, which is killed a random time
after it has begun to write (a question: to read). Then the lake must be the old one or the new one, row for
row; `verify` must find nothing wrong; and the same work done again must end in the new one, without a
leftover, whether or not the killed one had got that far.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon import cli, lake
from dongseon.lake import generations, workshop
from dongseon.lake.manifest import ORDERS

ZONE = "Asia/Seoul"
DAYS = 3  # in the lake before; one more is taken in
PLACES = 500
WORK = ("ingest", "compact", "purge", "slice")
MISSES = 3  # works that may end before their kill, for each kill that was asked for
PURGED = "2020-05-02"  # the first day that stays
WHOLE = lake.Window(datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))

SERVED = multiprocessing.get_context("forkserver")

Rows = tuple[int, int]  # how many, and a sum over them in which their order does not matter


@dataclass(frozen=True)
class Drill:
    """One kind of work that is killed."""

    name: str
    words: list[str]  # of `dongseon lake`
    old: Rows
    new: Rows


def main() -> int:
    """Run the drills; the exit code says whether anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50, help="of each kind of work")
    parser.add_argument("--work", nargs="*", default=WORK, choices=WORK, help="all unless named")
    parser.add_argument("--rows", type=int, default=200_000, help="a day")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    SERVED.set_forkserver_preload(["dongseon.cli.lake", "ibis.backends.duckdb"])
    with tempfile.TemporaryDirectory() as folder:
        bench = Path(folder)
        start, drills = prepare(bench, rows=asked.rows)
        wrong = [
            fault
            for drill in drills
            if drill.name in asked.work
            for fault in kill(drill, start, bench, kills=asked.kills, seed=asked.seed)
        ]
    print(f"{len(wrong)} faults")
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


def prepare(bench: Path, *, rows: int) -> tuple[Path, list[Drill]]:
    """The lake that each drill begins with, and what it must be after each kind of work."""
    rng = np.random.default_rng(1)
    files = [
        day(bench / f"{number}" / "visits.parquet", number, rows, rng) for number in range(DAYS + 1)
    ]
    key = bench / "erasure.pem"
    secret = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key.write_bytes(secret)
    key.chmod(0o600)
    start = bench / "start"
    lake.create(start, timezone=ZONE)
    list(lake.ingest(start, files[:-1], now=datetime.now(UTC)))
    old = state(start)
    fuller, smaller = bench / "fuller", bench / "smaller"
    shutil.copytree(start, fuller)
    list(lake.ingest(fuller, files[-1:], now=datetime.now(UTC)))
    shutil.copytree(start, smaller)
    lake.purge(
        smaller, before=date.fromisoformat(PURGED), key=lake.read_key(key), now=datetime.now(UTC)
    )
    question = ["--person", "p0000001", "--from", "2020-05-01", "--to", "2020-06-01"]
    return start, [
        Drill("ingest", ["ingest", "LAKE", str(files[-1])], old, state(fuller)),
        Drill("compact", ["compact", "LAKE"], old, old),
        Drill("purge", ["purge", "LAKE", "--before", PURGED, "--key", str(key)], old, state(smaller)),
        Drill("slice", ["ask", "slice", "LAKE", *question, "--kind", "visit"], old, old),
    ]  # fmt: skip


def day(path: Path, number: int, rows: int, rng: np.random.Generator) -> Path:
    """A day of visits, none of them twice."""
    path.parent.mkdir()
    midnight_us = workshop.micros(datetime(2020, 5, 1 + number, tzinfo=UTC)) - 9 * 3_600_000_000
    person = rng.permutation(rows) // 5
    start_us = midnight_us + rng.permutation(rows) * (86_400_000_000 // rows)
    length_us = rng.integers(60, 14_400, rows) * 1_000_000
    time_type = pa.timestamp("us", tz="UTC")
    table = pa.table(
        {
            "person_id": [f"p{n:07d}" for n in person],
            "place_id": [f"s{n:05d}" for n in rng.integers(0, PLACES, rows)],
            "start_utc": pa.array(start_us).cast(time_type),
            "end_utc": pa.array(start_us + length_us).cast(time_type),
        }
    )
    pq.write_table(table, path)
    return path


def state(folder: Path) -> Rows:
    """The rows of the present generation; raises where the two orders differ."""
    sums = set()
    with generations.pinned(folder) as manifest, workshop.open_workshop(folder) as shop:
        for order in ORDERS:
            paths = [str(folder / part.path) for part in manifest.of("visit", order)]
            counted = "SELECT count(*), sum(hash(*COLUMNS(*)))::VARCHAR FROM read_parquet(?)"
            count, total = shop.value(counted, paths)
            sums.add((int(count), int(total)))
    if len(sums) != 1:
        raise SystemExit(f"{folder}: the two orders differ: {sums}")
    return sums.pop()


def kill(drill: Drill, start: Path, bench: Path, *, kills: int, seed: int) -> list[str]:
    """Kill one kind of work at random moments; returns what went wrong."""
    chance = np.random.default_rng([seed, *drill.name.encode()])
    lasts_s = statistics.median(timed(drill, start, bench) for _ in range(3))
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    hits = runs = 0
    while hits < kills and runs < MISSES * kills:
        folder = bench / "drill"
        shutil.copytree(start, folder)
        after_s = chance.uniform(0.0, lasts_s)
        killed = run_and_kill(drill, folder, after_s=after_s)
        outcome, faults = judge(drill, folder)
        outcomes[("killed, " if killed else "finished, ") + outcome] += 1
        wrong += [f"{drill.name} {runs} ({after_s:.3f} s): {fault}" for fault in faults]
        shutil.rmtree(folder)
        hits, runs = hits + killed, runs + 1
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"{drill.name}: takes {lasts_s:.2f} s; {told}; {len(wrong)} faults", flush=True)
    return wrong


def judge(drill: Drill, folder: Path) -> tuple[str, list[str]]:
    """What state a killed work left, and everything that is wrong with it."""
    faults = [*lake.verify(folder).faults]
    found = state(folder)
    if found not in (drill.old, drill.new):
        faults.append(f"neither the old lake nor the new one: {found[0]} rows")
    outcome = "the old lake" if found == drill.old else "the new lake"
    command(drill, folder).join()
    if (again := state(folder)) != drill.new:
        faults.append(f"done again: {again[0]} rows instead of {drill.new[0]}")
    with generations.writing(folder):
        pass  # sweeps what a killed question left
    after = lake.verify(folder)
    faults += [*after.faults, *(f"left over: {name}" for name in after.leftovers)]
    faults += [f"left over: {path.name}" for path in (folder / "staging").iterdir()]
    if drill.name == "purge" and len(list((folder / "erasures").glob("*.json"))) != 1:
        faults.append("there is not exactly one report")
    return outcome, faults


def timed(drill: Drill, start: Path, bench: Path) -> float:
    """How long the work takes from its first touch of the lake to its end."""
    folder = bench / "timed"
    shutil.copytree(start, folder)
    process = command(drill, folder)
    begun = wait_until_begun(process, folder)
    process.join()
    lasted = time.monotonic() - begun
    shutil.rmtree(folder)
    return lasted


def run_and_kill(drill: Drill, folder: Path, *, after_s: float) -> bool:
    """Start the work, and kill it some time after it has begun; returns whether it was still running."""
    process = command(drill, folder)
    begun = wait_until_begun(process, folder)
    process.join(max(begun + after_s - time.monotonic(), 0.0))
    running = process.exitcode is None
    process.kill()
    process.join()
    return running


def wait_until_begun(process: ForkServerProcess, folder: Path) -> float:
    """Wait until the process has its folder of work, or has ended; returns when that was."""
    while process.exitcode is None and not any((folder / "staging").iterdir()):
        time.sleep(0.001)
    return time.monotonic()


def command(drill: Drill, folder: Path) -> ForkServerProcess:
    """The work, begun in a process of its own. What it imports is loaded already: it is killed at work."""
    words = [str(folder) if word == "LAKE" else word for word in drill.words]
    process = SERVED.Process(target=work, args=(words,))
    process.start()
    return process


def work(words: list[str]) -> None:
    """Run `dongseon lake` without a word."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())
    sys.exit(cli.run(["lake", *words]))


if __name__ == "__main__":
    sys.exit(main())
