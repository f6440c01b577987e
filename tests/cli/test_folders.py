"""Results reach the disk whole, and never outside the folder that was named."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.cli import folders
from dongseon.errors import InvalidInput


def test_files_are_written_with_their_content(tmp_path: Path) -> None:
    folders.write_files(tmp_path / "new" / "out", {"a.csv": b"one", "b.json": b"two"})
    assert {p.name: p.read_bytes() for p in (tmp_path / "new/out").iterdir()} == {
        "a.csv": b"one",
        "b.json": b"two",
    }


def test_older_files_are_replaced_and_strangers_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "mine.txt").write_bytes(b"kept")
    folders.write_files(tmp_path, {"a.csv": b"new"})
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert (tmp_path / "mine.txt").read_bytes() == b"kept"


def test_a_link_in_the_results_folder_is_replaced_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"untouched")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.csv").symlink_to(outside)
    folders.write_files(out, {"a.csv": b"new"})
    assert outside.read_bytes() == b"untouched"
    assert not (out / "a.csv").is_symlink()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(InvalidInput, match=r"cannot write to .*out"):
        folders.write_files(tmp_path / "out", {"a.csv": b"new"})


def test_nothing_half_written_stays_behind_when_a_file_cannot_be_placed(tmp_path: Path) -> None:
    (tmp_path / "b.json").mkdir()
    with pytest.raises(InvalidInput, match="cannot write to"):
        folders.write_files(tmp_path, {"a.csv": b"new", "b.json": b"new"})
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".writing")]


def test_a_harmless_id_is_its_folder_s_name() -> None:
    assert folders.folder_names(["P-0012", "환자_31", "a.b"]) == ("P-0012", "환자_31", "a.b")


def test_ids_that_differ_by_case_alone_get_folders_that_differ_otherwise() -> None:
    upper, lower = folders.folder_names(["CASE", "case"])
    assert upper.casefold() != lower.casefold()


def test_ids_that_differ_by_composition_alone_get_folders_that_differ_otherwise() -> None:
    composed, taken_apart = folders.folder_names(["환자", unicodedata.normalize("NFD", "환자")])
    assert unicodedata.normalize("NFC", composed) != unicodedata.normalize("NFC", taken_apart)


@pytest.mark.parametrize(
    "person_id",
    ["../../etc/passwd", "..", ".", "/abs", "a/b", "a\\b", "C:\\x", "~root", "a\0b", "-rf", "x" * 999,
     "가" * 200, ".hidden", "a\nb", "\u202etxt.exe", "CON:", "", "%2e%2e", "\ud800"],
)  # fmt: skip
def test_no_trick_in_an_id_leads_out_of_the_folder(person_id: str, tmp_path: Path) -> None:
    (name,) = folders.folder_names([person_id])
    folders.write_files(tmp_path / name, {"x": b""})
    (made,) = tmp_path.iterdir()
    assert made.name == name
    assert not name.startswith((".", "~"))
    assert os.path.normpath(name) == name


@given(st.lists(st.text(max_size=200), unique=True, max_size=20))
def test_different_persons_get_different_folders_on_any_disk(person_ids: list[str]) -> None:
    names = folders.folder_names(person_ids)
    assert len({name.casefold() for name in names}) == len(person_ids)
    assert all(0 < len(name.encode()) <= 200 for name in names)
    assert not any(set("/\\:\0\n") & set(name) for name in names)
