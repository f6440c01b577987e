"""A question that takes the engine too long is stopped; the holder goes on."""

import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from dongseon.errors import InvalidInput
from dongseon.holder.deadline import Deadline
from dongseon.lake import open_desk


def test_what_is_done_in_time_is_not_stopped() -> None:
    stopped: list[int] = []
    limit = Deadline(5.0)
    with limit.over(lambda: stopped.append(1)):
        pass
    assert (stopped, limit.passed) == ([], False)


def test_what_takes_longer_is_stopped_until_it_ends() -> None:
    stopped = threading.Event()
    limit = Deadline(0.01)
    with limit.over(stopped.set):
        assert stopped.wait(5.0)
    assert limit.passed


def test_an_endless_question_to_the_engine_ends(telco_lake: Path) -> None:
    limit = Deadline(0.2)
    with open_desk(telco_lake, memory="500MB") as desk:
        a, b, c = (desk.engine.values(pa.table({name: list(range(4000))})) for name in "abc")
        every = a.cross_join(b).cross_join(c)
        asked = every.aggregate(whole=((every.a * every.b + every.c) % 7).sum())
        begun = time.monotonic()
        with (
            pytest.raises(InvalidInput, match="cannot be asked"),
            limit.over(desk.engine.interrupt),
        ):
            desk.engine.run(asked)
        assert time.monotonic() - begun < 20
        assert limit.passed
        one = desk.engine.values(pa.table({"n": [1]}))  # and it can be asked again
        assert desk.engine.run(one.aggregate(n=one.n.sum())).to_pydict() == {"n": [1]}
