"""The tree that the promises are about."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSED_OVER = {".venv", "__pycache__", "node_modules", "dist", "build", ".git"}


@dataclass(frozen=True)
class Module:
    """One Python module of the package."""

    path: Path  # absolute
    name: str  # dotted
    room: str  # first name below dongseon
    lines: int
    tree: ast.Module


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def modules() -> tuple[Module, ...]:
    """Every module below src but migrations: Django writes those, in its own shape."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        found.append(
            Module(
                path=path,
                name=".".join(part for part in parts if part != "__init__"),
                room=parts[1],
                lines=text.count("\n"),
                tree=ast.parse(text),
            )
        )
    return tuple(found)


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Every text file of the repository by its path; what git ignores is left out."""
    return {str(path.relative_to(ROOT)): text for path, text in read_texts()}


def read_texts() -> Iterator[tuple[Path, str]]:
    for path in listed():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a file of another encoding that a test reads


def listed() -> list[Path]:
    """The files that git would commit; all files where there is no git (an unpacked sdist)."""
    git = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if git.returncode == 0:
        names = git.stdout.decode().split("\0")
        return [path for name in names if name and (path := ROOT / name).is_file()]
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not PASSED_OVER & set(path.relative_to(ROOT).parts)
    ]
