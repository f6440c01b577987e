"""The data folders of a demonstration: opened beside other work, kept as they were when new."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from dongseon.cli import demo_ready, terminal
from dongseon.errors import InvalidInput
from dongseon.running import postgres


@contextmanager
def noted(notes: list[str]) -> Iterator[str]:
    """Something that is opened and closed."""
    notes.append("opened")
    try:
        yield "a face"
    finally:
        notes.append("closed")


def test_work_beside_has_its_result_and_is_closed_at_the_end() -> None:
    notes: list[str] = []
    with demo_ready.beside(lambda closing, _: closing.enter_context(noted(notes))) as working:
        assert working.result() == "a face"
        assert notes == ["opened"]
    assert notes == ["opened", "closed"]


def test_bars_are_drawn_by_whoever_draws_them_just_then() -> None:
    drawn: list[tuple[str, float]] = []
    shown = threading.Event()

    def work(_: ExitStack, advance: terminal.Advance) -> None:
        advance("Before anybody looks", 0.5)
        shown.wait()
        advance("Migrating", 1.0)

    with demo_ready.beside(work) as working:
        working.show(lambda doing, share: drawn.append((doing, share)))
        shown.set()
        working.result()
    assert drawn[-1] == ("Migrating", 1.0)


def test_what_cannot_be_is_said_by_the_result() -> None:
    def work(_: ExitStack, __: terminal.Advance) -> None:
        raise InvalidInput("no room on the disk")

    with (
        pytest.raises(InvalidInput, match="no room"),
        demo_ready.beside(work) as working,
    ):
        working.result()


def test_work_ends_at_its_next_step_when_the_demonstration_is_left() -> None:
    """Ctrl-C while the city is lived through must not wait for all migrations."""
    notes: list[str] = []
    left = threading.Event()

    def work(closing: ExitStack, advance: terminal.Advance) -> None:
        closing.enter_context(noted(notes))
        left.wait()
        advance("Migrating", 0.5)
        notes.append("went on")

    def leave() -> None:
        with demo_ready.beside(work) as working:
            working.give_up()
            left.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert notes == ["opened", "closed"]


def test_without_a_store_a_folder_begins_empty(tmp_path: Path) -> None:
    assert not demo_ready.begin(tmp_path / "ready", tmp_path / "console")
    assert not (tmp_path / "console").exists()


def test_a_store_made_from_another_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ready" / "console").mkdir(parents=True)
    (tmp_path / "ready" / demo_ready.STAMP).write_text("another", encoding="ascii")
    assert not demo_ready.begin(tmp_path / "ready", tmp_path / "console")
    assert not (tmp_path / "console").exists()


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that PostgreSQL can enter under another account."""
    folder = Path(tempfile.mkdtemp(prefix="ready-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def test_a_kept_folder_is_there_again_as_it_was_with_its_database(passable: Path) -> None:
    store, folder = passable / "ready", passable / "face"
    server = postgres.open_server(folder / "database", "face")
    try:
        with psycopg.connect(server.url(postgres.OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE page (title text)")
            connection.execute("INSERT INTO page VALUES ('when new')")
        demo_ready.keep(store, folder, server)
        with psycopg.connect(server.url(postgres.OWNER), autocommit=True) as connection:
            connection.execute("UPDATE page SET title = 'worked on'")
    finally:
        postgres.stop(server)

    again = passable / "another" / "face"
    again.parent.mkdir(mode=0o711)
    assert demo_ready.begin(store, again)
    server = postgres.open_server(again / "database", "face")
    try:
        with psycopg.connect(server.url(postgres.OWNER)) as connection:
            assert connection.execute("SELECT title FROM page").fetchall() == [("when new",)]
    finally:
        postgres.stop(server)
