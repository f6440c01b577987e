"""The sentences of discrepancies, in English and Korean: facts to read out, never an accusation."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies.matter import NOBODY_SAID, Matter
from dongseon.records.columns import SOURCES

Both = tuple[str, str]  # English, Korean

# one record, several records, Korean; in the order in which they are told
RECORDS: dict[str, tuple[str, str, str]] = {
    "card": ("a card payment", "{n} card payments", "카드 결제 {n}건"),
    "check_in": ("a check-in", "{n} check-ins", "출입 기록 {n}건"),
    "cctv": ("a CCTV sighting", "{n} CCTV sightings", "CCTV 확인 {n}건"),
    "transit": ("a transit tap", "{n} transit taps", "교통카드 기록 {n}건"),
    "gps": ("a GPS fix", "{n} GPS fixes", "GPS 기록 {n}건"),
    "base_station": ("a base-station record", "{n} base-station records", "기지국 기록 {n}건"),
}
NAMING = ("card", "check_in", "cctv", "transit")
AGAIN = (": to be asked again.", " 다시 확인이 필요합니다.")


def sentences(case: Case, found: Matter) -> Both:
    """One sentence in each language for something to be asked again."""
    english, korean = _SAID[found.kind](case, found)
    return english + AGAIN[0], korean + AGAIN[1]


def _omitted(case: Case, found: Matter) -> Both:
    """A stay that the interview does not mention."""
    where, where_ko = _instead(case, found)
    (start, end), (start_ko, end_ko) = _span(case, found.first, found.last)
    shown, shown_ko = _records(case, found.rows, "show")
    stay = f"{shown} a stay {where} from about {start} to {end}"
    stay_ko = f"{shown_ko}에 따르면 {start_ko}쯤부터 {end_ko}쯤까지 {where_ko} 머물렀"
    if found.statement == NOBODY_SAID:
        return (
            f"{_upper(stay)}, which the interview does not mention",
            f"{stay_ko}으나 진술에는 없으므로",
        )
    said, said_ko = _statement(case, found)
    return f"{said}, but {stay}", f"{said_ko}, {stay_ko}으므로"


def _contradicted(case: Case, found: Matter) -> Both:
    said, said_ko = _statement(case, found)
    if found.reason == "shift":
        return _other_day(case, found, said, said_ko)
    if found.reason == "mistaken":
        return _other_place(case, found, said, said_ko)
    where, where_ko = _instead(case, found)
    against, against_ko = _records(case, found.rows, "do")
    return (
        f"{said}, but {against} not fit; most probably the person was {where}",
        f"{said_ko}, {against_ko}이 맞지 않고 {where_ko} 있었을 가능성이 크므로",
    )


def _other_day(case: Case, found: Matter, said: str, said_ko: str) -> Both:
    """The place told fits another day."""
    days = _local(case, found.at).date() - _local(case, found.first).date()
    which, which_ko = {
        -1: ("of the day before", "전날"),
        1: ("of the day after", "다음 날"),
    }.get(days.days, ("of another day", "다른 날"))
    time, time_ko = _time(case, found.at)
    shown, shown_ko = _records(case, found.rows, "show", only=_naming(case, found))
    return (
        f"{said}, but {shown} this place at about that time {which} ({time})",
        f"{said_ko}, {shown_ko}에는 {which_ko} 비슷한 시간({time_ko})에 같은 장소로 나오므로 날짜의",
    )


def _other_place(case: Case, found: Matter, said: str, said_ko: str) -> Both:
    """Another place of the same kind nearby."""
    other, other_ko = _place(case, found.other)
    time, time_ko = _time(case, found.at)
    shown, shown_ko = _records(case, found.rows, "name", only=_naming(case, found))
    away = f"{round(_apart_m(case, found.claimed, found.other), -1):.0f} m"
    return (
        f"{said}, but {shown} {other} ({time}), {away} away and of the same kind",
        f"{said_ko}, {shown_ko}에는 {away} 떨어진 같은 업종의 {other_ko}({time_ko})로 나오므로 장소의",
    )


def _conflict(case: Case, found: Matter) -> Both:
    """A record that names a place where the person most probably was not."""
    name, name_ko = _records(case, found.rows[:1], "name")
    place, place_ko = _place(case, found.claimed)
    time, time_ko = _time(case, found.first)
    where, where_ko = _instead(case, found)
    because, because_ko = _because(case, found)
    fit, fit_ko = "", ""
    if len(found.rows) > 1:
        against, against_ko = _records(case, found.rows[1:], "do")
        fit, fit_ko = f"{against} not fit; ", f"{against_ko}이 맞지 않고 "
    said = f"{_upper(name)} {place} at {time}, but {fit}most probably the person was {where}"
    said_ko = f"{time_ko} {place_ko} {name_ko}이 있으나, {fit_ko}{where_ko} 있었을 가능성이 "
    return said + because, said_ko + because_ko


def _because(case: Case, found: Matter) -> Both:
    """The explanation that fits best."""
    if found.reason == "late":
        time, time_ko = _time(case, found.at)
        return (
            f", and it may have been posted late for a stay until about {time}",
            f"크며 {time_ko}쯤까지의 방문이 늦게 처리되었을 수 있으므로",
        )
    return {
        "lent": (
            ", and somebody else may have used the card",
            "크며 다른 사람이 카드를 사용했을 수 있으므로",
        ),
        "cancelled": (", and the payment was cancelled later", "크고 나중에 취소된 결제이므로"),
        "camera": (
            ", and the camera may show somebody else",
            "크며 영상 속 인물이 다른 사람일 수 있으므로",
        ),
    }.get(found.reason, ("", "크므로"))


def _left_behind(case: Case, found: Matter) -> Both:
    """The phone stayed while other records tell of the person elsewhere."""
    where, where_ko = _answer(case, found.claimed)
    (start, end), (start_ko, end_ko) = _span(case, found.first, found.last)
    shown, shown_ko = _records(case, found.rows, "place", only=_naming(case, found))
    stayed = f"The phone seems to have stayed at home from {start} to {end}"
    stayed_ko = f"휴대전화는 {start_ko}부터 {end_ko}까지 집에 있었던 것으로 보이나"
    return (
        f"{stayed} while {shown} the person {where}, so it may have been left behind",
        f"{stayed_ko} {shown_ko}은 {where_ko} 있었음을 나타내며, 두고 나갔을 수 있으므로",
    )


def _workplace(case: Case, found: Matter) -> Both:
    """A place of regular hours that nobody spoke of."""
    where, where_ko = _instead(case, found)
    days = list(dict.fromkeys(_local(case, s[0]).date() for s in sorted(found.shifts)))
    on = ", ".join(f"{d.day} {d:%B}" for d in days)
    on_ko = ", ".join(f"{d.month}월 {d.day}일" for d in days)
    begin, end = _local(case, found.first), _local(case, found.last)
    hours, hours_ko = (
        f"about {begin:%H:%M} to {end:%H:%M}",
        f"{begin:%H:%M}쯤부터 {end:%H:%M}쯤까지",
    )
    shown, shown_ko = _records(case, found.rows, "place")
    untold = "which the interview does not mention; whether it is a place of work is"
    return (
        f"{_upper(shown)} the person {where} from {hours} on {on}, {untold}",
        f"{shown_ko}에 따르면 {on_ko} {hours_ko} {where_ko} 머물렀으나 진술에는 없으므로, 일하는 곳인지",
    )


_SAID: dict[str, Callable[[Case, Matter], Both]] = {
    "omitted_stay": _omitted,
    "statement_contradicted": _contradicted,
    "record_conflict": _conflict,
    "phone_left_behind": _left_behind,
    "undeclared_workplace": _workplace,
}


def _statement(case: Case, found: Matter) -> Both:
    """What the interview says, of one statement."""
    records = case.records
    times = np.stack([records.start[found.statement], records.end[found.statement]])
    first, last = (int(t) for t in case.grid.step(times))
    where, where_ko = _answer(case, found.claimed)
    (start, end), (start_ko, end_ko) = _span(case, first, last)
    return (
        f"The interview says {where} from {start} to {end}",
        f"진술로는 {start_ko}부터 {end_ko}까지 {where_ko} 있었으나",
    )


def _instead(case: Case, found: Matter) -> Both:
    """Where the person rather was, as exactly as it is known."""
    where, where_ko = _answer(case, found.other)
    if found.nearby and where.startswith("at "):
        return where.replace("at ", "near ", 1), where_ko.removesuffix("에") + " 근처에"
    return where, where_ko


def _answer(case: Case, place: int) -> Both:
    """Where somebody was, as a phrase."""
    if place == NOWHERE:
        return "elsewhere", "다른 곳에"
    if case.candidates.places.place_id[place] == case.subject.home_place_id:
        return "at home", "집에"
    name, name_ko = _place(case, place)
    return f"at {name}", f"{name_ko}에"


def _place(case: Case, place: int) -> Both:
    """A place's name; "English (한국어) 5-1 (5학년 1반)" is parted."""
    places = case.candidates.places
    name = places.name[place] or places.place_id[place]
    korean = " ".join(re.findall(r"\(([^()]*)\)", name))
    english = " ".join(re.sub(r"\([^()]*\)", " ", name).split())
    return (english, korean) if korean and english else (name, name)


