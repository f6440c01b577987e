"""The data folder: one supervisor has it, and a lost key is not papered over."""

import os
import stat
from pathlib import Path

import pytest

from dongseon.console.running import home, rights
from dongseon.errors import InvalidInput
from dongseon.running import lifeline, programs
from dongseon.running.children import FIRST_PAUSE_S, LONGEST_PAUSE_S, Child
from dongseon.running.holding import InUse


def test_two_supervisors_never_have_one_folder(tmp_path: Path) -> None:
    place = home.make(tmp_path / "c")
    refused = pytest.raises(InUse, match=f"runs here already \\(process {os.getpid()}\\)")
    with home.hold(place), refused, home.hold(place):
        pass
    with home.hold(place):
        assert place.lock.read_text() == f"{os.getpid()}\n"


def test_a_new_folder_gets_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    place = home.make(tmp_path / "c")
    assert stat.S_IMODE(place.django_key.stat().st_mode) == 0o600
    assert home.make(tmp_path / "c").django_key.read_text() == place.django_key.read_text()


def test_data_without_its_key_do_not_get_a_new_one(tmp_path: Path) -> None:
    place = home.make(tmp_path / "c")
    (place.database / "cluster").mkdir(parents=True)
    place.django_key.unlink()
    with pytest.raises(InvalidInput, match="without it there is no start"):
        home.make(tmp_path / "c")


def test_a_folder_without_a_console_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no console is there"):
        home.existing(tmp_path)


def test_the_owner_s_address_reaches_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(home.OWNERS, "postgresql://owner:secret@/x")
    place = home.make(tmp_path / "c")
    told = home.environment(place, database_url="postgresql://app@/x")
    assert home.OWNERS not in told
    assert told["DATABASE_URL"] == "postgresql://app@/x"


def test_a_folder_below_a_closed_one_is_not_passable(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "closed" / "open").mkdir(mode=0o755)
    assert not programs.is_passable(tmp_path / "closed" / "open")
    assert programs.is_passable(Path("/"))


def test_pauses_between_deaths_grow_and_shrink_again_after_a_sound_life() -> None:
    child = Child("echo", "dongseon.console.running", "no_such_module", os.environ)
    reading, writing = os.pipe()
    now_s, pauses = 0.0, []
    for _ in range(3):
        child.start(now_s, reading)
        assert child.process is not None
        child.process.kill()
        child.process.wait()
        assert child.tend(now_s + 1, reading) is not None
        pauses.append(round(child.due_s - now_s - 1, 3))
        now_s = child.due_s
    assert pauses == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert child.tend(now_s - 0.01, reading) is None
    assert child.process is None, "not started before its pause is over"
    child.start(now_s, reading)
    assert child.process is not None
    child.process.kill()
    child.process.wait()
    child.tend(now_s + 3600, reading)
    assert child.due_s - now_s - 3600 == pytest.approx(FIRST_PAUSE_S)
    assert child.pause_s <= LONGEST_PAUSE_S
    assert child.deaths == 4
    os.close(reading)
    os.close(writing)


def test_a_child_sees_the_end_of_its_supervisor() -> None:
    """The whole of it is in the drill; here that the pipe ends when its last writer has gone."""
    reading, writing = os.pipe()
    os.close(writing)
    assert os.read(reading, 1) == b""
    os.close(reading)
    assert lifeline.GRACE_S > 0


def test_the_log_of_acts_can_only_be_added_to() -> None:
    assert "audit_entry" in rights.ADD_ONLY
