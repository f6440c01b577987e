"""`dongseon bench stays`: how fast and how whole plain GPS stays come out, beside the peers.

Times are processor time of one thread, for us and for the peers alike: what a quiet machine shows on the
clock. A peer gets the first persons of the same fixes, as many as it can read in some seconds.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dongseon.bench import peer_program
from dongseon.bench.tracks import Tracks, head, tracks
from dongseon.errors import InvalidInput
from dongseon.itinerary import DetectedStays, StayRule, detect_stays
from dongseon.records.columns import Bools, Codes, Floats, Ints, Times

Progress = Callable[[int, int, str], None]
Figure = float | str | None

SLICE = {"trackintel": 200_000, "skmob": 200_000, "movingpandas": 30_000, "pymeos": 60_000}  # fixes
REPEATS = 5
NEAR_M = 100.0
PEER_TIMEOUT_S = 600


@dataclass(frozen=True, slots=True, eq=False)
class Claimed:
    """Stays that somebody found."""

    person: Codes  # (n,)
    start: Times  # (n,) UTC
    end: Times  # (n,) UTC
    lon_deg: Floats  # (n,)
    lat_deg: Floats  # (n,)


@dataclass(frozen=True, slots=True)
class Peer:
    """What a peer did with its slice; absent: why it could not be asked, otherwise empty."""

    name: str
    points_per_second: float
    stays: Claimed | None
    absent: str


def run(
    *,
    seed: int,
    fixes: int,
    peers: Sequence[Path] = (),
    repeats: int = REPEATS,
    progress: Progress | None = None,
) -> dict[str, Figure]:
    """One flat table of figures. ``peers``: Pythons that can import peers; no two peers need
    live in one environment. Raises InvalidInput for a Python that cannot run."""
    tell = progress or (lambda done, total, what: None)
    total = 3 + (len(SLICE) if peers else 0)
    tell(0, total, "making tracks")
    made = tracks(seed=seed, fixes=fixes)
    tell(1, total, "timing")
    seconds, found = _timed(made, repeats)
    asked: list[Peer] = []
    for name in SLICE if peers else ():
        tell(2 + len(asked), total, name)
        asked.append(ask_any(peers, name, head(made, min(fixes, SLICE[name]))))
    again, _ = _timed(made, repeats)  # the same before and after the peers: one run, one machine
    each = float(np.median(seconds + again))
    table: dict[str, Figure] = {"fixes": len(made), "points_per_second": round(len(made) / each)}
    table |= _best(asked, len(made) / each)
    claimed = Claimed(found.person, found.start, found.end, found.lon_deg, found.lat_deg)
    table |= {key: round(value, 4) for key, value in accuracy(claimed, made).items()}
    for peer in asked:
        table |= _beside(peer, made)
    tell(total, total, "done")
    return table


def _timed(made: Tracks, repeats: int) -> tuple[list[float], DetectedStays]:
    """Processor seconds of some warm runs, and what they found."""
    columns = (made.person, made.at, made.lon_deg, made.lat_deg)
    found = detect_stays(*columns)  # compiles
    seconds = []
    for _ in range(repeats):
        began = time.process_time()
        found = detect_stays(*columns)
        seconds.append(time.process_time() - began)
    return seconds, found


def ask_any(pythons: Sequence[Path], name: str, given: Tracks) -> Peer:
    """What the first of some environments that has the peer answers."""
    answers = []
    for python in pythons:
        answers.append(ask(python, name, given))
        if answers[-1].stays is not None:
            break
    return answers[-1]


def ask(python: Path, name: str, given: Tracks) -> Peer:
    """Let a peer find the stays, in a process of its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        fixes, stays = Path(folder) / "fixes.npz", Path(folder) / "stays.npz"
        np.savez(
            fixes, person=given.person, at=given.at, lon_deg=given.lon_deg, lat_deg=given.lat_deg
        )
        try:
            done = subprocess.run(  # noqa: S603  # the Python that the user named, our own script
                [str(python), peer_program.__file__, name, str(fixes), str(stays)],
                capture_output=True,
                text=True,
                check=False,
                timeout=PEER_TIMEOUT_S,
            )
        except OSError as fault:
            raise InvalidInput(f"peers: {python} cannot be run: {fault.strerror}") from fault
        except subprocess.TimeoutExpired:
            return Peer(name, float("nan"), None, f"not done after {PEER_TIMEOUT_S} s")
        said = done.stdout.strip().splitlines()[-1:]
        answer = json.loads(said[0]) if done.returncode == 0 and said else {}
        if "seconds" not in answer:
            why = answer.get("absent") or (done.stderr.strip().splitlines() or ["no answer"])[-1]
            return Peer(name, float("nan"), None, why)
        with np.load(stays) as file:
            claimed = Claimed(**{key: file[key] for key in file.files})
    return Peer(name, len(given) / float(answer["seconds"]), claimed, "")


