"""What the phones of a city leave behind: rates, faults and determinism of connections and fixes."""

from dataclasses import fields, replace

import numpy as np
import pytest

from dongseon.city import sensors
from dongseon.city.ground import antennas
from dongseon.city.sensors import air, ways
from dongseon.city.types import BUS, Rides, Visits

DAY = 86_400


@pytest.fixture(scope="module")
def sensed(fortnight):
    """The radio, the phones' ways and the connections of 400 persons."""
    persons = np.arange(0, 1_200, 3, dtype=np.int32)
    city = (fortnight.world, fortnight.population)
    heard = sensors.radio(fortnight.world)
    phone = sensors.track(*city, fortnight.visits, fortnight.rides, persons, seed=1)
    drawn = sensors.connections(
        *city, fortnight.clock, fortnight.visits, fortnight.rides, persons,
        seed=1, heard=heard, phone=phone,
    )  # fmt: skip
    return heard, phone, drawn


def place_of(phone, person, at_s):
    """True position of each phone at each time, and its place (-1 = on the way): plain oracle."""
    out = np.zeros((len(person), 2))
    place = np.full(len(person), -1)
    row_of = {p: row for row, p in enumerate(phone.person.tolist())}
    for i, (who, time) in enumerate(zip(person.tolist(), at_s.tolist(), strict=True)):
        row = row_of[who]
        first, last = phone.offsets[row], phone.offsets[row + 1]
        piece = first + np.searchsorted(phone.start_s[first:last], time, side="right") - 1
        share = (time - phone.start_s[piece]) / (phone.end_s[piece] - phone.start_s[piece])
        begin = np.array([phone.x0_m[piece], phone.y0_m[piece]])
        end = np.array([phone.x1_m[piece], phone.y1_m[piece]])
        out[i], place[i] = begin + share * (end - begin), phone.place[piece]
        if phone.left_home[piece]:
            place[i] = -2
    return out, place


def distances(fortnight, heard, drawn, rows, where):
    """Distance from the sector used, and from the nearest mast of the person's telco."""
    masts = heard.antennas
    sector = drawn.sector[rows]
    used = np.hypot(masts.x_m[sector] - where[:, 0], masts.y_m[sector] - where[:, 1])
    telco = fortnight.population.telco[drawn.person[rows]]
    every = np.hypot(masts.x_m[None] - where[:, :1], masts.y_m[None] - where[:, 1:])
    every[fortnight.world.station_telco[None] != telco[:, None]] = np.inf
    return used, every.min(axis=1)


def sample(drawn, phone, count=6_000):
    rows = np.random.default_rng(5).choice(len(drawn), count, replace=False)
    where, place = place_of(phone, drawn.person[rows], drawn.start_s[rows])
    with_owner = place > -2
    return rows[with_owner], where[with_owner], place[with_owner]


def test_one_connection_in_eight_comes_from_beyond_the_nominal_range(fortnight, sensed):
    """FORMATS: about one in eight. Homes of few persons weigh much here: a wide interval."""
    heard, phone, drawn = sensed
    rows, where, _ = sample(drawn, phone)
    used, _ = distances(fortnight, heard, drawn, rows, where)
    beyond = np.mean(used > heard.antennas.range_m[drawn.sector[rows]])
    assert 0.09 < beyond < 0.17


def test_the_nearest_mast_is_often_not_the_one_used(fortnight, sensed):
    heard, phone, drawn = sensed
    rows, where, _ = sample(drawn, phone)
    used, nearest = distances(fortnight, heard, drawn, rows, where)
    assert 0.2 < np.mean(used > nearest + 1.0) < 0.5


def test_a_phone_uses_sectors_of_its_own_telco_only(fortnight, sensed):
    _, _, drawn = sensed
    telco = fortnight.population.telco[drawn.person]
    assert np.array_equal(fortnight.world.station_telco[drawn.sector], telco)


