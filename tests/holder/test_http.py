"""The holder over HTTP: typed answers, whole or none, and nothing that a hostile client gains."""

import base64
import gzip
import io
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mandate import cast
from tests.mandate.cast import PERSON, PRESENCE, RESOLVE, sign

from dongseon import mandate as m
from dongseon.ledger import audit, heads, read_head, read_verifier_key, verify_consistency
from dongseon.mandate import receipt

from .live import MOVED, NOW, Live, enrolment, free_port, today
from .makers import CASE, make_data, make_lake


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One holder for all tests of this file; each asks with an id of its own."""
    folder = tmp_path_factory.mktemp("live")
    one = Live(make_lake(folder, MOVED), make_data(folder / "data"), free_port())
    one.start()
    for who in cast.CAST:
        assert one.call("POST", "/v1/enrolments", enrolment(who)).status == 204
    yield one
    said = one.stop()
    assert CASE not in said  # nothing about anybody in the process's own log
    assert all(json.loads(line) for line in said.splitlines())
    key = read_verifier_key((one.data / "audit.log.key").read_text(encoding="utf-8"))
    assert audit.verify(one.data / "audit.log", key=key).ok


def with_id(number: int, request: m.Mandate = PERSON) -> m.Mandate:
    return replace(today(request), mandate_id=f"{number:032x}")


# ── the way it is meant ───────────────────────────────────────────────────────────────────────


def test_a_mandate_is_answered_with_arrow_and_a_receipt(live: Live) -> None:
    request = with_id(1)
    body = sign(request)
    submitted = live.submit(body)
    assert (submitted.status, submitted.json["state"]) == (200, "answered")
    got = live.fetch(request, body)
    assert got.status == 200
    assert int(got.headers["content-length"]) == len(got.body) == submitted.json["answer_bytes"]
    digest = base64.b64encode(sha256(got.body).digest()).decode()
    assert got.headers["repr-digest"] == f"sha-256=:{digest}:"
    table = pa.ipc.open_stream(io.BytesIO(got.body)).read_all()
    assert set(table["number"].to_pylist()) == {CASE}
    key = cast.private_key(77).public_key().public_bytes_raw()
    signed, _ = receipt.read(live.fetch(request, body, "/receipt").body, key)
    assert signed is not None
    assert signed.answer_sha256 == sha256(got.body).hexdigest()


def test_who_does_not_wait_is_told_to_come_back(live: Live) -> None:
    request = with_id(2)
    body = sign(request)
    assert live.submit(body, wait=0).status in (200, 202)
    for _ in range(200):
        if live.fetch(request, body, "").json["ready"]:
            break
        time.sleep(0.05)
    assert live.fetch(request, body).status == 200


def test_tokens_then_names(live: Live) -> None:
    area = with_id(3, PRESENCE)
    body = sign(area)
    assert live.submit(body).json["rows"] == 20
    table = pa.ipc.open_stream(live.fetch(area, body).body).read_all()
    question = m.ResolveQuestion(area.mandate_id, (table["token"][0].as_py(),))
    second = replace(with_id(4, RESOLVE), question=question)
    body = sign(second)
    assert live.submit(body).json["rows"] == 1
    assert pa.ipc.open_stream(live.fetch(second, body).body).read_all()["number"][0].as_py()


def test_a_witness_is_shown_that_the_log_only_grew(live: Live) -> None:
    key = read_verifier_key((live.data / "audit.log.key").read_text(encoding="utf-8"))
    before = read_head(live.call("GET", "/v1/log/head").body.decode(), [key]).head
    live.submit(sign(with_id(5)))
    said = live.call("GET", f"/v1/log/consistency?first={before.size}").json
    after = heads.read_head(said["head"], [key]).head
    assert after.size > before.size
    assert verify_consistency(
        first=before.size,
        first_root=before.root,
        second=after.size,
        second_root=after.root,
        proof=[base64.b64decode(value) for value in said["proof"]],
    )


def test_it_describes_itself(live: Live) -> None:
    described = live.call("GET", "/v1/openapi.json").json
    assert set(described["paths"]) == {
        "/v1/mandates",
        "/v1/mandates/{mandate_id}",
        "/v1/mandates/{mandate_id}/answer",
        "/v1/mandates/{mandate_id}/receipt",
        "/v1/enrolments",
        "/v1/revocations",
        "/v1/log/head",
        "/v1/log/consistency",
    }


def test_monitors_are_told_how_it_is(live: Live) -> None:
    assert live.call("GET", "/healthz").body == b"ok\n"
    assert live.call("GET", "/readyz").body == b"ready\n"
    metrics = live.call("GET", "/metrics").body.decode()
    assert "dongseon_holder_waiting 0\n" in metrics


# ── attacks ───────────────────────────────────────────────────────────────────────────────────


def test_noise(live: Live) -> None:
    for body in (b"", b"{", b"\x00\xff", b"[" * 5000, b"null"):
        got = live.submit(body)
        assert (got.status, got.json["error"]) == (400, "unreadable")


def test_a_forged_signature_over_http(live: Live) -> None:
    outer = json.loads(sign(with_id(10)))
    outer["signatures"][0]["signature"] = "A" * 86
    got = live.submit(json.dumps(outer, separators=(",", ":")).encode())
    assert (got.status, got.reasons) == (401, ["signature_invalid"])


def test_a_replay_over_http(live: Live) -> None:
    body = sign(with_id(11))
    assert live.submit(body).status == 200
    got = live.submit(body)
    assert (got.status, got.json["error"], got.reasons) == (409, "replayed", ["replayed"])


def test_a_refusal_says_why_in_both_languages(live: Live) -> None:
    request = with_id(12)
    wide = m.PersonQuestion(cast.CASE_PHONE, m.Window(NOW - timedelta(days=25), NOW))
    got = live.submit(sign(replace(request, question=wide)))
    assert got.status == 403
    assert got.reasons == ["window_too_wide"]
    assert "허용된 기간" in got.json["refusals"][0]["ko"]
    assert "more time than the rule allows" in got.json["refusals"][0]["en"]


def test_a_body_larger_than_a_mandate_can_be(live: Live) -> None:
    got = live.call("POST", "/v1/mandates", b"A" * 200_000)
    assert (got.status, got.json["error"]) == (413, "too_large")


def test_a_body_in_pieces_is_taken_in_and_judged(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(
            b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\nhello\r\n0\r\n\r\n"
        )
        assert b" 400 " in raw.recv(200)  # it is taken in, and is no mandate


def test_a_body_in_pieces_that_does_not_end(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"8000\r\n" + b"A" * 0x8000 + b"\r\n"
        for _ in range(5):
            raw.sendall(piece)
        assert b" 413 " in raw.recv(200)


def test_a_body_that_comes_too_slowly(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
        assert b" 408 " in raw.recv(200)


def test_two_lengths_of_one_body_are_not_two_requests(live: Live) -> None:
    """Length and pieces together are how a request is hidden from a proxy in front."""
    hidden = b"GET /v1/log/head HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(
            b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n"
             b"hello" + hidden
        )  # fmt: skip
        assert b" 400 " in raw.recv(200)
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(
            b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n" + hidden
        )
        said = b""
        while piece := raw.recv(4096):
            said += piece
    assert said.count(b"HTTP/1.1 ") == 1
    assert b" 400 " in said


def test_a_packed_body_is_not_unpacked(live: Live) -> None:
    """A few bytes that unpack to gigabytes stay a few bytes."""
    got = live.call("POST", "/v1/mandates", gzip.compress(b"[" * 10**7), Content_Encoding="gzip")
    assert (got.status, got.json["error"]) == (400, "unreadable")


def test_part_of_an_answer_is_not_to_be_had(live: Live) -> None:
    request = with_id(40)
    body = sign(request)
    live.submit(body)
    path = f"/v1/mandates/{request.mandate_id}/answer"
    shown = sha256(body).hexdigest()
    whole = live.fetch(request, body)
    part = live.call("GET", path, Mandate_Digest=shown, Range="bytes=0-9")
    assert (part.status, part.body) == (200, whole.body)
    assert live.call("HEAD", path, Mandate_Digest=shown).status == 405


def test_an_endless_line_or_header_is_cut_off(live: Live) -> None:
    for head in (
        b"GET /" + b"a" * 10**6 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10**6 + b"\r\n\r\n",
    ):
        said = b""
        # It may hang up before it has heard all.
        with suppress(OSError), socket.create_connection(("127.0.0.1", live.port), 20) as raw:
            raw.sendall(head)
            said = raw.recv(200)
        assert b" 200 " not in said
    assert live.call("GET", "/readyz").status == 200


def test_a_body_that_is_shorter_than_it_says(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as raw:
        raw.sendall(b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{}")
        raw.shutdown(socket.SHUT_WR)
        raw.recv(200)
    assert live.call("GET", "/readyz").status == 200


def test_clients_that_never_finish_keep_nobody_out(live: Live) -> None:
    slow = [socket.create_connection(("127.0.0.1", live.port)) for _ in range(40)]
    for one in slow[:20]:
        one.sendall(b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Le")
    for one in slow[20:]:
        one.sendall(b"POST /v1/mandates HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
    begun = time.monotonic()
    assert live.call("GET", "/readyz").status == 200
    assert live.submit(sign(with_id(13))).status == 200
    assert time.monotonic() - begun < 40  # a busy machine; it would be a minute if they did
    for one in slow:
        one.close()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/mandates/../../etc/passwd",
        "/v1/mandates/%2e%2e%2f%2e%2e%2fetc%2fpasswd/answer",
        "/v1/mandates/..%5c..%5cstate.sqlite/answer",
        "/v1/mandates/" + "a" * 5000,
        "/v1/mandates/0%00/answer",
        "/answers/",
        "/v1/",
        "/v1/docs",
    ],
)
def test_a_path_that_leads_elsewhere(live: Live, path: str) -> None:
    got = live.call("GET", path, Mandate_Digest="0" * 64)
    assert got.status in (400, 404, 414)
    assert b"root:" not in got.body


def test_an_answer_without_the_digest_of_its_request(live: Live) -> None:
    request = with_id(14)
    live.submit(sign(request))
    path = f"/v1/mandates/{request.mandate_id}/answer"
    assert live.call("GET", path).status == 400
    for digest in ("", "0" * 64, "é"):
        got = live.call("GET", path, Mandate_Digest=digest.encode().decode("latin-1"))
        assert got.status in (400, 404)


def test_a_method_that_is_not_meant(live: Live) -> None:
    for method in ("PUT", "DELETE", "PATCH", "GET"):
        assert live.call(method, "/v1/mandates").status == 405


def test_a_statement_that_nobody_pinned_signed(live: Live) -> None:
    stranger = replace(cast.ALICE, private_key=cast.private_key(500))
    body = cast.signed_by("npa", m.write_enrolment(cast.enrolment_of(stranger)), m.Type.ENROLMENT)
    got = live.call("POST", "/v1/enrolments", body)
    assert got.status == 400
    assert "organisation_not_pinned" in got.reasons
    assert live.call("POST", "/v1/revocations", body).status == 400


def test_a_proof_of_a_future_that_is_not_there(live: Live) -> None:
    for first in ("-1", "999999", "x", "1e9"):
        assert live.call("GET", f"/v1/log/consistency?first={first}").status == 400


PIECES = ["v1", "mandates", "answer", "receipt", "enrolments", "log", "head", "consistency", "..", "%00",
          "%2e%2e", "%c3%28", "0" * 32, "a?b=c", "?first=1", "?first=-9999999999999999999", "~", ";", "//"]  # fmt: skip


@settings(max_examples=120)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]),
    pieces=st.lists(st.sampled_from(PIECES), max_size=5),
    body=st.none() | st.binary(max_size=300),
    digest=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=70),
    prefer=st.sampled_from(["", "wait=0", "wait=-1", "wait=9999999", "wait=x", "respond-async"]),
)
def test_no_call_at_all_is_an_unforeseen_error(
    live: Live, method: str, pieces: list[str], body: bytes | None, digest: str, prefer: str
) -> None:
    path = "/" + "/".join(pieces)
    got = live.call(method, path, body, Mandate_Digest=digest, Prefer=prefer)
    assert got.status < 500 or got.json["error"] == "busy"


@settings(max_examples=60)
@given(body=st.binary(max_size=200), place=st.integers(0, 2000))
def test_no_body_at_all_is_an_unforeseen_error(live: Live, body: bytes, place: int) -> None:
    """A signed request with something else in its midst, and noise of its own."""
    whole = sign(with_id(99))
    for sent in (body, whole[:place] + body + whole[place + len(body) :]):
        for path in ("/v1/mandates", "/v1/enrolments", "/v1/revocations"):
            got = live.call("POST", path, sent)
            assert got.status < 500 or got.json["error"] == "busy"
