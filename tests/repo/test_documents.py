"""What is written about the tree holds: docstrings, method pages, links, commands, glossary."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from .conftest import Module

METHOD_ROOMS = ("records", "itinerary", "contacts", "ledger")
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HANGUL = re.compile(r"[가-힣]")


def test_every_module_says_what_it_is(modules: tuple[Module, ...]) -> None:
    silent = [m.name for m in modules if m.tree.body and not ast.get_docstring(m.tree)]
    assert not silent


def test_every_public_function_and_class_says_what_it_does(modules: tuple[Module, ...]) -> None:
    silent = [
        f"{m.name}.{node.name}"
        for m in modules
        for node in m.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


@pytest.mark.parametrize("room", METHOD_ROOMS)
def test_every_public_name_of_an_analytical_room_is_in_its_method_page(
    room: str, root: Path
) -> None:
    page = (root / "docs/method" / f"{room}.md").read_text(encoding="utf-8")
    public = importlib.import_module(f"dongseon.{room}").__all__
    assert not [name for name in public if not re.search(rf"\b{name}\b", page)]


def test_every_link_leads_somewhere(root: Path, texts: dict[str, str]) -> None:
    broken = []
    for name, text in texts.items():
        if not name.endswith(".md"):
            continue
        for target, anchor in LINK.findall(FENCED.sub("", text)):
            page = (root / name).parent / target if target else root / name
            if not page.exists():
                broken.append(f"{name}: {target}")
            elif anchor and anchor not in anchors(page):
                broken.append(f"{name}: {target}#{anchor}")
    assert not broken


def test_every_script_that_is_named_exists(root: Path, texts: dict[str, str]) -> None:
    named = {
        (name, script)
        for name, text in texts.items()
        if name.endswith(".md")
        for script in re.findall(r"\bscripts/[a-z_/]+(?:\.py)?", text)
    }
    assert not [(name, script) for name, script in sorted(named) if not (root / script).is_file()]


def test_every_command_that_the_pages_show_exists(texts: dict[str, str]) -> None:
    known = set(importlib.import_module("dongseon.cli").COMMANDS)
    shown = {
        (name, command)
        for name, text in texts.items()
        if name.endswith(".md")
        for command in re.findall(r"(?:^|[`/ ])dongseon ([a-z]+)\b", code_of(text), re.MULTILINE)
    }
    assert not [(name, command) for name, command in sorted(shown) if command not in known]


def test_the_changelog_has_the_version(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    assert re.search(
        rf"^## \[{re.escape(version)}\]",
        (root / "CHANGELOG.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )


def test_every_term_of_the_glossary_is_in_both_languages(root: Path) -> None:
    page = (root / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|") and not line.startswith(("| ---", "| English"))
    ]
    assert len(rows) > 50
    poor = [r for r in rows if len(r) != 3 or not all(r) or not HANGUL.search(r[1])]
    assert not poor


def test_every_term_of_the_glossary_is_explained_once(root: Path) -> None:
    page = (root / "docs/glossary.md").read_text(encoding="utf-8")
    terms = [
        line.split("|")[1].strip().lower() for line in page.splitlines() if line.startswith("| ")
    ]
    terms = [term for term in terms if term not in {"english", "---"}]
    assert sorted(terms) == sorted(set(terms))


def test_the_records_of_decisions_are_numbered_without_a_hole(root: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (root / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def code_of(text: str) -> str:
    """Only what is set as code: fenced blocks and `spans`."""
    return "\n".join(FENCED.findall(text) + re.findall(r"`[^`\n]+`", FENCED.sub("", text)))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}
