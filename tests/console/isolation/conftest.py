"""Officers of Mapo."""

import pytest
from tests.console import cast
from tests.console.cast import Player


@pytest.fixture
def officer() -> Player:
    """Who watches over people in Mapo."""
    return cast.cast("case_officer")["case_officer"]


@pytest.fixture
def investigator() -> Player:
    """Who names contacts there."""
    return cast.cast("investigator")["investigator"]
