"""A long measurement in stages: what a stage found is kept in a folder, so that one that was stopped goes on."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from dongseon.errors import InvalidInput

Found = dict[str, Any]  # JSON values

POLL_S = 0.05
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one measurement."""

    folder: Path

    def once(self, name: str, work: Callable[[], Found]) -> Found:
        """What a stage found: from its file, or by doing it now."""
        path = self.folder / f"{name}.json"
        if path.exists():
            kept: Found = json.loads(path.read_text(encoding="utf-8"))
            return kept
        found = work()
        aside = path.with_suffix(".tmp")
        aside.write_text(json.dumps(found), encoding="utf-8")
        aside.replace(path)
        return found


@contextmanager
def folder(keep: Path | None, name: str) -> Iterator[Path]:
    """Where one measurement keeps what it makes: a folder that stays, or one that goes."""
    if keep is None:
        with TemporaryDirectory() as passing:
            yield Path(passing)
        return
    (keep / name).mkdir(parents=True, exist_ok=True)
    yield keep / name


def measured(words: Sequence[str], *, lake: Path) -> Found:
    """Run ``python -m WORDS``: what it ``said``, and what it cost: seconds, cpu_s, peak_rss_bytes, spilt_bytes.

    Raises InvalidInput if it failed.
    """
    with TemporaryFile() as out, TemporaryFile() as faults:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # this Python, words of our own
            [sys.executable, "-m", *words], stdout=out, stderr=faults
        )
        spilt, peak, ended = 0, 0, 0
        while (
            not ended
        ):  # waited for here, not by Popen: only so is what this one process cost told
            spilt = max(spilt, spilt_bytes(lake))
            peak = max(peak, high_water_bytes(process.pid))
            time.sleep(POLL_S)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (out, faults):
            file.seek(0)
        said = out.read().decode()
        if process.returncode != 0:
            reasons = (faults.read().decode() or said).strip().splitlines() or ["no reason given"]
            raise InvalidInput(f"{' '.join(words[:3])} failed: {reasons[-1]}")
    return {
        "said": said,
        "seconds": seconds,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_rss_bytes": peak or usage.ru_maxrss * MAXRSS_BYTES,
        "spilt_bytes": spilt,
    }


def high_water_bytes(pid: int) -> int:
    """The most memory that a running process has held so far; 0 where the system does not tell.

    ``ru_maxrss`` begins with that of the process which started it, here with a whole city in memory.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[:1] == ["VmHWM:"]), 0)


def spilt_bytes(lake: Path) -> int:
    """What an engine has on disk just now because its memory is full."""
    try:
        return sum(p.stat().st_size for p in (lake / "staging").rglob("spill/*") if p.is_file())
    except FileNotFoundError:
        return 0  # just removed
