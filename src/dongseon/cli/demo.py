"""`dongseon demo`: an outbreak is simulated, its first case traced, and the console opened on it."""

import dataclasses
import os
import shutil
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pyarrow.parquet as pq
import typer
from rich.console import Console

from dongseon import city, cli, records
from dongseon.city import Simulated, scenarios
from dongseon.cli import folders, investigation, line_lists, terminal
from dongseon.cli.investigation import Traced
from dongseon.cli.line_lists import LineLists
from dongseon.errors import InvalidInput, NotFound
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import Evidence

PEOPLE = 4_000  # lived through in a few seconds
DAYS = 14
WEEK = np.timedelta64(7, "D")


def command(
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            help=f"An outbreak of 2020, told again: {', '.join(scenarios.NAMES)}.",
            autocompletion=lambda: list(scenarios.NAMES),
        ),
    ] = "",
    out: Annotated[Path, typer.Option("--out", help="Folder for city and results.")] = Path(
        "demo-out"
    ),
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed, another city.")] = 4,
    once: Annotated[
        bool, typer.Option("--once", help="Do the same work, then end instead of serving.")
    ] = False,
    with_console: Annotated[
        bool, typer.Option("--console/--no-console", help="Open the authority's console as well.")
    ] = True,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The console's.")] = 8600,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """See the whole: simulate an outbreak, trace its first case, open the console on it.

    The city is made up, and so are its people. Only the evidence is read for the trace; afterwards
    the answer is held against the truth. The console is filled from line lists of the same city, has
    an officer in every role, and is served until Ctrl-C. An earlier demo's is replaced.

    Examples:

    `dongseon demo`

    `dongseon demo --scenario tutor --out tutor`

    `dongseon demo --once --no-console`
    """
    begun = time.perf_counter()
    if scenario:
        scenarios.need(scenario)  # an unknown one is refused before anything is made
    desk = cli.loaded("demo_console") if with_console else None
    if desk is not None:
        desk.check(port)
    with ExitStack() as closing:
        opening = closing.enter_context(desk.opening(out, port)) if desk is not None else None
        with terminal.progress() as advance:
            if opening is not None:
                opening.show(advance)
            evidence, found, said = traced(out, scenario, seed, advance)
        said["traced_after_s"] = round(time.perf_counter() - begun, 2)
        if not as_json:
            show(Console(highlight=False), evidence, found, said)

        def tell(more: dict[str, Any]) -> None:
            whole_s = round(time.perf_counter() - begun, 2)
            terminal.answer(
                said | more | {"whole_s": whole_s},
                as_json=as_json,
                show=lambda console: show_faces(console, more, whole_s),
            )

        if desk is None:
            tell({})
            return
        lists, night, stays = handed_over(out, scenario, seed, evidence, found)
        desk.serve(opening, out, lists, tell=tell, once=once, night=night, stays=stays)


def handed_over(
    out: Path, scenario: str, seed: int, evidence: Evidence, found: Traced
) -> tuple[LineLists, Any, list[dict[str, Any]]]:
    """What console and site are filled with: line lists, the story's night if there is one, stays."""
    lists = line_lists.write(
        evidence,
        {found.itinerary.person_id: found.contacts},
        rng=np.random.default_rng(seed),
        today=datetime.now(UTC).date(),
    )
    night = None
    if scenario:
        lists, night = told_again(out, scenario, seed, evidence, found, lists)
    shift = line_lists.weeks_until(evidence.persons.sampled, datetime.now(UTC).date())
    return lists, night, cli.loaded("demo_public").stays_of(evidence, shift)


def told_again(
    out: Path, scenario: str, seed: int, evidence: Evidence, found: Traced, lists: LineLists
) -> tuple[LineLists, Any]:
    """The holders of the same city, and whom the night is about: the one who was traced above."""
    holders = cli.loaded("demo_holders")
    need, now = scenarios.need(scenario), datetime.now(UTC)
    person_id = found.itinerary.person_id
    shift = line_lists.weeks_until(
        evidence.persons.sampled[[evidence.persons.index(person_id)]], now.date()
    )
    made = holders.prepare(
        out, people=need.people, days=need.days, seed=seed, scenario=scenario, shift=shift, now=now
    )
    whom = holders.subject(evidence, person_id, out / "city" / "evidence", shift=shift)
    return holders.without(lists, person_id), cli.loaded("demo_console").Night(made, whom)


