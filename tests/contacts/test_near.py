"""Whom only a phone's own log betrays: connections and fixes, without a row that names a place."""

from dataclasses import replace

import numpy as np
import pytest
from tests.itinerary import makers
from tests.itinerary.makers import DAY, ME, TOWN, H, Row

from dongseon.contacts import (
    Contact,
    Criteria,
    crowd,
    find_contacts,
    household,
    lasting,
    moment,
    near,
    presence,
    visits,
)
from dongseon.itinerary import Itinerary, Model, Subject, reconstruct
from dongseon.records.columns import Evidence, Persons

DAYS = 4
EVERYBODY = Criteria(least_probability=0.001)


def week(person: str, east_m: float, work_east_m: float) -> list[Row]:
    """Some days between a home and a work place, by connections of the town's sectors and fixes."""
    rows: list[Row] = []
    for day in range(DAYS):
        begin = day * DAY
        rows += makers.fixes(east_m, 0, begin, begin + 8 * H, every_min=20, person=person)
        rows += makers.fixes(
            work_east_m, 0, begin + 9 * H, begin + 17 * H, every_min=20, person=person
        )
        rows += makers.fixes(east_m, 0, begin + 18 * H, begin + DAY, every_min=20, person=person)
    return rows


MINE = week(ME, -1500, 1500)


def bundle(*others: Row) -> Evidence:
    return makers.evidence(TOWN, [*MINE, *others], minutes=DAYS * DAY)


def case_of(evidence: Evidence) -> Itinerary:
    return reconstruct(
        evidence.records,
        places=evidence.places,
        stations=evidence.stations,
        period=evidence.period,
        subject=Subject(ME, "home", "office"),
    )


def met(*others: Row, persons: Persons | None = None) -> tuple[Contact, ...]:
    evidence = bundle(*others)
    if persons is not None:
        evidence = replace(evidence, persons=persons)
    return find_contacts(case_of(evidence), evidence, criteria=EVERYBODY)


def chance(found: tuple[Contact, ...], person: str, place: str = "") -> float:
    return lasting(c for c in found if c.person_id == person and (not place or c.place_id == place))


def test_a_colleague_is_found_by_the_phone_alone() -> None:
    found = met(*week("colleague", 300, 1500), *week("far away", 300, 9000))
    assert chance(found, "colleague", "office") > 0.5
    assert chance(found, "far away", "office") < 0.01
    assert {c.grounds for c in found if c.person_id == "colleague"} == {"log"}


def test_one_of_the_household_is_found_by_the_phone_alone() -> None:
    found = met(*week("spouse", -1500, 300))
    assert chance(found, "spouse", "home") > 0.5
    nights = [c for c in found if c.person_id == "spouse" and c.place_id == "home"]
    assert max(c.minutes for c in nights) > 8 * H


def test_a_guest_for_an_hour_is_found_by_fixes() -> None:
    rows = makers.fixes(1500, 0, DAY + 11 * H, DAY + 12 * H, every_min=6, person="guest")
    found = [c for c in met(*rows) if c.person_id == "guest" and c.place_id == "office"]
    assert found
    assert max(c.probability_15_min for c in found) > 0.05


def test_a_registered_work_place_makes_a_colleague_sure() -> None:
    none = np.full(1, "NaT", "datetime64[us]")
    register = Persons(
        ("colleague",), ("",), ((),), ("",), none, none.copy(), none.copy(), ("",), ("office",)
    )
    rows = week("colleague", 300, 1500)
    assert chance(met(*rows, persons=register), "colleague", "office") >= chance(
        met(*rows), "colleague", "office"
    )


def test_a_log_sharpens_what_a_code_says() -> None:
    """A code at the office door at ten; the phone was seen far away an hour later, or stayed."""
    code = makers.check_in("office", DAY + 10 * H, person="X")
    stayed = makers.fixes(1500, 0, DAY + 10 * H, DAY + 13 * H, every_min=6, person="X")
    left = [
        *makers.fixes(1500, 0, DAY + 10 * H, DAY + 10.3 * H, every_min=6, person="X"),
        *makers.fixes(-3000, 3000, DAY + 10.5 * H, DAY + 13 * H, every_min=6, person="X"),
    ]

    def minutes(rows: list[Row]) -> float:
        (found,) = [c for c in met(code, *rows) if c.place_id == "office" and c.grounds == "rows"]
        return found.minutes

    assert minutes(left) < minutes([]) < minutes(stayed)


def test_order_and_bystanders_change_nothing() -> None:
    rows = [*week("colleague", 300, 1500), *week("far away", 300, 9000)]
    alone = [c for c in met(*week("colleague", 300, 1500)) if c.person_id == "colleague"]
    both = [c for c in met(*rows) if c.person_id == "colleague"]
    turned = [c for c in met(*rows[::-1]) if c.person_id == "colleague"]
    assert both == turned
    assert [c.place_id for c in alone] == [c.place_id for c in both]
    assert [c.probability for c in alone] == pytest.approx([c.probability for c in both], abs=1e-3)


def connected(person: str, home: str, work: str) -> list[Row]:
    """Three days through the sectors of a home and a work place, as a phone without a map leaves them."""
    rows: list[Row] = []
    for begin in (0, DAY, 2 * DAY):
        rows += makers.pings(home, begin, begin + 8 * H, every_min=20, person=person)
        rows += makers.pings(work, begin + 9 * H, begin + 17 * H, every_min=20, person=person)
        rows += makers.pings(home, begin + 18 * H, begin + DAY, every_min=20, person=person)
    return rows


