"""Officers of a demonstration: in every role, with a password and a second factor that it prints.

Only where the settings say that the data are made up (and every page says so too).
"""

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dongseon.console.access import actions, queries
from dongseon.console.access.actions import Post
from dongseon.console.access.models import Authenticator, Officer
from dongseon.console.access.roles import Role
from dongseon.console.access.rules import PURPOSES
from dongseon.console.audit.types import HOUSE, Actor

SEOUL, MAPO, COUNTRY = "11", "11440", ""
OFFICERS: Mapping[str, tuple[str, Role, str]] = MappingProxyType(  # user name → name, role, area
    {
        "nurse": ("오지은", Role.NURSE, MAPO),
        "laboratory": ("한도윤", Role.LABORATORY, SEOUL),
        "triage": ("윤서진", Role.TRIAGE, SEOUL),
        "investigator": ("김민서", Role.INVESTIGATOR, SEOUL),
        "approver": ("정하람", Role.APPROVER, SEOUL),
        "case-officer": ("최은우", Role.CASE_OFFICER, MAPO),
        "port": ("강태오", Role.PORT, COUNTRY),
        "press": ("신예린", Role.PRESS, COUNTRY),
        "epidemiologist": ("문재이", Role.EPIDEMIOLOGIST, COUNTRY),
        "auditor": ("배수현", Role.AUDITOR, COUNTRY),
        "administrator": ("임시우", Role.ADMINISTRATOR, COUNTRY),
    }
)


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor that all of them share, so that one code lets everybody in."""

    key: str  # as the database keeps it, 40 hexadecimal digits
    secret: str = ""  # as an authenticator app takes it, base 32


def hire(*, now: datetime, password: str, factor: Factor) -> Factor:
    """Employ the officers. Returns the factor with what an app takes.

    Raises ImproperlyConfigured outside a demonstration, actions.Refused where somebody works already.
    """
    if not settings.PRACTICE:
        raise ImproperlyConfigured("officers with a known second factor are for practice only")
    secret = factor.secret
    for username, (name, role, area) in OFFICERS.items():
        officer_id = actions.employ(
            by=HOUSE, now=now, username=username, name=name, language="ko", password=password
        )
        post = Post(role, PURPOSES[role][0], area, now, None)
        actions.assign(by=HOUSE, now=now, officer_id=officer_id, post=post)
        Officer.objects.filter(pk=officer_id).update(first_password_until=None)
        device_id = actions.propose_factor(by=HOUSE, now=now, officer_id=officer_id)
        Authenticator.objects.filter(pk=device_id).update(key=factor.key)
        actions.enrol_factor(
            by=HOUSE, now=now, officer_id=officer_id, device_id=device_id, codes=()
        )
        device = queries.factor_of(officer_id)
        secret = b32encode(device.bin_key).decode() if device else secret
    return Factor(factor.key, secret)


def actor(username: str, now: datetime) -> Actor:
    """One of the officers in their role. Raises LookupError if they hold none now."""
    for held in queries.held_by(officer_id(username), now):
        return held.actor
    raise LookupError(username)


def officer_id(username: str) -> UUID:
    """The officer of this user name."""
    found: UUID = Officer.objects.values_list("pk", flat=True).get(username=username)
    return found
