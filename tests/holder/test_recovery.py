"""What a stop leaves behind at each step of an answer, and that the next start does the rest."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.mandate.cast import PERSON, PRESENCE, sign

from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.holder.runner import Runner
from dongseon.holder.store import Store

from .makers import Kept


def log_of(kept: Kept) -> list[dict[str, Any]]:
    return [json.loads(line[65:]) for line in kept.config.log.read_bytes().splitlines()]


def digest(request: m.Mandate) -> str:
    return sha256(sign(request)).hexdigest()


def rewind(kept: Kept, *names: str, by: Callable[[], None]) -> None:
    """Do something, then put some files back to how they were before: as if it had stopped there."""
    kept.service.close()
    aside = kept.config.data / "aside"
    for name in names:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(kept.config.data / name, aside / name)
    kept.service = type(kept.service)(kept.config, kept.clock)
    by()
    kept.service.close()
    for name in names:
        shutil.copy2(aside / name, kept.config.data / name)
    shutil.rmtree(aside)
    kept.service = type(kept.service)(kept.config, kept.clock)


def test_stopped_after_the_table_and_before_the_log(kept: Kept) -> None:
    """The outbox still has the entry: it follows at the next start, once."""
    with kept.service._store.change() as store:
        store.tell({"what": "refused", "at": "now"})
    kept.service = kept.again().service
    assert [entry["what"] for entry in log_of(kept)] == [*["enrolment"] * 6, "refused"]
    kept.service = kept.again().service
    assert len(log_of(kept)) == 7


def test_stopped_after_the_log_and_before_the_outbox_is_emptied(kept: Kept) -> None:
    """The log's last number says how far it came: nothing is told twice."""
    with kept.service._store.change() as store:
        store.tell({"what": "refused", "at": "now"})
    (entry,) = kept.service._store.outbox()
    kept.service._log.append(json.dumps({"n": entry[0], **entry[1]}).encode())
    kept.service = kept.again().service
    assert [entry["n"] for entry in log_of(kept)] == list(range(1, 8))


def test_stopped_before_the_receipt_is_signed(kept: Kept) -> None:
    kept.service.submit(sign(PERSON))
    kept.service.answer_next()
    kept.service.close()
    with sqlite3.connect(kept.config.data / "state.sqlite") as state:
        state.execute("UPDATE requests SET receipt = x'', log_index = -1")
    state.close()
    kept.service = type(kept.service)(kept.config, kept.clock)
    assert kept.service.answer_next() == ""
    found, _ = kept.service.hand_out(PERSON.mandate_id, digest(PERSON))
    assert found.receipt
    assert log_of(kept)[found.log_index]["what"] == "answered"


def test_stopped_while_the_answer_was_written(kept: Kept) -> None:
    kept.service.submit(sign(PRESENCE))
    kept.service.close()
    half = kept.config.spool / f"{PRESENCE.mandate_id}.arrow.part"
    half.write_bytes(b"ARROW")
    kept.service = type(kept.service)(kept.config, kept.clock)
    assert not half.exists()
    assert kept.service.answer_next() == PRESENCE.mandate_id
    assert kept.service.hand_out(PRESENCE.mandate_id, digest(PRESENCE))[0].rows > 0


def test_stopped_after_the_answer_was_written_and_before_anybody_knew(kept: Kept) -> None:
    """It is cut anew, with new tokens; the old ones were never told and mean nothing."""
    kept.service.submit(sign(PRESENCE))
    names = ("state.sqlite", "audit.log", "audit.log.heads")
    rewind(kept, *names, by=lambda: kept.service.answer_next())
    before = (kept.config.spool / f"{PRESENCE.mandate_id}.arrow").read_bytes()
    assert kept.service.answer_next() == PRESENCE.mandate_id
    found, data = kept.service.hand_out(PRESENCE.mandate_id, digest(PRESENCE))
    assert data != before
    assert found.answer_sha256 == sha256(data).hexdigest()
    assert [e["what"] for e in log_of(kept)].count("answered") == 1


