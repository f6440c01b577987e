"""What a command says: one answer on standard output, progress and remarks on standard error.

Names in evidence are written by strangers. A terminal obeys control characters, so none of them
reaches it: every text passes `plain`.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

Advance: TypeAlias = Callable[[str, float], None]  # what is being done, share done (0 to 1)

NEVER_BROKEN = {
    "when",
    "by",
    "from",
    "to",
    "start_utc",
    "end_utc",
    "sure",
    "met",
    "minutes",
}  # columns of times and numbers
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def prepare() -> None:
    """Let no text break the output, whatever the terminal's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream


def plain(text: str) -> str:
    """The text on one line, without a character that a terminal would obey."""
    return "".join(c if c.isprintable() else " " if c.isspace() else UNPRINTABLE for c in text)


def warn(message: str) -> None:
    """One line on standard error."""
    print(f"dongseon: {plain(message)}", file=sys.stderr)  # noqa: T201  # no wrapping, no colour


def answer(
    value: Mapping[str, Any],  # whatever JSON can hold
    *,
    as_json: bool,
    show: Callable[[Console], None],
) -> None:
    """Give a command's answer: as one JSON object, or as `show` draws it for people."""
    if as_json:
        print(json.dumps(value, allow_nan=False))  # noqa: T201  # the one object
    else:
        show(Console(highlight=False))


@contextmanager
def progress(*, shown: bool = True) -> Iterator[Advance]:
    """Show a bar for each stretch of work that is reported, on standard error."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        disable=not (shown and console.is_terminal),
    )
    tasks: dict[str, Any] = {}  # Rich's own task numbers

    def advance(doing: str, share: float) -> None:
        if doing not in tasks:
            tasks[doing] = bar.add_task(plain(doing), total=1.0)
        bar.update(tasks[doing], completed=share)

    with bar:
        yield advance


def line(console: Console, text: str) -> None:
    """One line, never broken: a path in it can be copied."""
    console.print(Text(plain(text)), soft_wrap=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of plain texts. Columns that hold a time or a number are never broken."""
    drawn = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for column in columns:
        drawn.add_column(Text(column), overflow="fold", no_wrap=column in NEVER_BROKEN)
    for row in rows:
        drawn.add_row(*(Text(plain(cell)) for cell in row))
    return drawn
