"""Set the stage for the browser: officers of every role, signed in, and something on every page.

`main` is run by a process of its own (`theatre`): what it writes is committed, for a server to show.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from tests.console import cast as company
from tests.console.browser import props
from tests.console.cast import Player

from dongseon.console.access.models import Authenticator, Officer

NIGHT_WATCH = "night_watch"
TWO_ROLES = {NIGHT_WATCH: ("남궁새벽", company.Role.NURSE, company.MAPO)}  # and case officer


@dataclass(frozen=True, slots=True)
class Stage:
    """What there is to see."""

    sessions: Mapping[str, str]  # user name and language → session key
    ids: Mapping[str, str]  # name of a part of a route → something that is there
    now: str  # ISO


def set_stage(now: datetime) -> Stage:
    """Fill the database that the settings name."""
    players = {
        f"{username}.{language}": company.hire(
            f"{username}.{language}", name=name, role=role, area=area, language=language
        )
        for username, (name, role, area) in {**company.PEOPLE, **TWO_ROLES}.items()
        for language in ("ko", "en")
    }
    for language in ("ko", "en"):
        twice = players[f"{NIGHT_WATCH}.{language}"]
        company.give(twice.officer_id, role=company.Role.CASE_OFFICER, area=company.MAPO)
    sessions = {username: session_of(player) for username, player in players.items()}
    for language in ("ko", "en"):
        sessions |= on_the_threshold(language)
    return Stage(sessions, props.lay(players, now), now.isoformat())


def on_the_threshold(language: str) -> Mapping[str, str]:
    """Three who gave their password: with a phone, with none yet, with a password to be changed."""
    made = {
        name: company.hire(f"{name}.{language}", role=company.Role.NURSE, language=language)
        for name in ("at_code", "newcomer", "with_first_password")
    }
    officers = {name: Officer.objects.filter(pk=player.officer_id) for name, player in made.items()}
    Authenticator.objects.filter(user__in=officers["newcomer"]).delete()
    soon = datetime.now(UTC) + timedelta(days=1)
    officers["with_first_password"].update(first_password_until=soon)
    return {
        f"{name}.{language}": session_of(player, verified=name == "with_first_password")
        for name, player in made.items()
    }


def session_of(player: Player, *, verified: bool = True) -> str:
    """The key of a session of theirs."""
    cookies = company.browser_of(player, verified=verified).cookies
    return cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    """Set it, and tell."""
    with transaction.atomic():
        stage = set_stage(datetime.now(UTC))
    json.dump({"sessions": stage.sessions, "ids": stage.ids, "now": stage.now}, sys.stdout)
