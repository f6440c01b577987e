"""A city of a million people: time and peak memory; and the same bits for any number of workers.

Options: --people (1000000), --small (10000, for the comparison of worker counts), --seed (1).
Exit code 1 where a limit is passed or bits differ.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DONGSEON = str(ROOT / ".venv" / "bin" / "dongseon")
DAYS = 14
SECONDS_LIMIT = 30 * 60
BYTES_LIMIT = 12 * 2**30
SMALL_SECONDS_LIMIT = 20


def main() -> int:
    """Run the proof and print its figures as one JSON object."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("--people", type=int, default=1_000_000)
    reader.add_argument("--small", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()

    figures: dict[str, object] = {"people": asked.people, "small": asked.small, "days": DAYS}
    prints = []
    with tempfile.TemporaryDirectory() as folder:
        for run, workers in (("first", 1), ("again", 1), ("two_workers", 2)):
            out = Path(folder, run)
            seconds, peak = simulate(people=asked.small, seed=asked.seed, workers=workers, out=out)
            figures[f"small_{run}_s"] = round(seconds, 1)
            figures[f"small_{run}_peak_bytes"] = peak
            prints.append(fingerprint(out))
        figures["same_bits"] = len(set(prints)) == 1
        figures["fingerprint"] = prints[0]
        seconds, peak = simulate(
            people=asked.people, seed=asked.seed, workers=2, out=Path(folder, "large")
        )
    figures |= {"large_s": round(seconds, 1), "large_peak_bytes": peak}
    print(json.dumps(figures, indent=2))
    kept = figures["same_bits"] and seconds <= SECONDS_LIMIT and peak <= BYTES_LIMIT
    return 0 if kept else 1


def simulate(*, people: int, seed: int, workers: int, out: Path) -> tuple[float, int]:
    """Seconds and peak memory (bytes, all processes together) of one simulation."""
    words = [DONGSEON, "simulate", "--people", people, "--days", DAYS, "--seed", seed]
    words += ["--workers", workers, "--out", out, "--json"]
    begun = time.perf_counter()
    with subprocess.Popen([str(w) for w in words], stdout=subprocess.DEVNULL) as process:
        watch = Watch(process.pid)
        watch.start()
        status = process.wait()
    watch.join()
    if status != 0:
        raise SystemExit(f"dongseon simulate ended with {status}")
    return time.perf_counter() - begun, watch.peak_bytes


class Watch(threading.Thread):
    """Follow the resident memory of a process and its children until it ends (Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_bytes = 0

    def run(self) -> None:
        """Look twenty times a second."""
        while Path(f"/proc/{self.pid}/stat").exists():
            self.peak_bytes = max(self.peak_bytes, tree_bytes(self.pid))
            time.sleep(0.05)


def tree_bytes(pid: int) -> int:
    """Proportional set size of a process and all below it: shared pages count once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0  # it has just ended
    own = next((int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Pss:")), 0) * 1024
    return own + sum(tree_bytes(int(child)) for child in children)


def fingerprint(folder: Path) -> str:
    """One digest of all files below a folder: names and bytes."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