def test_a_colleague_is_found_by_the_sectors_that_both_were_served_by() -> None:
    """Also by a code at the office door, which teaches what is heard there; phones of another telco teach not."""
    rows = [
        *connected(ME, "west-e", "east-e"),
        *connected("colleague", "mid-w", "east-e"),
        *connected("far away", "mid-w", "mid-e"),
        *connected("guest", "mid-e", "mid-w"),
        makers.check_in("office", 10 * H, person="guest"),
        *makers.pings("east-e", 10 * H + 5, 11 * H, every_min=5, person="guest"),
        *makers.pings("east-e", 10 * H, 11 * H, every_min=10, person="visitor"),
        makers.card("office", 13 * H, person="lender"),
        *makers.pings("west-w", 12 * H, 14 * H, every_min=5, person="lender"),
        *makers.fixes(1500, 0, 9 * H, 11 * H, every_min=30, person="passer-by"),
        *makers.pings("east-w", 10 * H, 11 * H, every_min=10, person="passer-by"),
    ]
    evidence = makers.evidence(TOWN, rows, minutes=3 * DAY)
    found = find_contacts(case_of(evidence), evidence, criteria=EVERYBODY)
    persons = ("colleague", "far away", "guest", "lender")
    at_work = {p: chance(found, p, "office") for p in persons}
    assert at_work["colleague"] > 0.3
    assert at_work["guest"] > 0.8
    assert at_work["far away"] < 0.05
    assert at_work["lender"] < at_work["guest"]  # the phone was elsewhere when the card was used


def test_haunts_are_learned_from_a_log() -> None:
    evidence = bundle(*week("colleague", 300, 1500))
    case = case_of(evidence)
    grid = presence.grid_of(case, model=Model())
    stays = visits.visits_of(presence.of_itinerary(case), grid)
    others = crowd.crowd_of(ME, stays, evidence, grid, {}, model=Model())
    code = evidence.records.person.labels.index("colleague")
    assert others.haunts.logged[code]
    assert others.haunts.at_home[code, 2] > 0.9
    assert others.haunts.at_work[code, 11] > 0.7
    assert others.haunts.at_work[code, 2] < 0.1


def test_the_register_alone_says_nothing_of_a_visit_by_day() -> None:
    case = case_of(bundle())
    grid = presence.grid_of(case, model=Model())
    stays = visits.visits_of(presence.of_itinerary(case), grid)
    by_day = next(v for v in stays if set(grid.hour[v.first : v.last] % 24) <= set(range(8, 20)))
    said = household.night_at(by_day, grid, np.zeros(len(by_day.series)), line=3)
    assert not said.any()


def test_of_one_place_the_surest_day_counts_and_places_add_up() -> None:
    one = Contact(
        "a", "office", case_of(bundle()).period.start, case_of(bundle()).period.end,
        30, 20, 40, 0.6, "same_room", "office", 1.0, 0.1, "contact", "", "", 0.5, "log",
    )  # fmt: skip
    later = replace(one, probability_15_min=0.4)
    elsewhere = replace(one, place_id="shop-5")
    aboard = replace(one, place_id="", grounds="vehicle")
    assert lasting([one, later, aboard]) == 0.5
    assert lasting([one, elsewhere]) == 0.75
    assert lasting([]) == 0.0


def test_nobody_is_passed_over_who_could_have_been_found() -> None:
    """The bound that ends the matter early never says no where the exact chance is enough."""
    rows = [r for far in range(0, 3000, 250) for r in week(f"p{far}", far - 1500.0, 1500.0 - far)]
    rows += makers.fixes(4000, 4000, 0, DAYS * DAY, every_min=5, person="far away")
    evidence = bundle(*rows)
    case, model = case_of(evidence), Model()
    grid = presence.grid_of(case, model=model)
    stays = visits.visits_of(presence.of_itinerary(case, step_s=grid.step_s), grid)
    others = crowd.crowd_of(ME, stays, evidence, grid, {}, model=model)
    logs, haunts, said = others.logs, others.haunts, []
    for visit in stays:
        scene = moment.scene_of(visit, others.ground, grid, asked_for=1.0, busy=1.0)
        point = int(np.searchsorted(others.ground.place, visit.place))
        least = moment.LEAST / float(visit.series.max())
        odds = np.zeros(len(scene.x_m))
        chance, shift = np.zeros((2, len(scene.kind_hour)))
        last_min = scene.first_min + len(visit.series) * grid.step_s / 60
        heard = moment.said_of(len(scene.kind_hour))
        for p in np.flatnonzero(np.diff(logs.offsets) > 0).tolist():
            low, high = near._rows(logs, p, scene.first_min, last_min)
            moment.listen(scene, logs, haunts, p, low, high, heard)
            found = near._knots(
                scene, logs, haunts, heard, p, point, low, high, odds, chance, shift, least, False
            )
            may = moment.possible(scene, haunts, heard, p, point, least)
            said.append((found >= least, bool(may)))
    assert (True, False) not in said
    assert {(True, True), (False, False)} <= set(said)


def test_one_visited_place_or_several_the_kernels_see_one_layout() -> None:
    """A column of one place is laid out otherwise than one of many: each would be compiled for, for half a minute."""
    evidence = bundle(*week("colleague", 300, 1500))
    case, model = case_of(evidence), Model()
    grid = presence.grid_of(case, model=model)
    stays = visits.visits_of(presence.of_itinerary(case, step_s=grid.step_s), grid)
    for some in (stays, [one for one in stays if one.place == stays[0].place]):
        laid = crowd.crowd_of(ME, some, evidence, grid, {}, model=model).ground
        scene = moment.scene_of(some[0], laid, grid, asked_for=1.0, busy=1.0)
        arrays = [column for column in scene if isinstance(column, np.ndarray)]
        assert arrays
        assert all(column.flags.c_contiguous and column.flags.writeable for column in arrays)
