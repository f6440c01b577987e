"""The first administrator of a console: employed by the house itself, once."""

import secrets
from datetime import datetime

from django.db import transaction

from dongseon.console.access import actions as access
from dongseon.console.access.actions import Post
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit.types import HOUSE

PASSWORD_BYTES = 12  # of chance: 16 letters, to be changed at the first sign-in


def appoint(*, now: datetime, username: str, name: str, language: str) -> str:
    """Employ the first administrator. Returns the password, which is kept nowhere.

    Raises access.actions.Refused where the user name is taken.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with transaction.atomic():
        officer_id = access.employ(
            by=HOUSE, now=now, username=username, name=name, language=language, password=password
        )
        access.assign(
            by=HOUSE,
            now=now,
            officer_id=officer_id,
            post=Post(Role.ADMINISTRATOR, Purpose.OPERATION, "", now, None),
        )
    return password


def main(told: dict[str, str], now: datetime) -> dict[str, str]:
    """Called by the supervisor on the first start."""
    password = appoint(
        now=now, username=told["username"], name=told["name"], language=told["language"]
    )
    return {"username": told["username"], "password": password}
