"""`dongseon bench lake`: how fast a population's records come in, and how fast questions are answered.

A city is lived; its visits and its phones' connections are dumped day by day as holders would, taken in by
`dongseon lake ingest`, merged, and asked, at a hundredth, a tenth and all of the people: so each figure has its
growth beside it. All work on the lake runs in processes of its own, whose memory is told.
"""

import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dongseon.bench import lake_dumps
from dongseon.bench.lived import Lived, draw_cases, live
from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
Figure = float | str | None

SMALLEST = 1_000  # people of the smallest city of the ladder
PHONES_ASKED = 10
MEMORY = "2GB"  # the engine's limit
POLL_S = 0.05
GROWING = (  # of these the exponent over the number of people is told
    "contacts_of_one_warm_s",
    "contacts_of_one_cpu_s",
    "contacts_of_hundred_s",
    "contacts_of_hundred_cpu_s",
    "person_slice_warm_s",
    "person_slice_cpu_s",
    "bytes_read",
    "person_slice_bytes_read",
    "one_order_s",
    "one_order_cpu_s",
    "plain_join_s",
    "plain_join_cpu_s",
    "lake_bytes",
)
SCALE = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


@dataclass(frozen=True, slots=True)
class Work:
    """What taking files in has cost."""

    rows: int
    seconds: float
    cpu_s: float
    spilt_bytes: int  # most at any time


def run(
    *,
    seed: int,
    people: int,
    days: int,
    cases: int,
    phones: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Figure]:
    """One flat table. ``phones``: persons whose connections are drawn, None = everybody, 0 = none."""
    tell = progress or (lambda done, total, what: None)
    sizes = [size for size in (people // 100, people // 10) if size >= SMALLEST] + [people]
    table: dict[str, Figure] = {"people": people, "days": days, "engine_memory": MEMORY}
    measured: list[dict[str, Figure]] = []
    for number, size in enumerate(sizes):

        def said(doing: str, number: int = number, size: int = size) -> None:
            tell(number, len(sizes), f"{size:,} people: {doing}")

        drawn = size if phones is None else min(phones, size)
        measured.append(_measure(seed, size, days, cases=cases, phones=drawn, said=said))
    for size, figures in zip(sizes[:-1], measured[:-1], strict=True):
        table |= {f"{key}_{size}": value for key, value in figures.items()}
    table |= measured[-1]
    table |= exponents(sizes, measured)
    table["peak_rss_bytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * SCALE
    tell(len(sizes), len(sizes), "done")
    return table


def exponents(sizes: Sequence[int], measured: Sequence[dict[str, Figure]]) -> dict[str, Figure]:
    """How figures grow with the people, from the smallest city to the largest: 1 = in proportion."""
    if len(sizes) < 2:  # growth needs two
        return {}
    ratio = math.log(sizes[-1] / sizes[0])
    found: dict[str, Figure] = {}
    for key in GROWING:
        first, last = measured[0].get(key), measured[-1].get(key)
        if isinstance(first, float | int) and isinstance(last, float | int) and first * last > 0:
            found[f"{key}_exponent"] = round(math.log(last / first) / ratio, 3)
    return found


def _measure(
    seed: int, people: int, days: int, *, cases: int, phones: int, said: Callable[[str], None]
) -> dict[str, Figure]:
    """One city: dumped, taken in, asked."""
    said("living")
    lived = live(seed=seed, people=people, days=days)
    asked_cases = draw_cases(lived, cases)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said("dumping visits")
        dumps = lake_dumps.visits(lived, folder)
        said("taking visits in")
        works = [take_in(folder / "lake", dumps)]
        if phones:
            dumps = lake_dumps.connections(
                lived,
                folder,
                persons=phones,
                tell=lambda done: said(f"drawing connections of {done:,} phones"),
            )
            said("taking connections in")
            works.append(take_in(folder / "lake", dumps))
        said("merging")
        merged = run_lake(["compact", str(folder / "lake"), "--memory", MEMORY])
        said("asking")
        figures = ask(lived, folder, asked_cases, phones=phones)
        size = sum(path.stat().st_size for path in (folder / "lake" / "parts").rglob("*.parquet"))
    rows, seconds = sum(w.rows for w in works), sum(w.seconds for w in works)
    cpu_s = sum(w.cpu_s for w in works)
    return {
        "visits": works[0].rows,
        "connections": rows - works[0].rows,
        "lake_bytes": size,
        "ingest_rows_per_s": round(rows / seconds),
        "ingest_rows_per_cpu_s": round(rows / cpu_s),
        "compact_rows_per_s": round(merged[0]["rows"] / merged[1].seconds),
        "spilt_bytes": max(w.spilt_bytes for w in (*works, merged[1])),
        **figures,
    }


def take_in(folder: Path, dumps: Sequence[Path]) -> Work:
    """Take dumps in, one process for all, and remove them."""
    words = ["ingest", str(folder), *map(str, dumps), "--memory", MEMORY]
    said, work = run_lake(words, lake=folder)
    rows = sum(file["rows"] for file in said["files"])
    rejected = sum(file["rejected"] + file["duplicates"] for file in said["files"])
    if rejected:
        raise InvalidInput(f"{rejected} rows of the city's own dumps were not taken in")
    for path in dumps:
        path.unlink()
    return Work(rows, sum(file["seconds"] for file in said["files"]), work.cpu_s, work.spilt_bytes)


def run_lake(words: Sequence[str], *, lake: Path | None = None) -> tuple[dict[str, Any], Work]:
    """One `dongseon lake` command: what it said, and what it cost. Raises InvalidInput if it failed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # this Python, words of our own
        [sys.executable, "-m", "dongseon", "lake", *words, "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    spilt = 0
    while process.poll() is None:
        spilt = max(spilt, spilt_bytes(lake or Path(words[1])))
        time.sleep(POLL_S)
    seconds = time.perf_counter() - begun
    out, _ = process.communicate()
    if process.returncode != 0:
        raise InvalidInput(f"dongseon lake {words[0]} failed: {out.strip()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return json.loads(out), Work(0, seconds, cpu_s, spilt)


def spilt_bytes(lake: Path) -> int:
    """What an engine has on disk just now because its memory is full."""
    try:
        return sum(p.stat().st_size for p in (lake / "staging").rglob("spill/*") if p.is_file())
    except FileNotFoundError:
        return 0  # just removed


def ask(
    lived: Lived, folder: Path, cases: "np.ndarray[Any, Any]", *, phones: int
) -> dict[str, Figure]:
    """Put the questions, in a process of their own."""
    ids = lived.population.person_id
    step = max(phones // PHONES_ASKED, 1)
    some = np.arange(0, phones, step, dtype=np.int32)[:PHONES_ASKED]
    end = lived.clock.start + timedelta(days=lived.clock.days + 1)
    asked = {
        "lake": str(folder / "lake"),
        "from": lived.clock.start.astimezone(UTC).isoformat(),
        "to": end.astimezone(UTC).isoformat(),
        "cases": [str(ids[case]) for case in cases.tolist()],
        "phones": lake_dumps.phones(lived, some) if phones else [],
        "memory": MEMORY,
    }
    path = folder / "asked.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run(  # noqa: S603  # this Python, a module of ours
        [sys.executable, "-m", "dongseon.bench.lake_probe", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise InvalidInput(f"the questions failed: {said[-1]}")
    figures: dict[str, Figure] = json.loads(done.stdout)
    shutil.rmtree(folder / "lake" / "staging", ignore_errors=True)
    return figures
