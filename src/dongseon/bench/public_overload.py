"""More readers than the public site can compute pages for: what they get, how soon, and how it comes back.

Every request is for an address that nobody asked for before, so that no memory helps. Readers ask again
as soon as they are answered, refused or not. Beside them one reader asks for the dashboard, which is in memory.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import numpy as np

Progress = Callable[[int, int, str], None]
READERS = 64
ANSWER_S = 10.0  # s without an answer is a fault
EVERY_S = 1.0  # between two looks at memory and at the dashboard
# Seconds until who was refused asks again: a browser's reload, not the two seconds it was told
BUSY_PAUSE_S = 0.05
KEPT, COMPUTED = "/ko/figures/", "/ko/places/?kind=cafe&page={page}&asked={number}"
PAGES = 4
USUAL = (200, 503)


@dataclass(slots=True)
class Seen:
    """What was answered. Times in s."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    took_s: list[float] = field(default_factory=list)  # of the answers with 200
    refused_s: list[float] = field(default_factory=list)  # of those with 503
    kept_s: list[float] = field(default_factory=list)  # of the dashboard
    kept_faults: int = 0
    memory_bytes: list[int] = field(default_factory=list)  # of all processes, at each look
    recovery_s: float = float("inf")


class Reader:
    """One connection to the site, opened again where it ended."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str) -> int:
        """Ask for a page; its status. Raises OSError, TimeoutError or asyncio.IncompleteReadError."""
        try:
            return await asyncio.wait_for(self._ask(path), ANSWER_S)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            raise

    async def _ask(self, path: str) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        incoming, outgoing = self._streams
        host = f"{self._address[0]}:{self._address[1]}"
        outgoing.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = (await incoming.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await incoming.readexactly(int(length))
        if b"connection: close" in head:
            self.close()
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def overload(
    address: tuple[str, int], root: int, *, seconds: float, progress: Progress
) -> Seen:
    """Ask for that long, then see how soon the site is itself again. `root`: the site's first process."""
    seen, numbers = Seen(), count()
    await kept(Reader(address))
    end_s = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for _ in range(READERS):
            group.create_task(keep_asking(Reader(address), seen, numbers, end_s))
        group.create_task(watch(Reader(address), seen, root, end_s, progress))
    seen.recovery_s = await recovered(Reader(address), numbers)
    return seen


async def kept(reader: Reader) -> None:
    """Have the dashboard in memory before the crowd comes, as it is where somebody has looked before."""
    for _ in range(20):
        await reader.ask(KEPT)
        reader.close()
        await asyncio.sleep(BUSY_PAUSE_S)


async def keep_asking(reader: Reader, seen: Seen, numbers: "count[int]", end_s: float) -> None:
    """One reader who does not give up."""
    while time.monotonic() < end_s:
        begun_s, number = time.monotonic(), next(numbers)
        try:
            status = await reader.ask(COMPUTED.format(page=1 + number % PAGES, number=number))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            seen.faults[type(fault).__name__] += 1
            continue
        took_s = time.monotonic() - begun_s
        seen.statuses[status] += 1
        (seen.took_s if status == 200 else seen.refused_s).append(took_s)
        if status != 200:
            await asyncio.sleep(BUSY_PAUSE_S)
    reader.close()


async def watch(reader: Reader, seen: Seen, root: int, end_s: float, progress: Progress) -> None:
    """Look at memory, and ask for the dashboard on a connection of its own, as somebody who comes anew."""
    begun_s = time.monotonic()
    while (now_s := time.monotonic()) < end_s:
        progress(int(now_s - begun_s), int(end_s - begun_s), "asking for more than can be computed")
        seen.memory_bytes.append(memory_of(root))
        asked_s = time.monotonic()
        try:
            seen.kept_faults += await reader.ask(KEPT) != 200
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            seen.kept_faults += 1
        seen.kept_s.append(time.monotonic() - asked_s)
        reader.close()
        await asyncio.sleep(EVERY_S)


async def recovered(reader: Reader, numbers: "count[int]") -> float:
    """How long after the load an uncached page is computed within a second, s."""
    begun_s = time.monotonic()
    while time.monotonic() - begun_s < 60.0:
        asked_s = time.monotonic()
        try:
            status = await reader.ask(COMPUTED.format(page=1, number=next(numbers)))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status = 0
        if status == 200 and time.monotonic() - asked_s < 1.0:
            reader.close()
            return time.monotonic() - begun_s
        await asyncio.sleep(BUSY_PAUSE_S)
    return float("inf")


def memory_of(root: int) -> int:
    """Memory of a process and all below it, bytes; what they share is counted once (Linux: PSS)."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    family = [root]
    for process in family:
        family.extend(parents.get(process, ()))
    return sum(memory_of_one(process) for process in family if process != os.getpid())


def memory_of_one(process: int) -> int:
    """Proportional set size of one process, bytes; 0 for one that is gone."""
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in said.splitlines() if line.startswith("Pss:")), 0
    )


def figures(seen: Seen, seconds: float) -> dict[str, float]:
    """One flat table."""
    fifth = max(1, len(seen.memory_bytes) // 5)
    return {
        "seconds": seconds,
        "answered": float(seen.statuses[200]),
        "refused": float(seen.statuses[503]),
        "others": float(sum(n for status, n in seen.statuses.items() if status not in USUAL)),
        "faults": float(sum(seen.faults.values())),
        "answered_per_second": seen.statuses[200] / seconds,
        "answered_p50_s": at(seen.took_s, 50),
        "answered_p99_s": at(seen.took_s, 99),
        "answered_longest_s": at(seen.took_s, 100),
        "refused_p99_s": at(seen.refused_s, 99),
        "kept_p99_s": at(seen.kept_s, 99),
        "kept_faults": float(seen.kept_faults),
        "recovery_s": seen.recovery_s,
        "memory_first_fifth_bytes": float(max(seen.memory_bytes[:fifth])),
        "memory_last_fifth_bytes": float(max(seen.memory_bytes[-fifth:])),
        "memory_peak_bytes": float(max(seen.memory_bytes)),
    }


def at(times_s: list[float], percent: float) -> float:
    """A percentile; 0 of none."""
    return float(np.percentile(times_s, percent)) if times_s else 0.0