def test_at_home_a_phone_sees_a_small_stable_set_of_sectors(sensed):
    _, phone, drawn = sensed
    share_of_three = []
    for row, who in enumerate(phone.person[:60].tolist()):
        mine = drawn.person == who
        _, place = place_of(phone, drawn.person[mine], drawn.start_s[mine])
        _, count = np.unique(drawn.sector[mine][place == phone.home[row]], return_counts=True)
        share_of_three.append(np.sort(count)[-3:].sum() / max(count.sum(), 1))
    assert np.mean(share_of_three) > 0.75


def test_a_phone_connects_about_forty_times_a_day_in_bursts_and_less_at_night(sensed):
    _, phone, drawn = sensed
    assert 30 < len(drawn) / len(phone.person) / 14 < 55
    hour = drawn.start_s // 3_600 % 24
    per_hour = np.bincount(hour, minlength=24)
    assert per_hour[2:5].mean() < 0.6 * per_hour[10:20].mean()
    gaps = np.diff(drawn.start_s)[np.diff(drawn.person) == 0]
    assert np.mean(gaps < 120) > 0.25
    assert np.quantile(gaps, 0.99) > 2 * 3_600
    assert gaps.min() >= 1


def test_sessions_end_after_they_begin_and_signals_state_no_end(sensed):
    _, _, drawn = sensed
    ended = drawn.end_s >= 0
    assert 0.3 < ended.mean() < 0.9
    assert np.all(drawn.end_s[ended] > drawn.start_s[ended])
    assert np.all(drawn.end_s[ended] - drawn.start_s[ended] <= 3_600)


def same(one, two):
    return all(
        np.array_equal(getattr(one, f.name), getattr(two, f.name), equal_nan=True)
        for f in fields(one)
    )


def mine(table, person):
    rows = table.person == person
    return type(table)(*(getattr(table, f.name)[rows] for f in fields(table)))


