"""Registers' own words for kinds of places."""

import unicodedata

import numpy as np
import pytest

from dongseon.records.categories import KINDS, are_of_kind, kind_of
from dongseon.records.columns import Coded


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("convenience_store", "convenience"),
        ("Convenience Store", "convenience"),
        ("편의점", "convenience"),
        ("supermarket", "supermarket"),
        ("traditional market", "market"),
        ("study_cafe", "library"),
        ("PC방", "pc_cafe"),
        ("apartment building", "home"),
        ("아파트", "home"),
        ("일반음식점", "restaurant"),
        ("coffee-shop", "cafe"),
        ("nursing home", "senior_centre"),
        ("초등학교", "school"),
        ("embarkation", ""),
        ("", ""),
        ("=cmd()", ""),
    ],
)
def test_a_registers_word_means_a_kind(word: str, kind: str) -> None:
    assert kind_of(word) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_own_name_means_itself(kind: str) -> None:
    assert kind_of(kind) == kind
    assert kind_of(kind.upper()) == kind


def test_a_decomposed_word_means_the_same() -> None:
    assert kind_of(unicodedata.normalize("NFD", "노래방")) == "karaoke"


def test_a_column_is_judged_word_by_word() -> None:
    words = Coded(np.array([2, 0, 1, -1], np.int32), ("cafe", "아파트", "home"))
    assert are_of_kind(words, "home").tolist() == [True, False, True, False]
