"""Whatever is asked and whatever the lake holds: no accepted answer has a row outside its scope."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.mandate import cast

from dongseon import lake
from dongseon import mandate as m
from dongseon.errors import InvalidInput
from dongseon.holder import slicing
from dongseon.lake import Desk, open_desk

START = datetime(2020, 5, 4, 15, tzinfo=UTC)
SPAN_MIN = 4 * 24 * 60
PHONES = [f"010000000{n:02}" for n in range(12)]
SECTORS = [f"S{n}" for n in range(6)]


Row = tuple[str, str, datetime, datetime]  # phone, sector, start, end


def connections() -> list[Row]:
    """Six hundred connections, spread over days, phones and sectors without any order."""
    found = []
    for n in range(600):
        begin = START + timedelta(minutes=(n * 7919) % SPAN_MIN - 600)
        end = begin + timedelta(minutes=(n * 31) % 190)
        found.append((PHONES[n * 5 % 12], SECTORS[n * 11 % 6], begin, end))
    return sorted(set(found))


ROWS = connections()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A lake of them, asked without a service in between."""
    folder = tmp_path_factory.mktemp("scope")
    dump = folder / "base_station.csv"
    text = [f"{p},{b.isoformat()},{e.isoformat()},{s}" for p, s, b, e in ROWS]
    dump.write_text("phone,from,to,base_station_id\n" + "\n".join(text) + "\n", encoding="utf-8")
    path = folder / "lake"
    lake.create(path, timezone="Asia/Seoul")
    list(lake.ingest(path, [dump], now=cast.NOW))
    with open_desk(path, memory="500MB") as opened:
        yield opened


@st.composite
def windows(draw: st.DrawFn) -> m.Window:
    begin = START + timedelta(minutes=draw(st.integers(0, SPAN_MIN - 600)))
    return m.Window(begin, begin + timedelta(minutes=draw(st.integers(1, 600))))


def cut(request: m.Mandate, desk: Desk, *, most_read: int = slicing.MOST_READ) -> slicing.Slice:
    drawn = iter(range(10**6))
    return slicing.cut(
        request,
        desk,
        policy=cast.POLICY,
        sensitive=False,
        known={},
        now=cast.NOW,
        draw=lambda count: next(drawn).to_bytes(count, "big"),
        most_read=most_read,
    )


MANY = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(
    window=windows(), phones=st.lists(st.sampled_from(PHONES), min_size=1, max_size=3, unique=True)
)
def test_a_person_s_answer_is_exactly_their_rows_in_the_window(
    desk: Desk,
    window: m.Window,
    phones: list[str],
) -> None:
    identifiers = tuple(m.Identifier(m.Scheme.PHONE, phone) for phone in phones)
    request = replace(cast.PERSON, question=m.PersonQuestion(identifiers, window))
    table = cut(request, desk).table
    found = {(r["number"], r["place_id"], r["start_utc"], r["end_utc"]) for r in table.to_pylist()}
    assert found == {
        (phone, sector, max(b, window.begin), min(e, window.end))
        for phone, sector, b, e in ROWS
        if phone in phones and b < window.end and (e > window.begin or b >= window.begin)
    }


@MANY
@given(
    areas=st.lists(
        st.builds(
            m.Area,
            place_ids=st.lists(st.sampled_from(SECTORS), min_size=1, max_size=2, unique=True).map(
                tuple
            ),
            category=st.just("club"),
            window=windows(),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    least_stay_min=st.integers(5, 120),
    most_read=st.sampled_from([slicing.MOST_READ, 30]),  # so many rows that they are counted first
)
def test_an_area_s_answer_is_those_who_stayed_and_what_was_seen_there(
    desk: Desk,
    areas: tuple[m.Area, ...],
    least_stay_min: int,
    most_read: int,
) -> None:
    request = replace(cast.PRESENCE, question=m.PresenceQuestion(areas, least_stay_min))
    answer = cut(request, desk, most_read=most_read)
    number_of = {token.value: token.subject.value for token in answer.tokens}
    got = defaultdict(set)
    for r in answer.table.to_pylist():
        assert r["token"] in number_of
        observed = (number_of[r["token"]], r["place_id"], r["start_utc"], r["end_utc"])
        got[r["area"]].add(observed)
    for number, area in enumerate(areas):
        assert got[number] == observations(area, least_stay_min)


def observations(area: m.Area, least_stay_min: int) -> set[Row]:
    """The same, computed plainly: of each phone that was there from first to last for long enough."""
    window = area.window
    of: dict[str, list[Row]] = defaultdict(list)
    for phone, sector, b, e in ROWS:
        inside = b < window.end and (e > window.begin or b >= window.begin)
        if sector in area.place_ids and inside:
            of[phone].append((phone, sector, max(b, window.begin), min(e, window.end)))
    return {
        row
        for seen in of.values()
        if max(r[3] for r in seen) - min(r[2] for r in seen) >= timedelta(minutes=least_stay_min)
        for row in seen
    }


def test_a_row_outside_never_leaves_even_if_the_lake_gave_it() -> None:
    inside = {
        "person_id": ["010"],
        "place_id": ["S1"],
        "start_utc": [START],
        "end_utc": [START + timedelta(hours=1)],
    }
    window = m.Window(START, START + timedelta(hours=1))
    slicing.guard(pa.table(inside), window, column="person_id", allowed=["010"])
    for changes in (
        {"person_id": ["011"]},
        {"start_utc": [START - timedelta(seconds=1)]},
        {"end_utc": [START + timedelta(hours=2)]},
    ):
        with pytest.raises(InvalidInput, match="outside the mandate's scope"):
            slicing.guard(
                pa.table({**inside, **changes}), window, column="person_id", allowed=["010"]
            )
