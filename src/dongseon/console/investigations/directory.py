"""Whom this console may ask, and whose officers sign: two files in the console's folder, read at need.

They are files and not rows, so that nobody who takes over a session can have an answer sent elsewhere or
a key believed: `holders.toml` names holders with address and key, `organisations.toml` is the very file
that holders pin (docs/runbook.md).
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from dongseon.console.investigations.types import Holder
from dongseon.errors import InvalidInput
from dongseon.mandate import Kind, Organisation, OrganisationKind, keys

HOLDERS, ORGANISATIONS = "holders.toml", "organisations.toml"
LATE_AFTER_MIN = 60  # where the file does not say; assumption
HOLDER_FIELDS = {"name", "url", "kinds", "key"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def holders() -> tuple[Holder, ...]:
    """All holders, in the order of the file; none where there is no file. Raises InvalidInput."""
    return _holders(*_stamp(settings.DATA / HOLDERS))


def holder(holder_id: str) -> Holder | None:
    """One of them."""
    return next((one for one in holders() if one.holder_id == holder_id), None)


def organisations() -> tuple[Organisation, ...]:
    """All organisations whose word about a key is believed. Raises InvalidInput."""
    return _organisations(*_stamp(settings.DATA / ORGANISATIONS))


def organisation(organisation_id: str) -> Organisation | None:
    """One of them."""
    found = (one for one in organisations() if one.organisation_id == organisation_id)
    return next(found, None)


def _stamp(path: Path) -> tuple[Path, int]:
    """A file and when it was last written: what the memory of its content is kept by."""
    return path, path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _holders(path: Path, stamp: int) -> tuple[Holder, ...]:
    return tuple(_read_holder(path, name, table) for name, table in _tables(path, stamp).items())


@lru_cache(maxsize=4)
def _organisations(path: Path, stamp: int) -> tuple[Organisation, ...]:
    found = []
    for name, table in _tables(path, stamp).items():
        if not isinstance(table, dict) or set(table) != {"kind", "central", "keys"}:
            raise InvalidInput(f"{path}: [{name}] needs kind, central and keys, and nothing else")
        if table["kind"] not in set(OrganisationKind):
            raise InvalidInput(f"{path}: [{name}] kind is health or police")
        public = tuple(keys.decode(str(key)) or b"" for key in table["keys"])
        found.append(
            Organisation(name, OrganisationKind(table["kind"]), bool(table["central"]), public)
        )
    return tuple(found)


def _read_holder(path: Path, name: str, table: object) -> Holder:
    if not isinstance(table, dict) or not table.keys() >= HOLDER_FIELDS:
        raise InvalidInput(f"{path}: [{name}] needs {', '.join(sorted(HOLDER_FIELDS))}")
    key = keys.decode(str(table["key"])) or b""
    if not keys.is_usable(key):
        raise InvalidInput(f"{path}: [{name}] key is no Ed25519 key in base64url")
    kinds = table["kinds"]
    if not isinstance(kinds, list) or not kinds or not set(kinds) <= set(Kind):
        raise InvalidInput(f"{path}: [{name}] kinds are among {', '.join(Kind)}")
    return Holder(
        holder_id=name,
        name=str(table["name"]),
        url=_checked_url(path, name, str(table["url"])),
        kinds=tuple(Kind(kind) for kind in kinds),
        public_key=key,
        answers_within_min=int(table.get("answers_within_min", LATE_AFTER_MIN)),
    )


def _checked_url(path: Path, name: str, url: str) -> str:
    """An address over TLS; without it on this machine alone."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not plain and not (parts.scheme == "https" and parts.hostname):
        raise InvalidInput(f"{path}: [{name}] url needs https, but on this machine")
    return url.rstrip("/")


def _tables(path: Path, stamp: int) -> dict[str, Any]:
    if not stamp:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{path}: not TOML: {fault}") from None
