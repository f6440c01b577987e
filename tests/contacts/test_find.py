"""Who met the case: stories of two persons, and what must hold of every search."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.itinerary import makers
from tests.itinerary.makers import DAY, ME, MONDAY, TOWN, H, Row, Site, Town

from dongseon.contacts import (
    Contact,
    Criteria,
    find_contacts,
    infectiousness,
    near,
    worth_reconstructing,
)
from dongseon.itinerary import Itinerary, Subject, reconstruct
from dongseon.records.columns import Evidence

HOSTILE = "<script>alert(1)</script>\"'=cmd|'/C calc'!A0\x00\u202e"
NOON = MONDAY + timedelta(hours=12)


def of(bundle: Evidence, person: str, *, home: str = "", work: str = "") -> Itinerary:
    return reconstruct(
        bundle.records,
        places=bundle.places,
        stations=bundle.stations,
        period=bundle.period,
        subject=Subject(person, home, work),
    )


def met(
    log: list[Row],
    *,
    town: Town = TOWN,
    others: tuple[str, ...] = (),
    criteria: Criteria | None = None,
    minutes: float = DAY,
    home: str = "home",
    work: str = "office",
) -> tuple[Contact, ...]:
    """The contacts of ME; ``others`` are reconstructed too."""
    bundle = makers.evidence(town, log, minutes=minutes)
    known = {p: of(bundle, p, home="next-door", work="office") for p in others}
    case = of(bundle, ME, home=home, work=work)
    return find_contacts(case, bundle, criteria=criteria, itineraries=known)


def working_day(person: str, home_east_m: float, begin_h: float, end_h: float) -> list[Row]:
    """Fixes at home, at the office, at home."""
    return [
        *makers.fixes(home_east_m, 0, 0, (begin_h - 1) * H, every_min=8, person=person),
        *makers.fixes(1500, 0, begin_h * H, end_h * H, every_min=5, person=person),
        *makers.fixes(home_east_m, 0, (end_h + 1) * H, DAY, every_min=8, person=person),
    ]


MINE = working_day(ME, -1500, 9, 18)
VISIT = [
    *makers.fixes(-1500, 0, 0, 11.5 * H, every_min=6),
    *makers.fixes(-150, 400, 12 * H, 13 * H),
    makers.check_in("shop-5", 12 * H),
    *makers.fixes(-1500, 0, 13.5 * H, DAY, every_min=6),
]


# ── stories ──────────────────────────────────────────────────────────────────────────────────


def test_two_who_share_an_office_meet_there_for_the_hours_they_share() -> None:
    found = met([*MINE, *working_day("P2", 200, 12, 20)], others=("P2",))
    best = found[0]
    assert (best.person_id, best.place_id, best.setting) == ("P2", "office", "office")
    assert best.probability > 0.8
    assert best.minutes == pytest.approx(6 * H, abs=60)
    assert best.minutes_low <= best.minutes_high
    assert best.start < MONDAY + timedelta(hours=13)
    assert best.end > MONDAY + timedelta(hours=17)
    assert best.distance_class == "same_room"
    assert "at the office" in best.reason
    assert "the office에" in best.reason_ko


def test_two_of_one_household_meet_at_home() -> None:
    log = [*MINE, *working_day("P2", -1500, 9, 18)]
    bundle = makers.evidence(TOWN, log)
    known = {"P2": of(bundle, "P2", home="home", work="")}
    found = find_contacts(of(bundle, ME, home="home", work="office"), bundle, itineraries=known)
    nights = [c for c in found if c.place_id == "home"]
    assert nights
    assert all(c.probability > 0.8 for c in nights)
    assert max(c.minutes for c in nights) > 5 * H


def test_a_stranger_known_only_by_a_code_at_the_same_door_is_found() -> None:
    found = met([*VISIT, makers.check_in("shop-5", 12.2 * H, person="010-9999")], work="")
    (stranger,) = [c for c in found if c.place_id == "shop-5"]
    assert stranger.person_id == "010-9999"
    assert stranger.probability > 0.6
    assert 15 <= stranger.minutes <= 65
    assert stranger.setting == "restaurant"


@pytest.mark.parametrize(
    "row",
    [
        makers.card("shop-5", 12.6 * H, person="X"),
        makers.sighting("shop-5", 12.2 * H, 12.5 * H, person="X"),
        makers.tap("shop-5", 12.5 * H, person="X"),
    ],
)
def test_every_row_that_names_a_place_can_betray_a_stranger(row: Row) -> None:
    assert "X" in {c.person_id for c in met([*VISIT, row], work="") if c.place_id == "shop-5"}


def test_a_camera_s_doubt_is_the_contact_s_doubt() -> None:
    def chance(confidence: float) -> float:
        row = makers.sighting("shop-5", 12.2 * H, 12.5 * H, confidence=confidence, person="X")
        told = max(c.probability for c in met([*VISIT, row], work=""))
        return told / (near.NAMED_ODDS - (near.NAMED_ODDS - 1) * told)  # before calibration

    assert chance(0.9) == pytest.approx(0.9 / 0.5 * chance(0.5), rel=0.01)


def test_those_who_came_after_the_case_had_left_did_not_meet_it() -> None:
    late = makers.check_in("shop-5", 17 * H, person="late")
    assert "late" not in {c.person_id for c in met([*VISIT, late], work="")}


def test_a_row_elsewhere_ends_a_stranger_s_presence() -> None:
    """A code at noon and a card across the street ten minutes later: a short visit."""
    stays = makers.check_in("shop-5", 12.1 * H, person="stays")
    goes = [
        makers.check_in("shop-5", 12.1 * H, person="goes"),
        makers.card("shop-18", 12.1 * H + 10, person="goes"),
    ]
    found = {c.person_id: c for c in met([*VISIT, stays, *goes], work="") if c.place_id == "shop-5"}
    assert found["goes"].minutes < 20 < found["stays"].minutes


def test_many_records_at_one_place_make_one_longer_presence() -> None:
    once = makers.check_in("shop-5", 12.05 * H, person="once")
    twice = [replace(once, person="twice"), makers.card("shop-5", 12.8 * H, person="twice")]
    found = {c.person_id: c for c in met([*VISIT, once, *twice], work="") if c.place_id == "shop-5"}
    assert found["twice"].minutes > found["once"].minutes


def test_two_visits_to_one_place_are_two_meetings() -> None:
    again = [
        makers.check_in("shop-5", 12.1 * H, person="X"),
        makers.check_in("shop-18", 14 * H, person="X"),
        makers.check_in("shop-5", 19.1 * H, person="X"),
    ]
    mine = [r for r in VISIT if r.at_min < 18 * H]
    mine += [
        *makers.fixes(-150, 400, 19 * H, 20 * H),
        makers.check_in("shop-5", 19 * H),
    ]
    found = [c for c in met([*mine, *again], work="") if c.place_id == "shop-5"]
    assert len(found) == 2
    assert {c.person_id for c in found} == {"X"}


def test_a_park_is_shared_ground_but_no_room() -> None:
    park = Town((*TOWN.sites, Site("park", "park", 0, -1500, 40, indoor=0)), TOWN.sectors)
    log = [
        *makers.fixes(-1500, 0, 0, 11 * H, every_min=6),
        *makers.fixes(0, -1500, 12 * H, 13 * H),
        makers.sighting("park", 12.1 * H, 12.8 * H, person="X"),
    ]
    (found,) = [c for c in met(log, town=park, work="") if c.place_id == "park"]
    assert found.distance_class == "same_site"


# ── vehicles ─────────────────────────────────────────────────────────────────────────────────

STOPS = Town(
    (
        *TOWN.sites,
        Site("stop-a", "bus_stop", -1300, indoor=0),
        Site("stop-b", "bus_stop", 1300, indoor=0),
    ),
    TOWN.sectors,
)


def ride(person: str, begin_min: float, end_min: float | None, vehicle: str) -> list[Row]:
    taps = [makers.tap("stop-a", begin_min, vehicle=vehicle, person=person)]
    if end_min is not None:
        taps.append(makers.tap("stop-b", end_min, event="alight", vehicle=vehicle, person=person))
    return taps


def aboard(found: tuple[Contact, ...]) -> list[Contact]:
    return [c for c in found if c.distance_class == "same_vehicle"]


def test_two_on_the_same_bus_met_for_the_part_of_the_way_they_shared() -> None:
    log = [*ride(ME, 500, 530, "7/1234"), *ride("X", 510, 545, "7/1234")]
    (found,) = aboard(met(log, town=STOPS))
    assert (found.person_id, found.place_id, found.setting) == ("X", "", "vehicle")
    assert found.minutes == found.minutes_low == found.minutes_high == 20
    assert found.start == MONDAY + timedelta(minutes=510)
    assert found.end == MONDAY + timedelta(minutes=530)
    assert "aboard the same vehicle" in found.reason
    assert "같은 차량" in found.reason_ko


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        (ride("X", 510, 545, "7/9999"), "another bus"),
        (ride("X", 530, 545, "7/1234"), "boarded when the case alighted"),
        (ride("X", 510, 545, ""), "no vehicle known"),
        (ride("X", 100, 545, "7/1234"), "taps too far apart to be one ride"),
        (
            [makers.tap("stop-b", 515, event="alight", vehicle="7/1234", person="X")],
            "alighted without having boarded",
        ),
    ],
)
def test_nobody_meets_aboard(theirs: list[Row], why: str) -> None:
    assert not aboard(met([*ride(ME, 500, 530, "7/1234"), *theirs], town=STOPS)), why


def test_a_ride_without_its_last_tap_still_counts() -> None:
    log = [*ride(ME, 500, None, "7/1234"), *ride("X", 505, None, "7/1234")]
    (found,) = aboard(met(log, town=STOPS))
    assert found.minutes == 20  # of the 25 minutes assumed


def test_boarding_and_alighting_in_one_minute_is_a_minute_aboard() -> None:
    log = [*ride(ME, 500, 500.5, "7/1234"), *ride("X", 500, 530, "7/1234")]
    (found,) = aboard(met(log, town=STOPS))
    assert found.minutes == 1


# ── what ranks, and what is left out ─────────────────────────────────────────────────────────


def test_contacts_are_ranked_by_risk() -> None:
    crowd = [makers.check_in("shop-5", 12 * H + 7 * k, person=f"X{k}") for k in range(8)]
    found = met([*VISIT, *crowd], work="")
    assert [c.risk for c in found] == sorted((c.risk for c in found), reverse=True)
    assert len({c.person_id for c in found}) >= 6


def test_the_improbable_and_the_too_short_are_not_listed() -> None:
    log = [*VISIT, makers.check_in("shop-5", 12.2 * H, person="X")]
    (found,) = [c for c in met(log, work="") if c.place_id == "shop-5"]
    above = Criteria(least_probability=found.probability + 0.01)
    longer = Criteria(least_minutes=found.minutes + 1)
    for criteria in (above, longer):
        assert not [c for c in met(log, work="", criteria=criteria) if c.place_id == "shop-5"]


def test_the_middle_of_a_meeting_weighs_it_and_its_sentence_says_so() -> None:
    criteria = Criteria(onset=NOON + timedelta(hours=12))
    log = [*VISIT, makers.check_in("shop-5", 12.2 * H, person="X")]
    (found,) = [c for c in met(log, work="", criteria=criteria) if c.place_id == "shop-5"]
    middle = found.start + (found.end - found.start) / 2
    assert found.infectiousness == round(infectiousness(middle, criteria.onset), 4)
    assert f"{round(100 * found.infectiousness)} % of peak" in found.reason


def test_a_meeting_before_the_window_counts_a_tenth() -> None:
    log = [*VISIT, makers.check_in("shop-5", 12.2 * H, person="X")]
    onset = NOON + timedelta(days=3)
    wide, narrow = (
        met(log, work="", criteria=Criteria(onset=onset, days_before_onset=d))[0].infectiousness
        for d in (5.0, 2.0)
    )
    assert narrow == pytest.approx(wide / 10, abs=1e-4)


def test_the_tier_is_that_of_the_local_day() -> None:
    """00:10 on 4 February in Seoul is still the 3rd in UTC; the new rule holds."""
    tiers = []
    for start in (
        datetime(2020, 2, 2, 15, tzinfo=UTC),
        datetime(2020, 2, 3, 15, tzinfo=UTC),
    ):
        log = [makers.check_in("shop-5", 10), makers.check_in("shop-5", 12, person="X")]
        log += makers.fixes(-150, 400, 0, 120)
        bundle = replace(
            makers.evidence(TOWN, []),
            records=makers.records(TOWN, log, start=start),
            period=makers.period(120, start=start),
        )
        tiers += [c.tier for c in find_contacts(of(bundle, ME), bundle) if c.place_id == "shop-5"]
    assert tiers == ["close", "contact"]


# ── what must hold of every search ───────────────────────────────────────────────────────────

shops = st.sampled_from(["shop-4", "shop-5", "shop-6"])
times = st.integers(11 * 60, 14 * 60).map(float)
persons = st.sampled_from(["A", "B", "Z"])
strangers = st.lists(
    st.one_of(
        st.builds(lambda p, t, x: makers.check_in(p, t, person=x), shops, times, persons),
        st.builds(lambda p, t, x: makers.card(p, t, person=x), shops, times, persons),
    ),
    max_size=8,
)
VISITED = of(makers.evidence(TOWN, VISIT), ME, home="home")


def contacts_of(theirs: list[Row], **changed: object) -> tuple[Contact, ...]:
    bundle = makers.evidence(TOWN, [*VISIT, *theirs])
    return find_contacts(VISITED, bundle, **changed)  # type: ignore[arg-type]


@settings(max_examples=40)
@given(strangers)
def test_numbers_stay_within_their_bounds(theirs: list[Row]) -> None:
    for c in contacts_of(theirs):
        assert 0 < c.probability <= 1
        assert 0 <= c.risk <= c.probability + 1e-4
        assert c.minutes_low <= c.minutes <= c.minutes_high
        assert VISITED.period.start <= c.start < c.end <= VISITED.period.end
        assert c.infectiousness == 1.0  # no date is known


@settings(max_examples=40)
@given(strangers, strangers)
def test_other_persons_never_change_a_contact(theirs: list[Row], more: list[Row]) -> None:
    extra = [replace(r, person=f"extra {r.person}") for r in more]
    alone = contacts_of(theirs)
    together = contacts_of([*theirs, *extra])
    assert [c for c in together if not c.person_id.startswith("extra")] == list(alone)


@settings(max_examples=20)
@given(strangers)
def test_two_searches_agree_bit_for_bit(theirs: list[Row]) -> None:
    assert contacts_of(theirs) == contacts_of(theirs)


@settings(max_examples=20)
@given(strangers)
def test_the_case_is_never_its_own_contact(theirs: list[Row]) -> None:
    assert ME not in {c.person_id for c in contacts_of(theirs)}


@settings(max_examples=15)
@given(strangers)
def test_meeting_is_mutual(theirs: list[Row]) -> None:
    """One met the other about as probably as the other met the one.

    About: of one the visits are cut at their faint ends, of the other the whole posterior is looked at.
    """
    bundle = makers.evidence(TOWN, [*VISIT, *theirs])
    known = {p: of(bundle, p) for p in {r.person for r in theirs}} | {ME: VISITED}
    for other in known.keys() - {ME}:
        there, back = (
            surest(find_contacts(mine, bundle, itineraries=known), met_id)
            for mine, met_id in ((VISITED, other), (known[other], ME))
        )
        for place in there.keys() | back.keys():
            assert there.get(place, 0.0) == pytest.approx(back.get(place, 0.0), abs=0.12)


def surest(found: tuple[Contact, ...], person: str) -> dict[str, float]:
    """The greatest chance of a meeting with somebody, place by place."""
    chance: dict[str, float] = {}
    for c in found:
        if c.person_id == person:
            chance[c.place_id] = max(chance.get(c.place_id, 0.0), c.probability)
    return chance


def test_a_bundle_with_nobody_else_has_no_contacts() -> None:
    assert contacts_of([]) == ()
    assert find_contacts(VISITED, makers.evidence(TOWN, [])) == ()


def test_a_case_that_was_nowhere_met_nobody() -> None:
    bundle = makers.evidence(TOWN, [makers.check_in("shop-5", 12 * H, person="X")])
    assert find_contacts(of(bundle, ME), bundle) == ()


def test_hostile_names_pass_through_unharmed() -> None:
    found = contacts_of([makers.check_in("shop-5", 12.2 * H, person=HOSTILE)])
    assert {c.person_id for c in found} == {HOSTILE}
    assert all(HOSTILE not in c.reason for c in found)


def test_a_place_without_a_name_is_told_by_its_id() -> None:
    bundle = makers.evidence(TOWN, [*VISIT, makers.check_in("shop-5", 12.2 * H, person="X")])
    nameless = replace(bundle, places=replace(bundle.places, name=("",) * len(bundle.places)))
    assert "at shop-5," in find_contacts(VISITED, nameless)[0].reason


def test_every_reason_is_one_sentence_with_its_figures() -> None:
    (found, *_) = contacts_of([makers.check_in("shop-5", 12.2 * H, person="X")])
    assert re.match(
        r"About \d+ min together at the shop-5, 2020-05-04 \d\d:\d\d–\d\d:\d\d, "
        r"probability \d+ % by a record that names the place; "
        r"the case was at 100 % of peak infectiousness\.$",
        found.reason,
    )


# ── whose log is worth reading in full ───────────────────────────────────────────────────────


def test_the_logs_that_share_most_hours_and_ground_come_first() -> None:
    bundle = makers.evidence(
        TOWN,
        [
            *MINE,
            *working_day("colleague", 200, 9, 18),
            *makers.fixes(0, -9000, 0, DAY, person="far away"),
            *makers.pings("east-e", 12 * H, 18 * H, person="half a day"),
            *[makers.check_in("office", 600 + k, person="codes alone") for k in range(30)],
            *makers.pings("east-e", 12 * H, 13 * H, person="too few"),
        ],
    )
    case = of(bundle, ME, home="home", work="office")
    listed = worth_reconstructing(case, bundle, most=10)
    assert listed[0] == "colleague"
    assert listed[-1] == "far away"
    assert set(listed) == {"colleague", "half a day", "far away"}
    assert worth_reconstructing(case, bundle, most=1) == ("colleague",)
    assert worth_reconstructing(case, bundle, most=0) == ()


def test_records_without_ground_are_no_common_ground() -> None:
    rows = [makers.told("", 60 + k, 70 + k, person="talker") for k in range(30)]
    bundle = makers.evidence(TOWN, [*MINE, *rows])
    assert worth_reconstructing(of(bundle, ME, home="home"), bundle, most=5) == ()
    assert np.isfinite(bundle.places.lon_deg).all()
