"""Killed at any moment, the holder loses no request that it accepted and answers none twice."""

import json
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.mandate import cast
from tests.mandate.cast import PERSON, PRESENCE, sign

from dongseon.ledger import audit, read_verifier_key

from .live import MOVED, Live, enrolment, free_port, today
from .makers import make_data, make_lake

KILLS = 2


@pytest.mark.slow
def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    one = Live(make_lake(tmp_path, MOVED), make_data(tmp_path / "data"), free_port())
    one.start()
    for who in cast.CAST:
        assert one.call("POST", "/v1/enrolments", enrolment(who)).status == 204
    accepted: dict[str, bytes] = {}
    for attempt in range(KILLS):
        pushing = threading.Thread(target=push, args=(one, attempt, accepted))
        pushing.start()
        time.sleep(0.15 + 0.1 * attempt)
        one.kill()
        pushing.join()
        one.start()
    wait_until_answered(one, accepted)
    said = one.stop()
    assert "error" not in said
    key = read_verifier_key((one.data / "audit.log.key").read_text(encoding="utf-8"))
    assert audit.verify(one.data / "audit.log", key=key).ok
    lines = (one.data / "audit.log").read_bytes().splitlines()
    entries = [json.loads(line[65:]) for line in lines]
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    for what in ("accepted", "answered"):
        told = Counter(e["mandate_id"] for e in entries if e["what"] == what)
        assert set(told) >= set(accepted)  # nothing lost; one more may have been cut off unheard
        assert set(told.values()) == {1}  # nothing doubled
    assert len(accepted) > KILLS


def push(one: Live, attempt: int, accepted: dict[str, bytes]) -> None:
    """Hand in requests until the holder is gone; remember those of which it said so."""
    for number in range(25):
        kind = PERSON if number % 2 else PRESENCE
        request = replace(today(kind), mandate_id=f"{attempt * 1000 + number:032x}")
        body = sign(request)
        try:
            got = one.submit(body, wait=0)
        except OSError:
            return
        if got.status in (200, 202):
            accepted[request.mandate_id] = body


def wait_until_answered(one: Live, accepted: dict[str, bytes]) -> None:
    until = time.monotonic() + 120
    for mandate_id, body in accepted.items():
        request = replace(PERSON, mandate_id=mandate_id)
        while not one.fetch(request, body, "").json["ready"]:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert one.fetch(request, body).status == 200