def _naming(case: Case, found: Matter) -> tuple[int, ...]:
    sources = case.records.source
    return tuple(r for r in found.rows if SOURCES[int(sources[r])] in NAMING)


def _records(case: Case, rows: tuple[int, ...], verb: str, *, only: tuple[int, ...] = ()) -> Both:
    """ "a card payment (19:06) and 2 base-station records show"; the verb is in the plural form."""
    rows = only or rows
    sources = [SOURCES[int(case.records.source[r])] for r in rows]
    sources = [name for name in sources if name != "interview"]
    counted = Counter(sorted(sources, key=list(RECORDS).index))
    english, korean = [], []
    for source, n in counted.items():
        one, many, in_korean = RECORDS[source]
        english.append(one if n == 1 else many.format(n=n))
        korean.append(in_korean.format(n=n))
    listed = " and ".join([", ".join(english[:-1]), english[-1]] if len(english) > 1 else english)
    conjugated = {"do": "does"}.get(verb, f"{verb}s") if len(sources) == 1 else verb
    return f"{listed} {conjugated}".strip(), ", ".join(korean)


def _apart_m(case: Case, one: int, other: int) -> float:
    x_m, y_m = case.candidates.x_m, case.candidates.y_m
    return float(np.hypot(x_m[one] - x_m[other], y_m[one] - y_m[other]))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _local(case: Case, step: int) -> datetime:
    return case.grid.time(step).astimezone(ZoneInfo(case.period.timezone))


def _time(case: Case, step: int) -> Both:
    at = _local(case, step)
    return f"{at:%H:%M} on {at.day} {at:%B}", f"{at.month}월 {at.day}일 {at:%H:%M}"


def _span(case: Case, first: int, last: int) -> tuple[Both, Both]:
    """Begin and end as a reader says them: the day once if it is the same."""
    begin, until = _local(case, first), _local(case, last)
    (start, start_ko), (end, end_ko) = _time(case, first), _time(case, last)
    if begin.date() == until.date():
        return (f"{begin:%H:%M}", end), (start_ko, f"{until:%H:%M}")
    return (start, end), (start_ko, end_ko)
