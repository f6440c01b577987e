"""What a dishonest caller may try. Each is refused, for the reason that it deserves."""

import base64
import hashlib
import hmac
import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from dongseon import mandate as m
from dongseon.mandate import canonical

from . import cast
from .cast import (
    ALICE,
    BORA,
    CARDS,
    CHUL,
    DAY,
    FINN,
    KEYS,
    KNOWN_TOKEN,
    NIGHT,
    NOW,
    ONSET,
    PAYMENTS,
    PERSON,
    PRESENCE,
    RESOLVE,
    TELCO,
    TOKEN,
    WINDOW,
    encode,
    header,
    judge,
    reasons,
    sign,
    sign_changed,
    sign_payload,
)

BODY = sign(PERSON)
HOUR = timedelta(hours=1)


def envelope_of(body: bytes = BODY) -> dict[str, Any]:
    """The outer JSON, to be spoilt."""
    outer: dict[str, Any] = json.loads(body)
    return outer


def sealed(outer: Any) -> bytes:
    return canonical.write_json(outer)


def with_header(protected: str, signature: str | None = None) -> bytes:
    """Alice's signature under another header."""
    outer = envelope_of()
    outer["signatures"][0]["protected"] = protected
    if signature is not None:
        outer["signatures"][0]["signature"] = signature
    return sealed(outer)


# ── signatures ────────────────────────────────────────────────────────────────────────────────


def test_a_forged_signature() -> None:
    outer = envelope_of()
    outer["signatures"][1]["signature"] = encode(b"\x07" * 64)
    assert reasons(judge(sealed(outer))) == ["signature_invalid"]


def test_a_request_without_signatures() -> None:
    assert reasons(judge(sealed({**envelope_of(), "signatures": []}))) == ["signature_count"]


def test_a_request_that_one_person_signed() -> None:
    outer = envelope_of()
    assert reasons(judge(sealed({**outer, "signatures": outer["signatures"][:1]}))) == [
        "signature_count"
    ]


def test_one_signature_twice() -> None:
    outer = envelope_of()
    twice = [outer["signatures"][0]] * 2
    assert reasons(judge(sealed({**outer, "signatures": twice}))) == ["signers_not_named"]


def test_a_third_signature() -> None:
    outer = envelope_of()
    three = [*outer["signatures"], outer["signatures"][0]]
    assert reasons(judge(sealed({**outer, "signatures": three}))) == ["signature_count"]


def test_a_key_that_nobody_enrolled() -> None:
    stranger = cast.person(99, "seoul-police", m.Right.APPROVE)
    request = replace(PERSON, approver=stranger.signatory)
    assert reasons(judge(sign(request, ALICE, stranger))) == ["unknown_key"]


def test_a_key_that_came_with_the_request() -> None:
    stranger = Ed25519PrivateKey.generate()
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": encode(stranger.public_key().public_bytes_raw())}
    assert reasons(judge(with_header(header(jwk=jwk)))) == ["header_not_allowed"]


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
def test_no_algorithm_at_all(alg: str) -> None:
    assert reasons(judge(with_header(header(alg=alg)))) == ["algorithm"]


def test_no_algorithm_and_no_signature() -> None:
    body = with_header(header(alg="none"), "")
    assert reasons(judge(body)) == ["envelope_shape"]


@pytest.mark.parametrize(
    "alg", ["EdDSA", "Ed448", "ES256", "RS256", "HS256", "ed25519", "", 1, None]
)
def test_another_algorithm(alg: Any) -> None:
    assert reasons(judge(with_header(header(alg=alg)))) == ["algorithm"]


def test_the_older_name_of_the_algorithm_with_a_signature_that_holds() -> None:
    """A downgrade that joserfc would allow, were it asked to: the key is right, the name is not."""
    key = OKPKey.import_key(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": encode(ALICE.public_key),
            "d": encode(ALICE.private_key.private_bytes_raw()),
        }
    )
    protected = {"alg": "EdDSA", "kid": ALICE.key_id, "typ": m.Type.MANDATE.value}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joserfc says that the name is deprecated
        signed = jws.serialize_json([{"protected": protected}], m.write(PERSON), key, ["EdDSA"])
    outer = envelope_of()
    outer["signatures"][0] = signed["signatures"][0]
    assert reasons(judge(sealed(outer))) == ["algorithm"]


