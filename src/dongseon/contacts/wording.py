"""Why somebody is on the list: one sentence in English, one in Korean."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from dongseon.contacts.meetings import Meeting
from dongseon.records.columns import Places

GROUNDS = {
    "itinerary": ("by both itineraries", "양측 동선"),
    "rows": ("by a record that names the place", "장소가 적힌 기록"),
    "log": ("by the phone's own log", "휴대전화 접속 기록"),
    "register": ("by the register", "등록 주소"),
    "vehicle": ("by taps in the same vehicle", "같은 차량의 승하차 기록"),
}  # what says so, in English and Korean


@lru_cache(maxsize=50_000)  # thousands of meetings begin in the minutes of one fortnight
def _local(moment: datetime, timezone: str) -> tuple[str, str]:
    """The local day and hour as they are written."""
    day, hour = moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M").split()
    return day, hour


def reason(
    met: Meeting,
    places: Places,
    start: datetime,
    end: datetime,
    timezone: str,
    strength: float,
) -> tuple[str, str]:
    """The sentence a tracer reads beside a name."""
    (day, hour), (last_day, last_hour) = _local(start, timezone), _local(end, timezone)
    begin, until = f"{day} {hour}", last_hour if last_day == day else f"{last_day} {last_hour}"
    minutes, percent = round(met.minutes), round(100 * met.probability)
    infectious = round(100 * strength)
    if met.place < 0:
        where, where_ko = "aboard the same vehicle", "같은 차량에 탑승"
    else:
        name = places.name[met.place] or places.place_id[met.place]
        where, where_ko = f"at {name}", f"{name}에 함께 체류"
    grounds, grounds_ko = GROUNDS[met.grounds]
    return (
        (
            f"About {minutes} min together {where}, {begin}–{until}, probability {percent} % "
            f"{grounds}; "
            f"the case was at {infectious} % of peak infectiousness."
        ),
        (
            f"{begin}–{until} 약 {minutes}분 동안 {where_ko}했을 확률 {percent} % ({grounds_ko}), "
            f"당시 확진자의 감염력은 최고치의 {infectious} %."
        ),
    )