def _best(asked: list[Peer], ours: float) -> dict[str, Figure]:
    ran = [peer for peer in asked if peer.stays is not None]
    if not ran:
        return {"best_peer": None, "best_peer_points_per_second": None, "times_best_peer": None}
    best = max(ran, key=lambda peer: peer.points_per_second)
    return {
        "best_peer": best.name,
        "best_peer_points_per_second": round(best.points_per_second),
        "times_best_peer": round(ours / best.points_per_second, 1),
    }


def _beside(peer: Peer, made: Tracks) -> dict[str, Figure]:
    """A peer's own figures on its slice; of trackintel also how many stays are ours by its rule."""
    if peer.stays is None:
        return {f"{peer.name}_absent": peer.absent}
    given = head(made, min(len(made), SLICE[peer.name]))
    table: dict[str, Figure] = {
        f"{peer.name}_points_per_second": round(peer.points_per_second),
        **{f"{peer.name}_{k}": round(v, 4) for k, v in accuracy(peer.stays, given).items()},
    }
    if peer.name == "trackintel":
        table["first_fix_same_stays"] = round(agreement(given, peer.stays), 6)
    return table


def agreement(given: Tracks, theirs: Claimed) -> float:
    """Of the stays that either finds by the peers' rule, the share with the same start and end."""
    rule = StayRule(definition="first_fix")
    ours = detect_stays(given.person, given.at, given.lon_deg, given.lat_deg, rule=rule)
    one, other = (
        set(zip(s.person.tolist(), s.start.tolist(), s.end.tolist(), strict=True))
        for s in (ours, theirs)
    )
    return len(one & other) / max(len(one | other), 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """A claimed and a true stay of one person that overlap in time and lie near one another."""

    claimed: Ints  # (p,)
    true: Ints  # (p,)
    overlap_min: Floats  # (p,)


def accuracy(claimed: Claimed, made: Tracks) -> Mapping[str, float]:
    """How whole the true stays come out. A claim counts for the stay that it lies in for the most part."""
    true_min = _minutes(made.stay_end - made.stay_start)
    claimed_min = _minutes(claimed.end - claimed.start)
    pairs = _pairs(claimed, made)
    covered = np.bincount(pairs.true, pairs.overlap_min, len(true_min))
    inside = np.asarray(pairs.overlap_min >= claimed_min[pairs.claimed] / 2)
    pieces = np.bincount(pairs.true[inside], minlength=len(true_min))
    hit = pieces > 0
    return {
        "stays_per_true_stay": float(pieces.sum() / max(hit.sum(), 1)),
        "time_recovered": float(covered.sum() / true_min.sum()),
        "stays_found": float((covered >= true_min / 2).mean()),
        "stays_false": 1 - len(np.unique(pairs.claimed[inside])) / max(len(claimed_min), 1),
        **_ends(claimed, made, pairs, inside),
    }


def _pairs(claimed: Claimed, made: Tracks) -> _Pairs:
    began = made.at.min() - np.timedelta64(1, "D")
    day_min = (
        float((made.at.max() - began) / np.timedelta64(1, "m")) + 2880.0
    )  # no two persons meet on one axis

    def axis(person: Codes, at: Times) -> Floats:
        return np.asarray(person * day_min + _minutes(at - began))

    true = axis(made.stay_person, made.stay_start), axis(made.stay_person, made.stay_end)
    ours = axis(claimed.person, claimed.start), axis(claimed.person, claimed.end)
    first = np.searchsorted(true[1], ours[0], side="right")
    count = np.maximum(np.searchsorted(true[0], ours[1], side="left") - first, 0)
    c = np.repeat(np.arange(len(first)), count)
    t = np.arange(len(c)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    overlap = np.minimum(ours[1][c], true[1][t]) - np.maximum(ours[0][c], true[0][t])
    north_m = (claimed.lat_deg[c] - made.stay_lat_deg[t]) * 111_195
    east_m = (claimed.lon_deg[c] - made.stay_lon_deg[t]) * 111_195
    east_m *= np.cos(np.radians(made.stay_lat_deg[t]))
    near = np.hypot(east_m, north_m) <= NEAR_M
    return _Pairs(c[near], t[near], overlap[near])


def _ends(claimed: Claimed, made: Tracks, pairs: _Pairs, inside: Bools) -> dict[str, float]:
    """95 % error of the first piece's start and of the last piece's end."""
    true, ours = pairs.true[inside], pairs.claimed[inside]
    if not len(true):
        return {"start_p95_min": float("nan"), "end_p95_min": float("nan")}
    order = np.lexsort((claimed.start[ours].astype(np.int64), true))
    true, ours = true[order], ours[order]
    new = np.flatnonzero(np.diff(true, prepend=-1))
    old = np.append(new[1:], len(true)) - 1
    start = np.abs(_minutes(claimed.start[ours[new]] - made.stay_start[true[new]]))
    end = np.abs(_minutes(claimed.end[ours[old]] - made.stay_end[true[old]]))
    return {
        "start_p95_min": float(np.percentile(start, 95)),
        "end_p95_min": float(np.percentile(end, 95)),
    }


def _minutes(span: NDArray[np.timedelta64]) -> Floats:
    return np.asarray(span / np.timedelta64(1, "m"), dtype=np.float64)