def test_a_public_key_used_as_the_secret_of_an_hmac() -> None:
    """Key confusion: who knows the public key signs, if the verifier lets the header choose."""
    secret = OctKey.import_key(ALICE.public_key)
    protected = {"alg": "HS256", "kid": ALICE.key_id, "typ": m.Type.MANDATE.value}
    signed = jws.serialize_json([{"protected": protected}], m.write(PERSON), secret, ["HS256"])
    outer = envelope_of()
    outer["signatures"][0] = signed["signatures"][0]
    assert not judge(sealed(outer)).accepted


def test_an_hmac_under_the_right_name_of_the_algorithm() -> None:
    text = m.signing_input(m.write(PERSON), key_id=ALICE.key_id, kind=m.Type.MANDATE)
    mac = hmac.digest(ALICE.public_key, text, hashlib.sha512)
    assert reasons(judge(with_header(header(), encode(mac)))) == ["signature_invalid"]


def test_the_twin_of_a_signature() -> None:
    """S plus the order of the group would hold as well, if the verifier were lax (RFC 8032 §5.1.7)."""
    order = 2**252 + 27742317777372353535851937790883648493
    outer = envelope_of()
    member = outer["signatures"][0]
    raw = base64.urlsafe_b64decode(member["signature"] + "==")
    twin = (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    member["signature"] = encode(raw[:32] + twin)
    assert reasons(judge(sealed(outer))) == ["signature_invalid"]


@pytest.mark.parametrize("typ", ["dongseon-enrolment+json", "JWT", "", 7])
def test_a_signature_made_for_something_else(typ: Any) -> None:
    assert reasons(judge(with_header(header(typ=typ)))) == ["type"]


def test_an_enrolment_handed_in_as_a_request() -> None:
    payload = m.write_enrolment(cast.enrolment_of(ALICE))
    body = cast.signed_by("seoul", payload, m.Type.ENROLMENT)
    assert not judge(body).accepted


@pytest.mark.parametrize(
    "extra",
    [
        {"crit": ["exp"], "exp": 0},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"b64": False},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/chain"},
        {"x5c": ["MIIB"]},
        {"zip": "DEF"},
    ],
)
def test_a_header_that_asks_for_more(extra: dict[str, Any]) -> None:
    assert reasons(judge(with_header(header(**extra)))) == ["header_not_allowed"]


@pytest.mark.parametrize("kid", ["", "../../keys/mine", "a' or '1'='1", "x" * 43 + "\n", 5, None])
def test_a_key_id_that_is_something_else(kid: Any) -> None:
    assert reasons(judge(with_header(header(kid=kid)))) == ["header_not_allowed"]


def test_a_header_that_is_no_object_or_is_written_otherwise() -> None:
    assert reasons(judge(with_header(encode(b"[]")))) == ["header_not_allowed"]
    spaced = json.dumps({"alg": "Ed25519", "kid": ALICE.key_id, "typ": m.Type.MANDATE.value})
    assert reasons(judge(with_header(encode(spaced.encode())))) == ["not_canonical"]


def test_a_signature_of_another_length() -> None:
    assert reasons(judge(with_header(header(), encode(bytes(63))))) == ["envelope_shape"]


def test_a_header_that_is_not_signed() -> None:
    outer = envelope_of()
    outer["signatures"][0]["header"] = {"alg": "none"}
    assert reasons(judge(sealed(outer))) == ["envelope_shape"]


# ── people ────────────────────────────────────────────────────────────────────────────────────


def test_a_swapped_approver() -> None:
    """The name of another approver under the same signatures."""
    outer = envelope_of()
    outer["payload"] = encode(m.write(replace(PERSON, approver=cast.DANA.signatory)))
    decision = judge(sealed(outer))
    assert reasons(decision) == ["signers_not_named"]
    assert not decision.authentic


def test_an_approver_who_signed_another_request() -> None:
    other = envelope_of(sign(replace(PERSON, mandate_id="f" * 32)))
    outer = envelope_of()
    outer["signatures"][1] = other["signatures"][1]
    assert reasons(judge(sealed(outer))) == ["signature_invalid"]


def test_requester_and_approver_changed_places() -> None:
    request = replace(PERSON, requester=BORA.signatory, approver=ALICE.signatory)
    assert reasons(judge(request)) == ["may_not_request", "may_not_approve", "police_must_approve"]


