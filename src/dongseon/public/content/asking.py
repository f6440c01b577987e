"""A question from the public, judged before anybody sees it. Pure. Rules: docs/rules/questions.md."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from dongseon.public import private
from dongseon.public.private import Kind

SHORTEST, LONGEST = 10, 1_000  # letters
QUICKEST_S, SLOWEST_S = 4, 3 * 3600  # s between seeing the form and sending it: nobody types faster


class Verdict(StrEnum):
    """What becomes of a question."""

    TAKEN = "taken"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    MARKUP = "markup"  # HTML, a script, an address to click on
    ADVERTISING = "advertising"
    ROBOT = "robot"  # filled what no person sees, or faster than anybody types
    EXPIRED = "expired"  # the form was open for hours
    REPEATED = "repeated"
    TOO_MANY = "too_many"
    ONLY_PRIVATE = "only_private"  # nothing is left once private data are blotted out


@dataclass(frozen=True, slots=True)
class Judged:
    """A question after judging. ``text`` is all that is kept of it."""

    verdict: Verdict
    text: str
    masked: tuple[Kind, ...]


MARKUP = re.compile(
    r"<\s*/?\s*[a-zA-Z!?][^>]*>?|&#?\w{2,8};|javascript\s*:|data\s*:\s*text|on\w{3,20}\s*=|\[/?(?:url|img|link)",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:https?|ftp|hxxps?)\s*:?//|www\s*\.|\b[\w\-]{2,}\s?\.\s?(?:com|net|org|kr|io|me|xyz|top|shop|info|biz|club|link|ly|gl|cc|ru|cn)\b(?!\w)",
    re.IGNORECASE,
)
SOLD = (
    "카지노", "바카라", "토토", "먹튀", "슬롯", "홀덤", "대출", "급전", "일수", "비아그라", "시알리스", "출장마사지",
    "오피사이트", "성인용품", "홍보합니다", "수익보장", "재택알바", "고수익", "무료체험", "최저가", "카톡문의", "텔레그램",
    "casino", "viagra", "cialis", "betting", "payday loan", "seo service", "backlink", "forex", "crypto invest",
)  # fmt: skip
REPEATED_LETTER = re.compile(r"(.)\1{9,}")


def judge(text: str, *, seconds: float, trap: str) -> Judged:
    """A question's verdict. ``seconds`` since the form was shown; ``trap`` is a field that nobody sees."""
    tidy = tidied(text)
    verdict = _verdict(tidy, seconds, trap)
    if verdict is not Verdict.TAKEN:
        return Judged(verdict, "", ())
    masked, kinds = private.masked(tidy)
    left = masked.replace(private.MASK, "")
    if kinds and len("".join(left.split())) < SHORTEST:
        return Judged(Verdict.ONLY_PRIVATE, "", kinds)
    return Judged(Verdict.TAKEN, masked, kinds)


def tidied(text: str) -> str:
    """A text without what nobody sees: control, width and direction characters; full-width letters plain."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n"))
    seen = "".join(
        letter for letter in plain if letter == "\n" or unicodedata.category(letter)[0] != "C"
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", seen)).strip()


def _verdict(text: str, seconds: float, trap: str) -> Verdict:
    if trap or seconds < QUICKEST_S:
        return Verdict.ROBOT
    if seconds > SLOWEST_S:
        return Verdict.EXPIRED
    if len(text) > LONGEST:
        return Verdict.TOO_LONG
    if len("".join(text.split())) < SHORTEST:
        return Verdict.TOO_SHORT
    return _of_words(text)


def _of_words(text: str) -> Verdict:
    without_mail = private.PATTERNS[0][1].sub(" ", text)  # an e-mail address is masked, not refused
    if MARKUP.search(text) or ADDRESS.search(without_mail):
        return Verdict.MARKUP
    squeezed = re.sub(r"[\s.\-_*·]", "", text).casefold()
    if any(word.replace(" ", "") in squeezed for word in SOLD) or REPEATED_LETTER.search(text):
        return Verdict.ADVERTISING
    return Verdict.TAKEN


def same(text: str) -> bytes:
    """What two questions share that are the same but for spaces, case and signs."""
    letters = "".join(letter for letter in text.casefold() if letter.isalnum())
    return hashlib.sha256(letters.encode()).digest()
