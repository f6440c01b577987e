"""The envelope is plain JWS: others can sign and check it, and there is one way to write it."""

import base64
import json
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.mandate import canonical, envelope
from dongseon.mandate import keys as key_rules

from .cast import ALICE, BORA, PERSON, judge, sign

# RFC 8037, appendix A.
SEED = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

WEBCRYPTO = """
const { subtle } = globalThis.crypto;
const pair = await subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const jwk = await subtle.exportKey("jwk", pair.publicKey);
const text = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
const kid = Buffer.from(await subtle.digest("SHA-256", Buffer.from(text))).toString("base64url");
const header = JSON.stringify({ alg: "Ed25519", kid, typ: process.argv[1] });
const input = Buffer.from(header).toString("base64url") + "." + process.argv[2];
const signature = Buffer.from(await subtle.sign("Ed25519", pair.privateKey, Buffer.from(input)));
console.log(JSON.stringify({ x: jwk.x, kid, signature: signature.toString("base64url") }));
"""


def test_a_key_s_id_is_its_thumbprint() -> None:
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    assert m.key_id_of(public) == THUMBPRINT


def test_a_signature_made_without_our_code_or_joserfc_is_accepted() -> None:
    """As an officer's browser would: the payload, a header, base64url, and Ed25519."""

    def plain(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    payload = plain(m.write(PERSON))
    members = []
    for who in (ALICE, BORA):
        protected = plain(
            f'{{"alg":"Ed25519","kid":"{who.key_id}","typ":"dongseon-mandate+json"}}'.encode()
        )
        signature = who.private_key.sign(f"{protected}.{payload}".encode())
        members.append(f'{{"protected":"{protected}","signature":"{plain(signature)}"}}')
    body = f'{{"payload":"{payload}","signatures":[{",".join(members)}]}}'.encode()
    assert judge(body).accepted
    assert body == sign(PERSON)


def test_a_plain_jws_library_checks_our_body() -> None:
    keys = [
        OKPKey.import_key(
            {"kty": "OKP", "crv": "Ed25519", "kid": w.key_id, "x": key_rules.encode(w.public_key)}
        )
        for w in (ALICE, BORA)
    ]
    opened = jws.deserialize_json(json.loads(sign(PERSON)), KeySet(keys), algorithms=["Ed25519"])
    assert opened.payload == m.write(PERSON)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here to stand for a browser")
def test_webcrypto_signs_what_signing_input_gives() -> None:
    payload = m.write(PERSON)
    words = ["node", "--input-type=module", "-e", WEBCRYPTO, m.Type.MANDATE.value]
    done = subprocess.run(
        [*words, key_rules.encode(payload)], capture_output=True, text=True, check=True
    )
    made = json.loads(done.stdout)
    public, signature = key_rules.decode(made["x"]), key_rules.decode(made["signature"])
    assert public is not None
    assert signature is not None
    assert m.key_id_of(public) == made["kid"]
    text = m.signing_input(payload, key_id=made["kid"], kind=m.Type.MANDATE)
    body = m.seal(payload, [(made["kid"], signature)], m.Type.MANDATE)
    opened = envelope.open_envelope(body, kind=m.Type.MANDATE, count=1)
    assert envelope.holds(opened, opened.signatures[0], public)
    assert text.count(b".") == 1


def test_the_signing_input_is_what_jws_says() -> None:
    text = m.signing_input(b'{"a":1}', key_id=THUMBPRINT, kind=m.Type.MANDATE)
    header, payload = text.split(b".")
    assert base64.urlsafe_b64decode(payload + b"==") == b'{"a":1}'
    assert json.loads(base64.urlsafe_b64decode(header + b"==")) == {
        "alg": "Ed25519",
        "kid": THUMBPRINT,
        "typ": "dongseon-mandate+json",
    }


def test_a_signature_of_another_length_is_not_sealed() -> None:
    with pytest.raises(InvalidInput, match="an Ed25519 signature has 64 bytes"):
        m.seal(b"{}", [(THUMBPRINT, b"short")], m.Type.MANDATE)


@pytest.mark.parametrize(
    "public",
    [
        bytes(32),  # y = 0
        b"\x01" + bytes(31),  # the neutral element: S = 0 would sign anything
        bytes.fromhex("ec" + "ff" * 30 + "7f"),  # y = p - 1
        bytes.fromhex("ed" + "ff" * 30 + "7f"),  # y = p, another way of writing 0
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
        b"short",
        bytes(33),
    ],
)
def test_a_key_that_does_not_bind_its_owner_is_not_usable(public: bytes) -> None:
    assert not key_rules.is_usable(public)


def test_why_such_keys_are_not_usable() -> None:
    """Under the neutral element one signature fits every text; the curve's arithmetic allows it."""
    neutral = b"\x01" + bytes(31)
    signature = neutral + bytes(32)
    for payload in (b'{"a":1}', b'{"a":2}'):
        body = m.seal(payload, [(THUMBPRINT, signature)], m.Type.MANDATE)
        opened = envelope.open_envelope(body, kind=m.Type.MANDATE, count=1)
        assert envelope.holds(opened, opened.signatures[0], neutral)


@given(st.binary(min_size=32, max_size=32))
def test_an_ordinary_key_is_usable(seed: bytes) -> None:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert key_rules.is_usable(public)


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA==", "AB", "A+", "A/", "ä", "A A"])
def test_what_is_not_the_one_form_of_base64url_is_nothing(text: str) -> None:
    assert key_rules.decode(text) is None


@given(st.binary(max_size=50))
def test_base64url_has_one_form(value: bytes) -> None:
    assert key_rules.decode(key_rules.encode(value)) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**15) + 1, 10**15 - 1)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc_", max_size=4), inner),
        max_leaves=12,
    )
)
def test_canonical_json_is_read_as_it_was_written(value: object) -> None:
    if canonical.depth_of(canonical.write_json(value).decode()) <= canonical.MOST_DEPTH:
        data = canonical.write_json(value)
        assert canonical.read_json(data) == value
        assert canonical.is_canonical(data, value)


@given(st.text())
def test_brackets_in_texts_do_not_count_as_depth(text: str) -> None:
    assert canonical.depth_of(json.dumps(text + "[[[{{{\\")) == 0