def test_the_same_person_twice_with_one_key() -> None:
    request = replace(PAYMENTS, requester=FINN.signatory, approver=FINN.signatory)
    assert reasons(judge(sign(request, FINN, FINN), holder=CARDS)) == ["signers_not_named"]


def test_the_same_person_twice_with_two_keys() -> None:
    again = replace(FINN, private_key=cast.private_key(66))
    keys = cast.enrol(KEYS, again).keyring
    request = replace(PAYMENTS, requester=FINN.signatory, approver=again.signatory)
    assert reasons(judge(sign(request, FINN, again), holder=CARDS, keys=keys)) == ["same_person"]


def test_the_same_person_under_two_organisations() -> None:
    """Enrolled by the city to request, and by the police to approve."""
    twin = cast.person(67, "seoul-police", m.Right.APPROVE, human=ALICE.person_id)
    keys = cast.enrol(KEYS, twin).keyring
    request = replace(PERSON, approver=twin.signatory)
    assert reasons(judge(sign(request, ALICE, twin), keys=keys)) == ["same_person"]


def test_an_officer_s_name_over_another_s_key() -> None:
    request = replace(PERSON, approver=m.Signatory(cast.DANA.officer_id, BORA.key_id))
    assert reasons(judge(request)) == ["officer_mismatch"]


def test_an_expired_enrolment() -> None:
    assert reasons(judge(BODY, now=NOW + 301 * DAY))[:2] == ["enrolment_not_valid"] * 2


def test_a_key_before_its_enrolment() -> None:
    early = cast.person(68, "seoul-police", m.Right.APPROVE)
    keys = cast.enrol(KEYS, early, not_before=NOW + HOUR).keyring
    request = replace(PERSON, approver=early.signatory)
    assert reasons(judge(sign(request, ALICE, early), keys=keys)) == ["enrolment_not_valid"]


def test_a_revoked_key() -> None:
    keys = cast.revoke(KEYS, BORA, NOW).keyring
    assert reasons(judge(BODY, keys=keys)) == ["key_revoked"]


def test_a_request_dated_before_the_key_was_revoked() -> None:
    """Who has stolen a key can write any date: what it signed before counts for nothing either."""
    keys = cast.revoke(KEYS, BORA, NOW - timedelta(minutes=1)).keyring
    assert PERSON.issued < NOW - timedelta(minutes=1)
    assert reasons(judge(BODY, keys=keys)) == ["key_revoked"]


def test_an_organisation_that_is_pinned_no_more() -> None:
    rest = {k: v for k, v in KEYS.organisations.items() if k != "seoul-police"}
    keys = replace(KEYS, organisations=rest)
    assert reasons(judge(BODY, keys=keys)) == ["organisation_not_pinned"]


def test_an_organisation_s_key_that_was_replaced_after_a_theft() -> None:
    """Whom the stolen key enrolled is not believed any longer."""
    new = cast.private_key(1009).public_key().public_bytes_raw()
    police = replace(KEYS.organisations["seoul-police"], public_keys=(new,))
    keys = replace(KEYS, organisations={**KEYS.organisations, "seoul-police": police})
    assert reasons(judge(BODY, keys=keys)) == ["organisation_not_pinned"]


def test_location_without_the_police() -> None:
    assert reasons(judge(replace(PERSON, approver=CHUL.signatory))) == ["police_must_approve"]


# ── time ──────────────────────────────────────────────────────────────────────────────────────


def test_a_replay() -> None:
    assert judge(BODY).accepted
    assert reasons(judge(BODY, seen={PERSON.mandate_id})) == ["replayed"]


def test_a_replay_with_the_signatures_in_another_order() -> None:
    outer = envelope_of()
    outer["signatures"].reverse()
    turned = sealed(outer)
    assert judge(turned).accepted
    assert reasons(judge(turned, seen={PERSON.mandate_id})) == ["replayed"]


def test_a_replay_at_another_holder() -> None:
    other = replace(TELCO, holder_id="telco-c")
    assert reasons(judge(BODY, holder=other)) == ["other_holder"]


def test_an_expired_request() -> None:
    assert reasons(judge(BODY, now=PERSON.expires + timedelta(seconds=60))) == ["expired"]


def test_a_request_for_later() -> None:
    request = replace(PERSON, not_before=NOW + HOUR)
    assert reasons(judge(request)) == ["too_early"]


