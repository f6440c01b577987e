"""`dongseon trace`: a bundle in; itinerary, contacts, rejected rows and report out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from dongseon import records
from dongseon.cli import folders, investigation, terminal
from dongseon.cli.investigation import Traced
from dongseon.errors import InvalidInput
from dongseon.records.columns import Evidence, Persons


def command(
    bundle: Annotated[Path, typer.Argument(help="The evidence bundle: a folder.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the results; made if needed.")],
    person: Annotated[str, typer.Option("--person", help="The person_id to trace.")] = "",
    all_cases: Annotated[
        bool,
        typer.Option(
            "--all-cases", help="Trace every case of the bundle, each into a folder of its own."
        ),
    ] = False,
    base_map: Annotated[
        Path | None,
        typer.Option("--map", help="GeoJSON to draw below the report's map, not Korea's outlines."),
    ] = None,
    most_others: Annotated[
        int,
        typer.Option(
            "--others",
            min=0,
            help="How many others are reconstructed in full to judge a case's meetings; with --all-cases at "
            f"most {investigation.MOST_OTHERS_IN_ALL} in all, or as many as given here if more.",
        ),
    ] = investigation.MOST_OTHERS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say where a person was, how sure that is, and who was there.

    Writes itinerary.json, minutes.csv, itinerary.geojson, contacts.csv, rejects.csv and report.html.
    A case is a person with a date of onset, sampling or isolation.

    Examples:

    `dongseon trace bundle --person P1 --out results`

    `dongseon trace bundle --all-cases --out results --json`
    """
    if bool(person) == all_cases:
        raise InvalidInput("trace: give either --person ID or --all-cases")
    ground = investigation.read_map(base_map)
    with terminal.progress() as advance:
        advance("Reading the bundle", 0.0)
        evidence = records.read_bundle(bundle)
        advance("Reading the bundle", 1.0)
        asked = cases_of(evidence.persons) if all_cases else (person,)
        names = folders.folder_names(asked) if all_cases else ("",)
        traced = []
        found_by_case = investigation.trace(
            evidence,
            asked,
            most_others=most_others,
            reconstructing=lambda share: advance("Reconstructing", share),
        )
        for number, (case, found) in enumerate(found_by_case):
            advance("Finding contacts", (number + 1) / len(asked))
            files = investigation.files_of(
                found, evidence, base_map=ground, generated_utc=datetime.now(UTC)
            )
            folders.write_files(out / names[number], files)
            traced.append((case, found, out / names[number]))
    terminal.answer(
        summary(evidence, traced),
        as_json=as_json,
        show=lambda console: show(console, evidence, traced),
    )


def cases_of(persons: Persons) -> tuple[str, ...]:
    """The persons who fell ill, were sampled or isolated; all of them where no such date is known."""
    dated = ~(np.isnat(persons.onset) & np.isnat(persons.sampled) & np.isnat(persons.isolated))
    chosen = np.flatnonzero(dated) if dated.any() else np.arange(len(persons))
    if not len(chosen):
        raise InvalidInput("persons.csv: nobody is in it; expected at least one person")
    return tuple(persons.person_id[row] for row in chosen)


def summary(
    evidence: Evidence, traced: Sequence[tuple[str, Traced, Path]]
) -> dict[str, Any]:  # a JSON object
    """What was done, for machines."""
    return {
        "cases": [
            {
                "person_id": case,
                "out": str(folder),
                "stays": len(found.itinerary.stays),
                "trips": len(found.itinerary.trips),
                "gaps": len(found.itinerary.gaps),
                "discrepancies": len(found.itinerary.discrepancies),
                "contacts": len(found.contacts),
            }
            for case, found, folder in traced
        ],
        "records": len(evidence.records),
        "rejects": len(evidence.rejects),
        "duplicates": evidence.duplicates,
        "outside_period": evidence.outside_period,
        "notices": list(evidence.notices),
    }


def show(console: Console, evidence: Evidence, traced: Sequence[tuple[str, Traced, Path]]) -> None:
    """What was done, for people: the whole case if there is one, a line a case if there are more."""
    if len(traced) == 1:
        investigation.show(console, evidence, traced[0][1])
    else:
        console.print(
            terminal.table(
                "Cases",
                ("person", "stays", "gaps", "to be asked again", "contacts", "results"),
                (
                    (
                        case,
                        str(len(found.itinerary.stays)),
                        str(len(found.itinerary.gaps)),
                        str(len(found.itinerary.discrepancies)),
                        str(len(found.contacts)),
                        str(folder),
                    )
                    for case, found, folder in traced
                ),
            )
        )
    investigation.show_input(console, evidence)
    for case, _, folder in traced[:1]:
        terminal.line(console, f"Report on {case}: {folder / 'report.html'}")
