"""Homes and work places that the register lacks are found as areas, and told from one another."""

import numpy as np
from tests.itinerary import makers
from tests.itinerary.makers import DAY, SECTORS, H, Row, Site, Town

DAYS = 6
FLATS = tuple(Site(f"flat-{k}", "apartment", -1750.0 + 12.0 * k, 0.0) for k in range(5))
OFFICES = tuple(Site(f"office-{k}", "company", 1500.0 + 25.0 * k, 0.0) for k in range(4))
TOWN = Town((*FLATS, *OFFICES, Site("cafe", "coffee_shop", 0.0, 400.0)), SECTORS)


def working_days(**at: float) -> list[Row]:
    """Nights by the western sectors, working days by the eastern ones; fixes if a flat is given."""
    log: list[Row] = []
    for day in range(DAYS):
        begin = day * DAY
        log += makers.pings("west-w", begin, begin + 8 * H, every_min=30)
        log += makers.pings("east-e", begin + 9 * H, begin + 18 * H, every_min=30)
        log += makers.pings("west-w", begin + 19 * H, begin + DAY, every_min=30)
        if at:
            log += makers.fixes(at["home"], 0.0, begin, begin + 8 * H, every_min=20)
            log += makers.fixes(at["work"], 0.0, begin + 9 * H, begin + 18 * H, every_min=20)
            log += makers.fixes(at["home"], 0.0, begin + 19 * H, begin + DAY, every_min=20)
    return log


def likely_at(found: makers.Itinerary, minute: float) -> dict[str, float]:
    """Probability of each listed place at one minute."""
    step = int(minute * 60 / found.posterior.step_s)
    entries = slice(found.posterior.offsets[step], found.posterior.offsets[step + 1])
    ids = TOWN.places().place_id
    return {
        ids[p]: float(q)
        for p, q in zip(
            found.posterior.place[entries], found.posterior.probability[entries], strict=True
        )
    }


def test_base_stations_alone_name_no_door_of_an_unknown_home_with_confidence() -> None:
    found = makers.trace(TOWN, working_days(), minutes=DAYS * DAY)
    night = likely_at(found, 3 * DAY + 3 * H)
    flats = [night.get(f.place_id, 0.0) for f in FLATS]
    assert sum(flats) > 0.7, "it is known that this is home"
    assert max(flats) < 0.4, "but not which door"


def test_an_unknown_work_place_is_an_area_of_firms_and_no_home() -> None:
    found = makers.trace(TOWN, working_days(), minutes=DAYS * DAY, home="flat-2")
    noon = likely_at(found, 2 * DAY + 12 * H)
    firms = [noon.get(o.place_id, 0.0) for o in OFFICES]
    assert sum(firms) > 0.7
    assert max(firms) < 0.6
    assert sum(noon.get(f.place_id, 0.0) for f in FLATS) < 0.2


def test_fixes_of_many_nights_find_the_door() -> None:
    log = working_days(home=-1750.0, work=1575.0)
    found = makers.trace(TOWN, log, minutes=DAYS * DAY)
    night, noon = likely_at(found, 3 * DAY + 3 * H), likely_at(found, 3 * DAY + 12 * H)
    assert max(night, key=night.__getitem__) == "flat-0"
    assert max(noon, key=noon.__getitem__) == "office-3"


def test_a_work_place_that_the_interview_names_day_after_day_is_taken_for_known() -> None:
    log = working_days()
    log += [makers.told("office-1", d * DAY + 9 * H, d * DAY + 18 * H) for d in range(4)]
    found = makers.trace(TOWN, log, minutes=DAYS * DAY, home="flat-2")
    untold_day = likely_at(found, 5 * DAY + 12 * H)
    assert untold_day["office-1"] > 0.6


def test_a_home_that_the_interview_names_night_after_night_is_taken_for_known() -> None:
    log = working_days()
    log += [makers.told("flat-3", d * DAY + 19 * H, (d + 1) * DAY + 7 * H) for d in range(4)]
    found = makers.trace(TOWN, log, minutes=DAYS * DAY)
    assert likely_at(found, 5 * DAY + 3 * H)["flat-3"] > 0.6


def test_somebody_who_stays_at_home_is_given_no_work_place() -> None:
    log = makers.pings(("west-w", "west-e"), 0, DAYS * DAY, every_min=30)
    found = makers.trace(TOWN, log, minutes=DAYS * DAY, home="flat-2")
    assert {s.place_id for s in found.stays} == {"flat-2"}


def test_one_jump_of_the_phone_at_night_is_no_outing() -> None:
    log = working_days(home=-1750.0, work=1575.0)
    log = [row for row in log if row.source == "gps" and row.at_min != 2 * DAY + H]
    log.append(Row("gps", 2 * DAY + H, east_m=-1350.0, north_m=0.0, accuracy_m=12.0))
    found = makers.trace(TOWN, log, minutes=DAYS * DAY, home="flat-0", work="office-3")
    for minute in (30, 50, 60, 70, 90):
        assert likely_at(found, 2 * DAY + minute)["flat-0"] > 0.9


def test_nights_whose_fixes_lie_elsewhere_by_turns_stay_nights_at_home() -> None:
    """An error indoors is drawn on arrival: 45 m west one night, 45 m east the next."""
    town = Town((Site("flat", "apartment", 0.0, 0.0), Site("office", "company", 80.0, 0.0)))
    log: list[Row] = []
    for day in range(DAYS):
        east_m = 45.0 if day % 2 else -45.0
        log += makers.fixes(east_m, 0.0, day * DAY, day * DAY + 20 * H, every_min=20)
        log += makers.fixes(900.0, 0.0, day * DAY + 20.2 * H, day * DAY + 23.8 * H, every_min=5)
    found = makers.trace(town, log, minutes=DAYS * DAY, home="flat")
    for day in range(1, DAYS):
        place, offsets = found.posterior.place, found.posterior.offsets
        step = int(day * DAY + 3 * H)
        entries = slice(offsets[step], offsets[step + 1])
        at_home = found.posterior.probability[entries][place[entries] == 0].sum()
        assert at_home > 0.8


def test_the_probabilities_of_listed_places_stay_below_one() -> None:
    posterior = makers.trace(TOWN, working_days(), minutes=DAYS * DAY).posterior
    owner = np.repeat(np.arange(len(posterior.offsets) - 1), np.diff(posterior.offsets))
    assert np.bincount(owner, weights=posterior.probability).max() <= 1 + 1e-6
    assert np.all(np.diff(posterior.place)[np.diff(owner) == 0] > 0), "each place once a step"