@pytest.mark.parametrize(("seconds", "accepted"), [(0, True), (59, True), (60, True), (61, False)])
def test_a_clock_that_is_fast_by_little(seconds: int, accepted: bool) -> None:
    moment = NOW + timedelta(seconds=seconds)
    request = replace(PERSON, issued=moment, not_before=moment)
    assert judge(request).accepted is accepted


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (59, True), (60, False)])
def test_a_clock_that_is_slow_by_little(seconds: int, accepted: bool) -> None:
    assert judge(BODY, now=PERSON.expires + timedelta(seconds=seconds)).accepted is accepted


def test_a_request_that_lives_too_long() -> None:
    request = replace(PERSON, expires=PERSON.issued + timedelta(hours=72, seconds=1))
    assert reasons(judge(request)) == ["lives_too_long"]


def test_times_stand_in_their_order() -> None:
    before = replace(PERSON, not_before=PERSON.issued - HOUR)
    assert reasons(judge(before)) == ["times_out_of_order"]
    ended = replace(PERSON, expires=PERSON.not_before)
    assert "times_out_of_order" in reasons(judge(ended))
    advance = replace(PERSON, issued=NOW + HOUR, not_before=NOW + HOUR)
    assert reasons(judge(advance)) == ["issued_in_future", "too_early"]


def test_a_request_dated_back_to_a_milder_rule() -> None:
    """The row of the day of issue decides; but what is older than its life is expired."""
    request = replace(PERSON, issued=datetime(2020, 3, 1, tzinfo=UTC))
    assert "lives_too_long" in reasons(judge(request))


# ── scope ─────────────────────────────────────────────────────────────────────────────────────


def test_a_widened_window_under_the_same_signatures() -> None:
    wide = m.Window(WINDOW.begin - 30 * DAY, WINDOW.end)
    question = m.PersonQuestion(cast.CASE_PHONE, wide)
    outer = envelope_of()
    outer["payload"] = encode(m.write(replace(PERSON, question=question)))
    assert reasons(judge(sealed(outer))) == [
        "signature_invalid", "signature_invalid", "window_too_wide",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (WINDOW.begin - timedelta(seconds=1), WINDOW.end),
        (WINDOW.begin - 12 * DAY, WINDOW.end),
        (datetime(1970, 1, 1, tzinfo=UTC), WINDOW.end),
    ],
)
def test_a_window_wider_than_the_rule(begin: datetime, end: datetime) -> None:
    question = m.PersonQuestion(cast.CASE_PHONE, m.Window(begin, end))
    assert reasons(judge(replace(PERSON, question=question))) == ["window_too_wide"]


def test_a_window_that_goes_on_after_isolation() -> None:
    basis = replace(cast.BASIS, isolated_at=WINDOW.end - HOUR)
    assert reasons(judge(replace(PERSON, basis=basis))) == ["window_too_wide"]


def test_a_window_of_days_to_come() -> None:
    """Nobody's steps are followed from now on."""
    question = m.PersonQuestion(cast.CASE_PHONE, m.Window(WINDOW.begin, NOW + DAY))
    assert reasons(judge(replace(PERSON, question=question))) == [
        "window_in_future", "window_too_wide",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2020-05-06T00:00:00Z", "2020-05-05T00:00:00Z"),  # negative
        ("2020-05-05T00:00:00Z", "2020-05-05T00:00:00Z"),  # empty
        ("-2020-05-05T00:00:00Z", "2020-05-06T00:00:00Z"),
        ("2020-05-05T00:00:00+09:00", "2020-05-06T00:00:00Z"),
        ("2020-05-05 00:00:00Z", "2020-05-06T00:00:00Z"),
        ("2020-5-5T0:0:0Z", "2020-05-06T00:00:00Z"),
        ("2020-05-05T00:00:00z", "2020-05-06T00:00:00Z"),
        ("２０２０-05-05T00:00:00Z", "2020-05-06T00:00:00Z"),
        ("2020-02-30T00:00:00Z", "2020-05-06T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "2020-05-06T00:00:00Z"),
        (1588636800, 1588723200),
        (None, None),
        ("NaN", "Infinity"),
    ],
)
def test_a_window_that_is_none(begin: Any, end: Any) -> None:
    value = canonical.read_json(m.write(PERSON))["question"]
    value["window"] = {"from": begin, "to": end}
    decision = judge(sign_changed({"question": value}))
    assert "field_invalid" in reasons(decision)
    assert not decision.accepted


