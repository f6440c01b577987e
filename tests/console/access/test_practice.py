"""Officers of a demonstration: in every role, and nowhere but in a demonstration."""

from datetime import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from dongseon.console.access import practice, queries
from dongseon.console.access.practice import Factor
from dongseon.console.access.roles import Role

FACTOR = Factor("ab" * 20)


@pytest.mark.django_db
def test_officers_with_a_known_second_factor_are_for_practice_only(
    settings: Settings, now: datetime
) -> None:
    settings.PRACTICE = False
    with pytest.raises(ImproperlyConfigured, match="for practice only"):
        practice.hire(now=now, password="a long password", factor=FACTOR)  # noqa: S106  # made up


@pytest.mark.django_db
def test_there_is_one_in_every_role_and_one_code_for_all(settings: Settings, now: datetime) -> None:
    settings.PRACTICE = True
    made = practice.hire(now=now, password="a long password", factor=FACTOR)  # noqa: S106  # made up
    assert len(made.secret) == 32
    roles = {practice.actor(username, now).role for username in practice.OFFICERS}
    assert roles == {role.value for role in Role}
    keys = {
        device.bin_key
        for username in practice.OFFICERS
        if (device := queries.factor_of(practice.officer_id(username)))
    }
    assert len(keys) == 1
