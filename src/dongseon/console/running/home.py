"""The folder of one console: what lies where in it, and that one supervisor alone has it."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from dongseon.errors import InvalidInput
from dongseon.running import holding, secret_files

OWNERS = "DATABASE_OWNER_URL"  # for the supervisor alone


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder. Keys and data lie apart in it, so that a backup can take one without the other."""

    folder: Path

    @property
    def database(self) -> Path:
        """The embedded PostgreSQL: cluster, socket and its passwords."""
        return self.folder / "database"

    @property
    def secrets(self) -> Path:
        """What signs: sessions, forms, the audit's heads."""
        return self.folder / "secrets"

    @property
    def django_key(self) -> Path:
        """What signs sessions and forms."""
        return self.secrets / "django.key"

    @property
    def keys(self) -> Path:
        """What opens the registry; elsewhere where the environment says so."""
        return Path(os.environ.get("DONGSEON_CONSOLE_KEYS", self.folder / "keys"))

    @property
    def static(self) -> Path:
        """Styles, scripts, fonts, as they are sent out."""
        return self.folder / "static"

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.folder / "console.lock"


def make(folder: Path) -> Home:
    """The data folder, made with its secrets if it is new.

    Raises InvalidInput where it cannot be made, or where it holds data and no key: a key made in
    place of a lost one would hide the loss.
    """
    home = Home(folder.resolve())
    try:
        home.folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # the database may be another's
    except OSError as fault:
        raise InvalidInput(f"cannot make {folder}: {fault.strerror}") from fault
    if (home.database / "cluster").exists():
        secret_files.read(home.django_key)
    secret_files.make(home.django_key)
    return home


def existing(folder: Path) -> Home:
    """A data folder that is there. Raises InvalidInput if it holds no console."""
    home = Home(folder.resolve())
    if not home.django_key.exists():
        raise InvalidInput(f"{folder}: no console is there")
    return home


def hold(home: Home) -> AbstractContextManager[None]:
    """Have the folder for oneself. Raises InUse if somebody has it."""
    return holding.hold(home.lock, f"{home.folder}: a console runs here already")


def environment(home: Home, *, database_url: str) -> dict[str, str]:
    """What a process of the console is told: our environment and where things are."""
    inherited = {name: value for name, value in os.environ.items() if name != OWNERS}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "dongseon.console.settings",
        "DONGSEON_CONSOLE_DATA": str(home.folder),
        "DATABASE_URL": database_url,
    }
