"""The shape of the tree: small modules with telling names, tests that mirror the source."""

import ast
from pathlib import Path

from .conftest import Module

LINES = 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
NOT_ROOMS = {"repo", "journeys"}  # tests of the whole tree, stories through several rooms


def test_no_module_is_longer_than_a_reader_can_hold(modules: tuple[Module, ...]) -> None:
    assert not [(m.name, m.lines) for m in modules if m.lines > LINES]


def test_every_module_is_named_for_what_it_holds(modules: tuple[Module, ...]) -> None:
    assert not [m.name for m in modules if FORBIDDEN_NAMES & set(m.name.split("."))]


def test_the_tests_mirror_the_source(root: Path, modules: tuple[Module, ...]) -> None:
    rooms = {m.room for m in modules}
    tested = {
        p.name for p in (root / "tests").iterdir() if p.is_dir() and any(p.rglob("test_*.py"))
    }
    assert tested - NOT_ROOMS <= rooms
    assert {room for room in rooms if (root / "src/dongseon" / room).is_dir()} <= tested


def test_imports_stand_at_the_top(modules: tuple[Module, ...]) -> None:
    """A cycle is a design fault; a local import would only hide it."""
    inside = [
        f"{m.name}:{statement.lineno}"
        for m in modules
        for function in ast.walk(m.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert not inside


def test_nothing_is_asserted_where_it_must_be_checked(modules: tuple[Module, ...]) -> None:
    """`assert` vanishes under -O: the door raises InvalidInput instead."""
    asserted = [
        f"{m.name}:{statement.lineno}"
        for m in modules
        for statement in ast.walk(m.tree)
        if isinstance(statement, ast.Assert)
    ]
    assert not asserted


def test_our_classes_inherit_from_nothing_of_ours_but_errors(modules: tuple[Module, ...]) -> None:
    own = {
        node.name for m in modules for node in ast.walk(m.tree) if isinstance(node, ast.ClassDef)
    }
    errors = {
        node.name
        for m in modules
        if m.name == "dongseon.errors"
        for node in ast.walk(m.tree)
        if isinstance(node, ast.ClassDef)
    }
    inheriting = [
        f"{m.name}.{node.name}"
        for m in modules
        for ours in [own - errors - names_of_others(m)]
        for node in ast.walk(m.tree)
        if isinstance(node, ast.ClassDef)
        for parent in node.bases
        if isinstance(parent, ast.Name) and parent.id in ours
    ]
    assert not inheriting


def names_of_others(module: Module) -> set[str]:
    """What a module takes from packages that are not ours: Wagtail's Page is not our Page."""
    return {
        name.asname or name.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("dongseon")
        for name in node.names
    }
