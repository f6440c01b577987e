"""Somebody outside the database who remembers the last head: a folder elsewhere, or a server.

The server speaks C2SP tlog-witness: ``POST …/add-checkpoint`` with the old size, a consistency proof and
the signed head. Who owns the database and rewrites the log cannot rewrite what a witness has seen.
"""

import base64
import http.client
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from dongseon.errors import InvalidInput
from dongseon.ledger import SignedHead, VerifierKey, witness_file
from dongseon.ledger.merkle import Proof

Prove = Callable[[int], Proof]  # from this size to the head's
TIMEOUT_S = 10
MEMORY = "audit.heads"  # file in a witness's folder


class Refused(InvalidInput):
    """The witness remembers something else: the log was changed behind the application's back."""


class Witness(Protocol):
    """Shows a head to somebody. Raises Refused if they object, OSError if they cannot be reached."""

    def show(self, head: SignedHead, *, since: int, prove: Prove) -> None:
        """Show the head; `since` is the size that the witness probably saw last."""


class FolderWitness:
    """A folder on another machine or of another account; checked and kept there by our own hand."""

    def __init__(self, folder: Path, key: VerifierKey) -> None:
        self.path = folder / MEMORY
        self._key = key

    def show(self, head: SignedHead, *, since: int, prove: Prove) -> None:
        """Show the head. What the folder remembers counts, whatever `since` says."""
        if not self.path.parent.is_dir():
            raise FileNotFoundError(f"{self.path.parent}: the witness's folder is not there")
        seen = witness_file.last_seen(self.path, self._key)
        size = 0 if seen is None else seen.head.size
        proof = prove(size) if size <= head.head.size else ()
        review = witness_file.accept(self.path, head.note, proof=proof, key=self._key)
        if not review.ok:
            raise Refused(f"the witness {self.path} refuses the head: {', '.join(review.faults)}")


class ServerWitness:
    """A witness over HTTP(S)."""

    def __init__(self, url: str) -> None:
        self.url = url

    def show(self, head: SignedHead, *, since: int, prove: Prove) -> None:
        """Show the head; if the witness has seen another size, show it again from there."""
        status, said = self._post(head, since, prove)
        if status == http.client.CONFLICT and said.isdigit() and int(said) <= head.head.size:
            status, said = self._post(head, int(said), prove)
        if status != http.client.OK:
            raise Refused(f"the witness {self.url} refuses the head: {status} {said[:80]}")

    def _post(self, head: SignedHead, since: int, prove: Prove) -> tuple[int, str]:
        proof = "".join(base64.b64encode(part).decode() + "\n" for part in prove(since))
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = make(parts.netloc, timeout=TIMEOUT_S)
        try:
            connection.request(
                "POST",
                f"{parts.path.rstrip('/')}/add-checkpoint",
                body=f"old {since}\n{proof}\n{head.note}".encode(),
            )
            answer = connection.getresponse()
            return answer.status, answer.read(4096).decode("utf-8", "replace").strip()
        except http.client.HTTPException as fault:
            raise ConnectionError(f"{self.url}: {fault!r}") from fault
        finally:
            connection.close()


def configured(key: VerifierKey) -> Witness:
    """The witness of the settings: a URL, or a folder. Without one, a folder beside the database."""
    place: str = settings.AUDIT_WITNESS
    if place.startswith(("https://", "http://")):
        return ServerWitness(place)
    if place:
        return FolderWitness(Path(place), key)
    folder = Path(settings.DATA) / "witness"
    folder.mkdir(mode=0o700, exist_ok=True)
    return FolderWitness(folder, key)
