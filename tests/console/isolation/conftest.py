"""Refusals are read in English; officers of Mapo."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from tests.console import cast
from tests.console.cast import Player


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as somebody reads them who reads English."""
    with translation.override("en"):
        yield


@pytest.fixture
def officer() -> Player:
    """Who watches over people in Mapo."""
    return cast.cast("case_officer")["case_officer"]


@pytest.fixture
def investigator() -> Player:
    """Who names contacts there."""
    return cast.cast("investigator")["investigator"]
