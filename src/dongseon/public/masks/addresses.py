"""Korean addresses as people type them: which shops lie in a district, neighbourhood or street."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dongseon.errors import InvalidInput

# The provinces' full names by what people write for them.
PROVINCES = MappingProxyType(
    {
        "서울": "서울특별시", "서울시": "서울특별시", "부산": "부산광역시", "부산시": "부산광역시",
        "대구": "대구광역시", "대구시": "대구광역시", "인천": "인천광역시", "인천시": "인천광역시",
        "광주": "광주광역시", "대전": "대전광역시", "대전시": "대전광역시", "울산": "울산광역시",
        "울산시": "울산광역시", "세종": "세종특별자치시", "세종시": "세종특별자치시",
        "경기": "경기도", "강원": "강원도", "충북": "충청북도", "충남": "충청남도",
        "전북": "전라북도", "전남": "전라남도", "경북": "경상북도", "경남": "경상남도",
        "제주": "제주특별자치도", "제주도": "제주특별자치도",
    }
)  # fmt: skip
FULL = frozenset(PROVINCES.values())
ALONE = "세종특별자치시"  # has no districts below it


@dataclass(frozen=True, slots=True)
class Index:
    """Addresses by province, and by province and district."""

    texts: tuple[str, ...]  # (n,) normalised
    by_province: dict[str, tuple[int, ...]]
    by_district: dict[tuple[str, str], tuple[int, ...]]


def normal(address: str) -> str:
    """An address with single spaces and its province's full name."""
    words = address.split()
    if words:
        words[0] = PROVINCES.get(words[0], words[0])
    return " ".join(words)


def index_of(texts: Sequence[str]) -> Index:
    """An index of addresses."""
    by_province: defaultdict[str, list[int]] = defaultdict(list)
    by_district: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    normals = tuple(normal(text) for text in texts)
    for number, text in enumerate(normals):
        words = text.split()
        by_province[words[0] if words else ""].append(number)
        by_district[(words[0] if words else "", words[1] if len(words) > 1 else "")].append(number)
    return Index(
        normals,
        {key: tuple(rows) for key, rows in by_province.items()},
        {key: tuple(rows) for key, rows in by_district.items()},
    )


def find(index: Index, address: str) -> tuple[int, ...]:
    """The addresses that lie in ``address``: province and district, then words that must all occur.

    A neighbourhood stands in brackets behind a road address, so words after the district may occur
    anywhere. Raises InvalidInput for an address without province and district.
    """
    words = normal(address).split()
    if not words or words[0] not in FULL:
        raise InvalidInput(f"address={address!r} does not begin with a province")
    if words[0] == ALONE:
        inside, rest = index.by_province.get(ALONE, ()), words[1:]
    elif len(words) < 2:
        raise InvalidInput(f"address={address!r} names no district")
    else:
        inside, rest = index.by_district.get((words[0], words[1]), ()), words[2:]
    return tuple(
        number for number in inside if all(_has(index.texts[number], word) for word in rest)
    )


def _has(text: str, word: str) -> bool:
    """Whether a word stands in a text, from its beginning: 신사동 is not in 압구정신사동."""
    return text.startswith(word) or f" {word}" in text or f"({word}" in text
