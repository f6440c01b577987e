"""Who would be answered too late is turned away at once."""

import threading
import time

import pytest

from dongseon.public.front.gate import Full, Gate


def test_the_longer_pages_take_the_shorter_one_may_wait() -> None:
    gate = Gate(at_once=1, waiting=1, answer_s=0.2)
    assert gate.patience_s() == 0.2
    for _ in range(8):
        with gate.entered():
            time.sleep(0.12)
    assert gate.patience_s() < 0.05


def test_it_grows_again_when_pages_are_quick() -> None:
    gate = Gate(at_once=1, waiting=1, answer_s=0.2)
    with gate.entered():
        time.sleep(0.3)
    slow_s = gate.patience_s()
    for _ in range(20):
        with gate.entered():
            pass
    assert gate.patience_s() > slow_s


def test_where_pages_take_too_long_nobody_waits_and_one_is_still_computed() -> None:
    gate = Gate(at_once=1, waiting=5, answer_s=0.01)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with gate.entered():
            inside.set()
            leave.wait(5)

    for _ in range(2):
        inside.clear()
        leave.clear()
        slow = threading.Thread(target=stay)
        slow.start()
        assert inside.wait(5)
        time.sleep(0.05)
        with pytest.raises(Full), gate.entered():
            pass
        leave.set()
        slow.join()
