"""docs/threat-model.md names tests for every answer, and they exist."""

import ast
import re
from pathlib import Path


def test_every_attempt_has_an_answer_and_tests_that_exist(root: Path) -> None:
    page = (root / "docs/threat-model.md").read_text(encoding="utf-8")
    tables = re.findall(
        r"^\| attacker and attempt .*\n\| --- .*\n((?:\|.*\n)+)", page, re.MULTILINE
    )
    lines = "".join(tables).splitlines()
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in lines]
    assert len(rows) > 25
    there = {
        node.name
        for path in (root / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    for row in rows:
        attempt, answer, tests = row
        assert attempt
        assert answer
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, f"no test: {attempt}"
        assert set(named) <= there, f"{attempt}: {set(named) - there}"
