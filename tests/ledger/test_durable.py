"""A file that only grows: what could not be written is taken back, or nothing more is written."""

import os
from pathlib import Path

import pytest

from dongseon.errors import InvalidInput
from dongseon.ledger.durable import AppendFile

FULL = Path("/dev/full")  # takes nothing, and cannot be shortened either


def test_what_was_appended_is_read(tmp_path: Path) -> None:
    with AppendFile(tmp_path / "log") as file:
        file.append(b"one ")
        file.append(b"two")
        assert file.read() == b"one two"
        assert file.read(4) == b"two"
        assert file.size_bytes == 7


def test_a_file_that_somebody_shortened_is_noticed(tmp_path: Path) -> None:
    with AppendFile(tmp_path / "log") as file:
        file.append(b"one two")
        os.truncate(tmp_path / "log", 3)
        with pytest.raises(InvalidInput, match="shorter than it was"):
            file.read()


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here to stand for a full disk")
def test_after_a_write_that_could_not_be_taken_back_nothing_more_is_written() -> None:
    with AppendFile(FULL) as file:
        with pytest.raises(OSError, match=r"."):
            file.append(b"one")
        with pytest.raises(InvalidInput, match="an earlier write failed; open it anew"):
            file.append(b"two")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        AppendFile(tmp_path)


def test_closing_twice_is_once(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "log")
    file.close()
    file.close()
    with AppendFile(tmp_path / "log"):
        pass
