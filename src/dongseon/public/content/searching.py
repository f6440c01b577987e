"""Search over everything that is public, in both languages. Pure: documents in, ranked hits out.

Korean words carry endings (마스크를, 마스크는), so a word is looked for inside words, and pairs of
syllables catch what a space or an ending hides. No index is kept: what is not public any more cannot be found.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LONGEST_QUERY = 80
MOST_HITS = 50
SNIPPET = 160  # letters
TITLE_COUNTS, PHRASE_COUNTS = 8.0, 6.0
HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Document:
    """Something public."""

    kind: str
    language: str
    title: str
    text: str
    address: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, and where in it."""

    document: Document
    snippet: str
    score: float


def folded(text: str) -> str:
    """A text as it is compared: full-width letters plain, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def search(documents: Sequence[Document], query: str, *, language: str) -> tuple[Hit, ...]:
    """The documents that hold all words of a query, best first; those in the reader's language before others."""
    words = folded(query[:LONGEST_QUERY]).split()
    if not words:
        return ()
    hits = []
    for document in documents:
        title, text = folded(document.title), folded(document.text)
        score = _score(words, title, text)
        if score > 0:
            own = 1.5 if document.language == language else 1.0
            hits.append(Hit(document, _snippet(document.text, words), score * own))
    hits.sort(
        key=lambda hit: (
            -hit.score,
            -(hit.document.day or date.min).toordinal(),
            hit.document.address,
        )
    )
    return tuple(hits[:MOST_HITS])


def _score(words: Sequence[str], title: str, text: str) -> float:
    total = 0.0
    for word in words:
        found = TITLE_COUNTS * _share(word, title) + min(text.count(word), 5) + _share(word, text)
        if found < 0.6:
            return 0.0
        total += found
    phrase = " ".join(words)
    if len(words) > 1 and (phrase in text or phrase in title):
        total += PHRASE_COUNTS
    return total


def _share(word: str, text: str) -> float:
    """How much of a word a text holds: all of it, or two thirds at least of a Korean word's pairs."""
    if word in text:
        return 1.0
    if len(word) < 3 or not HANGUL.search(word):
        return 0.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share * 0.9 if share >= 2 / 3 else 0.0


def _snippet(text: str, words: Sequence[str]) -> str:
    flat = " ".join(text.split())
    lower = flat.casefold()
    at = min((place for word in words if (place := lower.find(word)) >= 0), default=0)
    start = max(at - SNIPPET // 3, 0)
    cut = flat[start : start + SNIPPET]
    return f"{'…' if start else ''}{cut.strip()}{'…' if start + SNIPPET < len(flat) else ''}"
