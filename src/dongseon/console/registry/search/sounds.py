"""From letters to sounds: Hangul and its many romanisations folded to one spelling. Pure.

Hangul is romanised syllable by syllable (Revised Romanization, Ministry of Culture and Tourism notice
2000-8; names are written without sound change between syllables). Latin letters, ours or typed, are
then folded so that what passports commonly write for one syllable comes out alike: Jeong, Jung and
Chung; Gyeong and Kyung; Su and Soo. Folding is coarse on purpose: it finds, and the eye decides.
"""

import re
import unicodedata
from functools import lru_cache

INITIALS = "g kk n d tt r m b pp s ss . j jj ch k t p h".replace(".", "").split(" ")
VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
FINALS = ". k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace(".", "").split(" ")
FIRST, LAST = 0xAC00, 0xD7A3  # 가, 힣

FOLDS = (
    ("yeo|you|yoo|yu", "yu"),
    ("eo|eu|oo|u", "u"),
    ("weo|wo", "wo"),
    ("wae|oe|oi|we", "we"),
    ("woo|wu", "u"),
    ("yae|ye", "ye"),
    ("ae|ai|e", "e"),
    ("hui|heui|hee|hi|hy$", "hi"),
    ("ee|i", "i"),
    ("tch|ch|jj|j|z|c(?=[ei])", "c"),
    ("ck|kk|gg|g|k|q|c", "k"),
    ("tt|dd|d|t", "t"),
    ("pp|ph|bb|b|p|f|v", "p"),
    ("sh|ss|s", "s"),
    ("rr|ll|rl|lr|rh|r|l", "l"),
    ("nn|n", "n"),
    ("mm|m", "m"),
    ("wh|hw", "w"),
)
LONGEST_FIRST = sorted(
    ((spelling, sound) for spellings, sound in FOLDS for spelling in spellings.split("|")),
    key=lambda pair: -len(pair[0]),
)
SPELLING = re.compile("|".join(f"({spelling})" for spelling, _ in LONGEST_FIRST))
SILENT_H = re.compile(r"(?<=[aeiouy])h(?![aeiouyw])")  # Oh, Ahn, Noh
INITIAL_UI = re.compile(r"^(?:eui|ui)")


def is_hangul(letters: str) -> bool:
    """Whether these are Hangul syllables and nothing else."""
    return bool(letters) and all(FIRST <= ord(letter) <= LAST for letter in letters)


def romanise(syllables: str) -> str:
    """Hangul syllables in Revised Romanization, each by itself."""
    spelled = []
    for syllable in syllables:
        index = ord(syllable) - FIRST
        initial, rest = divmod(index, len(VOWELS) * len(FINALS))
        vowel, final = divmod(rest, len(FINALS))
        spelled.append(INITIALS[initial] + VOWELS[vowel] + FINALS[final])
    return "".join(spelled)


@lru_cache(maxsize=65_536)
def fold(letters: str) -> str:
    """The sound of a romanised word in lower case; equal for spellings commonly used for one name."""
    plain = INITIAL_UI.sub("i", SILENT_H.sub("", without_marks(letters)))
    return SPELLING.sub(_sound, plain)


def without_marks(letters: str) -> str:
    """Letters without their accents: é as e, ŏ as o."""
    apart = unicodedata.normalize("NFKD", letters)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _sound(found: "re.Match[str]") -> str:
    return LONGEST_FIRST[(found.lastindex or 1) - 1][1]
