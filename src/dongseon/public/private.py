"""What may name or reach somebody in a text: found, and masked. Pure. Rules: docs/rules/questions.md."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    RESIDENT_NUMBER = "resident_number"
    MOBILE = "mobile"
    E_MAIL = "e_mail"
    CARD = "card"
    PASSPORT = "passport"
    ACCOUNT = "account"
    HOME = "home"  # an address as fine as a flat
    NAME = "name"  # said to be one


GAP = r"[ \t.\-–·_]?"
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.E_MAIL, re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")),
    (Kind.CARD, re.compile(rf"(?<!\d)\d{{4}}{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d{{4}}(?!\d)")),
    (Kind.RESIDENT_NUMBER, re.compile(rf"(?<!\d)\d{{6}}{GAP}[0-9]\d{{6}}(?!\d)")),
    (Kind.RESIDENT_NUMBER, re.compile(r"(?<!\d)\d{6}-[0-9][*●xX]{6}")),
    (
        Kind.MOBILE,
        re.compile(rf"(?<!\d)(?:\+?82{GAP}\(?0?\)?|0)1[016789]{GAP}\d{{3,4}}{GAP}\d{{4}}(?!\d)"),
    ),
    (Kind.ACCOUNT, re.compile(r"(?<!\d)\d{3,6}-\d{2,6}-\d{4,8}(?:-\d{1,3})?(?!\d)")),
    (Kind.PASSPORT, re.compile(r"(?<![A-Za-z0-9])[MSRODG]\d{8}(?!\d)", re.IGNORECASE)),
    (Kind.HOME, re.compile(r"\d{1,4}\s?동\s?\d{1,4}\s?호")),
    (
        Kind.NAME,
        re.compile(
            r"(?:제?\s?이름은|저는|성함은|환자(?:는|명은)?|성명\s?[:：])\s?([가-힣]{2,4})(?=(?:이라고|라고|입니다|이고|예요|이에요|[,.\s]|$))"
        ),
    ),
    (
        Kind.NAME,
        re.compile(
            r"(?i:my name is|i am called|patient'?s name is)\s+([A-Z][\w'\-]+(?:\s[A-Z][\w'\-]+){0,2})"
        ),
    ),
)
OFFICES = re.compile(
    r"^(?:0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70)|15\d\d|16\d\d|18\d\d)-"
)  # numbers of offices
NOT_NAMES = frozenset(
    {
        "확진자",
        "외국인",
        "자가격리",
        "학생",
        "임산부",
        "직장인",
        "서울",
        "서울에",
        "환자",
        "오늘",
        "어제",
        "현재",
        "지난",
        "이번",
    }
)
MASK = "●●●"


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that may name somebody."""

    kind: Kind
    start: int
    end: int


def found_in(text: str) -> tuple[Found, ...]:
    """What may name or reach somebody, from the left, no two overlapping."""
    taken: list[Found] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(1) if pattern.groups else match.span()
            if _innocent(kind, text[start:end]):
                continue
            if all(end <= each.start or start >= each.end for each in taken):
                taken.append(Found(kind, start, end))
    return tuple(sorted(taken, key=lambda each: each.start))


def _innocent(kind: Kind, piece: str) -> bool:
    if kind is Kind.ACCOUNT:
        return bool(OFFICES.match(piece)) or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", piece))
    return kind is Kind.NAME and piece in NOT_NAMES


def masked(text: str) -> tuple[str, tuple[Kind, ...]]:
    """The text with all that may name somebody blotted out, and what that was."""
    kinds: list[Kind] = []
    pieces: list[str] = []
    at = 0
    for each in found_in(text):
        pieces += [text[at : each.start], MASK]
        kinds.append(each.kind)
        at = each.end
    pieces.append(text[at:])
    return "".join(pieces), tuple(kinds)
