"""Results on disk: whole files or none, and never outside the folder that was named."""

import hashlib
import os
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from dongseon.errors import InvalidInput

NAME_BYTES = 80  # longest folder name made from an id; file systems take 255


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder so that a reader sees each one whole, or its older version.

    They are written into a hidden folder beside their places first, then renamed one by one.
    Raises InvalidInput where the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as temporary:
            for name, content in files.items():
                Path(temporary, name).write_bytes(content)
            for name in files:
                os.replace(Path(temporary, name), folder / name)
    except OSError as fault:
        raise InvalidInput(f"cannot write to {folder}: {fault.strerror}") from fault


def folder_names(person_ids: Sequence[str]) -> tuple[str, ...]:
    """One folder name a person: readable where the id is harmless, distinct in any case.

    Ids come from a file that a stranger wrote: separators, `..`, control characters and overlong
    names must not lead out of the results folder; ids that differ by case or by the composition of
    their letters alone must not share a folder on a disk that ignores it.
    """
    names = [folder_name(person_id) for person_id in person_ids]
    alike = [unicodedata.normalize("NFKD", name).casefold() for name in names]
    times = Counter(alike)
    return tuple(
        name if times[plain] == 1 else f"{name}~{digest(person_id)}"
        for name, plain, person_id in zip(names, alike, person_ids, strict=True)
    )


def folder_name(person_id: str) -> str:
    """A file system's name for an id, percent-encoded; letters and digits of any script stay."""
    kept = "".join(c if c.isalnum() else encoded(c) for c in person_id)
    if kept.startswith("."):
        kept = "%2E" + kept[1:]
    if not kept or len(kept.encode()) > NAME_BYTES:
        kept = f"{kept[: NAME_BYTES // 4]}_~{digest(person_id)}"
    return kept


def encoded(character: str) -> str:
    """Percent-encode one character, `~` included: it marks the names that carry a digest."""
    return "%7E" if character == "~" else quote(character, safe="-_.", errors="replace")


def digest(person_id: str) -> str:
    """Eight hexadecimal digits that tell two ids apart."""
    return hashlib.sha256(person_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
