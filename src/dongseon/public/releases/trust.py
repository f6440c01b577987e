"""Whose releases are believed: the console's public keys, in a file of the data folder."""

import base64
import binascii
from pathlib import Path

from dongseon.errors import InvalidInput

KEY_BYTES = 32


def keys(path: Path) -> tuple[bytes, ...]:
    """The keys of a file: one a line, in base64; none where there is no file.

    Raises InvalidInput naming the line that is none.
    """
    if not path.exists():
        return ()
    found = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):
        word = line.split("#")[0].strip()
        if not word:
            continue
        try:
            key = base64.b64decode(word, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise InvalidInput(
                f"{path}: line {number}: no public key of {KEY_BYTES} bytes in base64"
            )
        found.append(key)
    return tuple(found)
