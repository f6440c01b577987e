"""Whom the console may ask stands in a file, and what is wrong with the file is said."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.console.investigations import telco

from dongseon.console.investigations import directory
from dongseon.errors import InvalidInput
from dongseon.mandate import Kind

PLACE = settings.DATA / "holders.toml"


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """The file as it was."""
    before = PLACE.read_text(encoding="utf-8") if PLACE.is_file() else None
    yield
    PLACE.unlink(missing_ok=True)
    if before is not None:
        PLACE.write_text(before, encoding="utf-8")


def wrote(text: str) -> None:
    PLACE.write_text(text, encoding="utf-8")


def test_holders_are_those_of_the_file() -> None:
    wrote(telco.holders_toml(card="approval"))
    found = directory.holders()
    assert [(one.holder_id, one.kinds) for one in found] == [
        ("telco-a", (Kind.CONNECTION,)),
        ("card", (Kind.APPROVAL,)),
    ]
    assert directory.holder("nobody") is None


def test_a_console_without_the_file_asks_nobody() -> None:
    PLACE.unlink(missing_ok=True)
    assert directory.holders() == ()


@pytest.mark.parametrize("url", ["http://holder.example", "ftp://127.0.0.1", "127.0.0.1:80", ""])
def test_an_address_without_tls_is_refused_but_on_this_machine(url: str) -> None:
    wrote(telco.holders_toml().replace("http://127.0.0.1:1", url))
    with pytest.raises(InvalidInput, match="https"):
        directory.holders()


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('kinds = ["connection"]', 'kinds = ["thoughts"]', "kinds"),
        ('key = "', 'key = "x', "key"),
        ('name = "', 'title = "', "needs"),
        ("[telco-a]", "[telco-a", "TOML"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(was: str, becomes: str, said: str) -> None:
    wrote(telco.holders_toml().replace(was, becomes))
    with pytest.raises(InvalidInput, match=said):
        directory.holders()
