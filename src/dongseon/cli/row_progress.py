"""A progress bar for work on rows: how many are done, and how many a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from dongseon.cli import terminal

Count = Callable[[str, int, int], None]  # what is worked on, done, in all (0 = not known yet)


class Rate(ProgressColumn):
    """How many a second since the bar appeared."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        """The rate as text, "" before there is one."""
        spent_s = task.finished_time or task.elapsed or 0.0
        rate = task.completed / spent_s if spent_s else 0.0
        return Text(f"{rate:,.0f} {self._unit}/s" if rate else "")


@contextmanager
def counting(unit: str = "rows") -> Iterator[Count]:
    """Show a bar for each thing that is worked on, on standard error."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} " + unit),
        Rate(unit),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks: dict[str, Any] = {}  # Rich's own task numbers

    def count(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(terminal.plain(name), total=None)
        bar.update(tasks[name], completed=done, total=total or None)

    with bar:
        yield count
