"""What words alone tell: at home, at work, at some place of a kind."""

from dataclasses import replace
from datetime import timedelta

from dongseon.itinerary import Itinerary, Model

from . import makers
from .makers import DAY, MONDAY, SECTORS, TOWN, H, Row, Site, Town

WEST = ("west-e", "west-w")
FLAT, OFFICE = Site("flat", "home", -1500.0, 0.0), Site("desk", "office", -1420.0, 40.0)
ONE_MAST = Town((FLAT, OFFICE, Site("cafe", "cafe", -1300.0, 60.0)), SECTORS)


def said(words: str, begin_min: float, end_min: float) -> Row:
    return replace(makers.told("", begin_min, end_min), text=words)


def at(found: Itinerary, hour: float) -> str | None:
    """The place claimed at an hour of the first days."""
    moment = MONDAY + timedelta(hours=hour)
    (stretch,) = [s for s in found.stretches if s.start <= moment < s.end]
    return stretch.place_id


def chance(found: Itinerary, town: Town, place: str, hour: float) -> float:
    """The posterior of a place at an hour."""
    step = round(hour * 3600 / found.posterior.step_s)
    begin, end = found.posterior.offsets[step : step + 2]
    row = [site.place_id for site in town.sites].index(place)
    mine = found.posterior.place[begin:end] == row
    return float(found.posterior.probability[begin:end][mine].sum())


def test_hours_told_at_home_are_not_given_to_a_work_place_that_the_phone_cannot_tell_from_it() -> (
    None
):
    late = [
        row
        for day in range(4)
        for row in (
            makers.told("flat", day * DAY, day * DAY + 15 * H),
            makers.told("desk", day * DAY + 15 * H, day * DAY + 22 * H),
        )
    ]
    found = makers.trace(
        ONE_MAST,
        [*makers.pings(WEST, 0, 4 * DAY, every_min=30), *late],
        minutes=4 * DAY,
        home="flat",
        work="desk",
    )
    assert [at(found, 24 * day + 11) for day in range(4)] == ["flat"] * 4
    assert [at(found, 24 * day + 18) for day in range(4)] == ["desk"] * 4


def test_a_work_place_told_of_day_after_day_is_one_though_no_register_knows_it() -> None:
    days = [
        row
        for day in range(3)
        for row in (
            makers.told("desk", day * DAY + 9 * H, day * DAY + 18 * H),
            said("I was at home.", day * DAY + 19 * H, day * DAY + DAY - 1),
        )
    ]
    found = makers.trace(
        ONE_MAST,
        [*makers.pings(WEST, 0, 3 * DAY, every_min=30), *days],
        minutes=3 * DAY,
        home="flat",
    )
    assert [at(found, 24 * day + 14) for day in range(3)] == ["desk"] * 3
    assert [at(found, 24 * day + 21) for day in range(3)] == ["flat"] * 3


def test_a_kind_of_place_is_a_visit_to_one_of_them() -> None:
    log = [
        *makers.pings(WEST, 0, DAY, every_min=20),
        said("a cafe in that street", 15 * H, 16 * H),
    ]
    found = makers.trace(ONE_MAST, log, home="flat")
    assert at(found, 15.5) == "cafe"
    assert at(makers.trace(ONE_MAST, log[:-1], home="flat"), 15.5) == "flat"


def test_two_places_of_the_kind_share_the_chance_and_the_phone_decides() -> None:
    far = Site("cafe-east", "cafe", 1480.0, 60.0)
    twin = Site("cafe-twin", "cafe", -1310.0, 80.0)
    town = Town((*ONE_MAST.sites, far, twin), SECTORS)
    log = [*makers.pings(WEST, 0, DAY, every_min=20), said("카페에 있었습니다", 15 * H, 16 * H)]
    found = makers.trace(town, log, home="flat")
    near = [chance(found, town, place, 15.5) for place in ("cafe", "cafe-twin")]
    assert sum(near) > 0.5
    assert 0.4 < near[0] / sum(near) < 0.6
    assert chance(found, town, "cafe-east", 15.5) < 0.01


def test_the_fixes_of_those_hours_decide_as_well() -> None:
    far = Site("cafe-east", "cafe", 1480.0, 60.0)
    town = Town((*ONE_MAST.sites, far))
    log = [
        *makers.fixes(-1500, 0, 0, 14 * H, every_min=15),
        *makers.fixes(1490, 60, 15 * H, 16 * H),
        said("a cafe", 15 * H, 16 * H),
    ]
    found = makers.trace(town, log, home="flat", model=Model(vague_members=1))
    assert at(found, 15.5) == "cafe-east"


def test_words_for_the_own_work_place_over_a_working_day_mean_it() -> None:
    log = [*makers.pings(WEST, 0, DAY, every_min=30), said("회사에 있었습니다", 9 * H, 18 * H)]
    found = makers.trace(ONE_MAST, log, home="flat", work="desk")
    assert at(found, 13) == "desk"


def test_words_alone_about_somebody_without_a_known_home_name_no_place() -> None:
    log = [said("at home", 0, 8 * H), said("the gym, then a cafe", 10 * H, 11 * H)]
    assert not makers.trace(TOWN, log).stays