def test_an_onset_made_up_to_stretch_the_window() -> None:
    basis = replace(cast.BASIS, reference_day=ONSET - 90 * DAY)
    assert reasons(judge(replace(PERSON, basis=basis))) == ["reference_too_old"]
    basis = replace(cast.BASIS, reference_day=ONSET + 9 * DAY)
    assert "window_in_future" in reasons(judge(replace(PERSON, basis=basis)))


def test_a_source_window_under_cover_of_a_forward_one() -> None:
    basis = replace(cast.BASIS, direction=m.Direction.SOURCE, justification="x" * 40)
    assert "purpose_does_not_fit" in reasons(judge(replace(PERSON, basis=basis)))
    request = replace(PERSON, purpose=m.Purpose.FIND_SOURCE)
    assert reasons(judge(request)) == ["purpose_does_not_fit"]


def test_a_kind_of_record_that_the_article_does_not_cover() -> None:
    request = replace(PAYMENTS, article=m.Article.LOCATION)
    assert reasons(judge(request, holder=CARDS)) == ["article_does_not_cover"]


def test_everybody_s_phones_at_once() -> None:
    many = tuple(m.Identifier(m.Scheme.PHONE, f"010{n:08}") for n in range(3))
    request = replace(PERSON, question=m.PersonQuestion(many, WINDOW))
    assert reasons(judge(request)) == ["too_many"]
    assert judge(replace(PERSON, question=m.PersonQuestion(many[:2], WINDOW))).accepted


def test_a_whole_city_at_once() -> None:
    places = tuple(f"S{n}" for n in range(41))
    request = replace(PRESENCE, question=m.PresenceQuestion((m.Area(places, "club", NIGHT),), 30))
    assert reasons(judge(request)) == ["too_many"]


def test_everybody_who_passed_by() -> None:
    area = m.Area(("S1",), "club", NIGHT)
    assert reasons(judge(replace(PRESENCE, question=m.PresenceQuestion((area,), 4)))) == [
        "stay_too_short"
    ]


def test_a_place_of_worship_declared_a_shop() -> None:
    """What the holder itself knows of a place counts, whatever the request says."""
    request = replace(
        PAYMENTS, question=m.PresenceQuestion((m.Area(("p-hall",), "shop", NIGHT),), 0)
    )
    assert reasons(judge(request, holder=CARDS)) == ["central_must_approve"]


def test_a_place_whose_category_is_kept_quiet() -> None:
    request = replace(PAYMENTS, question=m.PresenceQuestion((m.Area(("p-1",), "", NIGHT),), 0))
    assert reasons(judge(request, holder=CARDS)) == ["central_must_approve"]


# ── tokens ────────────────────────────────────────────────────────────────────────────────────


def test_a_guessed_token() -> None:
    known = {TOKEN: KNOWN_TOKEN}
    guess = replace(RESOLVE, question=m.ResolveQuestion(PRESENCE.mandate_id, ("t_" + "B" * 22,)))
    assert judge(RESOLVE, issued_tokens=known).accepted
    assert reasons(judge(guess, issued_tokens=known)) == ["token_not_known"]


@pytest.mark.parametrize(
    "changes",
    [
        {"case_id": "case-8"},  # of another case
        {"mandate_id": "e" * 32},  # of another area question
        {"expires": NOW},  # forgotten by now
        {"kind": m.Kind.CHECK_IN},  # of another kind of record
    ],
)
def test_a_token_of_something_else_looks_like_one_that_never_was(changes: dict[str, Any]) -> None:
    known = {TOKEN: replace(KNOWN_TOKEN, **changes)}
    decision = judge(RESOLVE, issued_tokens=known)
    assert decision.refusals == judge(RESOLVE, issued_tokens={}).refusals
    assert reasons(decision) == ["token_not_known"]


def test_a_token_of_a_sensitive_place_resolved_without_the_centre() -> None:
    known = {TOKEN: replace(KNOWN_TOKEN, sensitive=True)}
    assert reasons(judge(RESOLVE, issued_tokens=known)) == ["central_must_approve"]
    central = replace(RESOLVE, approver=cast.DANA.signatory)
    assert judge(central, issued_tokens=known).accepted


def test_all_tokens_at_once() -> None:
    tokens = tuple("t_" + encode(n.to_bytes(16, "big")) for n in range(201))
    request = replace(RESOLVE, question=m.ResolveQuestion(PRESENCE.mandate_id, tokens))
    known = {t: replace(KNOWN_TOKEN, value=t) for t in tokens}
    assert reasons(judge(request, issued_tokens=known)) == ["too_many"]


