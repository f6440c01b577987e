"""`dongseon bench`: measure what the program claims, on cities it has never seen."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer
from rich.console import Console

from dongseon.bench import (
    city,
    console,
    contacts,
    disclosure,
    itinerary,
    lake,
    lived,
    masks,
    public,
    recording,
    specimens,
    stays,
)
from dongseon.bench import investigation as inquiry
from dongseon.bench import isolation as at_home
from dongseon.cli import terminal
from dongseon.errors import InvalidInput, NotFound

Figure: TypeAlias = float | str | None
Figures: TypeAlias = Mapping[str, Figure]
Progress: TypeAlias = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    seeds: tuple[int, ...]
    people: int
    days: int
    cases: int
    fixes: int
    trials: int
    stories: bool
    phones: int | None
    keep: Path | None
    tests: int


def command(
    name: Annotated[
        str,
        typer.Argument(
            help="What to measure: itinerary, contacts, stays, city, lake, console, specimens, investigation, isolation, public, masks or disclosure."
        ),
    ],
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Number of cities.")] = 5,
    first_seed: Annotated[int, typer.Option("--first-seed", min=0, help="Seed of the first.")] = 1,
    people: Annotated[
        int | None,
        typer.Option(
            "--people",
            min=500,
            help="Residents of each: 2,500 for itinerary and contacts, otherwise 10,000.",
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Days of each.")] = 14,
    cases: Annotated[
        int | None,
        typer.Option(
            "--cases",
            min=1,
            help="Persons traced in each: 50 for itinerary, 6 for contacts. Rows for console: 1,000,000.",
        ),
    ] = None,
    fixes: Annotated[int, typer.Option("--fixes", min=1, help="GPS fixes for stays.")] = 10_000_000,
    peers: Annotated[
        list[Path] | None,
        typer.Option(
            "--peers",
            help="For stays: the Python of an environment with trackintel or others; again for more.",
        ),
    ] = None,
    trials: Annotated[
        int, typer.Option("--trials", min=0, help="For city: epidemics for the calibration.")
    ] = 2,
    stories: Annotated[
        bool, typer.Option("--stories", help="For city: the five scenarios' figures too.")
    ] = False,
    phones: Annotated[
        int | None,
        typer.Option("--phones", min=0, help="For lake: phones that connect; everybody's."),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            help="For lake, investigation: folder for cities and stages; the same again goes on there.",
        ),
    ] = None,
    tests: Annotated[
        int, typer.Option("--tests", min=50, help="For console: tests of the day.")
    ] = 20_000,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Folder to write NAME.json with machine and commit to."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure accuracy and speed on simulated cities.

    itinerary: minutes right, public visits found, calibration and time, for four sets of sources (rich,
    typical, poor, gps), beside a naive reader that takes each record at its word.

    contacts: true contacts that left a trace, found and ranked, beside the same naive reader.

    stays: GPS fixes a second on one thread, and how whole the stays come out, beside other libraries.

    city: time and memory of a simulation, the same bits again, and its epidemic beside the published one.

    console: a day of tests from a laboratory's message to the text message, through server, worker and a
    simulated carrier; and pages of the line list, narrowed, sorted, deep and searched, as officers of five areas.

    investigation: from the approved request to itinerary and ranked contacts, through a console and its holders over
    HTTP; machine time alone, step by step; and the workbench of a case with 20,000 records.

    public: the dashboard's requests a second beside nginx sending the same bytes (needs wrk and nginx).

    masks: shops around a position asked at full speed while shops report, and how much is shown wrongly (needs wrk).

    disclosure: who finds their exposure in what is published, and whom four attackers can name: raw routes,
    the rules of March 2020, those of October 2020.

    lake: taking in and asking for a population's records, at a hundredth, a tenth and all of the people.

    isolation: morning lists, the day's questions, bulk reassignment and reminders of people under an order, through kills.

    Examples:

    `dongseon bench itinerary --seeds 5 --cases 50 --json`

    `dongseon bench contacts --seeds 1 --people 2500 --cases 3`

    `dongseon bench stays --fixes 2000000 --peers other/bin/python`

    `dongseon bench city --people 2000 --trials 0 --record results`
    """
    bench = BENCHES.get(name)
    if bench is None:
        raise NotFound(f"bench {name!r} is none of {', '.join(BENCHES)}")
    if peers and name != "stays":
        raise InvalidInput(f"--peers: bench {name} has none")
    size = Size(
        seeds=tuple(range(first_seed, first_seed + seeds)),
        people=people or bench.people,
        days=days,
        cases=cases or bench.cases,
        fixes=fixes,
        trials=trials,
        stories=stories,
        phones=phones,
        keep=keep,
        tests=tests,
    )
    with terminal.progress() as advance:
        found = bench.measure(
            size, peers or (), lambda done, total, doing: advance(name, done / max(total, 1))
        )
    said = {key: None if unknown(value) else value for key, value in found.items()}
    if record is not None:
        asked = {key: value for key, value in asdict(size).items() if key != "keep"}
        recording.record(record, name, said, asked=asked, now=datetime.now(UTC))
    terminal.answer(said, as_json=as_json, show=lambda console: show(console, name, found))


