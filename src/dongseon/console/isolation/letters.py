"""Letters about orders: reviewed texts in Korean and English, each edition for ever as it was served.

A letter is its template (with the number of its edition) and its values. The values lie sealed in the
registry; with the template they give the same words again, years later, and `digest` proves it. A text
that has been served is never changed: write the next edition beside it, and let `CURRENT` point there.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dongseon.errors import InvalidInput
from dongseon.look import paper, wording
from dongseon.look.paper import Blanks, Facts, Heading, Letter, Listed, Part, Signature
from dongseon.look.wording import Language

LANGUAGES = wording.LANGUAGES


class Letters(StrEnum):
    """What is written to people."""

    CONTACT = "contact"
    ENTRANT = "entrant"
    CASE = "case"
    PROVISIONAL = "provisional"
    EXTENSION = "extension"
    RELEASE = "release"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one template in one language. `{name}` is a place for a value."""

    title: str
    opening: str
    rules_title: str = ""
    rules: tuple[str, ...] = ()
    rights_title: str = ""
    rights: tuple[str, ...] = ()
    basis_title: str = ""
    basis: tuple[str, ...] = ()
    receipt_title: str = ""
    receipt: str = ""
    receipt_names: tuple[str, ...] = ()


_RECEIPT_KO = (
    "수령 확인",
    "{number} 통지서를 받았습니다.",
    ("성명", "본인과의 관계", "받은 날짜와 시각", "서명"),
)
_RECEIPT_EN = ("Receipt", "I have received notice {number}.", ("Name", "Relation to the person", "Day and hour", "Signature"))  # fmt: skip
_HOME_KO = (
    "격리 장소를 벗어나지 마십시오. 진료 등 외출이 꼭 필요하면 먼저 담당 공무원에게 연락하십시오.",
    "가능하면 혼자 쓰는 방에서 지내고, 식사는 따로 하며, 화장실과 세면대는 쓴 뒤 소독하십시오.",
    "가족이나 동거인과 대화할 때에는 서로 마스크를 쓰고 2m 이상 떨어지십시오.",
    "하루 {asked_per_day}번 체온과 증상을 확인하여 담당 공무원에게 알려 주십시오.",
    "열, 기침, 목 아픔, 호흡곤란이 있으면 바로 담당 공무원이나 1339로 연락하십시오. 숨이 차면 119에 전화하십시오.",
    "생활에 필요한 물품, 약, 돌봄이 필요하면 담당 공무원에게 말씀하십시오. 비용은 받지 않습니다.",
)
_HOME_EN = (
    "Do not leave the place of quarantine. If you must, to see a doctor for example, call your case officer first.",
    "Stay in a room of your own where you can, eat apart, and disinfect toilet and basin after use.",
    "When you speak with those you live with, all wear masks and keep 2 m apart.",
    "Tell your case officer your temperature and symptoms {asked_per_day} times a day.",
    "If you have fever, cough, a sore throat or trouble breathing, call your case officer or 1339 at once. If you are short of breath, call 119.",
    "If you need food, medicine or care, tell your case officer. It costs you nothing.",
)
_RIGHTS_KO = (
    "이 처분에 이의가 있으면 담당 공무원에게 말이나 글로 이의를 제기할 수 있습니다. 이 처분을 결정하지 않은 다른 공무원이 검토하여 답합니다.",
    "처분이 있음을 안 날부터 90일 이내에 행정심판을 청구하거나 행정소송을 제기할 수 있습니다.",
    "정보 주체로서 누가 언제 귀하의 정보를 열람했는지 물어볼 수 있습니다.",
)
_RIGHTS_EN = (
    "You may object to this order, in speech or in writing, through your case officer. An officer who did not decide it will review it and answer you.",
    "Within 90 days of learning of this order you may file an administrative appeal or bring an action.",
    "You may ask who looked at your data, and when.",
)
_BASIS_KO = (
    "「감염병의 예방 및 관리에 관한 법률」 제42조, 제47조제3호, 제49조제1항제14호",
    "위반하면 같은 법 제79조의3에 따라 1년 이하의 징역 또는 1천만원 이하의 벌금에 처해질 수 있습니다.",
)
_BASIS_EN = (
    "Infectious Disease Control and Prevention Act, Articles 42, 47(3) and 49(1)14",
    "Whoever breaks this order may be punished under Article 79-3 by up to one year in prison or a fine of up to 10 million won.",
)


