"""docs/rules/mandate.md is true: every reason has its row, and every row its test."""

import ast
import re
from pathlib import Path

import pytest

from dongseon import mandate as m

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/rules/mandate.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(page: str) -> list[list[str]]:
    """Rule, reason, what happens, test: of every table that has these columns."""
    found = []
    for table in re.findall(r"^\| rule \|.*\n\| --- .*\n((?:\|.*\n)+)", page, re.MULTILINE):
        found += [
            [cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()
        ]
    return found


def names_of_tests() -> set[str]:
    return {
        node.name
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_has_a_rule_a_reason_a_consequence_and_a_test(rows: list[list[str]]) -> None:
    assert len(rows) > 40
    assert not [row for row in rows if len(row) != 4 or not all(row)]


def test_every_test_that_a_row_names_exists(rows: list[list[str]]) -> None:
    named = {name for row in rows for name in re.findall(r"`(test_\w+)`", row[3])}
    assert all(re.search(r"`test_\w+`", row[3]) for row in rows)
    assert not named - names_of_tests()


def test_every_reason_for_a_refusal_is_in_a_row_and_no_other(rows: list[list[str]]) -> None:
    given = {code for row in rows for code in re.findall(r"`(\w+)`", row[2])}
    assert given == {reason.value for reason in m.Reason}


def test_the_page_has_every_row_of_the_dated_policy(page: str) -> None:
    for row in m.POLICIES:
        assert re.search(rf"^\| {row.since} \| {row.forward_days} ", page, re.MULTILINE)
    for name in m.Policy.__dataclass_fields__:
        if name not in {"since", "source"}:
            assert f"`{name}`" in page


def test_every_public_name_of_the_room_is_on_the_page(page: str) -> None:
    assert not [name for name in m.__all__ if not re.search(rf"\b{name}\b", page)]
