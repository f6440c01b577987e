"""Everyone's days: no one is in two places, nobody flies, doors are kept, and blocks change nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongseon.city import roster, travel
from dongseon.city.population import NIGHT, PUPIL, WORKER
from dongseon.city.types import MODES, Appointments, Visits
from dongseon.errors import InvalidInput

DAY_S = 86_400
SIZE = 2_000
City = Callable[..., Any]  # the fixture: people, seed -> a settled city with its week


def appointment(person: int, place: int, start_s: int, end_s: int) -> Appointments:
    columns = [np.array([value], dtype=np.int32) for value in (person, place, start_s, end_s)]
    return Appointments(*columns, mode=np.array([1], dtype=np.int8))


def moves(seen: Visits) -> np.ndarray:
    """Rows after which the same person goes to another place."""
    return np.flatnonzero(
        (seen.person[1:] == seen.person[:-1]) & (seen.place[1:] != seen.place[:-1])
    )


def equal(one: Any, other: Any) -> bool:
    names = type(one).__dataclass_fields__
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


# ── invariants ───────────────────────────────────────────────────────────────────────────────


def test_visits_are_sorted_positive_and_never_overlap(city: City) -> None:
    week = city(SIZE).week
    assert (week.end_s > week.start_s).all()
    same = week.person[1:] == week.person[:-1]
    assert (week.start_s[1:] >= week.end_s[:-1])[same].all()


def test_a_days_visits_lie_within_the_day(city: City) -> None:
    for day in (0, 3, 6):
        seen, _ = city(SIZE).day(day)
        assert seen.start_s.min() >= day * DAY_S
        assert seen.end_s.max() <= (day + 1) * DAY_S
        assert (np.diff(seen.person) >= 0).all()


def test_there_is_time_to_travel_between_two_places(city: City) -> None:
    made, week = city(SIZE).world, city(SIZE).week
    row = moves(week)
    here, there = week.place[row], week.place[row + 1]
    metres = np.hypot(
        made.place_x_m[here] - made.place_x_m[there], made.place_y_m[here] - made.place_y_m[there]
    )
    seconds = week.start_s[row + 1] - week.end_s[row]
    assert (seconds >= 50).all()
    assert (metres / seconds).max() < travel.CAR_M_PER_S
    on_foot = week.mode[row + 1] == MODES.index("walk")
    assert (metres / seconds)[on_foot].max() < travel.WALK_M_PER_S * 1.1


def test_nobody_is_under_way_for_hours(city: City) -> None:
    week = city(SIZE).week
    row = moves(week)
    seconds = week.start_s[row + 1] - week.end_s[row]
    assert np.quantile(seconds, 0.999) < 5_400
    assert seconds.max() < 4 * 3600


def test_a_stay_goes_on_at_midnight_or_the_person_is_under_way(city: City) -> None:
    settled = city(SIZE)
    for day in range(3):
        before, after = settled.day(day)[0], settled.day(day + 1)[0]
        last = np.append(np.diff(before.person) > 0, True)
        first = np.insert(np.diff(after.person) > 0, 0, True)
        evening = {int(p): int(q) for p, q, e in zip(before.person[last], before.place[last], before.end_s[last], strict=True) if e == (day + 1) * DAY_S}  # fmt: skip
        morning = {int(p): int(q) for p, q, s in zip(after.person[first], after.place[first], after.start_s[first], strict=True) if s == (day + 1) * DAY_S}  # fmt: skip
        both = evening.keys() & morning.keys()
        assert all(evening[p] == morning[p] for p in both)
        assert morning.keys() <= evening.keys()  # some leave at midnight sharp, nobody appears


def test_visitors_keep_opening_hours(city: City) -> None:
    settled, week = city(SIZE), city(SIZE).week
    facts = roster.ground_of(settled.world).facts
    guest = settled.population.work[week.person] != week.place
    start = week.start_s % DAY_S
    end = start + week.end_s - week.start_s
    opens, closes = facts[week.place, roster.OPENS_S], facts[week.place, roster.CLOSES_S]
    past_midnight = start + DAY_S < closes  # of the evening before
    assert (guest & (start < opens) & ~past_midnight).sum() == 0
    late = np.where((start < opens) & past_midnight, end + DAY_S, end)
    assert (guest & (late > closes)).sum() == 0


def test_everyone_sleeps_at_home_but_those_who_work_or_go_out_at_night(city: City) -> None:
    settled, week = city(SIZE), city(SIZE).week
    at_four = (week.start_s % DAY_S <= 4 * 3600) & (
        week.end_s > week.start_s // DAY_S * DAY_S + 14_400
    )
    home = settled.population.home[week.person[at_four]] == week.place[at_four]
    night = settled.population.shift[week.person[at_four]] == NIGHT
    assert home[~night].mean() > 0.97


# ── the same bits ────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@settings(max_examples=25)
def test_any_block_of_persons_has_the_same_rows_as_among_all(
    city: City, data: st.DataObject
) -> None:
    settled = city(SIZE)
    day = data.draw(st.integers(0, 6))
    some = np.array(sorted(data.draw(st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=40))))
    for all_rows, own_rows in zip(settled.day(day), settled.day(day, persons=some), strict=True):
        kept = np.isin(all_rows.person, some)
        for name in type(all_rows).__dataclass_fields__:
            assert np.array_equal(getattr(all_rows, name)[kept], getattr(own_rows, name))


def test_two_calls_and_two_worker_counts_are_bit_equal(city: City) -> None:
    big = city(20_000)
    for one, other in zip(big.day(2), big.day(2, workers=3), strict=True):
        assert equal(one, other)


def test_another_seed_gives_other_days(city: City) -> None:
    assert not equal(city(SIZE).day(0)[0], city(SIZE).day(0, seed=8)[0])


# ── confinement ──────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@settings(max_examples=15)
def test_confined_people_stay_at_home_and_the_others_do_as_ever(
    city: City, data: st.DataObject
) -> None:
    settled = city(SIZE)
    indoors = np.zeros(SIZE, dtype=bool)
    indoors[sorted(data.draw(st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=200)))] = True
    seen, ridden = settled.day(4, confined=indoors, yesterday=indoors)
    own = indoors[seen.person]
    assert (seen.place[own] == settled.population.home[seen.person[own]]).all()
    assert (seen.end_s - seen.start_s)[own].sum() == DAY_S * indoors.sum()
    assert not indoors[ridden.person].any()
    free = settled.day(4)[0]
    assert np.array_equal(seen.place[~own], free.place[~indoors[free.person]])


def test_who_is_confined_in_the_morning_still_comes_home_from_the_night_before(city: City) -> None:
    settled = city(SIZE)
    everyone = np.ones(SIZE, dtype=bool)
    seen, _ = settled.day(5, confined=everyone)
    away = seen.place != settled.population.home[seen.person]
    assert away.any()
    assert (seen.start_s[away] == 5 * DAY_S).mean() > 0.5
    assert seen.end_s.max() == 6 * DAY_S
    last = np.append(np.diff(seen.person) > 0, True)
    assert (seen.place[last] == settled.population.home[seen.person[last]]).all()


def test_a_wrong_number_of_confined_persons_is_refused(city: City) -> None:
    with pytest.raises(InvalidInput, match=r"confined: shape \(3,\) is not \(2000,\)"):
        city(SIZE).day(0, confined=np.zeros(3, dtype=bool))


# ── appointments ─────────────────────────────────────────────────────────────────────────────


@given(person=st.integers(0, SIZE - 1), hour=st.integers(11, 20), data=st.data())
@settings(max_examples=40)
def test_an_appointment_is_kept(city: City, person: int, hour: int, data: st.DataObject) -> None:
    settled = city(SIZE)
    if settled.population.shift[person] == NIGHT:
        return  # sleeps until noon
    place = data.draw(st.integers(0, len(settled.world.places) - 1))
    start, end = (24 + hour) * 3600, (26 + hour) * 3600
    seen, _ = settled.day(
        1, appointments=appointment(person, place, start, end), persons=np.array([person])
    )
    there = seen.place == place
    minutes = np.clip(np.minimum(seen.end_s, end) - np.maximum(seen.start_s, start), 0, None)
    assert minutes[there].sum() > 0.6 * (end - start)
    assert (seen.start_s[1:] >= seen.end_s[:-1]).all()


def test_an_appointment_runs_past_midnight_unless_confined_on_the_day_it_begins(city: City) -> None:
    settled = city(SIZE)
    person = int(
        np.flatnonzero((settled.population.age_years > 20) & (settled.population.shift != NIGHT))[0]
    )
    club = int(np.flatnonzero(settled.category(np.arange(len(settled.world.places))) == "club")[0])
    night = appointment(person, club, 23 * 3600, 27 * 3600)
    one = np.array([person])
    evening, _ = settled.day(0, appointments=night, persons=one)
    morning, _ = settled.day(1, appointments=night, persons=one)
    assert evening.place[-1] == club
    assert evening.end_s[-1] == DAY_S
    assert (morning.place[0], morning.start_s[0], morning.end_s[0]) == (club, DAY_S, 27 * 3600)
    kept_in = np.zeros(SIZE, dtype=bool)
    kept_in[person] = True
    assert (
        settled.day(0, appointments=night, persons=one, confined=kept_in)[0].place != club
    ).all()
    later, _ = settled.day(1, appointments=night, persons=one, yesterday=kept_in)
    assert later.place[0] == settled.population.home[person]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (appointment(9_999, 1, 0, 10), "row 0: person 9999 cannot"),
        (appointment(1, 10**6, 0, 10), "row 0: place 1000000 cannot"),
        (appointment(1, 1, 10, 10), "row 0: end_s 10 cannot"),
    ],
)
def test_impossible_appointments_are_refused(city: City, wrong: Appointments, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        city(SIZE).day(0, appointments=wrong)


# ── rides ────────────────────────────────────────────────────────────────────────────────────


def test_rides_lie_between_two_visits_and_in_order(city: City) -> None:
    settled = city(SIZE)
    seen, ridden = settled.day(1)
    assert len(ridden) > 0
    assert (ridden.alight_s > ridden.board_s).all()
    for row in range(0, len(ridden), 7):
        own = np.flatnonzero(seen.person == ridden.person[row])
        at = (seen.start_s[own] < ridden.alight_s[row]) & (seen.end_s[own] > ridden.board_s[row])
        assert not at.any()
    same = ridden.person[1:] == ridden.person[:-1]
    assert (ridden.board_s[1:] >= ridden.alight_s[:-1])[same].all()


def test_a_vehicle_is_at_one_place_at_a_time(city: City) -> None:
    """Who boards the same bus at the same second does so at the same stop."""
    ridden = city(20_000).day(1)[1]
    cars = city(20_000).world.transit.cars[ridden.line]
    train = np.where(cars > 1, ridden.vehicle // 10, ridden.vehicle)
    seen: dict[tuple[int, int, int], int] = {}
    for line, unit, at, stop in zip(
        ridden.line.tolist(),
        train.tolist(),
        ridden.board_s.tolist(),
        ridden.board_place.tolist(),
        strict=True,
    ):
        assert seen.setdefault((line, unit, at), stop) == stop
    assert len(seen) < len(ridden)  # some share a vehicle


# ── statistics ───────────────────────────────────────────────────────────────────────────────


def test_residents_make_four_to_six_visits_a_day(city: City) -> None:
    week = city(20_000).week
    same = (week.person[1:] == week.person[:-1]) & (week.place[1:] == week.place[:-1])
    joined = len(week) - int((same & (week.start_s[1:] == week.end_s[:-1])).sum())
    assert 4.0 < joined / 20_000 / 8 < 6.0


@pytest.mark.parametrize(
    ("hour", "weekday", "weekend"),
    [(3, (0.01, 0.06), (0.01, 0.06)), (11, (0.50, 0.70), (0.12, 0.40)), (14, (0.55, 0.75), (0.25, 0.55)),
     (20, (0.15, 0.40), (0.12, 0.40)), (23, (0.02, 0.12), (0.02, 0.12))],
)  # fmt: skip
def test_the_share_away_from_home_by_hour_is_that_of_a_working_town(
    city: City, hour: int, weekday: tuple[float, float], weekend: tuple[float, float]
) -> None:
    settled, week = city(20_000), city(20_000).week
    home = week.place == settled.population.home[week.person]
    for day, (low, high) in ((1, weekday), (2, weekday), (5, weekend), (6, weekend)):
        now = day * DAY_S + hour * 3600
        at_home = (home & (week.start_s <= now) & (week.end_s > now)).sum()
        assert low < 1 - at_home / 20_000 < high


def test_rooms_hold_those_who_come(city: City) -> None:
    settled, week = city(20_000), city(20_000).week
    places = settled.world.places
    day = (week.start_s >= DAY_S) & (week.start_s < 2 * DAY_S)
    peak = np.zeros(len(places))
    for now in range(DAY_S, 2 * DAY_S, 1800):
        there = day & (week.start_s <= now) & (week.end_s > now)
        np.maximum(peak, np.bincount(week.place[there], minlength=len(places)), out=peak)
    assert (peak <= places.capacity).mean() > 0.99
    assert (peak <= 4 * places.capacity).all()


def test_pupils_and_workers_spend_weekdays_where_they_belong(city: City) -> None:
    settled, week = city(20_000), city(20_000).week
    folk = settled.population
    now = DAY_S + int(10.5 * 3600)
    there = (week.start_s <= now) & (week.end_s > now)
    at = np.full(20_000, -1)
    at[week.person[there]] = week.place[there]
    for occupation, low in ((PUPIL, 0.95), (WORKER, 0.60)):
        members = (folk.occupation == occupation) & (folk.work >= 0)
        assert (at[members] == folk.work[members]).mean() > low


def test_the_night_and_sunday_have_their_own_places(city: City) -> None:
    settled, week = city(20_000), city(20_000).week
    kind = settled.category(week.place)
    staff = settled.population.work[week.person] == week.place
    hour, day = week.start_s % DAY_S / 3600, week.start_s // DAY_S
    guests = ~staff
    church = guests & (kind == "church")
    assert (day[church] == 6).mean() > 0.6
    assert (hour[guests & (kind == "bar")] > 17).mean() > 0.85
    assert (guests & (kind == "club")).sum() > 5
    assert np.isin(day[guests & (kind == "club")], (4, 5, 6)).mean() > 0.9
