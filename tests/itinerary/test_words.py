"""What people call places: the kinds that their words may mean, and when they only say "at home"."""

import pytest

from dongseon.itinerary import words


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A café by the station", {"cafe", "bakery"}),
        ("친구와 노래방에 갔습니다", {"karaoke"}),
        ("친구와 PC방에 갔습니다", {"pc_cafe"}),
        ("A GYM", {"gym"}),
        ("somewhere downtown", set()),
        ("", set()),
    ],
)
def test_words_tell_of_kinds_of_places_in_both_languages_and_any_case(
    text: str, kinds: set[str]
) -> None:
    assert words.kinds_in(text) == kinds


def test_words_of_two_kinds_tell_of_both() -> None:
    assert {"gym", "church"} <= words.kinds_in("the gym, then church")


@pytest.mark.parametrize("text", ["I was AT HOME.", "집에 있었습니다.", "자택", "at my place"])
def test_at_home_is_heard_in_both_languages(text: str) -> None:
    assert words.at_home(text)


@pytest.mark.parametrize(
    "text", ["a restaurant at home square", "밥집에 갔습니다", "downtown", "at homework club"]
)
def test_what_names_another_place_is_not_at_home(text: str) -> None:
    assert not words.at_home(text)


def test_every_word_is_in_lower_case_as_it_is_looked_for() -> None:
    assert all(word == word.casefold() for said, _ in words.KINDS for word in said)