def traced(
    out: Path, scenario: str, seed: int, advance: terminal.Advance
) -> tuple[Evidence, Traced, dict[str, Any]]:
    """Simulate, trace the first case, write its results; the evidence, what was found, a summary."""
    made = simulate(out, scenario, seed, advance)
    evidence = records.read_bundle(made.evidence)
    person_id = first_positive(evidence)
    advance("Tracing the first case", 0.0)
    tracing = time.perf_counter()
    ((_, found),) = investigation.trace(evidence, (person_id,))
    traced_s = time.perf_counter() - tracing
    files = investigation.files_of(
        found,
        evidence,
        base_map=investigation.read_map(made.map),
        generated_utc=datetime.now(UTC),
    )
    folder = out / folders.folder_name(person_id)
    folders.write_files(folder, files)
    advance("Tracing the first case", 1.0)
    right = share_right(found.itinerary, made.truth / "visits.parquet")
    said = summary(made, person_id, found, folder, right)
    return evidence, found, said | {"trace_s": round(traced_s, 2)}


def simulate(out: Path, scenario: str, seed: int, advance: terminal.Advance) -> Simulated:
    """Make the city in `out/city`; one that an earlier demo left there is replaced when it is done."""
    people, days = PEOPLE, DAYS
    if scenario:
        need = scenarios.need(scenario)
        people, days = need.people, need.days
    place = out / "city"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=out) as temporary:
            made = city.simulate(
                people=people,
                days=days,
                seed=seed,
                out=Path(temporary, "city"),
                scenario=scenario or None,
                workers=min(os.cpu_count() or 1, 8),
                progress=lambda done, total, doing: advance(doing.capitalize(), done / total),
            )
            if place.exists():
                shutil.rmtree(place)
            Path(temporary, "city").replace(place)
    except OSError as fault:
        raise InvalidInput(f"cannot write to {out}: {fault.strerror}") from fault
    return dataclasses.replace(
        made, evidence=place / "evidence", truth=place / "truth", map=place / "map.geojson"
    )


def first_positive(evidence: Evidence) -> str:
    """The person whose specimen was the first to be taken after a week of records.

    Who tested positive before that has few days to be asked about; the very first one is taken where
    nobody came later. Raises NotFound where nobody was sampled.
    """
    sampled = evidence.persons.sampled
    week = np.datetime64(evidence.period.start.replace(tzinfo=None), "us") + WEEK
    late = np.flatnonzero(sampled >= week)
    rows = late if len(late) else np.flatnonzero(~np.isnat(sampled))
    if not len(rows):
        raise NotFound("nobody was confirmed in this city; try another --seed")
    return evidence.persons.person_id[int(rows[np.argmin(sampled[rows])])]


def share_right(itinerary: Itinerary, visits: Path) -> float:
    """Of the time that the person really was at a listed place, the share that is claimed right."""
    truth = pq.read_table(visits, filters=[("person_id", "=", itinerary.person_id)]).to_pylist()
    there_s = right_s = 0.0
    for visit in truth:
        there_s += (visit["end_utc"] - visit["start_utc"]).total_seconds()
        right_s += sum(
            max(
                0.0,
                (min(s.end, visit["end_utc"]) - max(s.start, visit["start_utc"])).total_seconds(),
            )
            for s in itinerary.stretches
            if s.place_id == visit["place_id"]
        )
    return right_s / there_s if there_s else float("nan")


def summary(
    made: Simulated, person_id: str, found: Traced, folder: Path, right: float
) -> dict[str, Any]:  # a JSON object
    """What was done, for machines."""
    return {
        "people": made.people,
        "days": made.days,
        "infected": made.infected,
        "confirmed": made.confirmed,
        "person_id": person_id,
        "stays": len(found.itinerary.stays),
        "gaps": len(found.itinerary.gaps),
        "discrepancies": len(found.itinerary.discrepancies),
        "contacts": len(found.contacts),
        "share_of_time_at_places_right": round(right, 4),
        "evidence": str(made.evidence),
        "results": str(folder),
        "report": str(folder / "report.html"),
    }


def show(console: Console, evidence: Evidence, found: Traced, said: dict[str, Any]) -> None:
    """The traced case, for people."""
    investigation.show(console, evidence, found)
    investigation.show_input(console, evidence)
    right, report = said["share_of_time_at_places_right"], said["report"]
    told = (
        f"In a city of {said['people']:,} people {said['infected']:,} were infected in "
        f"{said['days']} days and {said['confirmed']:,} confirmed. One that tested positive was "
        f"traced in {said['trace_s']:.1f} s, contacts included; held against the truth, {right:.1%} of "
        "the time spent at places is right."
    )
    terminal.line(console, told)
    terminal.line(console, f"Report: {report} (there after {said['traced_after_s']:.1f} s)")
    terminal.line(console, f"Go on: dongseon trace {said['evidence']} --all-cases --out results")


def show_faces(console: Console, said: dict[str, Any], whole_s: float) -> None:
    """Console and public site, where they were opened, for people."""
    if "console" in said:
        cli.loaded("demo_console").show(console, said["console"])
    if said.get("public"):
        cli.loaded("demo_public").show(console, said["public"])
    terminal.line(console, f"Done in {whole_s:.1f} s")
