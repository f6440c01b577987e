"""The holder: an accepted request is answered once, with what it asked and nothing else, and logged."""

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.mandate import cast
from tests.mandate.cast import ALERT, NIGHT, PERSON, PRESENCE, RESOLVE, sign

from dongseon import mandate as m
from dongseon.errors import InvalidInput, NotFound
from dongseon.holder.service import Busy
from dongseon.ledger import audit, read_head
from dongseon.mandate import canonical, receipt

from .makers import CASE, Kept, make_data, open_holder


def read(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def ask(kept: Kept, request: m.Mandate) -> tuple[Any, pa.Table]:
    """Submit, answer, fetch."""
    body = sign(request)
    submission = kept.service.submit(body)
    assert submission.decision.accepted, submission.decision.refusals
    assert kept.service.answer_next() == request.mandate_id
    found, data = kept.service.hand_out(request.mandate_id, digest(body))
    return found, read(data)


def log_of(kept: Kept) -> list[dict[str, Any]]:
    lines = kept.config.log.read_bytes().splitlines()
    return [json.loads(line[65:]) for line in lines]


# ── answers ───────────────────────────────────────────────────────────────────────────────────


def test_one_person_s_records_in_the_window_and_no_others(kept: Kept) -> None:
    found, table = ask(kept, PERSON)
    assert set(table["number"].to_pylist()) == {CASE}
    assert set(table["kind"].to_pylist()) == {"connection"}
    assert len(table) == found.rows == 3
    assert pc.min(table["start_utc"]).as_py() >= cast.WINDOW.begin
    assert pc.max(table["end_utc"]).as_py() <= cast.WINDOW.end


def test_a_person_who_is_not_there_has_an_empty_answer(kept: Kept) -> None:
    nobody = m.PersonQuestion((m.Identifier(m.Scheme.PHONE, "01099999999"),), cast.WINDOW)
    found, table = ask(kept, replace(PERSON, question=nobody))
    assert (found.rows, len(table)) == (0, 0)


def test_an_area_answer_has_tokens_and_no_number(kept: Kept) -> None:
    _, table = ask(kept, PRESENCE)
    assert table.schema.names == ["token", "area", "kind", "place_id", "start_utc", "end_utc"]
    assert len(set(table["token"].to_pylist())) == 20  # those at the club; not those passing by
    assert set(table["place_id"].to_pylist()) <= {"S1", "S2"}
    assert pc.min(table["start_utc"]).as_py() >= NIGHT.begin
    assert pc.max(table["end_utc"]).as_py() <= NIGHT.end
    assert b"0109" not in table.to_string().encode()


def test_a_second_mandate_says_whose_a_token_is(kept: Kept) -> None:
    _, area = ask(kept, PRESENCE)
    asked = tuple(sorted(set(area["token"].to_pylist()))[:3])
    question = m.ResolveQuestion(PRESENCE.mandate_id, asked)
    _, table = ask(kept, replace(RESOLVE, question=question))
    assert table["token"].to_pylist() == list(asked)
    assert all(number.startswith("010") for number in table["number"].to_pylist())


def test_the_same_question_twice_has_tokens_that_cannot_be_linked(kept: Kept) -> None:
    _, first = ask(kept, PRESENCE)
    _, second = ask(kept, replace(PRESENCE, mandate_id="a" * 32))
    assert not set(first["token"].to_pylist()) & set(second["token"].to_pylist())
    assert first["start_utc"].to_pylist() != second["start_utc"].to_pylist()  # nor by their order


def test_a_text_goes_to_those_present_and_the_asker_learns_a_number(kept: Kept) -> None:
    _, table = ask(kept, ALERT)
    assert table.to_pydict() == {"recipients": [20]}
    numbers = (kept.config.spool / f"{ALERT.mandate_id}.recipients").read_text(encoding="utf-8")
    assert numbers.startswith("# 검사를 받으십시오.\n# Please get tested.\n0")
    assert numbers.count("\n") == 22


def test_who_was_long_enough_at_one_place_is_not_listed_at_another(kept: Kept) -> None:
    """A token at the club says nothing of a moment elsewhere."""
    brief = m.Window(NIGHT.begin - timedelta(hours=3), NIGHT.begin - timedelta(hours=1, minutes=55))
    later = m.Window(NIGHT.begin, NIGHT.end)
    question = m.PresenceQuestion(
        (m.Area(("S1",), "club", later), m.Area(("S3",), "club", brief)), 90
    )
    _, table = ask(kept, replace(PRESENCE, question=question))
    assert set(table["area"].to_pylist()) == {0}


# ── receipts and log ──────────────────────────────────────────────────────────────────────────


def test_a_receipt_shows_what_was_asked_and_what_was_sent(kept: Kept) -> None:
    found, _ = ask(kept, PERSON)
    signed, faults = receipt.read(found.receipt, kept.config.signer.verifier.public_key)
    assert faults == ()
    assert signed is not None
    assert signed.mandate_sha256 == digest(sign(PERSON))
    assert (signed.answer_sha256, signed.rows) == (found.answer_sha256, 3)
    entry = log_of(kept)[signed.log_index]
    assert (entry["what"], entry["answer_sha256"]) == ("answered", found.answer_sha256)


def test_a_receipt_of_another_key_or_with_other_bytes_is_none(kept: Kept) -> None:
    found, _ = ask(kept, PERSON)
    stranger = cast.private_key(78).public_key().public_bytes_raw()
    assert receipt.read(found.receipt, stranger)[1][0].reason is m.Reason.SIGNATURE_INVALID
    key = kept.config.signer.verifier.public_key
    assert receipt.read(found.receipt[:-2], key)[0] is None
    assert receipt.read(b"{}", key)[0] is None


def test_the_log_tells_everything_in_its_order_and_no_number(kept: Kept) -> None:
    kept.service.submit(b"noise")
    ask(kept, PERSON)
    ask(kept, PRESENCE)
    assert [entry["what"] for entry in log_of(kept)] == [
        *["enrolment"] * 6, "refused", *["accepted", "answered", "sent"] * 2,
    ]  # fmt: skip
    assert [entry["n"] for entry in log_of(kept)] == list(range(1, 14))
    text = kept.config.log.read_text(encoding="utf-8")
    assert CASE not in text
    assert '"t_' not in text
    assert '"officer":"officer-1"' in text


def test_each_refusal_is_logged_with_its_reasons(kept: Kept) -> None:
    wide = replace(cast.WINDOW, begin=cast.WINDOW.begin - timedelta(days=9))
    question = m.PersonQuestion((m.Identifier(m.Scheme.PHONE, CASE),), wide)
    decision = kept.service.submit(sign(replace(PERSON, question=question))).decision
    assert not decision.accepted
    last = log_of(kept)[-1]
    assert (last["what"], last["reasons"]) == ("refused", ["window_too_wide"])
    assert last["requester"] == {"organisation": "seoul", "officer": "officer-1"}


def test_who_only_pretends_to_ask_is_not_named_in_the_log(kept: Kept) -> None:
    outer = json.loads(sign(PERSON))
    outer["signatures"][0]["signature"] = "A" * 86
    kept.service.submit(canonical.write_json(outer))
    last = log_of(kept)[-1]
    assert "requester" not in last
    assert "case_id" not in last


def test_the_log_verifies_and_its_head_is_for_the_witness(kept: Kept) -> None:
    ask(kept, PERSON)
    key = kept.config.signer.verifier
    found = audit.verify(kept.config.log, key=key)
    assert found.ok
    assert found.signed_entries == found.entries == 9
    head = read_head(kept.service.head(), [key]).head
    assert head.size == 9
    assert len(kept.service.consistency(6)) > 0


# ── once, and only while it may be ────────────────────────────────────────────────────────────


def test_a_request_is_answered_once(kept: Kept) -> None:
    ask(kept, PERSON)
    again = kept.service.submit(sign(PERSON))
    assert [r.reason.value for r in again.decision.refusals] == ["replayed"]
    assert kept.service.answer_next() == ""


def test_a_replay_is_refused_after_a_restart(kept: Kept) -> None:
    ask(kept, PERSON)
    kept.service = kept.again().service
    again = kept.service.submit(sign(PERSON))
    assert [r.reason.value for r in again.decision.refusals] == ["replayed"]


def test_what_was_accepted_is_answered_after_a_restart(kept: Kept) -> None:
    body = sign(PERSON)
    kept.service.submit(body)
    kept.service = kept.again().service
    assert kept.service.answer_next() == PERSON.mandate_id
    assert kept.service.hand_out(PERSON.mandate_id, digest(body))[0].rows == 3


def test_tokens_and_keys_are_remembered_after_a_restart(kept: Kept) -> None:
    _, area = ask(kept, PRESENCE)
    kept.service = kept.again().service
    question = m.ResolveQuestion(PRESENCE.mandate_id, (area["token"][0].as_py(),))
    _, table = ask(kept, replace(RESOLVE, question=question))
    assert len(table) == 1


def test_a_key_revoked_while_a_request_waits_gets_no_answer(kept: Kept) -> None:
    body = sign(PERSON)
    kept.service.submit(body)
    revoked = kept.service.admit("revocation", cast.revocation_body(cast.BORA, kept.clock.now))
    assert revoked.ok
    kept.service.answer_next()
    found = kept.service.status(PERSON.mandate_id, digest(body))
    assert (found.state.value, found.why) == ("failed", "key_revoked")
    with pytest.raises(NotFound, match="no answer"):
        kept.service.hand_out(PERSON.mandate_id, digest(body))


def test_a_revocation_outlives_a_restart(kept: Kept) -> None:
    kept.service.admit("revocation", cast.revocation_body(cast.BORA, kept.clock.now))
    kept.service = kept.again().service
    decision = kept.service.submit(sign(PERSON)).decision
    assert [r.reason.value for r in decision.refusals] == ["key_revoked"]


def test_an_answer_is_for_who_has_the_request(kept: Kept) -> None:
    """The id alone is in logs and mails; the body is not."""
    ask(kept, PERSON)
    for mandate_id, sha in ((PERSON.mandate_id, "0" * 64), ("f" * 32, digest(sign(PERSON)))):
        with pytest.raises(NotFound, match="there is no such request"):
            kept.service.hand_out(mandate_id, sha)


def test_an_answer_is_erased_when_its_time_is_over(kept: Kept) -> None:
    body = sign(PRESENCE)
    ask(kept, PRESENCE)
    assert kept.service.erase_what_is_over() == 0
    kept.clock.go_on(hours=73)
    assert kept.service.erase_what_is_over() == 1
    assert not list(kept.config.spool.iterdir())
    with pytest.raises(NotFound, match="not there any more"):
        kept.service.hand_out(PRESENCE.mandate_id, digest(body))
    assert log_of(kept)[-1]["what"] == "erased"
    again = kept.service.submit(body).decision
    assert "replayed" in [r.reason.value for r in again.refusals]  # its id is kept


def test_an_answer_changed_on_the_disk_is_not_sent(kept: Kept) -> None:
    body = sign(PERSON)
    ask(kept, PERSON)
    (kept.config.spool / f"{PERSON.mandate_id}.arrow").write_bytes(b"other")
    with pytest.raises(InvalidInput, match="not the one that was signed for"):
        kept.service.hand_out(PERSON.mandate_id, digest(body))


def test_a_lake_that_cannot_be_read_fails_the_request_and_not_the_holder(
    telco_lake: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "lake"
    shutil.copytree(telco_lake, broken)
    kept = open_holder(broken, make_data(tmp_path / "data"))
    for part in broken.rglob("*.parquet"):
        part.write_bytes(b"PAR1 no more")
    body = sign(PERSON)
    kept.service.submit(body)
    assert kept.service.answer_next() == PERSON.mandate_id
    found = kept.service.status(PERSON.mandate_id, digest(body))
    assert (found.state.value, found.why) == ("failed", "the lake could not be asked")
    assert log_of(kept)[-1]["what"] == "failed"
    kept.service.close()


def test_what_is_forgotten_is_in_no_file(kept: Kept) -> None:
    """Tokens and numbers: not in the tables, not in SQLite's journal."""
    _, area = ask(kept, PRESENCE)
    token = area["token"][0].as_py().encode()
    files = [p for p in kept.config.data.rglob("*") if p.is_file()]
    assert any(token in path.read_bytes() for path in files)
    kept.clock.go_on(hours=73)
    kept.service.erase_what_is_over()
    files = [p for p in kept.config.data.rglob("*") if p.is_file()]
    assert not any(token in path.read_bytes() for path in files)
    assert not any(b"01090000002" in path.read_bytes() for path in files)


def test_two_statements_at_once_do_not_forget_one_another(kept: Kept) -> None:
    threads = [
        threading.Thread(
            target=kept.service.admit,
            args=("revocation", cast.revocation_body(who, kept.clock.now)),
        )
        for who in cast.CAST
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for request in (PERSON, replace(PERSON, approver=cast.DANA.signatory)):
        decision = kept.service.submit(sign(request)).decision
        assert [r.reason.value for r in decision.refusals] == ["key_revoked"] * 2


# ── limits ────────────────────────────────────────────────────────────────────────────────────


def test_a_city_that_asks_too_often_waits_a_minute(opened: Callable[..., Kept]) -> None:
    kept = opened(requests_per_min=2)
    for number in range(2):
        kept.service.submit(sign(replace(PERSON, mandate_id=f"{number:032x}")))
    third = sign(replace(PERSON, mandate_id=f"{3:032x}"))
    with pytest.raises(Busy, match="too many requests in a minute"):
        kept.service.submit(third)
    kept.clock.go_on(minutes=1)
    assert kept.service.submit(third).decision.accepted


def test_strangers_cannot_fill_the_log_nor_keep_others_out(opened: Callable[..., Kept]) -> None:
    kept = opened(strangers_per_min=10)
    refused = 0
    for _ in range(30):
        try:
            kept.service.submit(b"noise")
        except Busy:
            refused += 1
    assert refused == 26  # six of ten were taken by the cast's enrolments
    assert kept.service.submit(sign(PERSON)).decision.accepted


def test_a_full_queue_turns_away_and_remembers_nothing(opened: Callable[..., Kept]) -> None:
    kept = opened(waiting=1)
    kept.service.submit(sign(PERSON))
    with pytest.raises(Busy, match="waiting for their answers"):
        kept.service.submit(sign(PRESENCE))
    kept.service.answer_next()
    assert kept.service.submit(sign(PRESENCE)).decision.accepted


def test_an_answer_that_is_too_large_is_none(opened: Callable[..., Kept]) -> None:
    kept = opened(answer_bytes=100)
    body = sign(PERSON)
    kept.service.submit(body)
    kept.service.answer_next()
    found = kept.service.status(PERSON.mandate_id, digest(body))
    assert found.state.value == "failed"
    assert "more than 100 bytes" in found.why
