"""A new holder in a folder: its lake, its key, whom it believes. What is there already is left as it is.

lake/                        its records
data/holder.pem              its key
data/organisations.toml      whose officers it believes
data/categories.toml         the categories of the places that it knows
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dongseon import lake
from dongseon.holder import config
from dongseon.mandate import Organisation, keys

Progress = Callable[[str, int, int], None]  # what is taken in, rows done, rows in all


@dataclass(frozen=True, slots=True)
class NewHolder:
    """A holder that can be started."""

    name: str
    lake: Path
    data: Path
    rows: int  # in its lake
    public_key: str  # to be pinned by authorities and its witness


def set_up(
    folder: Path,
    name: str,
    *,
    dumps: Sequence[Path],
    organisations: str,  # the text of organisations.toml
    categories: Mapping[str, str],
    timezone: str,
    now: datetime,
    progress: Progress | None = None,
) -> NewHolder:
    """Take dumps in, then remove them; make key and configuration. Interrupted, it goes on when called again."""
    place, data = folder / "lake", folder / "data"
    if not lake.is_lake(place):
        lake.create(place, timezone=timezone)
    for dump in dumps:
        if dump.is_file():  # else it was taken in before
            list(lake.ingest(place, [dump], now=now, progress=progress))
            dump.unlink()
    lake.compact(place, progress=progress)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (data / config.KEY).exists():
        config.make_key(data)
    (data / config.ORGANISATIONS).write_text(organisations, encoding="utf-8")
    lines = (f"{json.dumps(key)} = {json.dumps(value)}" for key, value in categories.items())
    (data / config.CATEGORIES).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    found = config.read_config(data, lake_folder=place, name=name)
    rows = sum(source.rows for source in lake.present(place).sources)
    return NewHolder(name, place, data, rows, str(found.signer.verifier))


def organisations_toml(organisations: Sequence[Organisation]) -> str:
    """The pinned organisations as a holder's organisations.toml says them."""
    return "".join(_table(organisation) for organisation in organisations)


def _table(organisation: Organisation) -> str:
    public = ", ".join(f'"{keys.encode(key)}"' for key in organisation.public_keys)
    return (
        f'[{organisation.organisation_id}]\nkind = "{organisation.kind}"\n'
        f"central = {str(organisation.central).lower()}\nkeys = [{public}]\n"
    )


def organisation_key(path: Path) -> bytes:
    """The public half of an organisation's key, which is made where there is none."""
    if not path.exists():
        config.write_key(path)
    return lake.read_key(path).public_key().public_bytes_raw()
