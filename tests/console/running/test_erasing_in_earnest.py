"""Somebody is erased in a real console: nothing of them is left to read, and no backup brings them back."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.console.registry.test_nothing_readable import forms_of
from tests.console.running.somebody import PLAIN

from dongseon.console.running import backup, databases, home, restoring
from dongseon.console.running.databases import Database
from dongseon.console.running.home import Home

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).with_name("somebody.py")


@dataclass(frozen=True, slots=True)
class Stage:
    """A console from whose database somebody was erased, and a backup from before."""

    place: Home
    database: Database
    saved: Path
    before: str  # the line list as a file, before and after
    after: str


def do(place: Home, database: Database, *words: str) -> dict[str, str]:
    """Have the program do something in the console's environment."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *words],
        env=home.environment(place, database_url=database.url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, str] = json.loads(done.stdout)
    return said


def dumped(database: Database, folder: Path) -> bytes:
    """The whole database in plain words, as its owner sees it."""
    target = folder / "plain.sql"
    assert database.owner_url is not None
    backup.call("pg_dump", database.owner_url, ["--format=plain", f"--file={target}"])
    return target.read_bytes()


def all_files(*folders: Path) -> bytes:
    """What lies in some folders, the files of a running cluster apart."""
    return b"".join(
        path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "cluster" not in path.parts
    )


def readable(said: bytes) -> list[str]:
    """What of the person can be read there, in any of the forms that a text may lie about in."""
    return [plain for plain in PLAIN for form in forms_of(plain) if form in said]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Brought by a file, looked up, saved, erased."""
    folder = Path(tempfile.mkdtemp(prefix="erased-"))
    folder.chmod(0o711)  # the database may run under another account
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(databases.GIVEN, raising=False)
        place = home.make(folder / "c")
        with home.hold(place):
            database = databases.open_database(place)
            databases.bring_up_to_date(place, database, lambda *_: None)
            brought = do(place, database, "bring")
            before = do(place, database, "export")["file"]
            saved = folder / "saved"
            backup.save(place, saved / "data", keys=saved / "keys", made_at="2020-05-06T03:00:00Z")
            do(place, database, "erase", brought["person_id"])
            after = do(place, database, "export")["file"]
            yield Stage(place, database, saved, before, after)
            databases.close(database)
    shutil.rmtree(folder)


def test_they_were_there(stage: Stage, tmp_path: Path) -> None:
    assert set(readable(stage.before.encode())) >= {PLAIN[0], PLAIN[2], PLAIN[3]}


def test_an_export_shows_them_no_more_and_the_case_stays(stage: Stage) -> None:
    assert readable(stage.after.encode()) == []
    assert len(stage.after.splitlines()) == len(stage.before.splitlines()) == 2


def test_neither_dump_jobs_nor_files_say_anything_of_them(stage: Stage, tmp_path: Path) -> None:
    dump = dumped(stage.database, tmp_path)
    assert b"workflows.find_duplicates" in dump  # a job that waits is looked at as well
    assert readable(dump) == []
    assert readable(all_files(stage.place.folder)) == []


def test_a_backup_from_before_has_nothing_to_read_without_its_keys(stage: Stage) -> None:
    assert readable(all_files(stage.saved / "data")) == []


def test_a_restore_of_that_backup_destroys_again_what_was_destroyed_since(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(databases.GIVEN, raising=False)
    new = stage.place.folder.parent / "new"
    said = restoring.restore(
        stage.saved / "data",
        stage.saved / "keys",
        Home(new),
        destroyed=[stage.place.folder / backup.KEYSTORE / "destroyed.log"],
        progress=lambda *_: None,
    )
    assert said["destroyed_since"] > 0
    place = home.existing(new)
    with home.hold(place):
        database = databases.open_database(place)
        try:
            assert readable(do(place, database, "export")["file"].encode()) == []
            assert readable(dumped(database, tmp_path)) == []
            assert readable(all_files(new)) == []
        finally:
            databases.close(database)
