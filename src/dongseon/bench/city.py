"""`dongseon bench city`: how long a city takes, whether it is the same city again, and how like the world.

Time and memory are those of `dongseon simulate` in a process of its own. Calibration comes from trial
epidemics (city/trial.py), each figure with its 95 % interval and the published one beside it.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from dongseon.city import calibration, simulate, trial
from dongseon.city.calibration import Run
from dongseon.city.figures import Figure
from dongseon.city.scenarios import NAMES, Played, figures, need
from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
Answer = float | str | None

TRIAL_PEOPLE = 10_000
SAME_PEOPLE, SAME_DAYS = 2_000, 5  # of the cities whose bits are compared
WORKERS = (1, 2)

_PROBE = """
import json, resource, sys, time
from pathlib import Path
from dongseon.city import simulate
began = time.perf_counter()
made = simulate(people={people}, days={days}, seed={seed}, out=Path(sys.argv[1]), workers={workers})
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({{
    "seconds": time.perf_counter() - began, "cpu_seconds": sum(u.ru_utime + u.ru_stime for u in used),
    "peak": max(u.ru_maxrss for u in used), "visits": made.visits, "infected": made.infected, "confirmed": made.confirmed,
}}))
"""


def run(
    *,
    seeds: Sequence[int],
    people: int,
    days: int,
    trials: int,
    stories: bool = False,
    progress: Progress | None = None,
) -> dict[str, Answer]:
    """One flat table. ``trials``: epidemics for the calibration, 0 for none; ``stories``: the scenarios' own
    figures as well, one run for each seed. ``held_out`` says that no parameter was fitted on these seeds."""
    tell = progress or (lambda done, total, what: None)
    total = 2 + trials + (len(NAMES) * len(seeds) if stories else 0)
    tell(0, total, f"simulating {people:,} people")
    table: dict[str, Answer] = {"people": people, "days": days, **_cost(people, days, seeds[0])}
    tell(1, total, "the same city again")
    digests = same_bits(seed=seeds[0])
    table |= {
        "same_for_all_workers": float(len(set(digests)) == 1),
        "digest": digests[0],
    }
    used = [*seeds, *range(seeds[0], seeds[0] + trials)]
    table["held_out"] = float(trial.CALIBRATION_SEEDS.isdisjoint(used))
    with ProcessPoolExecutor(WORKERS[-1], mp_context=get_context("spawn")) as pool:
        runs = []
        for k, run in enumerate(pool.map(_trial, range(seeds[0], seeds[0] + trials))):
            tell(3 + k, total, f"trial epidemic {k + 1} of {trials}")
            runs.append(run)
        if runs:
            table |= flat(calibration.epidemic_figures(runs), "")
        if stories:
            table |= _stories(seeds, pool, lambda done, what: tell(2 + trials + done, total, what))
    tell(total, total, "done")
    return table


def _trial(seed: int) -> Run:
    """One trial epidemic, in a process of its own."""
    return trial.trial(seed=seed, people=TRIAL_PEOPLE)


def _play(told: tuple[str, int]) -> Played:
    """One scenario with one seed, in a process of its own."""
    name, seed = told
    return trial.play(name, seed=seed, people=need(name).measured)


def _stories(
    seeds: Sequence[int], pool: Executor, tell: Callable[[int, str], None]
) -> dict[str, Answer]:
    """The scenarios' own figures, each over all seeds."""
    table: dict[str, Answer] = {}
    for n, name in enumerate(NAMES):
        played = []
        for k, run in enumerate(pool.map(_play, [(name, seed) for seed in seeds])):
            tell(n * len(seeds) + k + 1, f"scenario {name}, seed {seeds[k]}")
            played.append(run)
        table |= flat(figures(name, played), f"{name.replace('-', '_')}_")
    return table


def flat(found: Sequence[Figure], prefix: str) -> dict[str, Answer]:
    """Figures as keys: the value, its interval, what was published and whether the two agree."""
    table: dict[str, Answer] = {}
    for figure in found:
        name = prefix + figure.name
        table[name] = round(figure.value, 4)
        table[f"{name}_low"] = round(figure.low, 4)
        table[f"{name}_high"] = round(figure.high, 4)
        table[f"{name}_count"] = figure.count
        table[f"{name}_published"] = figure.published
        if figure.published == figure.published:  # not NaN: there is something to fit or to predict
            table[f"{name}_fitted"] = float(figure.fitted)
        if figure.published_low == figure.published_low:  # not NaN: an interval was published
            table[f"{name}_agrees"] = float(figure.agrees)
    compared = [f for f in found if f.published_low == f.published_low]
    table[f"{prefix}figures_compared"] = len(compared)
    table[f"{prefix}figures_agreeing"] = sum(f.agrees for f in compared)
    return table


def _cost(people: int, days: int, seed: int) -> dict[str, Answer]:
    """Time and peak memory of one simulation in a new process. Raises InvalidInput if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        program = _PROBE.format(people=people, days=days, seed=seed, workers=WORKERS[-1])
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603  # this Python, the text above
            [sys.executable, "-c", program, folder], capture_output=True, text=True, check=False
        )
        whole_s = time.perf_counter() - began
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise InvalidInput(f"people={people}, days={days}: the simulation failed: {said[-1]}")
    cost = json.loads(done.stdout)
    scale = 1 if sys.platform == "darwin" else 1024  # unit of ru_maxrss
    return {
        "simulate_s": round(cost["seconds"], 2),
        "process_cpu_s": round(cost["cpu_seconds"], 2),
        "process_s": round(whole_s, 2),
        "peak_rss_bytes": cost["peak"] * scale,
        "visits": cost["visits"],
        "infected": cost["infected"],
        "confirmed": cost["confirmed"],
    }


def same_bits(
    *, seed: int, people: int = SAME_PEOPLE, days: int = SAME_DAYS, workers: Sequence[int] = WORKERS
) -> tuple[str, ...]:
    """A digest over every file of the same small city, for each number of workers; the first one twice."""
    digests = []
    for count in (*workers, workers[0]):
        with tempfile.TemporaryDirectory() as folder:
            simulate(people=people, days=days, seed=seed, out=Path(folder), workers=count)
            digests.append(digest_of(Path(folder)))
    return tuple(digests)


def digest_of(folder: Path) -> str:
    """BLAKE2b over names and bytes of all files below a folder."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
