"""`dongseon import`: a phone's own location history becomes rows of a bundle."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dongseon import records
from dongseon.cli import terminal
from dongseon.records import Imported, Reject
from dongseon.records.histories.types import FORMATS

MOST_REJECTS = 20


def command(
    files: Annotated[list[Path], typer.Argument(help="Location histories of one person.")],
    bundle: Annotated[Path, typer.Option("--to", help="The bundle; made if it is not there.")],
    person: Annotated[
        str, typer.Option("--person", help="The person_id whose histories they are.")
    ],
    timezone: Annotated[
        str, typer.Option("--timezone", help="Zone of times that have no offset (IANA name).")
    ] = "Asia/Seoul",
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Write the rejected rows to this CSV file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Put a person's own location history into an evidence bundle.

    Reads GPX, KML, GeoJSON, TCX, Google location history in all its generations, OwnTracks, GeoLife
    and tables of positions, recognised by content. Adds their positions to gps.csv; each row keeps
    the file and line it came from.

    Examples:

    `dongseon import Records.json --to bundle --person P1`

    `dongseon import monday.gpx tuesday.gpx --to bundle --person P1 --rejects rejects.csv`
    """
    with terminal.progress() as advance:
        advance("Reading", 0.0)
        imported = records.import_files(files, person_id=person, timezone=timezone)
        advance("Reading", 1.0)
        rows, notices = records.add_to_bundle(bundle, imported)
    if rejects is not None:
        records.write_rejects(rejects, imported.rejects)
    terminal.answer(
        summary(bundle, imported, rows, (*imported.notices, *notices)),
        as_json=as_json,
        show=lambda console: show(console, bundle, imported, rows, (*imported.notices, *notices)),
    )


def summary(
    bundle: Path, imported: Imported, rows: int, notices: Sequence[str]
) -> dict[str, Any]:  # a JSON object
    """What was done, for machines."""
    return {
        "person_id": imported.person_id,
        "bundle": str(bundle),
        "rows_added": rows,
        "files": [
            {
                "file": history.file,
                "format": history.format,
                "positions": len(history),
                "rejects": len(history.rejects),
            }
            for history in imported.histories
        ],
        "rejects": [
            {
                "file": reject.file,
                "line": reject.line,
                "column": reject.column,
                "value": reject.value,
                "reason": reject.reason,
            }
            for reject in imported.rejects
        ],
        "notices": list(notices),
    }


def show(
    console: Console, bundle: Path, imported: Imported, rows: int, notices: Sequence[str]
) -> None:
    """What was done, for people."""
    console.print(
        terminal.table(
            f"{rows:,} rows added to {bundle / 'gps.csv'}",
            ("file", "is", "positions", "rejected"),
            (
                (
                    history.file,
                    FORMATS[history.format],
                    f"{len(history):,}",
                    f"{len(history.rejects):,}",
                )
                for history in imported.histories
            ),
        )
    )
    if imported.rejects:
        console.print(reject_table(imported.rejects))
    for notice in notices:
        terminal.line(console, notice)


def reject_table(rejects: Sequence[Reject]) -> Table:
    """The first rows that could not be used, and why."""
    title = "Rejected"
    if len(rejects) > MOST_REJECTS:
        title = f"Rejected: the first {MOST_REJECTS} of {len(rejects):,}"
    return terminal.table(
        title,
        ("file", "line", "column", "value", "reason"),
        ((r.file, str(r.line), r.column, r.value, r.reason) for r in rejects[:MOST_REJECTS]),
    )
