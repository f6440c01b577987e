"""Cases and exposures as the tests of disclosure use them, and strategies that draw them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from dongseon.disclosure import (
    CaseTimes,
    Cleaned,
    Contacts,
    Draft,
    Exposure,
    Flows,
    Keeper,
    Publisher,
    Site,
    compile_list,
)

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2020, 11, 12, 0, 0, tzinfo=UTC)  # 9 in the morning in Seoul
PUBLISHER = Publisher(Keeper.LOCAL, SEOUL, b"s" * 32)


def local(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A time in Seoul, November 2020 unless said otherwise, as UTC."""
    return datetime(2020, month, day, hour, minute, tzinfo=SEOUL).astimezone(UTC)


CAFE = Site("cafe", "Café Haru", "12 Haetbit-ro", "1F", "cafe", "11010", Keeper.LOCAL, 60)
GYM = Site("gym", "Gym Him", "3 Narae-gil", "B1", "gym", "11010", Keeper.LOCAL, 30)
CASE = CaseTimes(
    "c1", onset=date(2020, 11, 9), sampled=date(2020, 11, 10), isolated_at=local(11, 15)
)
OTHER = replace(CASE, case_id="c2")
CASES = {"c1": CASE, "c2": OTHER}
VISIT = Exposure(
    exposure_id="e1",
    case_id="c1",
    site=CAFE,
    start=local(9, 12, 3),
    end=local(9, 12, 48),
    contacts=Contacts.SOME_UNKNOWN,
    accepted=True,
    home=False,
    workplace=False,
    open_to_many=True,
    cleaned=Cleaned.UNKNOWN,
)

AT_GYM = replace(VISIT, exposure_id="e2", site=GYM, start=local(9, 18), end=local(9, 19))


def flows(*stays: tuple[str, int, int, int]) -> Flows:
    """Stays on the 9th: place, person, first hour, hour after the last."""
    sites = {"cafe": 0, "gym": 1}
    rows = sorted((sites[s], p, a, b) for s, p, a, b in stays)
    site, person, first, last = (np.array(x, dtype=np.int64) for x in zip(*rows, strict=True))
    midnight_s = int(local(9, 0).timestamp())
    return Flows(
        sites=sites,
        people=100,
        site=site.astype(np.int32),
        person=person.astype(np.int32),
        start_s=midnight_s + 3600 * first,
        end_s=midnight_s + 3600 * last,
    )


def drafted(found: list[Exposure]) -> Draft:
    return compile_list(found, CASES, publisher=PUBLISHER, release="r", now=NOW)


def crowd_of_twelve(seed: int) -> Flows:
    """Twelve people who were each three times at one of the places on the 9th."""
    generator = np.random.default_rng(seed)
    return flows(
        *(
            (("cafe", "gym")[int(generator.integers(2))], person, hour, hour + 1)
            for person in range(12)
            for hour in generator.integers(0, 23, 3).tolist()
        )
    )


minutes = st.integers(min_value=0, max_value=20 * 24 * 60)


@st.composite
def exposures(draw: st.DrawFn) -> list[Exposure]:
    """Up to a dozen exposures of two cases at two places in three weeks, of every kind."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        start = local(1, 0) + timedelta(minutes=draw(minutes))
        found.append(
            Exposure(
                exposure_id=f"e{number}",
                case_id=draw(st.sampled_from(["c1", "c2"])),
                site=draw(st.sampled_from([CAFE, GYM])),
                start=start,
                end=start + timedelta(minutes=draw(st.integers(1, 2000))),
                contacts=draw(st.sampled_from(Contacts)),
                accepted=draw(st.booleans()),
                home=draw(st.booleans()),
                workplace=draw(st.booleans()),
                open_to_many=draw(st.booleans()),
                cleaned=draw(st.sampled_from(Cleaned)),
            )
        )
    return found
