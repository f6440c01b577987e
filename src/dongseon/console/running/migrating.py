"""Bringing the console's database to the present shape, as its owner."""

from functools import partial

from dongseon.console.running import home, rights
from dongseon.console.running.home import Home
from dongseon.running import migrations
from dongseon.running.migrations import Progress


def migrate(
    place: Home, *, owner_url: str, application: str, progress: Progress = lambda *_: None
) -> int:
    """Run the missing migrations, then say the application's rights anew. Returns how many there were."""
    return migrations.migrate(
        home.environment(place, database_url=owner_url),
        owner_url=owner_url,
        grant=partial(rights.grant, application=application),
        progress=progress,
    )


def count_missing(place: Home, url: str) -> int:
    """How many migrations the database lacks; none is run."""
    environment = home.environment(place, database_url=url)
    return migrations.run_steps(environment, lambda *_: None, words=("--count",))
