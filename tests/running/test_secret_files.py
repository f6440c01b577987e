"""Secrets in files: made once, seen whole, closed to others."""

import stat
import threading
from pathlib import Path

import pytest

from dongseon.errors import InvalidInput
from dongseon.running import secret_files


def test_a_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    made = secret_files.make(tmp_path / "secrets" / "a.key")
    assert secret_files.make(tmp_path / "secrets" / "a.key") == made
    assert stat.S_IMODE((tmp_path / "secrets" / "a.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["a.key"]
    assert secret_files.make(tmp_path / "secrets" / "b.key") != made


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [("secret", 0o644, "others can read it"), ("", 0o600, "is empty")],
)
def test_a_file_that_cannot_be_trusted_is_refused(
    tmp_path: Path, text: str, mode: int, words: str
) -> None:
    path = tmp_path / "a.key"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(InvalidInput, match=words):
        secret_files.read(path)
    with pytest.raises(InvalidInput, match="without it there is no start"):
        secret_files.read(tmp_path / "none.key")


def test_whoever_sees_a_secret_sees_it_whole(tmp_path: Path) -> None:
    """A new key-encryption key was once seen before it was written: a reader met an empty file."""
    waiting = [tmp_path / f"{number}.key" for number in range(300)]
    faults: list[InvalidInput] = []

    def look() -> None:
        for path in waiting:
            while not path.exists():
                pass
            try:
                secret_files.read(path)
            except InvalidInput as fault:
                faults.append(fault)

    reader = threading.Thread(target=look)
    reader.start()
    for path in waiting:
        secret_files.make(path)
    reader.join()
    assert not faults
