"""The engine that asks the lake is kept between answers, and never beyond what it may remember."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.mandate import cast

from dongseon import lake
from dongseon.errors import InvalidInput
from dongseon.holder.config import Engine
from dongseon.holder.desks import Desks

from .makers import make_lake

WINDOW = lake.Window(cast.NOW.replace(month=1), cast.NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_lake(tmp_path)


@pytest.fixture
def desks(path: Path) -> Iterator[Desks]:
    made = Desks(path, Engine(), memory="500MB")
    yield made
    made.let_go()


def rows(desk: lake.Desk) -> int:
    return len(desk.rows_at(["S3"], WINDOW, kind="connection"))


def spilling(path: Path) -> int:
    """Engines that are open over a lake."""
    return len(list((path / "staging").iterdir()))


def test_one_engine_answers_one_request_after_the_other(desks: Desks) -> None:
    with desks.desk() as first:
        found = rows(first)
    with desks.desk() as second:
        assert rows(second) == found > 0
    assert second.engine is first.engine


def test_what_was_erased_is_in_no_engine_that_answers(desks: Desks, path: Path) -> None:
    with desks.desk() as before:
        assert rows(before) > 0
    lake.purge(path, before=cast.NOW.date(), key=cast.private_key(3), now=cast.NOW)
    with desks.desk() as after:
        assert after.engine is not before.engine
        assert rows(after) == 0


def test_after_a_fault_the_next_answer_begins_anew(desks: Desks) -> None:
    with pytest.raises(InvalidInput, match="name a place"), desks.desk() as first:
        first.rows_at([], WINDOW, kind="connection")
    with desks.desk() as second:
        assert rows(second) > 0
    assert second.engine is not first.engine


def test_nothing_is_kept_open_while_nobody_asks(desks: Desks, path: Path) -> None:
    with desks.desk() as first:
        rows(first)
    assert spilling(path) == 1
    desks.let_go()
    assert spilling(path) == 0
    with desks.desk() as second:
        assert rows(second) > 0
