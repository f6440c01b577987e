"""Backing up and restoring a console from the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dongseon.console.running import backup, databases, errands, home
from dongseon.console.running.home import Home
from dongseon.errors import InvalidInput
from dongseon.running.migrations import Progress


def restore(
    source: Path, keys: Path, place: Home, *, destroyed: Sequence[Path], progress: Progress
) -> dict[str, Any]:
    """Make a new console of a backup: files, dump, missing migrations, destructions done again.

    `destroyed`: newer copies of the log of destroyed keys. Nobody is served before all of it is done.
    Returns the manifest's time and how many keys were destroyed again. Raises InvalidInput.
    """
    manifest = backup.check(source)
    for log in destroyed:
        if not log.is_file():
            raise InvalidInput(f"{log}: is not there")
    backup.unpack(source, keys, place)
    made = home.make(place.folder)
    with home.hold(made):
        database = databases.open_database(made)
        try:
            backup.load(source, database)
            databases.bring_up_to_date(made, database, progress)
            said = errands.call(
                home.environment(made, database_url=database.url),
                "workflows.restoring",
                {
                    "made_at": manifest.made_at,
                    "destroyed": [str(log.resolve()) for log in destroyed],
                },
            )
        finally:
            databases.close(database)
    return {"made_at": manifest.made_at, "version": manifest.version} | said
