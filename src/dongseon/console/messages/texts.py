"""Every text that may be sent: reviewed, in Korean and English, with typed places for values.

Nothing else can be sent. A place takes a value of its type and nothing more, so that no name, no birth
date and no free text can stand in a message. Days and hours are written as the language writes them.
To add one: a line of `TEXTS`; the page of texts shows it at once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.errors import InvalidInput

ZONE = ZoneInfo("Asia/Seoul")
SHORT_BYTES, LONG_BYTES = 90, 2000  # of a Korean short and long message, in CP949
_PLACE = re.compile(r"\{(\w+)\}")
Reading = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Value:
    """A type of value: how it is read, and how each language writes it."""

    name: str
    read: Reading
    ko: Callable[[object], str]
    en: Callable[[object], str]
    example: str


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(ZONE)


def _digits(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{2,15}(-[0-9]{2,8}){0,3}", text):
        raise ValueError
    return text


def _number(text: str) -> int:
    return int(text)


def _site(text: str) -> str:
    """The name of a public place: a clinic, a centre. Letters, digits and a few signs."""
    if not re.fullmatch(r"[\w\s().,&'·/-]{1,60}", text):
        raise ValueError
    return text


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{2,23}", text):
        raise ValueError
    return text


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.:/_-]{3,120}", text):
        raise ValueError
    return text


def _month_day_ko(value: object) -> str:
    return f"{value.month}월 {value.day}일" if isinstance(value, date) else ""


def _month_day_en(value: object) -> str:
    return f"{value.day} {value:%B}" if isinstance(value, date) else ""


def _clock_ko(value: object) -> str:
    return f"{_month_day_ko(value)} {value:%H:%M}" if isinstance(value, datetime) else ""


def _clock_en(value: object) -> str:
    return f"{value:%H:%M} on {_month_day_en(value)}" if isinstance(value, datetime) else ""


DAY = Value("day", _day, _month_day_ko, _month_day_en, "2020-05-06")
MOMENT = Value("moment", _moment, _clock_ko, _clock_en, "2020-05-06T14:00:00+09:00")
PHONE = Value("phone", _digits, str, str, "02-120")
NUMBER = Value("number", _number, str, str, "14")
SITE = Value("site", _site, str, str, "마포구보건소")
CODE = Value("code", _code, str, str, "BKRM-TXWP-H")
WEB = Value("web", _web, str, str, "https://example.org/q")


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `wakes`: it may come at any hour, quiet ones too."""

    title: str | Promise
    ko: str
    en: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    wakes: bool = False


TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "result_negative": Text(
            _("Test result: negative"),
            "[코로나19 검사 결과] {sampled_on} 검사 결과는 음성입니다. 증상이 나타나면 외출을 삼가고 "
            "가까운 선별진료소에 문의하시기 바랍니다.",
            "[COVID-19 test] Your test of {sampled_on} is negative. If you develop symptoms, stay at "
            "home and contact a screening clinic.",
            {"sampled_on": DAY},
        ),
        "result_positive": Text(
            _("Test result: positive"),
            "[코로나19 검사 결과] {sampled_on} 검사 결과는 양성입니다. 댁에 머무르시고 다른 사람과 접촉하지 "
            "마십시오. 보건소에서 전화로 안내해 드립니다. 숨이 차거나 의식이 흐려지면 119로 연락하십시오.",
            "[COVID-19 test] Your test of {sampled_on} is positive. Stay where you are and away from "
            "others. The health centre will call you. If you are short of breath, call 119.",
            {"sampled_on": DAY},
            wakes=True,
        ),
        "result_repeat": Text(
            _("Test to be repeated"),
            "[코로나19 검사 안내] {sampled_on} 채취하신 검체로는 결과를 확인할 수 없었습니다. 다시 검사를 "
            "받으시고 그때까지 댁에 머물러 주십시오. 비용은 없습니다.",
            "[COVID-19 test] The sample of {sampled_on} gave no clear result. Please be tested again, "
            "free of charge, and stay at home until then.",
            {"sampled_on": DAY},
        ),
        "result_provisional": Text(
            _("Stay at home until a test was repeated"),
            "[코로나19 검사 안내] {sampled_on} 채취하신 검체를 다시 검사하고 있습니다. 결과가 나올 때까지 댁에 "
            "머무르시고 다른 사람과 접촉하지 마십시오. 숨이 차거나 의식이 흐려지면 119로 연락하십시오.",
            "[COVID-19 test] Your sample of {sampled_on} is being tested once more. Until you hear from "
            "us, stay at home and away from others. If you are short of breath, call 119.",
            {"sampled_on": DAY},
            wakes=True,
        ),
        "result_corrected": Text(
            _("Correction of a result sent before"),
            "[코로나19 검사 정정] 앞서 보내 드린 {sampled_on} 검사 결과 문자는 잘못된 것입니다. 혼란을 드려 "
            "죄송합니다. 새 결과를 따로 안내해 드릴 때까지 댁에 머물러 주십시오.",
            "[COVID-19 test] The message about your test of {sampled_on} was wrong. We are sorry. Please "
            "stay at home until you receive the right result from us.",
            {"sampled_on": DAY},
            wakes=True,
        ),
        "data_requested": Text(
            _("Personal data were asked for"),
            "[개인정보 조회 안내] 감염병예방법 제76조의2에 따라 {day} 귀하에 관한 기록을 역학조사에 이용하였습니다. "
            "무엇을 왜 조회하였는지 보건소에서 열람하고 이의를 제기하실 수 있습니다.",
            "[Your data] On {day} records about you were obtained for an epidemiological investigation "
            "(IDCPA Art. 76-2). You may see what and why, and object, at the health centre.",
            {"day": DAY},
        ),
        "message_withdrawn": Text(
            _("A message was sent by mistake"),
            "[안내 정정] {sent_on} 보내 드린 문자는 잘못 발송된 것이니 따르지 않으셔도 됩니다. 혼란을 드려 죄송합니다.",
            "[Correction] The message we sent you on {sent_on} was sent by mistake. Please disregard it. "
            "We are sorry.",
            {"sent_on": DAY},
            wakes=True,
        ),
        "isolation_order": Text(
            _("Order of quarantine"),
            "[격리 안내] {first}부터 {last}까지 격리 대상입니다. 통지서 번호 {number}. 격리 장소를 벗어나지 마시고, "
            "담당 공무원이 전화로 자세히 안내해 드립니다. 필요한 물품이나 이의는 담당 공무원에게 말씀해 주십시오.",
            "[Quarantine] You are to stay in quarantine from {first} to {last}. Notice {number}. Please do not "
            "leave the place; a case officer will call you. Tell them what you need, or if you object.",
            {"first": DAY, "last": DAY, "number": CODE},
        ),
        "isolation_case": Text(
            _("Order of isolation"),
            "[격리 안내] 격리 대상입니다. 통지서 번호 {number}. 격리해제 결정이 있을 때까지 격리 장소에 머물러 "
            "주십시오. 담당 공무원이 전화로 자세히 안내해 드립니다.",
            "[Isolation] You are to stay in isolation until you are told that it is over. Notice {number}. "
            "A case officer will call you.",
            {"number": CODE},
        ),
        "isolation_extended": Text(
            _("Quarantine extended"),
            "[격리 안내] 새로운 접촉이 확인되어 격리 기간이 {last}까지로 연장되었습니다. 통지서 번호 {number}. "
            "이의가 있으면 담당 공무원에게 말씀해 주십시오.",
            "[Quarantine] Because of a new contact your quarantine now lasts until {last}. Notice {number}. "
            "If you object, tell your case officer.",
            {"last": DAY, "number": CODE},
        ),
        "isolation_over": Text(
            _("Quarantine or isolation is over"),
            "[격리 안내] 격리가 끝났습니다. 통지서 번호 {number}. 협조해 주셔서 감사합니다.",
            "[Quarantine] Your time apart is over. Notice {number}. Thank you for your help.",
            {"number": CODE},
        ),
        "isolation_answered": Text(
            _("An objection was answered"),
            "[격리 안내] 제기하신 이의에 대한 답변이 나왔습니다. 통지서 번호 {number}. 담당 공무원이 답변서를 전해 드립니다.",
            "[Quarantine] Your objection has been answered. Notice {number}. Your case officer will give you the answer.",
            {"number": CODE},
        ),
        "isolation_test": Text(
            _("A test is booked for somebody in quarantine"),
            "[격리 안내] 증상이 있어 {on} 검사를 예약해 드렸습니다. 대중교통을 이용하지 마시고, 이동 방법은 담당 "
            "공무원이 전화로 안내해 드립니다.",
            "[Quarantine] Because of your symptoms a test is booked for you on {on}. Please do not use public "
            "transport; your case officer will call you about the way there.",
            {"on": DAY},
        ),
        "isolation_reminder": Text(
            _("Reminder: temperature and symptoms"),
            "[격리 안내] 오늘 체온과 증상을 확인해 주십시오. 담당 공무원이 전화드립니다.",
            "[Quarantine] Please check your temperature and symptoms today. Your case officer will call you.",
        ),
        "neutral": Text(
            _("Neutral: says nothing of what it is about"),
            "안내해 드릴 내용이 있습니다. 편하신 때에 {call}(으)로 전화해 주시기 바랍니다.",
            "We have some information for you. Please call {call} when it suits you.",
            {"call": PHONE},
        ),
    }
)
"""Name → text."""

NEUTRAL = "neutral"


def checked(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values, if they are the ones that the text has places for. Raises InvalidInput naming one."""
    wanted = of(text).values
    for name in sorted(wanted.keys() ^ values.keys()):
        raise InvalidInput(f"{text}: {name}: is missing or has no place")
    for name, value in wanted.items():
        try:
            value.read(values[name])
        except ValueError:
            raise InvalidInput(f"{text}: {name}: is no {value.name}") from None
    return dict(values)


def of(text: str) -> Text:
    """The text of this name. Raises InvalidInput."""
    found = TEXTS.get(text)
    if found is None:
        raise InvalidInput(f"{text}: is none of the reviewed texts")
    return found


def written(text: str, values: Mapping[str, str], language: str) -> str:
    """What the phone shows: Korean for `ko`, English for every other language."""
    found = of(text)
    korean = language == "ko"
    said = {
        name: (value.ko if korean else value.en)(value.read(values[name]))
        for name, value in found.values.items()
    }
    return (found.ko if korean else found.en).format_map(said)


def example(text: str, language: str) -> str:
    """The text with a value in each place, for the page of texts."""
    return written(text, {name: value.example for name, value in of(text).values.items()}, language)


def places(template: str) -> list[str]:
    """The places of a text, in its order."""
    return _PLACE.findall(template)


def size_bytes(shown: str) -> int:
    """What a Korean carrier counts: two bytes a syllable. Signs outside CP949 go as two."""
    return len(shown.encode("cp949", errors="replace"))
