"""Whose key is whose: only a pinned organisation says so, for its own people, for a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.mandate import canonical

from . import cast
from .cast import (
    ALICE,
    BORA,
    CHUL,
    DAY,
    KEYS,
    NOW,
    ORGANISATIONS,
    PERSON,
    POLICY,
    enrol,
    enrolment_of,
    judge,
    reasons,
    revoke,
    sign,
)

EMPTY = m.pin(*ORGANISATIONS)
NEW = cast.person(50, "seoul", m.Right.REQUEST)


def why(admission: m.Admission) -> list[str]:
    return [refusal.reason.value for refusal in admission.refusals]


def admit(payload: bytes, by: str = "seoul", keyring: m.Keyring = EMPTY) -> m.Admission:
    body = cast.signed_by(by, payload, m.Type.ENROLMENT)
    return m.admit_enrolment(keyring, body, policy=POLICY, now=NOW)


def test_an_enrolled_key_is_known_by_its_thumbprint() -> None:
    admission = enrol(EMPTY, NEW)
    assert admission.ok
    known = admission.keyring.enrolments[NEW.key_id]
    assert known == enrolment_of(NEW, signed_by=known.signed_by)
    assert NEW.key_id not in EMPTY.enrolments  # the old keyring is as it was


def test_nobody_enrols_for_another_organisation() -> None:
    assert why(enrol(EMPTY, NEW, by="seoul-police")) == ["organisation_not_pinned"]


def test_an_organisation_that_nobody_pinned_enrols_nobody() -> None:
    stranger = replace(NEW, organisation_id="busan")
    payload = m.write_enrolment(enrolment_of(stranger))
    assert why(admit(payload)) == ["organisation_not_pinned"]


def test_a_changed_enrolment_is_void() -> None:
    body = cast.signed_by("seoul", m.write_enrolment(enrolment_of(NEW)), m.Type.ENROLMENT)
    outer = canonical.read_json(body)
    more = enrolment_of(NEW, rights=(m.Right.REQUEST, m.Right.APPROVE))
    outer["payload"] = cast.encode(m.write_enrolment(more))
    spoilt = m.admit_enrolment(EMPTY, canonical.write_json(outer), policy=POLICY, now=NOW)
    assert why(spoilt) == ["signature_invalid"]


def test_an_officer_enrols_nobody() -> None:
    """Alice's key is known, but it is no organisation's."""
    payload = m.write_enrolment(enrolment_of(NEW))
    kind = m.Type.ENROLMENT
    signature = ALICE.private_key.sign(m.signing_input(payload, key_id=ALICE.key_id, kind=kind))
    body = m.seal(payload, [(ALICE.key_id, signature)], kind)
    assert why(m.admit_enrolment(KEYS, body, policy=POLICY, now=NOW)) == ["organisation_not_pinned"]


def test_sensitive_places_are_for_central_organisations() -> None:
    local = cast.person(51, "seoul", m.Right.APPROVE_SENSITIVE)
    assert why(enrol(EMPTY, local)) == ["right_not_grantable"]
    assert enrol(EMPTY, cast.person(51, "kdca", m.Right.APPROVE_SENSITIVE)).ok


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"expires": NOW - DAY}, "expired"),
        ({"expires": NOW - 40 * DAY}, "times_out_of_order"),
        ({"expires": NOW + 371 * DAY}, "lives_too_long"),
    ],
)
def test_an_enrolment_has_an_end(changes: dict[str, Any], reason: str) -> None:
    assert reason in why(enrol(EMPTY, NEW, **changes))


def test_a_key_belongs_to_one_person() -> None:
    thief = replace(BORA, private_key=ALICE.private_key)
    assert why(enrol(KEYS, thief)) == ["key_of_another"]


def test_an_officer_may_be_enrolled_anew_with_the_same_key() -> None:
    longer = enrol(KEYS, ALICE, expires=NOW + 365 * DAY)
    assert longer.ok
    assert longer.keyring.enrolments[ALICE.key_id].expires == NOW + 365 * DAY


def test_a_key_that_binds_to_nothing_is_not_enrolled() -> None:
    payload = m.write_enrolment(enrolment_of(NEW, public_key=b"\x01" + bytes(31)))
    assert why(admit(payload)) == ["key_not_usable"]


def test_what_is_no_enrolment() -> None:
    value = canonical.read_json(m.write_enrolment(enrolment_of(NEW)))
    for changes, expected in (
        ({"schema": "dongseon-enrolment/2"}, ["schema_version"]),
        ({"rights": []}, ["field_invalid"]),
        ({"rights": ["everything"]}, ["field_invalid"]),
        ({"more": 1}, ["field_unknown"]),
        ({"officer": "../admin"}, ["field_invalid"]),
        ({"public_key": "AAAA"}, ["field_invalid"]),
    ):
        assert why(admit(canonical.write_json(value | changes))) == expected
    assert why(m.admit_enrolment(EMPTY, b"{", policy=POLICY, now=NOW)) == ["not_json"]


def test_a_mandate_is_no_enrolment() -> None:
    assert why(m.admit_enrolment(KEYS, sign(PERSON), policy=POLICY, now=NOW)) == ["signature_count"]


# ── revocation ────────────────────────────────────────────────────────────────────────────────


def test_a_revoked_key_signs_nothing_from_then_on() -> None:
    keys = revoke(KEYS, BORA, NOW).keyring
    assert reasons(judge(PERSON, keys=keys)) == ["key_revoked"]
    assert judge(PERSON, keys=keys, now=NOW - timedelta(seconds=1)).accepted


def test_a_revocation_that_is_announced_takes_effect_on_its_day() -> None:
    keys = revoke(KEYS, BORA, NOW + DAY).keyring
    assert judge(PERSON, keys=keys).accepted


def test_a_revocation_is_not_taken_back() -> None:
    keys = revoke(KEYS, BORA, NOW).keyring
    later = revoke(keys, BORA, NOW + 100 * DAY)
    assert later.ok
    assert later.keyring.revocations["seoul-police", BORA.key_id].revoked_at == NOW
    assert why(enrol(keys, BORA)) == ["key_revoked"]


def test_an_earlier_revocation_replaces_a_later_one() -> None:
    keys = revoke(KEYS, BORA, NOW + DAY).keyring
    sooner = revoke(keys, BORA, NOW - DAY).keyring
    assert sooner.revocations["seoul-police", BORA.key_id].revoked_at == NOW - DAY


def test_nobody_revokes_another_organisation_s_keys() -> None:
    """Or a city could silence the police."""
    assert why(revoke(KEYS, BORA, NOW, by="seoul")) == ["key_of_another"]


def test_a_key_can_be_revoked_before_it_is_enrolled() -> None:
    keys = revoke(EMPTY, NEW, NOW).keyring
    assert why(enrol(keys, NEW)) == ["key_revoked"]


def test_another_organisation_s_word_does_not_stand_in_the_way() -> None:
    """Said in advance, about a key that the police will enrol and will have to revoke themselves."""
    keys = revoke(EMPTY, BORA, NOW - DAY, by="seoul").keyring
    admission = enrol(keys, BORA)
    assert admission.ok
    enrolled = admission.keyring.enrolments[BORA.key_id]
    assert not admission.keyring.revoked_at(enrolled, NOW)
    keys = revoke(admission.keyring, BORA, NOW).keyring
    assert keys.revoked_at(enrolled, NOW)


def test_what_is_no_revocation() -> None:
    assert why(m.admit_revocation(KEYS, b"[]")) == ["envelope_shape"]
    value = canonical.read_json(m.write_revocation(m.Revocation("seoul", CHUL.key_id, NOW)))
    for changes, expected in (
        ({"schema": "x"}, ["schema_version"]),
        ({"key": "short"}, ["field_invalid"]),
        ({"organisation": "busan"}, ["organisation_not_pinned", "key_of_another"]),
    ):
        payload = canonical.write_json(value | changes)
        body = cast.signed_by("seoul", payload, m.Type.REVOCATION)
        assert why(m.admit_revocation(KEYS, body)) == expected


# ── pinning ───────────────────────────────────────────────────────────────────────────────────


def test_an_organisation_may_have_two_keys_while_one_is_replaced() -> None:
    new = cast.private_key(1010).public_key().public_bytes_raw()
    seoul = replace(EMPTY.organisations["seoul"])
    both = replace(seoul, public_keys=(*seoul.public_keys, new))
    keyring = replace(EMPTY, organisations={**EMPTY.organisations, "seoul": both})
    assert enrol(keyring, NEW).ok


def test_what_cannot_be_pinned() -> None:
    good = ORGANISATIONS[0]
    with pytest.raises(InvalidInput, match="one id twice"):
        m.pin(good, good)
    with pytest.raises(InvalidInput, match="a key cannot be used"):
        replace(good, public_keys=(bytes(32),))
    with pytest.raises(InvalidInput, match="a key cannot be used"):
        replace(good, public_keys=())
    with pytest.raises(InvalidInput, match="is no id"):
        replace(good, organisation_id="../kdca")


@given(st.binary(max_size=120))
def test_noise_changes_no_keyring(body: bytes) -> None:
    assert m.admit_enrolment(KEYS, body, policy=POLICY, now=NOW).keyring is KEYS
    assert m.admit_revocation(KEYS, body).keyring is KEYS