def _ordered(title: tuple[str, str], opening: tuple[str, str], basis: tuple[str, str] | None = None) -> Mapping[str, Text]:  # fmt: skip
    """A template of an order: the rules of living apart, rights, law and receipt are those of all orders."""
    law = basis or (_BASIS_KO[0], _BASIS_EN[0])
    return {
        "ko": Text(
            title[0], opening[0], "지켜 주실 사항", _HOME_KO, "귀하의 권리", _RIGHTS_KO,
            "근거 법령", (law[0], _BASIS_KO[1]), *_RECEIPT_KO,
        ),
        "en": Text(
            title[1], opening[1], "What we ask of you", _HOME_EN, "Your rights", _RIGHTS_EN,
            "Law", (law[1], _BASIS_EN[1]), *_RECEIPT_EN,
        ),
    }  # fmt: skip


TEMPLATES: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "contact-1": _ordered(
            ("자가격리 통지서", "Quarantine notice"),
            (
                ("귀하는 코로나바이러스감염증-19 확진환자와 접촉하였으므로 아래 기간 동안 격리하여 주시기 바랍니다. "
                "마지막 접촉일을 0일로 하여 {days}일째 되는 날의 자정에 격리가 끝납니다."),
                ("You were in contact with a person who has COVID-19. Please stay apart from others for the time below. "
                "The day of the last contact is day 0; your quarantine ends at midnight after day {days}."),
            ),
        ),
        "entrant-1": _ordered(
            ("해외 입국자 격리 통지서", "Quarantine notice for entrants"),
            (
                ("귀하는 해외에서 입국하였으므로 아래 기간 동안 격리하여 주시기 바랍니다. "
                "입국일을 0일로 하여 {days}일째 되는 날의 자정에 격리가 끝납니다."),
                ("You have entered Korea from abroad. Please stay apart from others for the time below. "
                "The day of entry is day 0; your quarantine ends at midnight after day {days}."),
            ),
            (
                "「검역법」 제15조, 제16조, 제17조 및 「감염병의 예방 및 관리에 관한 법률」 제42조, 제49조제1항제14호",
                "Quarantine Act, Articles 15 to 17; Infectious Disease Control and Prevention Act, Articles 42 and 49(1)14",
            ),
        ),
        "case-1": _ordered(
            ("격리 통지서", "Isolation notice"),
            (
                ("귀하는 코로나바이러스감염증-19 검사에서 양성으로 확인되었으므로 아래 장소에서 격리하여 주시기 바랍니다. "
                "격리는 격리해제 기준이 충족되었다는 결정이 있을 때까지이며, 그 결정은 따로 알려 드립니다."),
                ("Your test for COVID-19 was positive. Please stay apart at the place below. "
                "Isolation lasts until it is decided that you meet the criteria for release; you will be told."),
            ),
        ),
        "provisional-1": _ordered(
            ("격리 통지서(재검사 중)", "Notice of provisional isolation"),
            (
                ("귀하의 코로나바이러스감염증-19 검사에서 양성 반응이 나왔으나, 사용할 수 없는 검사 시약으로 얻은 결과여서 다시 검사하고 있습니다. "
                "결과가 나올 때까지 아래 장소에서 격리하여 주시기 바랍니다. 재검사 결과가 음성이면 격리는 바로 끝나며, 결과는 따로 알려 드립니다."),
                ("Your test for COVID-19 was positive, but with a test kit that may not be used, so your sample is being tested again. "
                "Please stay apart at the place below until the result is there. If it is negative, this isolation ends at once; you will be told."),
            ),
        ),
        "extension-1": {
            "ko": Text(
                "격리 기간 연장 통지서",
                "새로운 마지막 접촉이 확인되어 격리 기간을 아래와 같이 연장합니다. 그 밖의 사항은 처음 통지서와 같습니다.",
                "", (), "귀하의 권리", _RIGHTS_KO, "근거 법령", _BASIS_KO, *_RECEIPT_KO,
            ),
            "en": Text(
                "Notice of extension",
                "A new last contact was found, so your time of quarantine is extended as below. All else remains as in the first notice.",
                "", (), "Your rights", _RIGHTS_EN, "Law", _BASIS_EN, *_RECEIPT_EN,
            ),
        },
        "release-1": {
            "ko": Text("격리 해제 통지서", "귀하의 격리가 아래와 같이 끝났음을 알려 드립니다. 어려운 시간 동안 함께해 주셔서 감사합니다."),
            "en": Text("Notice of release", "Your time apart is over, as below. Thank you for what you did for everybody."),
        },
        "answer-1": {
            "ko": Text(
                "이의 제기에 대한 답변", "귀하의 이의를 검토하여 아래와 같이 결정하였습니다.",
                "", (), "귀하의 권리", _RIGHTS_KO[1:],
            ),
            "en": Text(
                "Answer to your objection", "We have reviewed your objection and decided as follows.",
                "", (), "Your rights", _RIGHTS_EN[1:],
            ),
        },
    }
)  # fmt: skip

