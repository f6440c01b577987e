"""Elements escape whatever they are given, and refuse what the page's policy would refuse."""

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.look.markup import element, fit, picture, render, text_of


@given(text=st.text(), value=st.text())
def test_any_text_comes_back_as_it_was_and_changes_nothing_around_it(text: str, value: str) -> None:
    shown = render(element("g", element("text", text, data_name=value), class_="marker"))
    parsed = ElementTree.fromstring(str(shown))  # noqa: S314 - our own output
    inner = parsed.find("text")
    assert inner is not None
    assert len(parsed) == 1
    assert (inner.text or "").replace("\r", "") == fit(text).replace("\r", "")
    assert list(inner.attrib) == ["data-name"]


@pytest.mark.parametrize("name", ["style", "onclick", "onload"])
def test_inline_styles_and_handlers_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"attribute '{name}' is not allowed"):
        element("g", **{name: "x"})


@pytest.mark.parametrize("tag", ["", "a b", "script>", "1a", "g\n"])
def test_what_is_no_name_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="is no name of an element"):
        element(tag)


def test_numbers_are_short() -> None:
    assert [text_of(v) for v in (1.0, 0.5, 1 / 3, 100.0, -0.25, 7)] == [
        "1", "0.5", "0.33", "100", "-0.25", "7",
    ]  # fmt: skip
    assert text_of(float("nan")) == "0"


def test_long_texts_are_cut_with_an_ellipsis() -> None:
    assert fit("가" * 100, 10) == "가" * 9 + "…"
    assert fit("short", 10) == "short"


def test_a_picture_says_what_it_is() -> None:
    shown = str(
        render(picture(width=10, height=5, name="Map & more", description="Two", kind="map"))
    )
    assert 'role="img"' in shown
    assert "<title>Map &amp; more</title><desc>Two</desc>" in shown
