"""Questions to a lake, timed in a process of their own: python -m dongseon.bench.lake_probe ASKED.json

Cold: the lake's files are put out of the page cache first, and the desk is opened within the time; Python's
own modules are loaded before. Warm: the
same question again at the same desk. Bytes read are what the process asked the system for (Linux).
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dongseon import lake
from dongseon.lake import questions, workshop
from dongseon.lake.manifest import BY_PERSON, BY_PLACE

REPEATS = 5
IO = Path("/proc/self/io")

# The overlap join as one would first write it: no list of places, one pass over the files by place.
PLAIN_JOIN = """
SELECT own.person_id AS case_id, near.person_id, near.place_id,
    sum(epoch(least(near.end_utc, own.end_utc))::BIGINT
        - epoch(greatest(near.start_utc, own.start_utc))::BIGINT)::BIGINT AS overlap_s
FROM {by_place} AS near JOIN {by_person} AS own
    ON near.place_id = own.place_id AND near.start_utc < own.end_utc AND near.end_utc > own.start_utc
    AND near.person_id <> own.person_id
WHERE own.person_id = {case} AND own.start_utc < own.end_utc AND near.start_utc < near.end_utc
GROUP BY ALL
"""

Figures = dict[str, float]
Asked = Mapping[str, Any]  # lake, from, to, cases, phones, memory: JSON values


def main(asked: Asked) -> Figures:
    """All figures about one lake."""
    folder = Path(asked["lake"])
    window = lake.Window(
        lake.instant(asked["from"], timezone="UTC"), lake.instant(asked["to"], timezone="UTC")
    )
    cases, phones, memory = asked["cases"], asked["phones"], asked["memory"]
    found = _first(folder, window, cases[0], memory)
    with lake.open_desk(folder, memory=memory) as desk:
        for name, key, persons in (
            ("one", "contacts_of_one_warm_s", cases[:1]),
            ("hundred", "contacts_of_hundred_s", cases),
        ):
            timed = _warm(partial(desk.contacts_of, persons, window))
            found |= {
                key: timed.wall_s,
                f"contacts_of_{name}_cpu_s": timed.cpu_s,
                f"contacts_of_{name}_rows": len(timed.answer),
            }
        found |= _yardsticks(desk, window, cases[0], memory)
        if phones:
            found |= _slices(desk, window, phones)
    return found


def _first(folder: Path, window: lake.Window, case: str, memory: str) -> Figures:
    """The first question after a start, with nothing of the lake in the page cache."""
    _load_libraries(window, memory)
    evict(folder)
    before, begun = bytes_read(), time.perf_counter()
    with lake.open_desk(folder, memory=memory) as desk:
        answer = desk.contacts_of([case], window)
        seconds = time.perf_counter() - begun
    return {
        "contacts_of_one_cold_s": seconds,
        "bytes_read": bytes_read() - before,
        "bytes_answer": answer.nbytes,
    }


def _load_libraries(window: lake.Window, memory: str) -> None:
    """Ask a lake without rows: what Python loads on first use is no part of an answer."""
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name) / "lake"
        lake.create(empty, timezone="UTC")
        with lake.open_desk(empty, memory=memory) as desk:
            desk.contacts_of(["nobody"], window)
            desk.present_at(["nowhere"], window, kind="visit", least_stay_s=0)


def _slices(desk: lake.Desk, window: lake.Window, phones: list[str]) -> Figures:
    """One phone's connections: the first phone's bytes, then warm times of others."""

    def ask(phone: str) -> pa.Table:
        return desk.person_slice([phone], window, kinds=["connection"])["connection"]

    before = bytes_read()
    answer = ask(phones[0])
    read = bytes_read() - before
    timed = [_warm(partial(ask, phone)) for phone in phones]
    return {
        "person_slice_warm_s": statistics.median(one.wall_s for one in timed),
        "person_slice_cpu_s": statistics.median(one.cpu_s for one in timed),
        "person_slice_rows": len(answer),
        "person_slice_bytes_read": read,
        "person_slice_bytes_answer": answer.nbytes,
    }


def _yardsticks(desk: lake.Desk, window: lake.Window, case: str, memory: str) -> Figures:
    """The same contacts from one order only, and by the plain join; their answers must be ours."""
    ours = _total(desk.contacts_of([case], window))
    kind = lake.kind_named("visit")
    files = {
        order: [desk.lake / part.path for part in desk.manifest.of("visit", order)]
        for order in (BY_PERSON, BY_PLACE)
    }

    def one_order() -> pa.Table:
        own = desk.person_slice([case], window, kinds=["visit"])["visit"]
        names = ["case_id", "case_place", "case_start", "case_end"]
        asked = questions.contacts_of(
            desk.engine.read(files[BY_PERSON], kind.schema),
            cases=desk.engine.values(own.rename_columns(names)),
            places=pc.unique(own["place_id"]).to_pylist(),
            window=window,
        )
        return desk.engine.run(asked)

    with workshop.open_workshop(desk.lake, memory=memory) as shop:
        sql = PLAIN_JOIN.format(
            by_place=workshop.parquet(files[BY_PLACE]),
            by_person=workshop.parquet(files[BY_PERSON]),
            case=workshop.quoted(case),
        )
        joined = _warm(lambda: shop.table(sql))
    scanned = _warm(one_order)
    return {
        "one_order_s": scanned.wall_s,
        "one_order_cpu_s": scanned.cpu_s,
        "plain_join_s": joined.wall_s,
        "plain_join_cpu_s": joined.cpu_s,
        "answers_agree": float(ours == _total(scanned.answer) == _total(joined.answer)),
    }


def _total(answer: pa.Table) -> tuple[int, int]:
    """Rows and seconds of contacts."""
    return len(answer), pc.sum(answer["overlap_s"]).as_py() or 0


class Timed(NamedTuple):
    """A question asked again and again."""

    wall_s: float  # median
    cpu_s: float  # median, of all threads: what a busy machine cannot blur
    answer: pa.Table


def _warm(ask: Callable[[], pa.Table]) -> Timed:
    """Ask once, then some times more with a watch."""
    answer = ask()
    wall_s, cpu_s = [], []
    for _ in range(REPEATS):
        begun, used = time.perf_counter(), time.process_time()
        answer = ask()
        wall_s.append(time.perf_counter() - begun)
        cpu_s.append(time.process_time() - used)
    return Timed(statistics.median(wall_s), statistics.median(cpu_s), answer)


def bytes_read() -> float:
    """Bytes this process has read so far, page cache included; NaN where the system does not tell."""
    if not IO.exists():
        return float("nan")
    return float(IO.read_text(encoding="ascii").split()[1])


def evict(folder: Path) -> None:
    """Put the files of a lake out of the page cache, where the system can."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in (folder / "parts").rglob("*.parquet"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