CURRENT: Mapping[Letters, str] = MappingProxyType({one: f"{one}-1" for one in Letters})

# Facts of a letter, in their order: key of the value → its name in each language.
FACTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "name": ("성명", "Name"),
        "birth_date": ("생년월일", "Date of birth"),
        "place": ("격리 장소", "Place"),
        "counted_from": ("기준일(0일)", "Counted from (day 0)"),
        "first": ("격리 시작일", "First day"),
        "last": ("격리 마지막 날", "Last day"),
        "before": ("연장 전 마지막 날", "Last day before"),
        "until": ("해제 일시", "Ends"),
        "reason": ("사유", "Reason"),
        "answer": ("결정", "Decision"),
        "grounds": ("이유", "Grounds"),
    }
)


def written(
    template: str, language: str, values: Mapping[str, str], *, draft: bool = False
) -> Letter:
    """The letter of a template with its values. Raises InvalidInput for a value that is missing."""
    text = text_of(template, language)
    speech: Language = "ko" if language == "ko" else "en"
    at = 0 if speech == "ko" else 1
    pairs = tuple((names[at], values[key]) for key, names in FACTS.items() if values.get(key))
    try:
        opening = text.opening.format_map(values)
        rules = tuple(rule.format_map(values) for rule in text.rules)
        dated, office, number = values["dated"], values["office"], values["number"]
    except KeyError as missing:
        raise InvalidInput(f"{template}: {missing.args[0]}: is missing") from None
    parts: list[Part] = [paper.Words(opening), Facts(pairs)]
    for title, points in ((text.rules_title, rules), (text.rights_title, text.rights)):
        if points:
            parts += [Heading(title), Listed(points, numbered=True)]
    if text.receipt_names:
        slip = text.receipt.format_map(values)
        parts.append(Blanks(text.receipt_title, slip, text.receipt_names))
    return Letter(
        language=speech,
        sender=office,
        title=text.title,
        parts=tuple(parts),
        signature=Signature(dated, values.get("head", office), values.get("seal", "")),
        reference=number,
        legal_title=text.basis_title,
        legal_basis=text.basis,
        contact=tuple(line for line in values.get("contact", "").split("\n") if line),
        foot=f"{number} · {template}",
        watermark=values.get("watermark", "") if draft else "",
    )


def text_of(template: str, language: str) -> Text:
    """The words of a template. Raises InvalidInput for one that there is not."""
    found = TEMPLATES.get(template)
    if found is None:
        raise InvalidInput(f"{template}: is no letter")
    return found["ko" if language == "ko" else "en"]


def canonical(template: str, language: str, values: Mapping[str, str]) -> str:
    """Template, language and values as one text, always the same: what the registry keeps sealed."""
    said = {"template": template, "language": language, "values": dict(values)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(template: str, language: str, values: Mapping[str, str]) -> bytes:
    """SHA-256 of the values together with the template's own words: what was served, in 32 bytes."""
    words = repr(text_of(template, language)) + canonical(template, language, values)
    return hashlib.sha256(words.encode()).digest()


def day(value: date, language: str) -> str:
    """A day as a letter writes it."""
    if language == "ko":
        return f"{value.year}년 {value.month}월 {value.day}일({'월화수목금토일'[value.weekday()]})"
    return f"{value:%A}, {value.day} {value:%B %Y}"
