"""The key that signs the log's heads: a secret file outside the database, and its public half beside."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dongseon import ledger
from dongseon.ledger import SignerKey, VerifierKey
from dongseon.running import secret_files

ORIGIN = "dongseon-console/audit"  # the log's name in its heads


def signer() -> SignerKey:
    """The signing key; made at the first use, and its public half written where `public_path` says."""
    folder = Path(settings.DATA)
    secret = secret_files.make(folder / "secrets" / "audit.key")
    seed = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    key = SignerKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(seed))
    public = public_path()
    if not public.exists():
        public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        public.write_text(f"{key.verifier}\n", encoding="ascii")
    return key


def public_path() -> Path:
    """Where the public key is left. Pin a copy elsewhere: who can write here can change it."""
    return Path(settings.DATA) / "ledger" / "audit.key.pub"


def pinned(path: Path | None = None) -> VerifierKey:
    """The public key in a file. Raises InvalidInput if it is none, OSError if it is not there."""
    return ledger.read_verifier_key((path or public_path()).read_text(encoding="ascii"))
