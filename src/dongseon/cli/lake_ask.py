"""`dongseon lake ask`: the questions that a lake answers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import typer
from rich.console import Console

from dongseon import lake, records
from dongseon.cli import terminal
from dongseon.errors import InvalidInput

SHOWN = 20  # rows of an answer on the screen

group = typer.Typer(no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The lake's folder.")]
From = Annotated[str, typer.Option("--from", help="Beginning; local unless it has an offset.")]
To = Annotated[str, typer.Option("--to", help="End, exclusive.")]
Places = Annotated[list[str], typer.Option("--place", help="Place or sector; again for more.")]
OneKind = Annotated[str, typer.Option("--kind", help=f"{', '.join(lake.KINDS)}.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Write the answer to a .parquet, .arrow or .csv file.")
]
EngineName = Annotated[str, typer.Option("--engine", help="duckdb or spark.")]
Master = Annotated[str, typer.Option("--master", help="Of Spark, e.g. spark://127.0.0.1:7077.")]
Memory = Annotated[str, typer.Option("--memory", help="Most memory of the engine, e.g. 2GB.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@group.callback()
def command() -> None:
    """Ask a lake about one person, one place, the contacts of a case, or flows.

    Example: `dongseon lake ask contacts city --case P1 --from 2020-05-01 --to 2020-05-15`
    """


@group.command("slice")
def person_slice(
    folder: Folder,
    person: Annotated[list[str], typer.Option("--person", help="Number; again for more.")],
    begins: From,
    ends: To,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Kinds of record; all unless named.")
    ] = None,
    out: Out = None,
    engine: EngineName = "duckdb",
    master: Master = "",
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """One person's rows in a window."""
    kinds = kind or list(lake.KINDS)
    if out is not None and len(kinds) > 1:
        raise InvalidInput("--out: name one --kind, each has columns of its own")
    with lake.open_desk(folder, engine=engine, master=master, memory=memory) as desk:
        answer = desk.person_slice(person, window(folder, begins, ends), kinds=kinds)
    tell(answer, out=out, as_json=as_json)


@group.command()
def present(
    folder: Folder,
    place: Places,
    begins: From,
    ends: To,
    kind: OneKind,
    least: Annotated[float, typer.Option("--least", min=0, help="Least stay in minutes.")] = 0,
    rows: Annotated[bool, typer.Option("--rows", help="All rows instead of persons.")] = False,
    out: Out = None,
    engine: EngineName = "duckdb",
    master: Master = "",
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """Who was at a place or sector in a window."""
    asked = window(folder, begins, ends)
    with lake.open_desk(folder, engine=engine, master=master, memory=memory) as desk:
        if rows:
            answer = desk.rows_at(place, asked, kind=kind)
        else:
            answer = desk.present_at(place, asked, kind=kind, least_stay_s=round(least * 60))
    tell({"present": answer}, out=out, as_json=as_json)


@group.command()
def contacts(
    folder: Folder,
    case: Annotated[list[str], typer.Option("--case", help="Person; again for more.")],
    begins: From,
    ends: To,
    kind: OneKind = "visit",
    out: Out = None,
    engine: EngineName = "duckdb",
    master: Master = "",
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """Who was where a case was, while it was there: seconds per person and place."""
    with lake.open_desk(folder, engine=engine, master=master, memory=memory) as desk:
        answer = desk.contacts_of(case, window(folder, begins, ends), kind=kind)
    tell({"contacts": answer}, out=out, as_json=as_json)


@group.command()
def flow(
    folder: Folder,
    begins: From,
    ends: To,
    kind: OneKind,
    hours: Annotated[int, typer.Option("--hours", min=1, help="Length of a step.")] = 1,
    least: Annotated[int, typer.Option("--least", min=1, help="Least count that is told.")] = 5,
    areas: Annotated[
        Path | None, typer.Option("--areas", help="Parquet: area_place, area.")
    ] = None,
    out: Out = None,
    engine: EngineName = "duckdb",
    master: Master = "",
    memory: Memory = "2GB",
    as_json: AsJson = False,
) -> None:
    """How many persons went from area to area, without small counts."""
    named = None if areas is None else pyarrow.parquet.read_table(areas)
    with lake.open_desk(folder, engine=engine, master=master, memory=memory) as desk:
        counts = desk.flow_counts(
            window(folder, begins, ends), kind=kind, step_s=hours * 3600, areas=named
        )
    tell({"flow": lake.population_flow([counts], least=least)}, out=out, as_json=as_json)


def window(folder: Path, begins: str, ends: str) -> lake.Window:
    """The window asked about, local times in the lake's zone."""
    zone = lake.present(folder).timezone
    return lake.Window(lake.instant(begins, timezone=zone), lake.instant(ends, timezone=zone))


def tell(answer: Mapping[str, pa.Table], *, out: Path | None, as_json: bool) -> None:
    """Give the answer: to a file and its size to the screen, or its rows."""
    if out is not None:
        (table,) = answer.values()
        write(out, table)
        said: dict[str, Any] = {"rows": len(table), "out": str(out)}
        terminal.answer(
            said,
            as_json=as_json,
            show=lambda console: terminal.line(console, f"{len(table):,} rows: {out}"),
        )
        return
    terminal.answer(
        {name: [plain(row) for row in table.to_pylist()] for name, table in answer.items()},
        as_json=as_json,
        show=lambda console: show(console, answer),
    )


def write(out: Path, table: pa.Table) -> None:
    """An answer to a file, whole or not at all, by its ending. Raises InvalidInput."""
    part = out.with_name(f".{out.name}.part")
    writers: dict[str, Callable[[], None]] = {
        ".parquet": lambda: pyarrow.parquet.write_table(table, part),
        ".csv": lambda: pyarrow.csv.write_csv(harmless(table), part),
        ".arrow": lambda: write_arrow(part, table),
    }
    if out.suffix not in writers:
        raise InvalidInput(f"{out}: its name ends in none of {', '.join(writers)}")
    writers[out.suffix]()
    part.replace(out)


def harmless(table: pa.Table) -> pa.Table:
    """The same with no text that a spreadsheet runs."""
    for number, field in enumerate(table.schema):
        if field.type == pa.string():
            cells = (records.safe_cell(text or "") for text in table[field.name].to_pylist())
            table = table.set_column(number, field, pa.array(cells, pa.string()))
    return table


def write_arrow(out: Path, table: pa.Table) -> None:
    """An Arrow IPC file."""
    with pa.OSFile(str(out), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its times as text."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def show(console: Console, answer: Mapping[str, pa.Table]) -> None:
    """The first rows of each table."""
    for name, table in answer.items():
        if len(table):
            rows = [[str(cell) for cell in plain(r).values()] for r in table[:SHOWN].to_pylist()]
            title = f"{name}: {len(table):,} rows"
            console.print(terminal.table(title, table.schema.names, rows))
    if not any(len(table) for table in answer.values()):
        terminal.line(console, "No rows.")
