"""The erasure report: what was erased, signed with Ed25519, so that it can be shown years later.

It names files, digests and counts. It names no person and no place.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dongseon.errors import InvalidInput, NotFound
from dongseon.lake.manifest import Erasure, Manifest

VERSION = 1
OTHERS = 0o077  # permission bits of everyone but the owner


def read_key(path: Path) -> Ed25519PrivateKey:
    """A private key in PEM that only its owner can read. Raises InvalidInput, NotFound."""
    if not path.is_file():
        raise NotFound(f"{path}: no key is there")
    if path.stat().st_mode & OTHERS:
        raise InvalidInput(f"{path}: others may read this key; chmod 600 it")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise InvalidInput(f"{path}: is no private key in PEM without a password") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInput(f"{path}: is no Ed25519 key")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """A public key in PEM. Raises InvalidInput, NotFound."""
    if not path.is_file():
        raise NotFound(f"{path}: no key is there")
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise InvalidInput(f"{path}: is no public key in PEM") from fault
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidInput(f"{path}: is no Ed25519 key")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a key: the beginning of the SHA-256 of its 32 bytes."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))
    return digest.finalize().hex()[:16]


def report(erasure: Erasure, manifest: Manifest, *, key: Ed25519PrivateKey, now: datetime) -> bytes:
    """The signed report as text: an object of ``erased`` (what the signature is over) and ``signature``."""
    erased = {
        "version": VERSION,
        "lake_id": manifest.lake_id,
        "timezone": manifest.timezone,
        "reported_at": now.isoformat(timespec="seconds"),
        "key_id": key_id(key.public_key()),
        **asdict(erasure),
    }
    signature = base64.b64encode(key.sign(_text(erased))).decode()
    return (
        json.dumps({"erased": erased, "signature": signature}, indent=2, ensure_ascii=False) + "\n"
    ).encode()


def check(text: bytes, *, key: Ed25519PublicKey, name: str) -> Mapping[str, Any]:
    """What a report says was erased, if the signature is right. Raises InvalidInput naming the report."""
    try:
        said = json.loads(text)
        erased: dict[str, Any] = said["erased"]
        signature = base64.b64decode(said["signature"], validate=True)
    except (ValueError, KeyError, TypeError) as fault:
        raise InvalidInput(f"{name}: is no erasure report") from fault
    try:
        key.verify(signature, _text(erased))
    except InvalidSignature as fault:
        raise InvalidInput(f"{name}: the signature is wrong") from fault
    return erased


def _text(erased: Mapping[str, Any]) -> bytes:
    return json.dumps(erased, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