def test_a_state_that_is_older_than_its_log_is_not_trusted(kept: Kept) -> None:
    """A backup knows nothing of the requests since: they could be repeated, and the log would not tell."""
    kept.service.close()
    state = kept.config.data / "state.sqlite"
    backup = state.read_bytes()
    kept.service = type(kept.service)(kept.config, kept.clock)
    kept.service.submit(sign(PERSON))
    kept.service.close()
    now = state.read_bytes()
    state.write_bytes(backup)
    with pytest.raises(InvalidInput, match="the state is older than its log"):
        type(kept.service)(kept.config, kept.clock)
    state.write_bytes(now)
    kept.service = type(kept.service)(kept.config, kept.clock)
    assert not kept.service.submit(sign(PERSON)).decision.accepted


def test_a_state_of_another_version_is_not_touched(tmp_path: Path) -> None:
    Store(tmp_path / "state.sqlite").close()
    with sqlite3.connect(tmp_path / "state.sqlite") as state:
        state.execute("PRAGMA user_version = 7")
    state.close()
    with pytest.raises(InvalidInput, match="made by another version"):
        Store(tmp_path / "state.sqlite")


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite")

    def change() -> None:
        with store.change():
            store.tell({"what": "something"})
            store.failed("0" * 32, "there is none")

    with pytest.raises(InvalidInput, match="not in the state"):
        change()
    assert store.outbox() == []
    store.close()


def test_an_organisation_no_longer_pinned_takes_its_officers_along(kept: Kept) -> None:
    pins = kept.config.data / "organisations.toml"
    rest = {k: v for k, v in kept.config.keyring.organisations.items() if k != "seoul-police"}
    assert pins.is_file()
    kept.service.close()
    keyring = replace(kept.config.keyring, organisations=rest)
    kept.service = type(kept.service)(replace(kept.config, keyring=keyring), kept.clock)
    decision = kept.service.submit(sign(PERSON)).decision
    assert [r.reason.value for r in decision.refusals] == ["unknown_key"]


def test_the_thread_answers_what_is_handed_in_and_stops_when_told(kept: Kept) -> None:
    runner = Runner(kept.service)
    runner.start()
    assert runner.alive
    runner.submit(sign(PERSON))
    runner.wait(PERSON.mandate_id, digest(PERSON), 20)
    assert kept.service.status(PERSON.mandate_id, digest(PERSON)).state.value == "answered"
    runner.wait(PERSON.mandate_id, digest(PERSON), 0)
    runner.stop()
    assert not runner.alive
    kept.service = type(kept.service)(kept.config, kept.clock)


def test_more_people_than_the_cap_fail_the_request(kept: Kept) -> None:
    few = tuple(replace(row, most_tokens=5) for row in m.POLICIES)
    kept.service.close()
    kept.service = type(kept.service)(replace(kept.config, policies=few), kept.clock)
    kept.service.submit(sign(PRESENCE))
    kept.service.answer_next()
    found = kept.service.status(PRESENCE.mandate_id, digest(PRESENCE))
    assert (found.state.value, found.why) == ("failed", "too_many")
    assert not list(kept.config.spool.iterdir())


def test_the_questions_asked_all_the_time_read_no_more_than_they_need(tmp_path: Path) -> None:
    """With years of requests behind it, the holder still asks an index what is to be done next."""
    store = Store(tmp_path / "state.sqlite")
    for query in (
        "SELECT mandate_id FROM requests WHERE state = 'accepted' ORDER BY number LIMIT 1",
        "SELECT mandate_id FROM requests WHERE state = 'answered' AND receipt = x''",
        "SELECT mandate_id FROM requests WHERE state IN ('answered', 'failed') AND keep_until_us <= 5",
    ):
        plan = " ".join(row["detail"] for row in store._all("EXPLAIN QUERY PLAN " + query))
        assert "USING" in plan, plan
        assert "INDEX" in plan, plan
    store.close()


def test_a_holder_that_cannot_start_leaves_nothing_locked(kept: Kept) -> None:
    kept.service.close()
    log = kept.config.log.read_bytes()
    kept.config.log.write_bytes(log[:-2])
    with pytest.raises(InvalidInput, match="entries are missing or damaged"):
        type(kept.service)(kept.config, kept.clock)
    kept.config.log.write_bytes(log)
    kept.service = type(kept.service)(kept.config, kept.clock)