def test_the_holder_s_memory_cannot_be_asked_without_signatures() -> None:
    """Neither which requests it has seen, nor which tokens exist, nor what it knows of a place."""
    outer = envelope_of(sign(RESOLVE))
    outer["signatures"][0]["signature"] = encode(b"\x01" * 64)
    decision = judge(sealed(outer), seen={RESOLVE.mandate_id}, issued_tokens={})
    assert reasons(decision) == ["signature_invalid"]
    request = replace(
        PAYMENTS, question=m.PresenceQuestion((m.Area(("p-hall",), "shop", NIGHT),), 0)
    )
    outer = envelope_of(sign(request))
    outer["signatures"][0]["signature"] = encode(b"\x01" * 64)
    assert reasons(judge(sealed(outer), holder=CARDS)) == ["signature_invalid"]


# ── bodies ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"\x00", "not_json"),
        (b"null", "envelope_shape"),
        (b"[]", "envelope_shape"),
        (b'"text"', "envelope_shape"),
        (b"{}", "envelope_shape"),
        (b'{"payload":', "not_json"),
        (b"\xff\xfe{\x00}\x00", "not_text"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b'{"payload":"\xed\xa0\x80","signatures":[]}', "not_text"),
        (b"{" * 5000, "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"payload":1e9999,"signatures":[]}', "number_not_allowed"),
        (b'{"payload":NaN,"signatures":[]}', "number_not_allowed"),
        (b'{"payload":-Infinity,"signatures":[]}', "number_not_allowed"),
        (b'{"payload":' + b"9" * 5000 + b',"signatures":[]}', "number_not_allowed"),
        (b'{"payload":"","signatures":[{},{}]}', "envelope_shape"),
        (b'{"payload":"","signatures":"ab"}', "envelope_shape"),
        (b'{"payload":"e30","signatures":[1,2]}', "envelope_shape"),
    ],
)
def test_a_malformed_body(body: bytes, reason: str) -> None:
    assert reasons(judge(body)) == [reason]


def test_a_giant_body() -> None:
    assert reasons(judge(b'{"payload":"' + b"A" * 10_000_000 + b'"}')) == ["too_large"]


def test_a_key_that_comes_twice_in_the_envelope() -> None:
    twice = BODY[:-1] + b',"payload":"e30"}'
    assert reasons(judge(twice)) == ["duplicate_key"]


def test_a_key_that_comes_twice_in_the_payload() -> None:
    """One program would read the first, another the last: signed for this, answered for that."""
    payload = m.write(PERSON).replace(b'"holder":', b'"holder":"telco-c","holder":')
    assert reasons(judge(sign_payload(payload, ALICE, BORA))) == ["duplicate_key"]


def test_a_key_that_comes_twice_under_another_spelling() -> None:
    payload = m.write(PERSON).replace(b'"holder":', b'"h\\u006flder":"telco-c","holder":')
    assert reasons(judge(sign_payload(payload, ALICE, BORA))) == ["duplicate_key"]


def test_another_way_of_writing_the_same() -> None:
    spaced = json.dumps(json.loads(m.write(PERSON)), sort_keys=True).encode()
    assert reasons(judge(sign_payload(spaced, ALICE, BORA))) == ["not_canonical"]
    assert reasons(judge(BODY + b"\n")) == ["not_canonical"]


def test_another_way_of_writing_base64() -> None:
    outer = envelope_of()
    padded = {**outer, "payload": outer["payload"] + "="}
    assert reasons(judge(sealed(padded))) == ["envelope_shape"]
    member = outer["signatures"][0]
    last = member["signature"][-1]
    other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    member["signature"] = member["signature"][:-1] + other[other.index(last) ^ 1]
    assert reasons(judge(sealed(outer))) == ["envelope_shape"]


def test_an_unknown_field() -> None:
    assert reasons(judge(sign_changed({"admin": True}))) == ["field_unknown"]
    basis = canonical.read_json(m.write(PERSON))["basis"]
    assert reasons(judge(sign_changed({"basis": {**basis, "days": 99}}))) == ["field_unknown"]


def test_an_unknown_version() -> None:
    assert reasons(judge(sign_changed({"schema": "dongseon-mandate/2"}))) == ["schema_version"]