def measure_itinerary(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """Reconstructions against the truth of cities, regime by regime."""
    return itinerary.run(
        seeds=size.seeds,
        people=size.people,
        days=size.days,
        cases=size.cases,
        progress=progress,
    )


def measure_contacts(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """Contact lists against who truly was together."""
    return contacts.run(
        seeds=size.seeds,
        people=size.people,
        days=size.days,
        cases=size.cases,
        progress=progress,
    )


def measure_stays(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """Stay detection, beside the peers."""
    return stays.run(seed=size.seeds[0], fixes=size.fixes, peers=peers, progress=progress)


def measure_city(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """The simulated city itself."""
    return city.run(
        seeds=size.seeds,
        people=size.people,
        days=size.days,
        trials=size.trials,
        stories=size.stories,
        progress=progress,
    )


def measure_lake(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """A holder's lake, beside one order of rows and the plain join."""
    return lake.run(
        seed=size.seeds[0],
        people=size.people,
        days=size.days,
        cases=size.cases,
        phones=size.phones,
        keep=size.keep,
        progress=progress,
    )


def measure_console(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """The console: a day of tests, and the line list over very many cases."""
    return console.run(cases=size.cases, tests=size.tests, seed=size.seeds[0], progress=progress)


def measure_specimens(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """The laboratory's work lists over very many specimens."""
    return specimens.run(specimens=size.cases, seed=size.seeds[0], progress=progress)


def measure_public(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """The public site's dashboard beside nginx."""
    return public.run(progress=progress)


def measure_masks(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """The masks of 25,000 shops, asked while they report."""
    return masks.run(progress=progress)


def measure_disclosure(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """What is published: who finds their exposure, and who is named."""
    return disclosure.run(seed=size.seeds[0], cases=size.cases, progress=progress)


def measure_isolation(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """People under an order, and the officers who watch over them."""
    return at_home.run(people=size.people, seed=size.seeds[0], progress=progress)


def measure_investigation(size: Size, peers: Sequence[Path], progress: Progress) -> Figures:
    """Cases asked about, reconstructed and ranked, through console and holders."""
    return inquiry.run(
        people=size.people,
        days=size.days,
        cases=size.cases,
        seed=size.seeds[0],
        keep=size.keep,
        progress=progress,
    )


class Bench(NamedTuple):
    """One thing that can be measured, and how much of it unless asked otherwise."""

    measure: Callable[[Size, Sequence[Path], Progress], Figures]
    people: int
    cases: int


BENCHES: dict[str, Bench] = {
    "itinerary": Bench(measure_itinerary, 2_500, 50),
    "contacts": Bench(measure_contacts, 2_500, 6),
    "stays": Bench(measure_stays, 10_000, 1),
    "city": Bench(measure_city, 10_000, 1),
    "lake": Bench(measure_lake, 100_000, 100),
    "specimens": Bench(measure_specimens, 10_000, specimens.SPECIMENS),
    "console": Bench(measure_console, 10_000, 1_000_000),
    "investigation": Bench(measure_investigation, 10_000, 100),
    "isolation": Bench(measure_isolation, 60_000, 1),
    "public": Bench(measure_public, 10_000, 1),
    "masks": Bench(measure_masks, 10_000, 1),
    "disclosure": Bench(measure_disclosure, 10_000, 300),
}


# What stands beside a figure that has an interval, under its name and one of these endings.
BESIDE = ("_low", "_high", "_published", "_agrees", "_fitted", "_count")


def show(console: Console, name: str, figures: Figures) -> None:
    """The figures: a column a regime where there are regimes, those with an interval beside what was
    published, the others in a list.
    """
    regimes = [r for r in lived.REGIMES if any(key.startswith(f"{r}_") for key in figures)]
    prefixes = tuple(f"{r}_" for r in regimes)
    compared = [key for key in figures if f"{key}_low" in figures]
    aside = {f"{key}{end}" for key in compared for end in ("", *BESIDE)}
    rows = [
        (k, text_of(v)) for k, v in figures.items() if not k.startswith(prefixes) and k not in aside
    ]
    if name == "disclosure":
        head = ("", "raw routes", "March 2020", "October 2020", "October, without flows")
        console.print(
            terminal.table(
                "Success of attackers",
                head,
                disclosure.table({k: v for k, v in figures.items() if isinstance(v, float)}),
            )
        )
    if rows:
        console.print(terminal.table(f"Bench {name}", ("figure", "value"), rows))
    if compared:
        columns = ("figure", "value", "95 %", "published", "agrees", "")
        beside = [comparison(key, figures) for key in compared]
        console.print(terminal.table(f"Bench {name}", columns, beside))
    if not regimes:
        return
    quantities = dict.fromkeys(
        key.removeprefix(f"{r}_") for r in regimes for key in figures if key.startswith(f"{r}_")
    )
    table = [
        (quantity, *(text_of(figures.get(f"{r}_{quantity}")) for r in regimes))
        for quantity in quantities
    ]
    console.print(terminal.table(f"Bench {name}", ("figure", *regimes), table))


def comparison(key: str, figures: Figures) -> tuple[str, ...]:
    """A figure, its interval, the published one, whether they agree, and whether it was fitted."""
    low, high, published, agrees, fitted = (figures.get(f"{key}{end}") for end in BESIDE[:5])
    return (
        key,
        text_of(figures[key]),
        f"{text_of(low)} – {text_of(high)}",
        text_of(published),
        {1.0: "yes", 0.0: "no"}.get(agrees, "") if isinstance(agrees, float) else "",
        {1.0: "fitted", 0.0: "predicted"}.get(fitted, "") if isinstance(fitted, float) else "",
    )


def unknown(value: Figure) -> bool:
    """Whether there is nothing to say."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def text_of(value: Figure) -> str:
    """Four digits, whole numbers in full; a dash for what could not be measured."""
    if value is None or unknown(value):
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
