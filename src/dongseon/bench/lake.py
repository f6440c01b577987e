"""`dongseon bench lake`: how fast a population's records come in, and how fast questions are answered.

A city is lived; its visits and its phones' connections are dumped day by day as holders would, taken in by
`dongseon lake ingest`, merged, and asked, at a hundredth, a tenth and all of the people: so each figure has its
growth beside it. All work on the lake runs in processes of its own, whose memory is told.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from dongseon.bench import lake_dumps, lake_stages
from dongseon.bench.lake_stages import Found, Stages, measured
from dongseon.bench.lived import draw_cases, live
from dongseon.errors import InvalidInput

Progress = Callable[[int, int, str], None]
Figure = float | str | None
Figures = dict[str, Figure]
Say = Callable[[str], None]

SMALLEST = 1_000  # people of the smallest city of the ladder
PHONES_ASKED = 10
MEMORY = "2GB"  # the engine's limit
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
    "peak_rss_bytes",
)


@dataclass(frozen=True, slots=True)
class City:
    """What is measured at one size."""

    seed: int
    people: int
    days: int
    cases: int
    phones: int  # persons whose connections are drawn

    @property
    def name(self) -> str:
        """One folder a city."""
        return f"{self.people}-{self.days}-{self.phones}-{self.cases}-{self.seed}"


def run(
    *,
    seed: int,
    people: int,
    days: int,
    cases: int,
    phones: int | None = None,
    keep: Path | None = None,
    progress: Progress | None = None,
) -> Figures:
    """One flat table. ``phones``: persons whose connections are drawn, None = everybody, 0 = none.

    ``keep``: a folder for dumps, lakes and what was measured so far, from which a stopped run goes on.
    """
    tell = progress or (lambda done, total, what: None)
    sizes = [size for size in (people // 100, people // 10) if size >= SMALLEST] + [people]
    found: list[Figures] = []
    for number, size in enumerate(sizes):

        def said(doing: str, number: int = number, size: int = size) -> None:
            tell(number, len(sizes), f"{size:,} people: {doing}")

        drawn = size if phones is None else min(phones, size)
        city = City(seed, size, days, cases, drawn)
        with lake_stages.folder(keep, city.name) as folder:
            found.append(_measure(city, folder, said=said, each_day=keep is not None))
    table: Figures = {"people": people, "days": days, "engine_memory": MEMORY}
    for size, figures in zip(sizes[:-1], found[:-1], strict=True):
        table |= {f"{key}_{size}": value for key, value in figures.items()}
    tell(len(sizes), len(sizes), "done")
    return table | found[-1] | exponents(sizes, found)


def exponents(sizes: Sequence[int], found: Sequence[Figures]) -> Figures:
    """How figures grow with the people, from the smallest city to the largest: 1 = in proportion."""
    if len(sizes) < 2:  # growth needs two
        return {}
    ratio = math.log(sizes[-1] / sizes[0])
    grown: Figures = {}
    for key in GROWING:
        first, last = found[0].get(key), found[-1].get(key)
        if isinstance(first, float | int) and isinstance(last, float | int) and first * last > 0:
            grown[f"{key}_exponent"] = round(math.log(last / first) / ratio, 3)
    return grown


def _measure(city: City, folder: Path, *, said: Say, each_day: bool) -> Figures:
    """One city: dumped, taken in, merged, asked. ``each_day``: a day of connections is a stage of its own."""
    stages, home = Stages(folder), folder / "lake"
    asked = stages.once("dumps", lambda: _dumped(city, folder, said))
    days = [[name] for name in asked["connections"]] if each_day else [asked["connections"]]
    taken = []
    for number, names in enumerate([asked["visits"], *filter(None, days)]):
        said(f"taking in, {number + 1}")
        paths = [folder / name for name in names]
        taken.append(stages.once(f"taken-{number:02d}", partial(take_in, home, paths)))
    said("merging")
    merged = stages.once("merged", lambda: merge(home))
    said("asking")
    answered = stages.once("answered", lambda: ask(home, folder / "asked.json", asked))
    peaks = {
        "ingest": max(one["peak_rss_bytes"] for one in taken),
        "compact": merged["peak_rss_bytes"],
        "questions": answered["peak_rss_bytes"],
    }
    rows, seconds, cpu_s = (sum(one[key] for one in taken) for key in ("rows", "seconds", "cpu_s"))
    return {
        "visits": taken[0]["rows"],
        "connections": rows - taken[0]["rows"],
        "lake_bytes": sum(path.stat().st_size for path in (home / "parts").rglob("*.parquet")),
        "ingest_rows_per_s": round(rows / seconds),
        "ingest_rows_per_cpu_s": round(rows / cpu_s),
        "compact_rows_per_s": round(merged["rows"] / merged["seconds"]),
        "compact_rows_per_cpu_s": round(merged["rows"] / merged["cpu_s"]),
        "spilt_bytes": max(one["spilt_bytes"] for one in (*taken, merged)),
        **answered["figures"],
        **{f"{work}_peak_rss_bytes": peak for work, peak in peaks.items()},
        "peak_rss_bytes": max(peaks.values()),
    }


def _dumped(city: City, folder: Path, said: Say) -> Found:
    """Live a city and write its dumps; returns their names and what will be asked."""
    said("living")
    lived = live(seed=city.seed, people=city.people, days=city.days)
    said("dumping visits")
    visits = lake_dumps.visits(lived, folder)
    connections = []
    if city.phones:
        connections = lake_dumps.connections(
            lived,
            folder,
            persons=city.phones,
            tell=lambda done: said(f"drawing connections of {done:,} phones"),
        )
    ids = lived.population.person_id
    step = max(city.phones // PHONES_ASKED, 1)
    some = np.arange(0, city.phones, step, dtype=np.int32)[:PHONES_ASKED]
    end = lived.clock.start + timedelta(days=lived.clock.days + 1)
    return {
        "visits": [path.relative_to(folder).as_posix() for path in visits],
        "connections": [path.relative_to(folder).as_posix() for path in connections],
        "from": lived.clock.start.astimezone(UTC).isoformat(),
        "to": end.astimezone(UTC).isoformat(),
        "cases": [str(ids[case]) for case in draw_cases(lived, city.cases).tolist()],
        "phones": lake_dumps.phones(lived, some),
    }


def take_in(home: Path, dumps: Sequence[Path]) -> Found:
    """Take dumps in, one process for all."""
    words = ["ingest", str(home), *map(str, dumps), "--memory", MEMORY]
    found = measured(["dongseon", "lake", *words, "--json"], lake=home)
    files = json.loads(found.pop("said"))["files"]
    if rejected := sum(file["rejected"] + file["duplicates"] for file in files):
        raise InvalidInput(f"{rejected} rows of the city's own dumps were not taken in")
    rows, seconds = (sum(file[key] for file in files) for key in ("rows", "seconds"))
    return {**found, "rows": rows, "seconds": seconds}


def merge(home: Path) -> Found:
    """Merge the days' files."""
    words = ["dongseon", "lake", "compact", str(home), "--memory", MEMORY, "--json"]
    found = measured(words, lake=home)
    return {**found, "rows": json.loads(found.pop("said"))["rows"]}


def ask(home: Path, path: Path, asked: Found) -> Found:
    """Put the questions, in a process of their own."""
    path.write_text(json.dumps({**asked, "lake": str(home), "memory": MEMORY}), encoding="utf-8")
    found = measured(["dongseon.bench.lake_probe", str(path)], lake=home)
    return {**found, "figures": json.loads(found.pop("said"))}
