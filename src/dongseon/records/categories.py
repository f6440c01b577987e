"""What kind of place a register means by its own word for it.

Registers name categories as they like: "convenience_store", "CVS", "편의점". The rooms that know how
people use a kind of place ask here first; what a page shows stays the register's own word.
"""

import unicodedata
from functools import cache

import numpy as np

from dongseon.records.columns import Bools, Coded

# Stems by kind: a category is of the kind whose longest stem it contains. Korean as in the industry
# classification of business registers, English as in map data.
_STEMS: dict[str, tuple[str, ...]] = {
    "home": (
        *("home", "house", "residen", "apartment", "flat", "dwelling", "dormitor", "villa"),
        *("집", "자택", "주택", "아파트", "빌라", "오피스텔", "기숙사", "주거"),
    ),
    "restaurant": (
        *("restaurant", "diner", "eatery", "food", "canteen", "bbq", "noodle"),
        *(
            "식당",
            "음식점",
            "밥집",
            "분식",
            "고깃집",
            "한식",
            "중식",
            "일식",
            "양식",
            "치킨",
            "국수",
        ),
    ),
    "cafe": (
        "cafe",
        "café",
        "coffee",
        "bakery",
        "tea",
        "dessert",
        "카페",
        "커피",
        "다방",
        "제과",
        "빵집",
    ),
    "bar": ("bar", "pub", "hof", "beer", "tavern", "주점", "술집", "호프", "포차", "맥주"),
    "club": ("club", "disco", "dance hall", "클럽", "나이트", "무도장", "콜라텍"),
    "karaoke": ("karaoke", "noraebang", "singing room", "coin song", "노래방", "노래연습장"),
    "pc_cafe": (
        "pc cafe",
        "pc bang",
        "pcbang",
        "internet cafe",
        "gaming",
        "arcade",
        "pc방",
        "피시방",
        "오락실",
    ),
    "convenience": ("convenience", "cvs", "kiosk", "편의점"),
    "supermarket": ("supermarket", "grocer", "hypermarket", "mart", "마트", "슈퍼"),
    "market": ("market", "시장"),
    "shop": (
        "shop",
        "store",
        "retail",
        "boutique",
        "mall",
        "상점",
        "가게",
        "매장",
        "점포",
        "백화점",
    ),
    "pharmacy": ("pharmac", "drugstore", "drug store", "chemist", "약국"),
    "clinic": ("clinic", "doctor", "dentist", "surgery", "의원", "치과", "한의원", "보건소"),
    "hospital": ("hospital", "병원", "의료원"),
    "gym": (
        "gym",
        "fitness",
        "sport",
        "yoga",
        "pilates",
        "swim",
        "헬스",
        "체육",
        "요가",
        "수영",
        "운동",
    ),
    "academy": ("academy", "hagwon", "cram", "tutor", "lesson", "학원", "교습소", "과외"),
    "kindergarten": (
        "kindergarten",
        "nursery",
        "daycare",
        "day care",
        "childcare",
        "유치원",
        "어린이집",
    ),
    "school": ("school", "초등학교", "중학교", "고등학교", "학교"),
    "university": ("university", "college", "campus", "대학"),
    "office": (
        "office",
        "workplace",
        "work",
        "company",
        "bank",
        "agency",
        "사무실",
        "회사",
        "은행",
        "직장",
        "관공서",
    ),
    "call_centre": ("call cent", "contact cent", "콜센터"),
    "factory": ("factory", "plant", "workshop", "manufactur", "공장", "제조"),
    "warehouse": ("warehouse", "logistic", "depot", "distribution", "물류", "창고", "택배"),
    "church": (
        "church",
        "chapel",
        "cathedral",
        "worship",
        "religio",
        "mosque",
        "교회",
        "성당",
        "예배",
        "종교",
    ),
    "temple": ("temple", "shrine", "절", "사찰", "법당"),
    "cinema": (
        "cinema",
        "movie",
        "theat",
        "concert",
        "museum",
        "gallery",
        "영화",
        "극장",
        "공연",
        "박물관",
    ),
    "park": ("park", "playground", "square", "garden", "trail", "공원", "놀이터", "광장"),
    "salon": ("salon", "hair", "barber", "beauty", "nail", "미용", "이발", "네일"),
    "sauna": ("sauna", "bathhouse", "jjimjil", "spa", "사우나", "찜질", "목욕"),
    "library": (
        "library",
        "study room",
        "study cafe",
        "reading room",
        "도서관",
        "독서실",
        "스터디",
    ),
    "senior_centre": (
        "senior",
        "elder",
        "care home",
        "nursing home",
        "welfare",
        "경로당",
        "노인",
        "요양",
        "복지",
    ),
    "station": ("station", "subway", "metro", "railway", "terminal", "역", "지하철", "터미널"),
    "bus_stop": ("bus stop", "busstop", "stop", "정류장", "정류소"),
    "vehicle": ("vehicle", "bus", "train", "taxi", "car", "차량", "버스", "택시", "열차"),
}
KINDS = tuple(_STEMS)


@cache
def kind_of(category: str) -> str:
    """The kind (one of ``KINDS``) that a register's word means, "" if it is none we know.

    A kind's own name means itself; otherwise the longest stem contained in the word decides, so that
    "study_cafe" is a library and no café, "supermarket" no market.
    """
    word = unicodedata.normalize("NFC", category).casefold().strip()
    if word in _STEMS:
        return word
    spaced = " ".join("".join(c if c.isalnum() else " " for c in word).split())
    best, length = "", 0
    for kind, stems in _STEMS.items():
        for stem in stems:
            if len(stem) > length and _contains(spaced, stem):
                best, length = kind, len(stem)
    return best


def are_of_kind(categories: Coded, kind: str) -> Bools:
    """(n,) which words of a column mean that kind."""
    means = np.array([kind_of(label) == kind for label in (*categories.labels, "")], np.bool_)
    return np.asarray(means[categories.codes], np.bool_)  # -1, no word, is the last


def _contains(word: str, stem: str) -> bool:
    """Latin stems begin a word ("bar" is not in "embark"); Korean ones stand anywhere, a single
    syllable only at a word's end."""
    if stem.isascii():
        return f" {stem}" in f" {word}"
    return stem in word if len(stem) > 1 else f"{stem} " in f"{word} "
