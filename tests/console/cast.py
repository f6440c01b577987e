"""The cast: named officers in their roles, in two districts and for the whole country, and their browsers.

Kim Minseo investigates in Mapo (11440), Park Dohyun in Haeundae (26350); neither may see the other's
cases. Names are made up. `browser_of` gives a signed-in browser with the second factor done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from dongseon.console.access import sessions
from dongseon.console.access.models import Area, Assignment, Authenticator, Officer
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.access.rules import PURPOSES
from dongseon.console.audit.types import Actor

UNUSABLE = "!"  # no password has this for its hash
BEGAN = datetime(2020, 1, 20, tzinfo=UTC)  # the first case in Korea
SEOUL, MAPO = "11", "11440"
BUSAN, HAEUNDAE = "26", "26350"
COUNTRY = ""

# user name → name, role, area
PEOPLE: Mapping[str, tuple[str, Role, str]] = MappingProxyType(
    {
        "nurse": ("오지은", Role.NURSE, MAPO),
        "laboratory": ("한도윤", Role.LABORATORY, SEOUL),
        "triage": ("윤서진", Role.TRIAGE, SEOUL),
        "investigator": ("김민서", Role.INVESTIGATOR, MAPO),
        "approver": ("정하람", Role.APPROVER, SEOUL),
        "case_officer": ("최은우", Role.CASE_OFFICER, MAPO),
        "port": ("강태오", Role.PORT, COUNTRY),
        "press": ("신예린", Role.PRESS, COUNTRY),
        "epidemiologist": ("문재이", Role.EPIDEMIOLOGIST, COUNTRY),
        "auditor": ("배수현", Role.AUDITOR, COUNTRY),
        "administrator": ("임시우", Role.ADMINISTRATOR, COUNTRY),
        "second_administrator": ("송나래", Role.ADMINISTRATOR, COUNTRY),
        "investigator_haeundae": ("박도현", Role.INVESTIGATOR, HAEUNDAE),
        "case_officer_haeundae": ("류가온", Role.CASE_OFFICER, HAEUNDAE),
        "national_investigator": ("조이안", Role.INVESTIGATOR, COUNTRY),
    }
)
AREAS = (
    (SEOUL, "서울특별시", "Seoul", None),
    (MAPO, "마포구", "Mapo-gu", SEOUL),
    (BUSAN, "부산광역시", "Busan", None),
    (HAEUNDAE, "해운대구", "Haeundae-gu", BUSAN),
)


@dataclass(frozen=True, slots=True)
class Player:
    """An officer of the cast."""

    officer_id: UUID
    username: str
    name: str
    actor: Actor
    assignment_id: UUID


def hire(
    username: str,
    *,
    role: Role,
    area: str = COUNTRY,
    name: str = "",
    purpose: Purpose | None = None,
    language: str = "ko",
) -> Player:
    """An officer in one role, confirmed and enrolled: as quick as a test wants it, past all rules."""
    ensure_areas()
    purpose = purpose or PURPOSES[role][0]
    officer = Officer.objects.create(
        username=username,
        name=name or username,
        language=language,
        password=UNUSABLE,
        created_at=BEGAN,
    )
    post = give(officer.pk, role=role, area=area, purpose=purpose)
    Authenticator.objects.create(user=officer, name="phone", confirmed=True)
    actor = Actor(officer.pk, role.value, area, purpose.value)
    return Player(officer.pk, username, officer.name, actor, post)


def give(officer_id: UUID, *, role: Role, area: str, purpose: Purpose | None = None) -> UUID:
    """One more role for an officer."""
    return Assignment.objects.create(
        officer_id=officer_id,
        role=role,
        purpose=purpose or PURPOSES[role][0],
        area_id=area or None,
        begins_at=BEGAN,
        confirmed_at=BEGAN,
    ).pk


def cast(*usernames: str) -> dict[str, Player]:
    """These of the cast, or all of them."""
    return {
        username: hire(username, name=name, role=role, area=area)
        for username, (name, role, area) in PEOPLE.items()
        if not usernames or username in usernames
    }


def ensure_areas() -> None:
    """The areas of the cast, where the country's have not been loaded."""
    for code, name_ko, name_en, within in AREAS:
        Area.objects.get_or_create(
            code=code, defaults={"name_ko": name_ko, "name_en": name_en, "within_id": within}
        )


def browser_of(player: Player, *, verified: bool = True, language: str = "") -> Client:
    """A browser in which somebody has just signed in, checking CSRF as real ones are checked."""
    officer = Officer.objects.get(pk=player.officer_id)
    if language:
        officer.language = language
        officer.save(update_fields=["language"])
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    sessions.begin(session, generation=officer.generation, now=datetime.now(UTC))
    if verified:
        device = Authenticator.objects.get(user=officer, confirmed=True)
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    browser = Client(headers={"accept-language": language} if language else None)
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return browser
