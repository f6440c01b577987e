"""Cards, taps, check-ins and cameras: when they speak, how often they mislead."""

from dataclasses import replace

import numpy as np
import pytest

from dongseon.city import sensors
from dongseon.city.sensors import cards, cctv, entry, habits, stays, transit
from dongseon.city.types import BUS, Rides
from dongseon.records.columns import Coded

EVERYBODY = np.arange(1_200, dtype=np.int32)


@pytest.fixture(scope="module")
def paid(fortnight):
    return sensors.approvals(
        fortnight.world, fortnight.population, fortnight.visits, EVERYBODY, seed=2
    )


@pytest.fixture(scope="module")
def lived(fortnight):
    return stays.stays(fortnight.visits, EVERYBODY)


def stay_of(lived, person, place, at_s):
    """Row of the stay during which a person was at a place at a time, -1 = was not there."""
    rows = np.flatnonzero(
        (lived.person == person)
        & (lived.place == place)
        & (lived.start_s <= at_s)
        & (at_s <= lived.end_s)
    )
    return int(rows[0]) if len(rows) else -1


def test_a_stay_over_midnight_is_one_stay(lived):
    same = (np.diff(lived.person) == 0) & (np.diff(lived.place) == 0)
    assert not np.any(same & (lived.start_s[1:] == lived.end_s[:-1]))
    assert np.any(lived.start_s // 86_400 != (lived.end_s - 1) // 86_400)


def test_who_paid_was_at_the_till_when_it_was_paid(paid, lived):
    rows = np.flatnonzero(np.isin(paid.story, (cards.OWN, cards.LATE, cards.FAMILY)))
    for row in rows[::37].tolist():
        payer, place, at_s = int(paid.payer[row]), int(paid.place[row]), int(paid.paid_s[row])
        assert stay_of(lived, payer, place, at_s) >= 0


def test_restaurants_are_paid_on_leaving_and_cafes_on_arrival(fortnight, paid, lived):
    category = fortnight.world.places.category
    for name, on_arrival in (("restaurant", False), ("cafe", True)):
        code = category.labels.index(name)
        rows = np.flatnonzero((category.codes[paid.place] == code) & (paid.story == cards.OWN))
        for row in rows[::29].tolist():
            stay = stay_of(lived, int(paid.payer[row]), int(paid.place[row]), int(paid.paid_s[row]))
            since, until = (
                paid.paid_s[row] - lived.start_s[stay],
                lived.end_s[stay] - paid.paid_s[row],
            )
            assert (since if on_arrival else until) <= 301


def test_a_card_lent_in_the_family_is_used_where_its_owner_need_not_be(fortnight, paid):
    family = paid.story == cards.FAMILY
    assert 0.005 < family.mean() < 0.05
    assert np.all(paid.payer[family] != paid.person[family])
    house = fortnight.population.household
    assert np.array_equal(house[paid.payer[family]], house[paid.person[family]])


def test_nobody_pays_twice_for_one_visit_with_two_cards(paid):
    once = np.isin(paid.story, (cards.OWN, cards.LATE, cards.FAMILY))
    keys = np.stack([paid.payer[once], paid.paid_s[once]], axis=1)
    assert len(np.unique(keys, axis=0)) == len(keys)


def test_late_postings_come_after_the_payment_and_the_others_at_once(paid):
    late = paid.story == cards.LATE
    assert 0.02 < late.mean() < 0.045
    assert np.all(paid.at_s[late] - paid.paid_s[late] >= 600)
    assert np.array_equal(paid.at_s[paid.story == cards.OWN], paid.paid_s[paid.story == cards.OWN])


def test_only_mistyped_amounts_and_orders_are_cancelled(paid):
    stories = {cards.CANCELLED, cards.ORDERED}
    assert set(paid.story[paid.cancelled == 1].tolist()) == stories
    assert not stories & set(paid.story[paid.cancelled == 0].tolist())
    assert 0.008 < np.mean(paid.cancelled) < 0.04


def test_a_cancelled_order_has_nobody_at_the_till(paid):
    assert np.all(paid.payer[paid.story == cards.ORDERED] == -1)


def test_children_and_staff_do_not_pay(fortnight, paid):
    folk = fortnight.population
    assert folk.age_years[paid.payer[paid.payer >= 0]].min() >= cards.CHILD_YEARS
    own = paid.payer >= 0
    assert not np.any(folk.work[paid.payer[own]] == paid.place[own])


def rides_between(place, line):
    """Every person rides once from a stop back to it."""
    n = len(EVERYBODY)
    stop = np.full(n, place, dtype=np.int32)
    board = np.full(n, 30_000, dtype=np.int32)
    number = np.full(n, line, dtype=np.int32)
    return Rides(EVERYBODY, stop, stop.copy(), board, board + 900, number, number.copy())


def test_a_bus_ride_may_lack_its_second_tap_and_knows_its_bus(fortnight):
    stops = fortnight.world.transit
    bus = int(stops.stop_place[np.flatnonzero(stops.stop_mode == BUS)[0]])
    drawn = sensors.taps(
        fortnight.world, fortnight.population, rides_between(bus, 0), EVERYBODY, seed=2
    )
    boards, alights = (int(np.sum(drawn.kind == kind)) for kind in (transit.BOARD, transit.ALIGHT))
    assert 0.95 < boards / len(EVERYBODY) < 0.99
    assert 0.90 < alights / boards < 0.96
    assert set(drawn.vehicle.tolist()) == {0}
    assert set(drawn.at_s.tolist()) == {30_000, 30_900}


def test_a_station_is_entered_before_the_train_left_after_it_and_knows_no_train(fortnight):
    category = fortnight.world.places.category
    ground = np.flatnonzero(category.codes == category.labels.index("bus_stop"))[:1]
    world = replace(
        fortnight.world,
        places=replace(
            fortnight.world.places,
            category=Coded(
                np.full(len(category), category.labels.index("station"), dtype=np.int32),
                category.labels,
            ),
        ),
    )
    drawn = sensors.taps(
        world, fortnight.population, rides_between(int(ground[0]), 0), EVERYBODY, seed=2
    )
    entered, left = drawn.kind == transit.BOARD, drawn.kind == transit.ALIGHT
    assert entered.sum() == left.sum()
    assert set(drawn.vehicle.tolist()) == {-1}
    assert 29_800 < drawn.at_s[entered].min() < drawn.at_s[entered].max() < 30_000
    assert 30_900 < drawn.at_s[left].min() < drawn.at_s[left].max() < 31_100


def test_check_ins_are_made_at_obliged_places_near_arrival_and_by_most(fortnight, lived):
    drawn = sensors.check_ins(
        fortnight.world, fortnight.population, fortnight.visits, EVERYBODY, seed=2
    )
    obliged = habits.place_habits(fortnight.world).check_in > 0
    assert np.all(obliged[drawn.place])
    restaurant = fortnight.world.places.category.labels.index("restaurant")
    codes = fortnight.world.places.category.codes
    grown = fortnight.population.age_years[lived.person] >= entry.TOO_YOUNG_YEARS
    visits = np.sum((codes[lived.place] == restaurant) & grown)
    made = np.sum(codes[drawn.place] == restaurant)
    assert 0.3 < made / visits < 0.55
    for row in range(0, len(drawn), 53):
        near = stay_of(
            lived, int(drawn.person[row]), int(drawn.place[row]), int(drawn.at_s[row]) + 61
        )
        assert near >= 0
        assert -61 <= drawn.at_s[row] - lived.start_s[near] <= 421


def test_cameras_see_few_visits_and_name_the_wrong_person_now_and_then(fortnight, lived):
    drawn = sensors.sightings(fortnight.world, fortnight.visits, EVERYBODY, seed=2)
    wrong = drawn.wrong == 1
    assert 0.02 < wrong.mean() < 0.10
    assert drawn.confidence[wrong].max() <= cctv.MISTAKEN[1]
    assert drawn.confidence[~wrong].min() >= cctv.RIGHT[0]
    for row in np.flatnonzero(~wrong)[::41].tolist():
        stay = stay_of(lived, drawn.person[row], drawn.place[row], drawn.start_s[row])
        assert stay >= 0
        assert drawn.end_s[row] <= lived.end_s[stay]


def test_habits_cover_every_category_of_the_city(fortnight):
    known = {habit.category for habit in habits.HABITS}
    assert set(fortnight.world.places.category.labels) <= known


def test_an_unknown_category_gets_the_habit_of_other_places():
    assert habits.habit_of("space_port") is habits.OTHER
