"""Words by which people call kinds of places, so that "a cafe in that street" can tell of a visit."""

import re

# Korean and English words in lower case, and the categories that they may mean. Everyday use; assumption.
KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("식당", "음식점", "밥집", "restaurant", "diner"), ("restaurant", "bar")),
    (("카페", "커피", "cafe", "café", "coffee"), ("cafe", "bakery")),
    (("빵집", "제과", "bakery"), ("bakery", "cafe")),
    (("술집", "호프", "포차", "주점", "bar", "pub"), ("bar", "restaurant", "club")),
    (("클럽", "club"), ("club", "bar")),
    (("노래방", "노래 연습장", "karaoke", "noraebang"), ("karaoke",)),
    (("피시방", "pc방", "pc cafe", "pc bang", "internet cafe"), ("pc_cafe",)),
    (("편의점", "convenience"), ("convenience_store", "convenience", "shop")),
    (("마트", "슈퍼", "supermarket", "grocery"), ("supermarket", "market", "shop")),
    (("시장", "market"), ("market", "supermarket")),
    (("약국", "pharmacy", "chemist"), ("pharmacy",)),
    (("의원", "병원", "clinic", "doctor", "hospital"), ("clinic", "hospital")),
    (("헬스", "체육관", "gym", "fitness"), ("gym",)),
    (("학원", "academy", "lesson"), ("academy",)),
    (("사무실", "회사", "office", "company"), ("office", "call_centre", "factory", "warehouse")),
    (("콜센터", "call centre", "call center"), ("call_centre", "office")),
    (("공장", "factory"), ("factory", "warehouse")),
    (("물류", "창고", "warehouse"), ("warehouse", "factory")),
    (("어린이집", "유치원", "kindergarten", "daycare"), ("kindergarten", "school")),
    (("학교", "school"), ("school", "university", "academy")),
    (("교회", "성당", "church"), ("church",)),
    (("절", "temple"), ("temple",)),
    (("영화관", "극장", "cinema", "movie"), ("cinema",)),
    (("미용실", "이발소", "salon", "hairdresser", "barber"), ("salon",)),
    (("찜질방", "사우나", "목욕탕", "sauna", "bath"), ("sauna",)),
    (("도서관", "library"), ("library",)),
    (("공원", "park"), ("park",)),
    (("경로당", "senior"), ("senior_centre",)),
    (
        ("가게", "상점", "shop", "store"),
        ("shop", "supermarket", "convenience_store", "convenience"),
    ),
)

# "집에" ends the words for a restaurant (밥집), a bar (술집) and a nursery (어린이집) as well
AT_HOME = re.compile(r"(?:^|\s|우리|제)집에|자택|\bat home\b|\bmy home\b|\bmy place\b")


def at_home(text: str) -> bool:
    """Whether a statement says no more than that one was at home."""
    return AT_HOME.search(text.casefold()) is not None and not kinds_in(text)


def kinds_in(text: str) -> frozenset[str]:
    """Categories that a statement may be about; empty when it names no kind of place."""
    said = text.casefold()
    return frozenset(
        category
        for words, categories in KINDS
        if any(word in said for word in words)
        for category in categories
    )
