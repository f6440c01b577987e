"""Set the stage for the browser: officers of every role, signed in, and something on every page.

`main` is run by a process of its own (`theatre`): what it writes is committed, for a server to show.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from tests.console import cast as company

NIGHT_WATCH = "night_watch"  # holds two roles; without a role: nobody's


@dataclass(frozen=True, slots=True)
class Stage:
    """What there is to see."""

    sessions: Mapping[str, str]  # user name → session key
    ids: Mapping[str, str]  # name of a part of a route → something that is there
    now: str  # ISO


def set_stage(now: datetime) -> Stage:
    """Fill the database that the settings name."""
    players = company.cast()
    players[NIGHT_WATCH] = company.hire(
        NIGHT_WATCH, name="남궁새벽", role=company.Role.NURSE, area=company.MAPO
    )
    company.give(players[NIGHT_WATCH].officer_id, role=company.Role.CASE_OFFICER, area=company.MAPO)
    sessions = {
        username: company.browser_of(player).cookies[settings.SESSION_COOKIE_NAME].value
        for username, player in players.items()
    }
    ids = {"officer_id": str(players["nurse"].officer_id)}
    return Stage(sessions, ids, now.isoformat())


def main() -> None:
    """Set it, and tell."""
    with transaction.atomic():
        stage = set_stage(datetime.now(UTC))
    json.dump({"sessions": stage.sessions, "ids": stage.ids, "now": stage.now}, sys.stdout)