SOURCES = {
    "connections": lambda f, who: sensors.connections(
        f.world, f.population, f.clock, f.visits, f.rides, who, seed=4
    ),
    "fixes": lambda f, who: sensors.fixes(
        f.world, f.population, f.clock, f.visits, f.rides, who, seed=4
    ),
    "approvals": lambda f, who: sensors.approvals(f.world, f.population, f.visits, who, seed=4),
    "taps": lambda f, who: sensors.taps(f.world, f.population, f.rides, who, seed=4),
    "check_ins": lambda f, who: sensors.check_ins(f.world, f.population, f.visits, who, seed=4),
    "sightings": lambda f, who: sensors.sightings(f.world, f.visits, who, seed=4),
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_persons_rows_are_the_same_whoever_else_is_drawn(fortnight, source):
    draw = SOURCES[source]
    rider = int(fortnight.rides.person[0])  # fails when nobody rides: then no tap is tested
    together = draw(fortnight, np.array([700, rider, 41, 500, 12], dtype=np.int32))
    assert len(together)
    for person in (rider, 500):
        assert same(mine(together, person), draw(fortnight, np.array([person], dtype=np.int32)))


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_seed_gives_the_same_rows(fortnight, source):
    who = np.arange(40, dtype=np.int32)
    one, again = SOURCES[source](fortnight, who), SOURCES[source](fortnight, who)
    assert same(one, again)


def test_another_seed_gives_other_rows(fortnight):
    who = np.arange(40, dtype=np.int32)
    city = (fortnight.world, fortnight.population, fortnight.visits)
    assert not same(sensors.approvals(*city, who, seed=4), sensors.approvals(*city, who, seed=5))


def test_nobody_asked_about_leaves_nothing(fortnight):
    nobody = np.empty(0, dtype=np.int32)
    for draw in SOURCES.values():
        assert len(draw(fortnight, nobody)) == 0


def test_more_connections_than_expected_are_all_kept(fortnight):
    """The room is reckoned from the clock; visits that go on longer make it too small at first."""
    who = np.arange(30, dtype=np.int32)
    city = (fortnight.world, fortnight.population)
    lived = (fortnight.visits, fortnight.rides, who)
    short = replace(fortnight.clock, days=1)
    assert same(
        sensors.connections(*city, short, *lived, seed=1),
        sensors.connections(*city, fortnight.clock, *lived, seed=1),
    )


def test_a_person_without_visits_leaves_no_trace_between_others(fortnight):
    known = fortnight.visits.person != 11
    visits = Visits(*(getattr(fortnight.visits, name)[known] for name in Visits.__slots__))
    lived = replace(fortnight, visits=visits)
    three = np.array([10, 11, 12], dtype=np.int32)
    for source in ("connections", "fixes", "approvals", "check_ins", "sightings"):
        drawn = SOURCES[source](lived, three)
        assert 11 not in drawn.person
        assert same(mine(drawn, 12), mine(SOURCES[source](fortnight, three), 12))


def test_a_track_covers_the_fortnight_without_holes_or_overlaps(sensed):
    _, phone, _ = sensed
    for row in range(len(phone.person)):
        first, last = phone.offsets[row], phone.offsets[row + 1]
        assert (
            phone.start_s[first] < 7_200
        )  # the first and last midnight may find somebody under way
        assert phone.end_s[last - 1] > 14 * DAY - 7_200
        assert np.array_equal(phone.start_s[first + 1 : last], phone.end_s[first : last - 1])


def test_a_track_never_jumps(sensed):
    _, phone, _ = sensed
    inner = np.setdiff1d(np.arange(1, len(phone.start_s)), phone.offsets)
    jump = np.hypot(
        phone.x0_m[inner] - phone.x1_m[inner - 1], phone.y0_m[inner] - phone.y1_m[inner - 1]
    )
    assert jump.max() < 5.0  # a leg of less than a second is left out


def two_visits(fortnight, home, there, mode):
    """One person: home until eight, somewhere from half past eight on."""
    visits = Visits(
        np.zeros(2, dtype=np.int32),
        np.array([home, there], dtype=np.int32),
        np.array([0, 30_600], dtype=np.int32),
        np.array([28_800, DAY], dtype=np.int32),
        np.array([0, mode], dtype=np.int8),
    )
    return replace(fortnight, visits=visits)


def test_a_ride_is_walked_to_ridden_and_walked_from(fortnight):
    places = fortnight.world.places
    stops = [i for i in range(len(places)) if places.category[i] == "bus_stop"][:2]
    one = np.array([stops[0]], dtype=np.int32)
    lived = two_visits(fortnight, 0, 1, BUS)
    rides = Rides(
        np.zeros(1, dtype=np.int32), one, np.array([stops[1]], dtype=np.int32),
        one * 0 + 29_000, one * 0 + 30_000, one * 0, one * 0,
    )  # fmt: skip
    phone = sensors.track(
        lived.world, lived.population, lived.visits, rides, np.zeros(1, dtype=np.int32), seed=1
    )
    on_bus = phone.mode == BUS
    assert phone.start_s[on_bus].min() == 29_000
    assert phone.end_s[on_bus].max() == 30_000
    assert set(phone.mode[(phone.place < 0) & ~on_bus].tolist()) == {0}
    first = np.flatnonzero(on_bus)[0]
    assert phone.x0_m[first] == pytest.approx(fortnight.world.place_x_m[stops[0]])


def test_a_table_limited_to_some_places_holds_the_very_same_rows(fortnight):
    whole = sensors.radio(fortnight.world)
    some = np.array([5, 17, 300], dtype=np.int32)
    part = sensors.radio(fortnight.world, places=some)
    assert np.array_equal(whole.heard[:, some], part.heard[:, some])
    assert np.array_equal(whole.weight[:, some], part.weight[:, some])
    assert np.array_equal(whole.beyond_db, part.beyond_db)


def test_strength_falls_with_distance_and_off_the_beam(fortnight):
    """Against the formula written out anew, without shadowing."""
    masts = sensors.radio(fortnight.world).antennas
    sector = 0
    angle = masts.azimuth_rad[sector]
    levels = []
    for metres in (100.0, 1_000.0):
        x_m = masts.x_m[sector] + metres * np.sin(angle)
        y_m = masts.y_m[sector] + metres * np.cos(angle)
        levels.append(air.strength_db(masts, sector, x_m, y_m, 7, 1)[0])
    assert levels[0] - levels[1] == pytest.approx(37.6)  # one decade
    behind = air.strength_db(
        masts, sector, masts.x_m[sector] - 100 * np.sin(angle),
        masts.y_m[sector] - 100 * np.cos(angle), 7, 1,
    )[0]  # fmt: skip
    assert levels[0] - behind == pytest.approx(20.0)


def fix_errors(fortnight, drawn, phone, rows):
    """Error of each fix, metres, and the place it was made at."""
    where, place = place_of(phone, drawn.person[rows], drawn.at_s[rows])
    east, north = antennas.metres_per_degree(fortnight.world.origin_lat_deg)
    x_m = (drawn.lon_deg[rows] - fortnight.world.origin_lon_deg) * east
    y_m = (drawn.lat_deg[rows] - fortnight.world.origin_lat_deg) * north
    return np.hypot(x_m - where[:, 0], y_m - where[:, 1]), place


@pytest.fixture(scope="module")
def located(fortnight, sensed):
    _, phone, _ = sensed
    drawn = sensors.fixes(
        fortnight.world, fortnight.population, fortnight.clock, fortnight.visits, fortnight.rides,
        phone.person, seed=1, phone=phone,
    )  # fmt: skip
    rows = np.random.default_rng(6).choice(len(drawn), 12_000, replace=False)
    return drawn, rows, *fix_errors(fortnight, drawn, phone, rows)


def test_stated_accuracy_is_honest_outdoors_and_too_small_indoors(located):
    drawn, rows, error, place = located
    stated = drawn.accuracy_m[rows]
    known = ~np.isnan(stated)
    outdoors, indoors = known & (place == -1), known & (place >= 0)
    assert 0.60 < np.mean(error[outdoors] <= stated[outdoors]) < 0.72
    assert np.mean(error[indoors] <= stated[indoors]) < 0.5


def test_indoors_the_error_is_a_constant_of_the_visit_and_some_fixes_are_far_out(located):
    _, _, error, place = located
    assert 15 < np.median(error[place >= 0]) < 40
    assert np.median(error[place == -1]) < 12
    assert 0.005 < np.mean(error > 100) < 0.03


def test_some_fixes_state_no_accuracy(located):
    drawn, _, _, _ = located
    assert 0.01 < np.mean(np.isnan(drawn.accuracy_m)) < 0.03


def test_fixes_are_dense_under_way_and_sparse_at_rest(located, sensed):
    drawn, _, _, _ = located
    _, phone, _ = sensed
    gaps = np.diff(drawn.at_s)
    same_person = np.diff(drawn.person) == 0
    _, place = place_of(phone, drawn.person[:4_000], drawn.at_s[:4_000])
    moving = (place[:-1] == -1) & (place[1:] == -1) & same_person[:3_999]
    resting = (place[:-1] >= 0) & (place[1:] >= 0) & same_person[:3_999]
    assert np.median(gaps[:3_999][moving]) < 240
    assert np.median(gaps[:3_999][resting]) > 300
    assert gaps[same_person].max() > 3_600


def test_a_phone_switched_off_is_rare_and_lasts(fortnight):
    from_hours = np.arange(0, 14 * DAY, 600)
    off = [
        np.mean([ways.phone_off(np.uint64(9), person, int(t)) for t in from_hours])
        for person in range(40)
    ]
    assert 0.001 < np.mean(off) < 0.06