IDENTIFIERS = [
    "０１０12345678",  # full-width digits
    "٠١٠12345678",  # Arabic digits
    "010\u200b12345678",  # a space without width
    "\u202e87654321010",  # written from right to left
    "01012345678\x00",
    "01012345678\n",
    " 01012345678",
    "01012345678; DROP TABLE",
    "../../../etc/passwd",
    "..\\..\\lake",
    "%2e%2e%2f",
    "01012345678' OR '1'='1",
    "*",
    "",
    "0101234*",
    "0" * 10_000,
]


@pytest.mark.parametrize("value", IDENTIFIERS)
def test_an_identifier_that_is_more_than_a_number(value: str) -> None:
    question = canonical.read_json(m.write(PERSON))["question"]
    question["identifiers"] = [{"scheme": "phone", "value": value}]
    assert reasons(judge(sign_changed({"question": question}))) == ["field_invalid"]


@pytest.mark.parametrize(
    "value",
    [
        "../S1",
        "S1/../../S2",
        "S1\x00",
        "S\u200b1",
        "\u0421\u0421",
        "e\u0301",
        "S1'--",
        "S1\n",
        "~",
        "",
    ],
)
def test_a_place_that_is_more_than_an_id(value: str) -> None:
    question = canonical.read_json(m.write(PRESENCE))["question"]
    question["areas"][0]["place_ids"] = [value]
    assert reasons(judge(sign_changed({"question": question}, PRESENCE))) == ["field_invalid"]


@pytest.mark.parametrize("name", ["mandate_id", "holder", "case_id"])
@pytest.mark.parametrize("value", ["../x", "a/b", "a b", "a\u202eb", "", "x" * 200, 3, None, ["x"]])
def test_an_id_with_a_path_in_it(name: str, value: Any) -> None:
    assert reasons(judge(sign_changed({name: value}))) == ["field_invalid"]


@pytest.mark.parametrize(
    "hidden",
    ["\u202e", "\u200b", "\u2066", "\ufeff", "\u3164", "\x1b", "\n", "\u00ad", "\U000e0041"],
)
def test_words_that_an_approver_cannot_see(hidden: str) -> None:
    """What the second person reads on the screen is what they sign."""
    decision = judge(sign_changed({"necessity": cast.NECESSITY + hidden + "x"}))
    assert reasons(decision) == ["field_invalid"]


def test_words_in_another_normal_form() -> None:
    decision = judge(sign_changed({"necessity": cast.NECESSITY + "\u1100\u1161"}))
    assert reasons(decision) == ["field_invalid"]


def test_half_a_surrogate_pair() -> None:
    payload = m.write(PERSON).replace(b'"case-7"', b'"\\ud800"')
    assert reasons(judge(sign_payload(payload, ALICE, BORA))) == ["not_canonical"]


# ── whatever else ─────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=200))
def test_noise_is_refused_and_breaks_nothing(body: bytes) -> None:
    assert not judge(body).accepted


@given(st.integers(0, len(BODY) - 1), st.integers(0, 255))
@example(0, 123)
def test_no_byte_of_an_accepted_request_can_be_another(place: int, byte: int) -> None:
    changed = BODY[:place] + bytes([byte]) + BODY[place + 1 :]
    assert judge(changed).accepted is (changed == BODY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(m.write(PRESENCE)))), JSON)
def test_any_other_value_in_a_field_is_judged_not_tripped_over(name: str, value: Any) -> None:
    """Well signed by both: whatever is in it, there is a decision."""
    try:
        body = sign_changed({name: value}, PRESENCE)
    except UnicodeEncodeError:
        return  # half of a surrogate pair cannot even be written
    decision = judge(body)
    if decision.accepted:
        assert decision.mandate is not None
        assert sign(decision.mandate) == body


@given(st.sampled_from(["areas", "least_stay_min", "ask"]), JSON)
def test_any_other_value_in_a_question_is_judged_too(name: str, value: Any) -> None:
    question = {**json.loads(m.write(PRESENCE))["question"], name: value}
    try:
        body = sign_changed({"question": question}, PRESENCE)
    except UnicodeEncodeError:
        return
    decision = judge(body)
    if decision.accepted:
        assert decision.mandate is not None
        assert isinstance(decision.mandate.question, m.PresenceQuestion)
        assert decision.mandate.question.least_stay_min >= 5
