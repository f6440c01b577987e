"""The envelope: JWS in its general JSON serialization (RFC 7515 §7.2.1), in one form only.

    {"payload": "…", "signatures": [{"protected": "…", "signature": "…"}, …]}

Each protected header is exactly ``{"alg":"Ed25519","kid":KEY,"typ":TYPE}``. A browser signs with
``crypto.subtle.sign("Ed25519", key, signing_input(…))``; nothing of ours is needed to sign. joserfc
checks signatures; before it sees anything, everything that a holder should not tolerate is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from dongseon.errors import InvalidInput
from dongseon.mandate import canonical, keys
from dongseon.mandate.canonical import Json, NotCanonical
from dongseon.mandate.reasons import Reason

ALGORITHM = "Ed25519"  # RFC 9864; neither "EdDSA" nor anything else
SIGNATURE_BYTES = 64
BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


class Type(StrEnum):
    """What is signed. In the header, so that no signature passes for one of another sort."""

    MANDATE = "dongseon-mandate+json"
    ENROLMENT = "dongseon-enrolment+json"
    REVOCATION = "dongseon-revocation+json"
    RECEIPT = "dongseon-receipt+json"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, not yet checked."""

    key_id: str
    protected: str  # base64url, as it came
    signature: str  # base64url, as it came


@dataclass(frozen=True, slots=True)
class Envelope:
    """A body that has the one form; its signatures are not yet checked."""

    payload: bytes
    content: Json  # the payload, read
    signatures: tuple[Signature, ...]


def protected_header(key_id: str, kind: Type) -> bytes:
    """The header that belongs to a signature."""
    return canonical.write_json({"alg": ALGORITHM, "kid": key_id, "typ": kind.value})


def signing_input(payload: bytes, *, key_id: str, kind: Type) -> bytes:
    """The bytes to sign with Ed25519 (RFC 7515 §5.1). Give them to the signer's own device."""
    header = keys.encode(protected_header(key_id, kind))
    return f"{header}.{keys.encode(payload)}".encode("ascii")


def seal(payload: bytes, signatures: Sequence[tuple[str, bytes]], kind: Type) -> bytes:
    """The body: a payload with its signatures, each (key id, 64 bytes), in the order given."""
    if any(len(signature) != SIGNATURE_BYTES for _, signature in signatures):
        raise InvalidInput(f"signature: an Ed25519 signature has {SIGNATURE_BYTES} bytes")
    members = [
        {
            "protected": keys.encode(protected_header(key_id, kind)),
            "signature": keys.encode(signature),
        }
        for key_id, signature in signatures
    ]
    return canonical.write_json({"payload": keys.encode(payload), "signatures": members})


def open_envelope(body: bytes, *, kind: Type, count: int) -> Envelope:
    """Take a body apart without believing it. Raises NotCanonical with the reason."""
    outer = canonical.read_json(body)
    if not _has_exactly(outer, {"payload", "signatures"}) or not isinstance(
        outer["signatures"], list
    ):
        raise NotCanonical(Reason.ENVELOPE_SHAPE, "not payload and signatures")
    if len(outer["signatures"]) != count:
        found = len(outer["signatures"])
        raise NotCanonical(Reason.SIGNATURE_COUNT, f"{found} signatures, not {count}")
    signatures = tuple(_read_signature(member, kind) for member in outer["signatures"])
    payload = _read_bytes(outer["payload"], "payload")
    content = canonical.read_json(payload)
    if not canonical.is_canonical(body, outer) or not canonical.is_canonical(payload, content):
        raise NotCanonical(Reason.NOT_CANONICAL, "not written in the one form that it has")
    return Envelope(payload, content, signatures)


def holds(envelope: Envelope, signature: Signature, public_key: bytes) -> bool:
    """Whether the owner of this key signed the payload."""
    value: jws.GeneralJSONSerialization = {
        "payload": keys.encode(envelope.payload),
        "signatures": [{"protected": signature.protected, "signature": signature.signature}],
    }
    try:
        key = OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": keys.encode(public_key)})
        opened = jws.deserialize_json(value, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return False
    return opened.payload == envelope.payload


def _read_signature(member: Json, kind: Type) -> Signature:
    if not _has_exactly(member, {"protected", "signature"}):
        raise NotCanonical(Reason.ENVELOPE_SHAPE, "a signature is protected and signature")
    raw = _read_bytes(member["protected"], "protected")
    signature = _read_bytes(member["signature"], "signature")
    if len(signature) != SIGNATURE_BYTES:
        raise NotCanonical(Reason.ENVELOPE_SHAPE, f"a signature has {SIGNATURE_BYTES} bytes")
    return Signature(_read_header(raw, kind), member["protected"], member["signature"])


def _read_header(raw: bytes, kind: Type) -> str:
    """The key id of a protected header that is exactly as it should be."""
    header = canonical.read_json(raw)
    if not isinstance(header, dict):
        raise NotCanonical(Reason.HEADER_NOT_ALLOWED, "the header is no object")
    if header.get("alg") != ALGORITHM:
        raise NotCanonical(Reason.ALGORITHM, f"alg is {header.get('alg')!a:.40}, not {ALGORITHM}")
    if set(header) != {"alg", "kid", "typ"}:
        raise NotCanonical(Reason.HEADER_NOT_ALLOWED, "the header has alg, kid and typ, no more")
    if header["typ"] != kind.value:
        raise NotCanonical(Reason.TYPE, f"typ is {header['typ']!a:.40}, not {kind.value}")
    key_id = header["kid"]
    if not isinstance(key_id, str) or not keys.KEY_ID.fullmatch(key_id):
        raise NotCanonical(Reason.HEADER_NOT_ALLOWED, "kid is no thumbprint")
    if raw != protected_header(key_id, kind):
        raise NotCanonical(Reason.NOT_CANONICAL, "the header is not written in its one form")
    return key_id


def _read_bytes(text: Json, where: str) -> bytes:
    value = keys.decode(text) if isinstance(text, str) and BASE64URL.fullmatch(text) else None
    if value is None:
        raise NotCanonical(Reason.ENVELOPE_SHAPE, f"{where} is not base64url")
    return value


def _has_exactly(value: Json, members: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == members
