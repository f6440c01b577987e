"""The engine that asks the lake, kept between answers: opening one costs more than a small answer itself.

It is kept while requests keep coming, and never beyond the generation of the lake that it has read: of what was erased
nothing stays in its memory.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dongseon import lake
from dongseon.holder.config import Engine
from dongseon.lake import Desk, engines

MOST_ANSWERS = 500  # of one engine: each leaves a little behind; assumption


class Desks:
    """Desks over one lake, one after the other: who uses it sees to that no two are open at once."""

    def __init__(self, folder: Path, engine: Engine, *, memory: str) -> None:
        self._folder = folder
        self._engine = engine
        self._memory = memory
        self._opened = ExitStack()
        self._kept: engines.Engine | None = None
        self._generation = 0
        self._answers = 0

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk over the present generation. After a fault the next one begins anew. Raises InvalidInput."""
        with lake.pinned(self._folder) as manifest:
            if self._generation != manifest.generation or self._answers >= MOST_ANSWERS:
                self.let_go()
            try:
                if self._kept is None:
                    self._kept = self._opened.enter_context(
                        lake.open_engine(
                            self._folder,
                            name=self._engine.name,
                            master=self._engine.master,
                            memory=self._memory,
                        )
                    )
                self._generation, self._answers = manifest.generation, self._answers + 1
                yield Desk(self._folder, manifest, self._kept)
            except BaseException:
                self.let_go()
                raise

    def let_go(self) -> None:
        """Give memory and files back; the next desk opens an engine of its own."""
        self._kept, self._answers = None, 0
        self._opened.close()
