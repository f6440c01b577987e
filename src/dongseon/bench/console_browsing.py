"""Officers of the console's benches and their browsers. Imported by programs that `console_calling` starts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from dongseon.console.access import sessions
from dongseon.console.access.models import Assignment, Authenticator, Officer
from dongseon.console.access.roles import Role
from dongseon.console.access.rules import PURPOSES


def employed(username: str, *, role: Role, area: str, since: datetime) -> Officer:
    """Somebody in a role for an area ("" is the whole country), with the second factor, past all rules."""
    officer = Officer.objects.create(
        username=username, name=username, password=UNUSABLE_PASSWORD_PREFIX, created_at=since
    )
    Assignment.objects.create(
        officer=officer,
        role=role,
        purpose=PURPOSES[role][0],
        area_id=area or None,
        begins_at=since,
        confirmed_at=since,
    )
    Authenticator.objects.create(user=officer, name="phone", confirmed=True)
    return officer


def signed_in(officer: Officer) -> Client:
    """The officer's browser, with the second factor done."""
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    sessions.begin(session, generation=officer.generation, now=datetime.now(UTC))
    device = Authenticator.objects.get(user=officer, confirmed=True)
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return browser


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
