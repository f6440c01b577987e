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
    PLATE = "plate"  # of a car
    NAME = "name"  # said to be one


GAP = r"[ \t]?[.\-–—·_/,]?[ \t]?"
SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
HONORIFIC = (
    "씨|님|선생|할머니|할아버지|어르신|아저씨|아주머니|사장|원장|대표|부장|과장|차장|대리|교수|목사|(?:군|양)(?![가-힣])|"
    "(?:군|양)[은는이가을를의과와도](?![가-힣])"
)
NO_NAMES_END = "구시군동읍면리역점교원관집층병대된의에는"  # 강남구 확진자, 격리된 환자, 주말에 환자
KOREAN_DIGIT = "공영일이삼사오육륙칠팔구"
PLATE = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자하허호배"
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.E_MAIL,
        re.compile(
            r"[\w.+\-]+\s?(?:@|\(at\)|\[at\]|골뱅이)\s?[\w\-]+(?:\s?(?:\.|점|dot)\s?[\w\-]+)+"
        ),
    ),
    (Kind.CARD, re.compile(rf"(?<!\d)\d{{4}}{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d{{3,4}}(?!\d)")),
    (Kind.CARD, re.compile(rf"(?<!\d)3[47]\d{{2}}{GAP}\d{{6}}{GAP}\d{{5}}(?!\d)")),
    (Kind.RESIDENT_NUMBER, re.compile(rf"(?<!\d)\d{{6}}{GAP}[0-9]\d{{6}}(?!\d)")),
    (Kind.RESIDENT_NUMBER, re.compile(r"(?<!\d)\d{6}\s?-\s?[0-9][*●xX]{6}")),
    (
        Kind.RESIDENT_NUMBER,
        re.compile(r"(?<!\d)\d(?:[ .]\d){5}[ .\-–]{1,3}[0-9](?:[ .]\d){6}(?!\d)"),
    ),
    (
        Kind.MOBILE,
        re.compile(
            rf"(?<!\d)(?:\+?82{GAP}\(?0?\)?{GAP}|0)1{GAP}[016789]{GAP}\)?{GAP}\d{{3,4}}{GAP}\d{{4}}(?!\d)"
        ),
    ),
    (Kind.MOBILE, re.compile(r"(?<!\d)0[ .]1[ .][016789](?:[ .\-]{1,3}\d){7,8}(?!\d)")),
    (
        Kind.MOBILE,
        re.compile(r"(?<![0-9A-Za-z])[0oO][1lI][0oO16789][ .\-]?\d{3,4}[ .\-]?\d{4}(?!\d)"),
    ),
    (
        Kind.MOBILE,
        re.compile(rf"[공영]\s?일\s?[공영](?:[\s.\-]{{0,2}}[{KOREAN_DIGIT}]){{7,8}}(?![가-힣])"),
    ),
    (Kind.MOBILE, re.compile(r"\+(?!82[ \-]?0?[2-6])\d{1,3}(?:[ .\-()]{0,2}\d){7,12}(?!\d)")),
    (Kind.ACCOUNT, re.compile(r"(?<!\d)\d{3,6}-\d{2,6}-\d{4,8}(?:-\d{1,3})?(?!\d)")),
    (Kind.ACCOUNT, re.compile(r"(?<![\d.])\d{10,16}(?![\d.])")),
    (
        Kind.ACCOUNT,
        re.compile(
            r"(?i:카카오톡|카톡|텔레그램|위챗|라인|인스타(?:그램)?|kakao(?:talk)?|telegram|wechat|instagram|line)"
            r"\s?(?i:아이디|id|계정)?\s?(?:는|은|:|：|is)?\s?@?([A-Za-z0-9][\w.]{3,})"
        ),
    ),
    (Kind.PASSPORT, re.compile(r"(?<![A-Za-z0-9])[MSRODG]\s?\d{8}(?!\d)", re.IGNORECASE)),
    (Kind.PASSPORT, re.compile(r"(?<![A-Za-z0-9])[MSRODG]\d{3}[A-Z]\d{4}(?!\d)", re.IGNORECASE)),
    (Kind.PLATE, re.compile(rf"(?<!\d)\d{{2,3}}\s?[{PLATE}]\s?\d{{4}}(?!\d|\s?(?:원|명|년))")),
    (Kind.HOME, re.compile(r"\d{1,4}\s?동\s?\d{1,4}\s?호")),
    (
        Kind.NAME,
        re.compile(
            r"(?:제?\s?이름은|저는|성함은|환자(?:는|명은)?|성명\s?[:：])\s?([가-힣]{2,4})(?=(?:이라고|라고|입니다|이고|예요|이에요|[,.\s]|$))"
        ),
    ),
    (
        Kind.NAME,
        re.compile(rf"(?<![가-힣])([{SURNAMES}][가-힣]{{2}})(?=\s?(?:{HONORIFIC}))"),
    ),
    (
        Kind.NAME,
        re.compile(
            rf"(?<![가-힣])([{SURNAMES}][가-힣](?![{NO_NAMES_END}])[가-힣])(?=\s?(?:환자|확진자))"
        ),
    ),
    (Kind.NAME, re.compile(rf"(?<![가-힣])([{SURNAMES}][가-힣])(?=\s?씨(?![가-힣]*앗))")),
    (
        Kind.NAME,
        re.compile(
            r"(?i:my name is|i am called|patient'?s name is)\s+([A-Z][\w'\-]+(?:\s[A-Z][\w'\-]+){0,2})"
        ),
    ),
    (
        Kind.NAME,
        re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+([A-Z][\w'\-]+(?:\s[A-Z][\w'\-]+){0,2})"),
    ),
)
OFFICES = re.compile(
    r"^(?:0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70)|15\d\d|16\d\d|18\d\d)-"
)  # numbers of offices
# What begins like a surname and is none: what people are by what they do, days, places.
NOT_NAMES = frozenset(
    (
        "확진자", "외국인", "자가격리", "학생", "임산부", "직장인", "서울", "서울에", "환자", "오늘", "어제",
        "현재", "지난", "이번", "주민", "고객", "손님", "강사", "기사", "원장", "안내원", "이용자", "방문자",
        "공무원", "조리사", "간병인", "상담원", "상담사", "보호자", "소장", "원어민", "전문가", "구급대", "주인",
        "연구원", "이장", "반장", "우리집", "지도자", "진행자", "주무관", "조사관", "담당자", "의료진", "간호사",
        "방역관", "신도", "성도", "고모", "이모", "한국인", "어린이", "민원인", "구청장", "신천지", "이태원",
        "유학생", "유증상", "무증상", "위중증", "고위험", "주치의", "마음", "이날", "한글", "조리원", "배달원",
        "이웃집", "소방관", "구조대", "정치인", "기관장", "선생", "공동체", "지인", "임직원", "여직원", "남직원",
        "신입생", "전학생", "연예인", "한의사", "수의사", "조종사", "기관사", "안내자", "주최자", "인솔자",
        "위중한", "심각한", "안전한", "유일한", "이러한",
        "유사한", "엄중한", "허약한", "연약한", "민감한", "정확한", "방문한", "임신한", "노쇠한", "전원한", "이송한",
    )
)  # fmt: skip
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
    """The text with all that may name somebody blotted out, and what that was.

    What stood behind something blotted out may show itself only then: it is looked at until nothing is found.
    """
    kinds: list[Kind] = []
    while found := found_in(text):
        pieces: list[str] = []
        at = 0
        for each in found:
            pieces += [text[at : each.start], MASK]
            kinds.append(each.kind)
            at = each.end
        text = "".join([*pieces, text[at:]])
    return text, tuple(kinds)
