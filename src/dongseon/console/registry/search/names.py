"""The search terms of a name, and what a search for a name asks for. Pure.

A term is a short text with its domain before it. What stands in the database is only its HMAC.

    whole:김민수      the name without spaces (Hangul, Han, any script but Latin)
    pair:민수         two syllables that follow one another: finds part of a name
    sound:minsu       the sound of given names, joined and apart; never of a surname by itself
    sound:kim+minsu   … with what may be the surname
    start:alex        the first letters of a Latin name
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from dongseon.console.registry.search.sounds import fold, is_hangul, romanise, without_marks
from dongseon.console.registry.search.surnames import sound_of_surname, surname_length

MOST_PARTS = 6  # of a name; further parts are not searched by sound
STARTS = range(4, 7)  # letters of a beginning that finds a Latin name
WORD = re.compile(r"[^\W\d_]+")
Alternative = frozenset[str]  # terms that must all be there


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, composed (NFKC): jamo typed one by one become syllables."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", name)).casefold()
    return tuple(WORD.findall(composed.replace("'", "").replace("’", "")))


def is_latin(part: str) -> bool:
    """Whether a word can be romanised speech: letters a to z once their accents are off."""
    return without_marks(part).isascii()


def terms_of(name: str) -> frozenset[str]:
    """Every term under which a name is found."""
    parts = parts_of(name)
    latin = tuple(part for part in parts if is_latin(part))
    other = tuple(part for part in parts if not is_latin(part))
    terms = set(_latin_terms(latin[:MOST_PARTS]))
    if other:
        joined = "".join(other)
        terms.add(f"whole:{joined}")
        terms |= {f"pair:{pair}" for pair in _pairs(joined)}
        terms |= {f"whole:{part}" for part in other if len(part) > 1}
        if is_hangul(joined):
            for spoken in _as_spoken(joined):
                terms |= set(_sound_terms(spoken))
    return frozenset(terms)


def searches_of(text: str) -> tuple[tuple[Alternative, ...], ...]:
    """What a search asks for, in rounds: the first finds names as written, later ones what is alike.

    Each round is a choice of alternatives, each a set of terms that must all be there. Empty if the
    text cannot find anybody (one syllable; a surname alone).
    """
    parts = parts_of(text)[:MOST_PARTS]
    latin = tuple(part for part in parts if is_latin(part))
    other = tuple(part for part in parts if not is_latin(part))
    if latin and other:
        return _both(searches_of(" ".join(other)), searches_of(" ".join(latin)))
    rounds = _other_rounds(other) if other else _latin_rounds(latin)
    return tuple(found for found in rounds if found)


def _both(
    first: tuple[tuple[Alternative, ...], ...], second: tuple[tuple[Alternative, ...], ...]
) -> tuple[tuple[Alternative, ...], ...]:
    """Somebody who is found by either script's part as written, and by both where both are known."""
    joined = tuple(a | b for a in first[0] for b in second[0]) if first and second else ()
    return tuple(found for found in (joined, *first, *second) if found)


def _other_rounds(parts: tuple[str, ...]) -> Iterator[tuple[Alternative, ...]]:
    turned = dict.fromkeys("".join(turn) for turn in _rotations(parts))
    yield tuple(frozenset({f"whole:{joined}"}) for joined in turned if len(joined) > 1)
    pairs = (frozenset(f"pair:{pair}" for pair in _pairs(joined)) for joined in turned)
    yield tuple(found for found in pairs if found)
    sounds: dict[Alternative, None] = {}
    for joined in turned:
        if is_hangul(joined):
            for spoken in _as_spoken(joined):
                sounds |= dict.fromkeys(_sound_searches(spoken))
    yield tuple(sounds)


def _latin_rounds(parts: tuple[str, ...]) -> Iterator[tuple[Alternative, ...]]:
    yield tuple(dict.fromkeys(_sound_searches(parts)))
    if parts and not any(sound_of_surname(part) for part in parts):
        yield (frozenset(_begun(part) for part in parts),)


def _begun(part: str) -> str:
    """The term of a word that may be cut short; a short word is meant as it is."""
    plain = without_marks(part)
    return (
        f"start:{plain[: STARTS.stop - 1]}" if len(plain) >= STARTS.start else f"sound:{fold(part)}"
    )


def _latin_terms(parts: tuple[str, ...]) -> Iterator[str]:
    yield from _sound_terms(parts)
    for part in parts:
        plain = without_marks(part)
        for length in STARTS:
            if len(plain) >= length:
                yield f"start:{plain[:length]}"


def _sound_terms(parts: tuple[str, ...]) -> Iterator[str]:
    """Sounds of all runs of given names, alone and with each possible surname at either end."""
    for given in _runs(parts):
        if len(given) > 1 or not sound_of_surname(given[0]):
            yield f"sound:{fold(''.join(given))}"
    for surname, given_names in _splits(parts):
        for given in _runs(given_names):
            yield f"sound:{surname}+{fold(''.join(given))}"


def _sound_searches(parts: tuple[str, ...]) -> Iterator[Alternative]:
    """All readings of the words: which belong together, which is the surname."""
    for groups in _groupings(parts):
        one_of_several = len(groups) == 1 < len(parts)  # no surname alone, whatever it sounds like
        if one_of_several or not any(sound_of_surname(group) for group in groups):
            yield frozenset(f"sound:{fold(group)}" for group in groups)
        for surname, given in _splits(groups):
            yield frozenset(f"sound:{surname}+{fold(group)}" for group in given)


def _splits(parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sound of the surname and the other words, for a surname at the beginning and at the end."""
    if len(parts) < 2:
        return
    for surname, given in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        if sound := sound_of_surname(surname):
            yield sound, given


def _as_spoken(syllables: str) -> Iterator[tuple[str, ...]]:
    """A Hangul name in Latin letters: surname and given name, and as a given name alone."""
    length = surname_length(syllables)
    if length:
        yield romanise(syllables[:length]), romanise(syllables[length:])
    if len(syllables) - length > 1 or not length:
        yield (romanise(syllables),)


def _runs(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    count = len(parts)
    for start in range(count):
        for stop in range(start + 1, count + 1):
            yield parts[start:stop]


def _groupings(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """All ways to join neighbouring words: (a, b, c), (ab, c), (a, bc), (abc)."""
    if not parts:
        return
    for cuts in range(1 << (len(parts) - 1)):
        groups = [parts[0]]
        for index, part in enumerate(parts[1:]):
            if cuts >> index & 1:
                groups[-1] += part
            else:
                groups.append(part)
        yield tuple(groups)


def _rotations(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(len(parts)):
        yield parts[start:] + parts[:start]


def _pairs(joined: str) -> Iterable[str]:
    return (joined[index : index + 2] for index in range(len(joined) - 1))
