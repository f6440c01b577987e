"""Korean surnames: nearly half the country shares three, and passports spell them in many ways.

A surname alone finds too many to be of use and would show in the index by its frequency, so it is
never a search term by itself (docs/method/registry.md). Which part of a name may be one is told by
its sound. Surnames: population census 2015 (Statistics Korea), those with more than about 10,000
bearers, from memory; spellings: common in passports, an assumption.
"""

from dongseon.console.registry.search.sounds import fold, romanise

SINGLE = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나진민지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용라리림로로예경봉사부가복태목형피두감음"
)
DOUBLE = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방")

# Spellings that folding does not bring to the sound of the surname, and the sound they mean.
IRREGULAR = {
    spelling: romanised
    for romanised, spellings in (
        ("i", "lee yi rhee rhie ri li yee ree rhi lie"),
        ("bak", "park pak bark pahk pack"),
        ("im", "lim rim rhim leem yim"),
        ("yu", "yoo yu you ryu ryoo lyu yew ryou"),
        ("no", "noh no roh ro rho lo"),
        ("na", "na ra rha la"),
        ("yang", "ryang liang yang"),
        ("yeom", "ryeom ryom yum yeom"),
        ("yuk", "ryuk yuk yook"),
        ("yeo", "ryeo yuh yeo lyuh"),
        ("baek", "back baek paik paek baik"),
        ("heo", "hur her heo huh"),
        ("seo", "suh seo suhr"),
        ("eom", "uhm um eom ohm"),
        ("yong", "ryong yong lyong"),
        ("choe", "choe choi choy chey"),
        ("jeon", "jun jeon chun jon"),
    )
    for spelling in spellings.split()
}
OF_SOUND = frozenset(fold(romanise(name)) for name in (*SINGLE, *DOUBLE)) | frozenset(
    fold(romanised) for romanised in IRREGULAR.values()
)


def sound_of_surname(part: str) -> str:
    """The sound of a part of a name if it may be a Korean surname; empty if it cannot."""
    sound = fold(IRREGULAR.get(part, part))
    return sound if sound in OF_SOUND else ""


def surname_length(syllables: str) -> int:
    """How many syllables at the beginning of a Hangul name are its surname; 0 if none is known."""
    if len(syllables) > 2 and syllables[:2] in DOUBLE:
        return 2
    return 1 if len(syllables) > 1 and syllables[0] in SINGLE else 0
