"""The folder of one public site: what lies where in it."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.running import holding, secret_files

OWNERS = "DATABASE_OWNER_URL"  # for the supervisor alone


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder. Nothing in it is about a person but editors' accounts."""

    folder: Path

    @property
    def database(self) -> Path:
        """The embedded PostgreSQL: cluster, socket and its passwords."""
        return self.folder / "database"

    @property
    def django_key(self) -> Path:
        """What signs editors' sessions and forms."""
        return self.folder / "secrets" / "django.key"

    @property
    def trusted(self) -> Path:
        """The console's public keys, one a line: whose releases are believed."""
        return self.folder / "trusted.keys"

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.folder / "public.lock"


def make(folder: Path) -> Home:
    """The data folder, made with its secrets if it is new.

    Raises InvalidInput where it cannot be made, or where it holds data and no key.
    """
    home = Home(folder.resolve())
    try:
        home.folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # the database may be another's
        for name in ("static", "media"):
            (home.folder / name).mkdir(exist_ok=True)
    except OSError as fault:
        raise InvalidInput(f"cannot make {folder}: {fault.strerror}") from fault
    if (home.database / "cluster").exists():
        secret_files.read(home.django_key)
    secret_files.make(home.django_key)
    return home


def existing(folder: Path) -> Home:
    """A data folder that is there. Raises InvalidInput if it holds no site."""
    home = Home(folder.resolve())
    if not home.django_key.exists():
        raise InvalidInput(f"{folder}: no public site is there")
    return home


def hold(home: Home) -> AbstractContextManager[None]:
    """Have the folder for oneself. Raises InUse if somebody has it."""
    return holding.hold(home.lock, f"{home.folder}: a public site runs here already")


def environment(home: Home, *, database_url: str) -> dict[str, str]:
    """What a process of the site is told: our environment and where things are."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != OWNERS and not name.startswith("DONGSEON_CONSOLE_")
    }
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "dongseon.public.settings",
        "DONGSEON_PUBLIC_DATA": str(home.folder),
        "DATABASE_URL": database_url,
    }
