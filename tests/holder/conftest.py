"""A lake for all tests of the holder, and a holder of its own for each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dongseon.holder import Limits

from .makers import Kept, make_data, make_lake, open_holder


@pytest.fixture(scope="session")
def telco_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty phones, four sectors. Nobody changes it."""
    return make_lake(tmp_path_factory.mktemp("telco"))


@pytest.fixture
def opened(telco_lake: Path, tmp_path: Path) -> Iterator[Callable[..., Kept]]:
    """Open a holder, with limits of one's own."""
    all_of_them: list[Kept] = []

    def open_one(**limits: int) -> Kept:
        data = make_data(tmp_path / f"data{len(all_of_them)}")
        kept = open_holder(telco_lake, data, Limits(**limits))
        all_of_them.append(kept)
        return kept

    yield open_one
    for kept in all_of_them:
        kept.service.close()


@pytest.fixture
def kept(opened: Callable[..., Kept]) -> Kept:
    """A holder as it starts."""
    return opened()
