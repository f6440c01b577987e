"""Which column of a file is which field of ours: guessed from its header in Korean, English, Go.Data."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from dongseon.console.intake.types import DayOrder, Grid, Kind

# Field -> what files call it. The first is the name in our own template.
_PERSON: dict[str, tuple[str, ...]] = {
    "their_id": (
        "id",
        "연번",
        "관리번호",
        "환자번호",
        "case_id",
        "caseid",
        "contact_id",
        "patient_id",
        "visual_id",
        "uuid",
    ),
    "name": ("name", "이름", "성명", "환자명", "접촉자명", "full_name"),
    "family_name": ("family_name", "성", "last_name", "lastname", "surname"),
    "given_name": ("given_name", "first_name", "firstname"),
    "middle_name": ("middle_name", "middlename"),
    "name_romanised": (
        "name_romanised",
        "영문이름",
        "영문성명",
        "영문명",
        "roman_name",
        "english_name",
    ),
    "birth_date": ("birth_date", "생년월일", "출생일", "dob", "date_of_birth", "birthday"),
    "sex": ("sex", "성별", "gender"),
    "phone": (
        "phone",
        "전화번호",
        "휴대전화",
        "휴대폰",
        "연락처",
        "핸드폰",
        "telephone",
        "phone_number",
        "mobile",
    ),
    "address": ("address", "주소", "거주지", "실거주지"),
    "language": ("language", "언어", "사용언어"),
    "area": ("area", "지역", "지역코드", "시군구", "관할", "관할보건소", "district"),
}
_CASE: dict[str, tuple[str, ...]] = {
    "classification": ("classification", "분류", "환자분류", "확진여부", "case_classification", "case_status"),
    "onset_on": ("onset_on", "증상발생일", "증상시작일", "발병일", "증상일", "date_of_onset", "onset", "symptom_onset", "date_onset_symptoms", "onset_date"),
    "sampled_on": ("sampled_on", "검체채취일", "채취일", "검사일", "date_sample_taken", "sample_date"),
    "reported_on": ("reported_on", "신고일", "보고일", "확진일", "확진일자", "date_of_reporting", "report_date", "confirm_date", "date_confirmation", "confirmed_date"),
}  # fmt: skip
_CONTACT: dict[str, tuple[str, ...]] = {
    "case": ("case", "확진자", "관련확진자", "확진자번호", "접촉한확진자", "case_number", "source_case", "source_visualid", "infector"),
    "relation": ("relation", "관계", "접촉유형", "접촉장소", "relation_detail", "relationship"),
    "last_met_on": ("last_met_on", "최종접촉일", "마지막접촉일", "접촉일", "date_of_last_contact", "contact_date"),
}  # fmt: skip
FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.CASES: _PERSON | _CASE,
    Kind.CONTACTS: _PERSON | _CONTACT,
}
DAYS = frozenset({"birth_date", "onset_on", "sampled_on", "reported_on", "last_met_on"})
NEVER = ("주민등록번호", "주민번호", "외국인등록번호", "여권번호", "체류자격", "비자", "resident_registration_number", "rrn", "passport", "passport_number", "visa", "visa_status")  # fmt: skip
TEMPLATE: dict[Kind, tuple[str, ...]] = {
    Kind.CASES: ("their_id", "name", "name_romanised", "birth_date", "sex", "phone", "address", "language", "area", "classification", "onset_on", "sampled_on", "reported_on"),
    Kind.CONTACTS: ("their_id", "case", "name", "name_romanised", "birth_date", "sex", "phone", "address", "language", "area", "relation", "last_met_on"),
}  # fmt: skip
SAMPLE = 2_000  # cells of a column that are looked at for the order of day and month

_NOT_A_LETTER = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")


def plain(name: str) -> str:
    """A column's name as it is compared: without case, spaces and signs."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", name).casefold())


def guess(kind: Kind, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Field and column, for every column that one of our fields is known by. No column serves twice."""
    found: dict[str, str] = {}
    left = {plain(name): name for name in reversed(names) if not is_never_read(name)}
    for ours, known in FIELDS[kind].items():
        for theirs in map(plain, known):
            if theirs in left and ours not in found:
                found[ours] = left.pop(theirs)
    return tuple(found.items())


def is_never_read(name: str) -> bool:
    """Whether a column holds what this house does not store: it cannot be mapped."""
    return plain(name) in {plain(never) for never in NEVER}


def header_of(kind: Kind) -> tuple[str, ...]:
    """The header of our own template."""
    return tuple(FIELDS[kind][field][0] for field in TEMPLATE[kind])


def signature(names: Collection[str]) -> str:
    """What a mapping is remembered by: the same columns in any order."""
    return "|".join(sorted(map(plain, names)))[:2_000]


def guess_day_order(grid: Grid, mapped: Collection[tuple[str, str]]) -> DayOrder | None:
    """How the file writes days; None if some could be read both ways and nothing tells which."""
    ambiguous = False
    for ours, theirs in mapped:
        if ours not in DAYS:
            continue
        for cell in grid.column(theirs)[:SAMPLE]:
            parts = _PARTS.match(cell)
            if parts is None:
                continue
            first, second = int(parts[1]), int(parts[2])
            if first > 12:
                return DayOrder.DAY_FIRST
            if second > 12:
                return DayOrder.MONTH_FIRST
            ambiguous = True
    return None if ambiguous else DayOrder.YEAR_FIRST
