"""In a demonstration the organisations answer at once: their made-up keys lie in a folder of the console.

Nowhere else: an organisation's key on the same machine as its officers' requests would make one out of two.
The officers' own keys are in their browsers here as everywhere.
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from dongseon import mandate
from dongseon.console.audit.types import Actor
from dongseon.console.investigations import signing_keys

FOLDER = "authorities"  # below the console's data; `dongseon city holders` makes such keys


def enrol_at_once(*, by: Actor, now: datetime, key_id: str) -> bool:
    """Enrol a key with its organisation's made-up key. False outside a demonstration."""
    key = signing_keys.of(key_id)
    if not settings.PRACTICE or key is None or key.enrolled_at is not None:
        return False
    path = settings.DATA / FOLDER / f"{key.organisation_id}.pem"
    if not path.is_file():
        return False
    signer = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(signer, Ed25519PrivateKey):
        return False
    statement = signing_keys.statement(key)
    own = mandate.key_id_of(signer.public_key().public_bytes_raw())
    text = mandate.signing_input(statement, key_id=own, kind=mandate.Type.ENROLMENT)
    word = mandate.seal(statement, [(own, signer.sign(text))], mandate.Type.ENROLMENT)
    signing_keys.enrol(by=by, now=now, key_id=key_id, word=word)
    return True
