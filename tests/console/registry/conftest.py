"""Refusals are read in English here."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English, whatever the console speaks."""
    with translation.override("en"):
        yield
