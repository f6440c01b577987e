"""The analytical rooms and the mandate take no clock, disk, network, environment or global chance.

What they need they are given: `now`, `rng`, data. Only `records.bundle` opens files.
"""

import ast

import pytest

from .conftest import Module

ROOMS = {"records", "itinerary", "contacts", "mandate"}
DISK = {"pathlib", "os", "tempfile", "shutil", "glob"}
OUTSIDE = {
    "os", "sys", "time", "random", "secrets", "uuid", "socket", "subprocess", "tempfile", "shutil",
    "glob", "pathlib", "threading", "multiprocessing", "logging", "http", "asyncio",
}  # fmt: skip
CALLS = {"open", "input", "print", "exec", "eval", "breakpoint"}
CLOCK = {"now", "today", "utcnow"}
OPENS_FILES = "dongseon.records.bundle"


@pytest.fixture(scope="module")
def analytical(modules: tuple[Module, ...]) -> tuple[Module, ...]:
    return tuple(m for m in modules if m.room in ROOMS)


def test_they_import_nothing_that_reaches_outside(analytical: tuple[Module, ...]) -> None:
    reaching = [
        f"{m.name}:{line}: {name}"
        for m in analytical
        for line, name in imported(m.tree)
        if name.split(".")[0] in OUTSIDE or name == "urllib.request"
        if not (m.name == OPENS_FILES and name.split(".")[0] in DISK)
    ]
    assert not reaching


def test_they_call_nothing_that_reaches_outside(analytical: tuple[Module, ...]) -> None:
    calling = [
        f"{m.name}:{node.lineno}: {node.func.id}"
        for m in analytical
        if m.name != OPENS_FILES
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
    ]
    assert not calling


def test_they_read_no_clock(analytical: tuple[Module, ...]) -> None:
    reading = [
        f"{m.name}:{node.lineno}: {ast.unparse(node)}"
        for m in analytical
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK
    ]
    assert not reading


def test_they_draw_no_chance_of_their_own(modules: tuple[Module, ...]) -> None:
    """Nor does the city: its chance comes from named streams, never from the global state."""
    drawing = [
        f"{m.name}:{node.lineno}: {ast.unparse(node)}"
        for m in modules
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) in {"np.random", "numpy.random"}
        and (m.room in ROOMS or node.attr in {"seed", "rand", "randn", "randint", "random"})
        and node.attr != "Generator"
    ]
    assert not drawing


def imported(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and full name of each import."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append((node.lineno, node.module))
    return names
