"""What a mandate asks, in words: for the screen of the one who requests and of the one who approves.

Pure and complete: every field that is signed and means something to a person has its line, so that
two officers who read these lines know what they sign. Times are local.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dongseon.mandate.policy import KOREA
from dongseon.mandate.types import (
    AlertQuestion,
    Article,
    Direction,
    Kind,
    Mandate,
    PersonQuestion,
    PresenceQuestion,
    Purpose,
    Reference,
    ResolveQuestion,
    Window,
)


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    labels: tuple[str, ...]  # in the order of `summarise`
    article: dict[Article, str]
    purpose: dict[Purpose, str]
    kind: dict[Kind, str]
    reference: dict[Reference, str]
    direction: dict[Direction, str]
    span: str  # of a window: {0} to {1}
    not_isolated: str
    minutes: Callable[[int], str]
    tokens: Callable[[int], str]


KOREAN = Words(
    labels=(
        "보유기관", "사건", "법 조항", "목적", "필요성", "기록 종류", "대상", "기간 산정 근거",
        "요청자", "승인자", "유효기간",
    ),
    article={
        Article.PERSONAL_DATA: "감염병예방법 제76조의2제1항 (개인정보)",
        Article.LOCATION: "감염병예방법 제76조의2제2항 (위치정보)",
    },
    purpose={
        Purpose.FIND_CONTACTS: "접촉자 파악",
        Purpose.FIND_SOURCE: "감염원 파악",
        Purpose.CHECK_STATEMENT: "진술 확인",
        Purpose.IDENTIFY_CONTACT: "접촉자 신원 확인",
        Purpose.WARN_THOSE_PRESENT: "현장에 있던 사람에게 안내",
    },
    kind={
        Kind.CONNECTION: "기지국 접속",
        Kind.APPROVAL: "카드 승인",
        Kind.CHECK_IN: "전자출입명부",
        Kind.TAP: "교통카드",
    },
    reference={Reference.ONSET: "증상 발현일", Reference.SAMPLING: "검체 채취일"},
    direction={Direction.FORWARD: "접촉자 조사", Direction.SOURCE: "감염원 조사"},
    span="{0}부터 {1}까지",
    not_isolated="격리 전",
    minutes=lambda count: f"최소 체류 {count}분",
    tokens=lambda count: f"토큰 {count}건의 신원",
)  # fmt: skip
ENGLISH = Words(
    labels=(
        "holder", "case", "article", "purpose", "necessity", "records", "asked", "window counted from",
        "requester", "approver", "valid",
    ),
    article={
        Article.PERSONAL_DATA: "Infectious Disease Control and Prevention Act, Art. 76-2 (1): personal data",
        Article.LOCATION: "Infectious Disease Control and Prevention Act, Art. 76-2 (2): location",
    },
    purpose={
        Purpose.FIND_CONTACTS: "to find contacts",
        Purpose.FIND_SOURCE: "to find the source",
        Purpose.CHECK_STATEMENT: "to check a statement",
        Purpose.IDENTIFY_CONTACT: "to identify contacts",
        Purpose.WARN_THOSE_PRESENT: "to warn those who were present",
    },
    kind={
        Kind.CONNECTION: "connections to base stations",
        Kind.APPROVAL: "card approvals",
        Kind.CHECK_IN: "check-ins",
        Kind.TAP: "taps of transit cards",
    },
    reference={Reference.ONSET: "onset", Reference.SAMPLING: "sampling"},
    direction={Direction.FORWARD: "forward: contacts", Direction.SOURCE: "back: the source"},
    span="{0} to {1}",
    not_isolated="not isolated",
    minutes=lambda count: f"at least {count} minutes there",
    tokens=lambda count: f"whose {count} tokens are",
)  # fmt: skip


def summarise(mandate: Mandate, words: Words) -> tuple[tuple[str, str], ...]:
    """Label and text of each line, in the order in which an officer should read them."""
    texts = (
        mandate.holder_id,
        mandate.case_id,
        words.article[mandate.article],
        words.purpose[mandate.purpose],
        mandate.necessity,
        ", ".join(words.kind[kind] for kind in mandate.kinds),
        "; ".join(_asked(mandate, words)),
        _basis(mandate, words),
        mandate.requester.officer_id,
        mandate.approver.officer_id,
        _span(Window(mandate.not_before, mandate.expires), words),
    )
    return tuple(zip(words.labels, texts, strict=True))


def _asked(mandate: Mandate, words: Words) -> list[str]:
    question = mandate.question
    match question:
        case PersonQuestion():
            numbers = ", ".join(identifier.value for identifier in question.identifiers)
            return [numbers, _span(question.window, words)]
        case ResolveQuestion():
            tokens = words.tokens(len(question.tokens))
            return [f"{tokens} ({question.of_mandate})", ", ".join(question.tokens)]
        case PresenceQuestion() | AlertQuestion():
            areas = [
                f"{', '.join(area.place_ids)} ({area.category or '-'}), {_span(area.window, words)}"
                for area in question.areas
            ]
            said = (
                [question.text_ko, question.text_en] if isinstance(question, AlertQuestion) else []
            )
            return [*areas, words.minutes(question.least_stay_min), *said]


def _basis(mandate: Mandate, words: Words) -> str:
    basis = mandate.basis
    if basis is None:
        return "-"
    isolated = _moment(basis.isolated_at) if basis.isolated_at else words.not_isolated
    parts = (
        f"{words.reference[basis.reference]} {basis.reference_day.isoformat()}",
        isolated,
        words.direction[basis.direction],
        basis.justification,
    )
    return ", ".join(part for part in parts if part)


def _span(window: Window, words: Words) -> str:
    return words.span.format(_moment(window.begin), _moment(window.end))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(KOREA):%Y-%m-%d %H:%M:%S}"
