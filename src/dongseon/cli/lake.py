"""`dongseon lake`: files of a holder in, a lake kept; questions are in lake_ask."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dongseon import lake
from dongseon.cli import lake_ask, terminal
from dongseon.cli.row_progress import counting
from dongseon.errors import InvalidInput

FOUND = 1  # exit status: the lake was read, and something is wrong with it

group = typer.Typer(no_args_is_help=True)
group.add_typer(lake_ask.group, name="ask")

Folder = Annotated[Path, typer.Argument(help="The lake's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Memory = Annotated[str, typer.Option("--memory", help="Most memory of the engine, e.g. 2GB.")]


@group.callback()
def command() -> None:
    """Keep a population's records on disk, ask them, and erase them in time.

    A holder's lake: connections, card approvals, check-ins or visits as Parquet files in two orders.
    Every action has `--json`.

    Examples:

    `dongseon lake ingest telco base_station.csv`

    `dongseon lake ask slice telco --person 01012345678 --from 2020-05-01 --to 2020-05-03`

    `dongseon lake purge telco --before 2020-05-01 --key erasure.pem`
    """


@group.command()
def ingest(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(help="CSV or Parquet files.")],
    kind: Annotated[
        str, typer.Option("--kind", help=f"{', '.join(lake.KINDS)}; else as the files' names tell.")
    ] = "",
    timezone: Annotated[
        str, typer.Option("--timezone", help="Of a new lake: its days, and times without offset.")
    ] = "Asia/Seoul",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="OURS=THEIRS, again for more.")
    ] = None,
    encoding: Annotated[str, typer.Option("--encoding", help="If not UTF-8 or CP949.")] = "",
    delimiter: Annotated[str, typer.Option("--delimiter", help="If not , ; or tab.")] = "",
    compact: Annotated[bool, typer.Option("--compact", help="Merge files afterwards.")] = False,
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """Take a holder's files into a lake; it is made when it is not there.

    The columns are those of the formats page: phone, from, to, base_station_id for base_station.csv and so
    on. Interrupted or repeated, it leaves the old lake or the new one. Rows that cannot be used are written
    to rejects/ with line and reason.

    Examples:

    `dongseon lake ingest telco base_station.csv`

    `dongseon lake ingest cards may.csv --kind approval --column card=카드 --column at=승인일시`
    """
    columns = dict(split(pair) for pair in column or ())
    profile = lake.Profile(columns=columns, encoding=encoding, delimiter=delimiter)
    if not lake.is_lake(folder):
        lake.create(folder, timezone=timezone)
    chosen = lake.kind_named(kind) if kind else None
    with counting() as count:
        done = list(
            lake.ingest(
                folder,
                files,
                now=datetime.now(UTC),
                kind=chosen,
                profile=profile,
                memory=memory,
                progress=count,
            )
        )
        if compact:
            lake.compact(folder, memory=memory, progress=count)
    terminal.answer(
        {"lake": str(folder), "files": [told(one) for one in done]},
        as_json=as_json,
        show=lambda console: show_ingested(console, folder, done),
    )


def split(pair: str) -> tuple[str, str]:
    """OURS=THEIRS. Raises InvalidInput."""
    ours, equals, theirs = pair.partition("=")
    if not (ours and equals and theirs):
        raise InvalidInput(f"--column {pair!r}: write OURS=THEIRS")
    return ours, theirs


def told(one: lake.Ingested) -> dict[str, Any]:  # a JSON object
    """What became of one file, for machines."""
    source = one.source
    return {
        "file": source.name,
        "kind": source.kind,
        "again": one.again,
        "rows": source.rows,
        "duplicates": source.duplicates,
        "rejected": source.rejected,
        "rejects": source.rejects,
        "generation": one.generation,
        "seconds": round(one.seconds, 3),
        "rows_per_s": 0 if one.again else round(source.rows / max(one.seconds, 1e-9)),
    }


def show_ingested(console: Console, folder: Path, done: list[lake.Ingested]) -> None:
    """What became of the files, for people."""
    for one in done:
        source = one.source
        if one.again:
            terminal.line(console, f"{source.name}: is in the lake already")
            continue
        rate = source.rows / max(one.seconds, 1e-9)
        terminal.line(
            console,
            f"{source.name}: {source.rows:,} rows ({source.kind}), {rate:,.0f} a second; "
            f"{source.duplicates:,} were there already, {source.rejected:,} rejected",
        )
        if source.rejects:
            terminal.line(console, f"Rejected rows: {folder / source.rejects}")


@group.command()
def compact(folder: Folder, memory: Memory = "2GB", as_json: AsJson = False) -> None:
    """Merge the days' files over the whole time kept.

    Questions then open a file instead of one a day; their answers stay the same.

    Example: `dongseon lake compact telco`
    """
    with counting() as count:
        done = lake.compact(folder, memory=memory, progress=count)
    terminal.answer(
        asdict(done),
        as_json=as_json,
        show=lambda console: terminal.line(
            console, f"{done.rows:,} rows: {done.files_before} files became {done.files_after}"
        ),
    )


@group.command()
def verify(
    folder: Folder,
    digests_only: Annotated[
        bool, typer.Option("--digests-only", help="Do not compare rows.")
    ] = False,
    signer: Annotated[
        Path | None, typer.Option("--signer", help="Public key that erasure reports are signed by.")
    ] = None,
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> int:
    """Look for damage: digests, both orders against one another, rows twice or out of order.

    Exit status 1 if anything is wrong.

    Example: `dongseon lake verify telco --signer erasure.pub`
    """
    with counting("files") as count:
        found = lake.verify(folder, deep=not digests_only, memory=memory, progress=count)
    faults = [*found.faults, *(wrong_reports(folder, signer) if signer else ())]
    said = {**asdict(found), "faults": faults, "ok": not faults}

    def show(console: Console) -> None:
        for fault in faults:
            terminal.line(console, fault)
        state = f"{len(faults)} faults" if faults else "all is well"
        terminal.line(
            console,
            f"Generation {found.generation}: {found.rows:,} rows in {found.files} files: {state}",
        )

    terminal.answer(said, as_json=as_json, show=show)
    return FOUND if faults else 0


def wrong_reports(folder: Path, signer: Path) -> list[str]:
    """What is wrong with the erasure reports."""
    key = lake.read_public_key(signer)
    wrong = []
    for path in sorted((folder / "erasures").glob("*.json")):
        try:
            lake.check(path.read_bytes(), key=key, name=f"erasures/{path.name}")
        except InvalidInput as fault:
            wrong.append(str(fault))
    return wrong


@group.command()
def purge(
    folder: Folder,
    before: Annotated[str, typer.Option("--before", help="First local day that stays.")],
    key: Annotated[Path, typer.Option("--key", help="Ed25519 key (PEM) that signs the report.")],
    wait: Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for readers.")] = 60,
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """Erase every row that starts before a day, and write a signed report of it.

    Such rows are refused from then on. A key: `openssl genpkey -algorithm ed25519 -out erasure.pem`.

    Example: `dongseon lake purge telco --before 2020-05-01 --key erasure.pem`
    """
    try:
        day = date.fromisoformat(before)
    except ValueError as fault:
        raise InvalidInput(f"--before {before!r} is not a day such as 2020-05-01") from fault
    signing = lake.read_key(key)
    with counting("files") as count:
        done = lake.purge(
            folder,
            before=day,
            key=signing,
            now=datetime.now(UTC),
            wait_s=wait,
            memory=memory,
            progress=count,
        )
    said = {
        "rows": done.rows,
        "generation": done.generation,
        "reports": [str(path) for path in done.reports],
    }

    def show(console: Console) -> None:
        terminal.line(console, f"{done.rows:,} rows from before {before} are erased.")
        for path in done.reports:
            terminal.line(console, f"Report: {path}")

    terminal.answer(said, as_json=as_json, show=show)
