"""What a holder is told before it starts: its name, its lake, its key, whom it believes.

A data folder has `holder.pem` (the private key, readable by its owner only), `organisations.toml` (the
pinned organisations) and, if the holder knows places, `categories.toml`. Without key or organisations
there is no start.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dongseon import lake, mandate
from dongseon.errors import InvalidInput, NotFound
from dongseon.ledger import SignerKey, durable
from dongseon.mandate import (
    POLICIES,
    Holder,
    Keyring,
    Organisation,
    OrganisationKind,
    Policy,
    keys,
)

KEY = "holder.pem"
ORGANISATIONS = "organisations.toml"
CATEGORIES = "categories.toml"
KINDS = {kind.value: kind for kind in mandate.Kind}  # a lake has kinds that nobody may ask for


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is borne at once. Assumptions: a laptop's."""

    requests_per_min: int = 120  # of one organisation whose signatures hold
    strangers_per_min: int = 60  # of all whose signatures do not hold, together
    waiting: int = 500  # requests accepted and not yet answered; more are turned away
    answer_bytes: int = 256 << 20
    answer_s: float = 120.0  # of the engine's work on one request
    engine_memory: str = "1GB"


@dataclass(frozen=True, slots=True)
class Engine:
    """What asks the lake: DuckDB in this process, or a Spark cluster that sees the same files."""

    name: str = "duckdb"
    master: str = ""  # of Spark, e.g. spark://127.0.0.1:7077


@dataclass(frozen=True, slots=True)
class Config:
    """Everything fixed for the life of the process."""

    data: Path  # state, log and answers; of this holder alone
    lake: Path
    holder: Holder
    signer: SignerKey
    keyring: Keyring  # pinned organisations; officers come by signed statements
    limits: Limits = field(default_factory=Limits)
    engine: Engine = field(default_factory=Engine)
    policies: tuple[Policy, ...] = POLICIES  # the dated rules that it judges by

    @property
    def log(self) -> Path:
        """The log of everything that was asked, answered and refused."""
        return self.data / "audit.log"

    @property
    def spool(self) -> Path:
        """Where answers lie until they expire."""
        return self.data / "answers"


def read_config(
    data: Path,
    *,
    lake_folder: Path,
    name: str,
    limits: Limits | None = None,
    engine: Engine | None = None,
) -> Config:
    """Read a data folder. Raises InvalidInput or NotFound for whatever is missing or unsafe."""
    asked = engine or Engine()
    lake.check_engine(asked.name, master=asked.master)
    if not lake.is_lake(lake_folder):
        raise NotFound(f"{lake_folder}: no lake is there")
    kept = {part.kind for part in lake.present(lake_folder).parts} & set(KINDS)
    return Config(
        data=data,
        lake=lake_folder,
        holder=Holder(
            holder_id=name,
            kinds=frozenset(KINDS[kind] for kind in kept),
            categories=read_categories(data / CATEGORIES),
        ),
        signer=read_signer(data, name),
        keyring=mandate.pin(*read_organisations(data / ORGANISATIONS)),
        limits=limits or Limits(),
        engine=asked,
    )


def read_signer(data: Path, name: str) -> SignerKey:
    """The holder's key. Raises InvalidInput if others may read it, NotFound if there is none."""
    return SignerKey(name, lake.read_key(data / KEY))


def read_organisations(path: Path) -> list[Organisation]:
    """The pinned organisations: tables ``[ID]`` with ``kind``, ``central`` and ``keys`` (base64url)."""
    found = []
    for name, table in _read_toml(path).items():
        if not isinstance(table, dict) or set(table) != {"kind", "central", "keys"}:
            raise InvalidInput(f"{path}: [{name}] needs kind, central and keys, and nothing else")
        if table["kind"] not in set(OrganisationKind) or not isinstance(table["central"], bool):
            raise InvalidInput(f"{path}: [{name}] kind is health or police, central true or false")
        listed = table["keys"] if isinstance(table["keys"], list) else []
        decoded = [keys.decode(key) if isinstance(key, str) else None for key in listed]
        found.append(
            Organisation(
                organisation_id=name,
                kind=OrganisationKind(table["kind"]),
                central=table["central"],
                public_keys=tuple(key or b"" for key in decoded),
            )
        )
    if not found:
        raise InvalidInput(f"{path}: nobody is pinned, so nobody could ask")
    return found


def read_categories(path: Path) -> Mapping[str, str]:
    """Place id → category, as far as the holder knows places. A file that is not there is empty."""
    if not path.is_file():
        return MappingProxyType({})
    table = _read_toml(path)
    wrong = [name for name, category in table.items() if not isinstance(category, str)]
    if wrong:
        raise InvalidInput(f"{path}: the category of {wrong[0]} is not a text")
    return MappingProxyType(table)


def make_key(data: Path) -> None:
    """Make a private key for a holder that has none. Raises InvalidInput if there is one."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_key(data / KEY)
    except FileExistsError:
        raise InvalidInput(f"{data / KEY}: there is a key; a new one ends its log") from None


def write_key(path: Path) -> None:
    """A new private key in a new file that only its owner can read. Raises FileExistsError."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        durable.flush(file.fileno())


def _read_toml(path: Path) -> dict[str, Any]:  # whatever TOML can hold
    if not path.is_file():
        raise NotFound(f"{path}: no such file")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{path}: not TOML: {fault}") from None
