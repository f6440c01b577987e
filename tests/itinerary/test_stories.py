"""Days as an investigator would tell them, and what must come out of their records."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dongseon.errors import InvalidInput
from dongseon.itinerary import Discrepancy, Itinerary, Stay

from . import makers
from .makers import DAY, MONDAY, SECTORS, TOWN, H, Row, Sector, Site, Town

WEST, MIDDLE, EAST = ("west-e", "west-w"), ("mid-e", "mid-w"), ("east-e", "east-w")
HOME_SO_FAR = makers.pings(WEST, 0, 11.5 * H)
HOME_AGAIN = makers.pings(WEST, 15.5 * H, DAY)
ON_THE_STREET = makers.pings(MIDDLE, 12 * H, 15 * H, every_min=5)


def minute(time: datetime) -> float:
    return (time - MONDAY).total_seconds() / 60


def places(found: Itinerary) -> list[str | None]:
    return [s.place_id for s in found.stays]


def at(found: Itinerary, place_id: str) -> Stay:
    """The one stay at a place."""
    (stay,) = [s for s in found.stays if s.place_id == place_id]
    return stay


def kinds(found: Itinerary) -> list[str]:
    return [d.kind for d in found.discrepancies]


def of_kind(found: Itinerary, kind: str) -> Discrepancy:
    (told,) = [d for d in found.discrepancies if d.kind == kind]
    return told


# ── where somebody was ───────────────────────────────────────────────────────────────────────


def test_a_day_between_home_and_work_is_read_from_base_stations_alone() -> None:
    log = [
        *makers.pings(WEST, 0, 8 * H),
        *makers.pings(EAST, 9 * H, 18 * H),
        *makers.pings(WEST, 19 * H, DAY),
    ]
    found = makers.trace(TOWN, log, home="home", work="office")
    assert places(found) == ["home", "office", "home"]
    office = at(found, "office")
    assert office.probability > 0.8
    assert minute(office.arrived.earliest) <= 9 * H
    assert 8 * H <= minute(office.arrived.likely) <= 9.5 * H
    assert 17.5 * H <= minute(office.left.likely) <= 19 * H
    assert len(office.evidence) >= 40
    assert [t.mode for t in found.trips] == ["walk", "walk"]
    assert not found.gaps
    assert not found.discrepancies


def test_a_card_is_used_on_the_way_out_and_a_code_at_the_way_in() -> None:
    """A restaurant takes money when one leaves; its door asks for the code when one comes."""
    log = [*HOME_SO_FAR, *ON_THE_STREET, *HOME_AGAIN]
    paid = at(makers.trace(TOWN, [*log, makers.card("shop-5", 13.5 * H)], home="home"), "shop-5")
    came = at(
        makers.trace(TOWN, [*log, makers.check_in("shop-5", 13.5 * H)], home="home"), "shop-5"
    )
    assert minute(paid.arrived.earliest) < minute(came.arrived.earliest) - 20
    assert minute(paid.left.earliest) < minute(came.left.earliest)
    assert f"row:{len(log)}" in paid.evidence
    assert f"row:{len(log)}" in came.evidence


def test_alone_a_card_says_more_about_the_time_before_and_a_code_about_the_time_after() -> None:
    paid = at(makers.trace(TOWN, [makers.card("shop-5", 12.5 * H)]), "shop-5")
    came = at(makers.trace(TOWN, [makers.check_in("shop-5", 12.5 * H)]), "shop-5")
    assert 12.5 * H - minute(paid.arrived.likely) > minute(paid.left.likely) - 12.5 * H
    assert 12.5 * H - minute(came.arrived.likely) < minute(came.left.likely) - 12.5 * H


def test_two_cards_of_one_meal_make_one_stay() -> None:
    log = [*HOME_SO_FAR, *ON_THE_STREET, *HOME_AGAIN]
    log += [makers.card("shop-5", 13.2 * H), makers.card("shop-5", 13.6 * H)]
    found = makers.trace(TOWN, log, home="home")
    assert places(found).count("shop-5") == 1
    assert {f"row:{len(log) - 2}", f"row:{len(log) - 1}"} <= set(at(found, "shop-5").evidence)


def test_neighbouring_shops_without_other_evidence_stay_rivals() -> None:
    log = [
        *HOME_SO_FAR,
        *makers.fixes(-165, 400, 12 * H, 14 * H, accuracy_m=40),  # between shop-4 and shop-5
        *HOME_AGAIN,
    ]
    found = makers.trace(TOWN, log, home="home")
    (visit,) = [s for s in found.stays if str(s.place_id).startswith("shop")]
    assert visit.place_id in ("shop-4", "shop-5")
    assert visit.probability < 0.7
    assert visit.rivals[0].place_id in ("shop-4", "shop-5")
    assert visit.rivals[0].probability > 0.5 * visit.probability


def test_shops_that_one_sector_cannot_tell_apart_are_never_one_sure_shop() -> None:
    """The first of twenty equals was once taken for an unregistered home, at 93 %."""
    found = makers.trace(TOWN, makers.pings("mid-e", 0, 5 * H))
    assert all(s.probability < 0.3 for s in found.stays)
    assert max(found.posterior.probability, default=0) < 0.5


def test_a_home_that_no_register_knows_is_found_by_its_nights() -> None:
    lonely = Town(tuple(s for s in TOWN.sites if s.place_id != "next-door"), SECTORS)
    nights = [
        row
        for day in range(3)
        for row in (
            *makers.pings(WEST, day * DAY, day * DAY + 8 * H),
            *makers.pings(EAST, day * DAY + 9 * H, day * DAY + 18 * H),
            *makers.pings(WEST, day * DAY + 19 * H, day * DAY + DAY),
        )
    ]
    found = makers.trace(lonely, nights, minutes=3 * DAY)
    assert [p for p in places(found) if p == "home"]
    assert all(s.probability > 0.8 for s in found.stays if s.place_id == "home")


def test_somebody_who_works_on_a_sunday_is_believed_to_work_on_a_sunday() -> None:
    """The usual hours are a guess; six hours of fixes in the middle of the office are not."""
    sunday = MONDAY + timedelta(days=6)
    log = [
        *makers.fixes(-1500, 0, 0, 9 * H, every_min=10),
        *makers.fixes(1500, 0, 10 * H, 16 * H, every_min=5),
        *makers.fixes(-1500, 0, 17 * H, DAY, every_min=10),
    ]
    found = makers.trace(TOWN, log, start=sunday, home="home", work="office")
    assert places(found) == ["home", "office", "home"]


def test_a_spot_far_from_every_place_is_an_anonymous_stay() -> None:
    log = [*makers.fixes(-1500, 0, 0, 8 * H), *makers.fixes(0, -2000, 9 * H, 16 * H)]
    found = makers.trace(TOWN, log, home="home", minutes=16 * H)
    assert places(found) == ["home", None]
    spot = found.stays[1]
    assert spot.category == ""
    assert spot.rivals == ()
    assert spot.probability > 0.5
    assert len(spot.evidence) == 140
    lon, lat = TOWN.degrees(0, -2000)
    assert spot.lon_deg == pytest.approx(lon, abs=1e-4)
    assert spot.lat_deg == pytest.approx(lat, abs=1e-4)


def test_the_ends_of_an_anonymous_stay_lie_between_the_fixes_around_them() -> None:
    log = [*makers.fixes(-1500, 0, 0, 8 * H), *makers.fixes(0, -2000, 9 * H, 12 * H)]
    log += makers.fixes(-1500, 0, 13 * H, 16 * H)
    found = makers.trace(TOWN, log, home="home", minutes=16 * H)
    (spot,) = [s for s in found.stays if s.place_id is None]
    assert spot.arrived.earliest < spot.arrived.likely <= spot.arrived.latest
    assert spot.left.earliest <= spot.left.likely < spot.left.latest
    assert 8 * H - 3 <= minute(spot.arrived.earliest) <= 9 * H - 10
    assert 12 * H + 10 <= minute(spot.left.latest) <= 13 * H + 1


def test_whoever_walks_about_a_yard_is_there() -> None:
    """A log of real positions had rests of an hour at a probability of nought: the phone moved."""
    turns = [2 * math.pi * k / 9 for k in range(120)]
    walk = [
        Row(
            "gps", 9 * H + k / 2, east_m=70 * math.cos(a), north_m=70 * math.sin(a), accuracy_m=10.0
        )
        for k, a in enumerate(turns)
    ]
    there = [
        Row("gps", 8.8 * H + k / 2, east_m=-4000.0 + 300 * k, north_m=0.0, accuracy_m=10.0)
        for k in range(13)
    ]
    found = makers.trace(Town(()), [*there, *walk], minutes=10 * H)
    (yard,) = found.stays
    assert yard.probability > 0.9
    assert len(yard.evidence) == 120


def test_a_phone_silent_in_a_house_where_nothing_is_listed_has_stayed() -> None:
    log = [*makers.fixes(0, 0, 0, 10), *makers.fixes(0, 0, 70, 80)]
    found = makers.trace(Town(()), log, minutes=80)
    (stay,) = found.stays
    assert stay.probability > 0.8


def test_an_anonymous_stay_known_by_sectors_alone_lies_in_the_middle_of_a_cell() -> None:
    found = makers.trace(Town((), SECTORS), makers.pings("mid-e", 0, 5 * H), minutes=5 * H)
    assert places(found) == [None]
    lon, lat = TOWN.degrees(0, 380)
    assert math.hypot(found.stays[0].lon_deg - lon, found.stays[0].lat_deg - lat) < 0.02


@pytest.mark.parametrize(
    ("category", "mode"), [("bus_stop", "bus"), ("station", "subway"), ("stop", "bus")]
)
def test_a_tapped_way_is_told_by_its_stops(category: str, mode: str) -> None:
    stops = (Site("near", category, -1300.0, indoor=0), Site("far", category, 1300.0, indoor=0))
    town = Town((*TOWN.sites, *stops), SECTORS)
    log = [
        *makers.fixes(-1500, 0, 0, 8 * H),
        makers.tap("near", 8.2 * H),
        makers.tap("far", 8.5 * H, event="alight"),
        *makers.fixes(1500, 0, 8.8 * H, 12 * H),
    ]
    found = makers.trace(town, log, home="home", work="office", minutes=12 * H)
    assert mode in {t.mode for t in found.trips}
    assert not found.discrepancies


def test_a_way_too_fast_for_feet_is_a_ride() -> None:
    ride = [
        Row("gps", 8 * H + k, east_m=300.0 * k - 1500, north_m=0.0, accuracy_m=10.0)
        for k in range(1, 10)
    ]
    log = [
        *makers.fixes(-1500, 0, 0, 8 * H),
        *ride,
        *makers.fixes(1500, 0, 8 * H + 11, 12 * H),
    ]
    found = makers.trace(TOWN, log, home="home", work="office", minutes=12 * H)
    assert [t.mode for t in found.trips] == ["vehicle"]


def test_somebody_riding_all_the_time_was_at_no_place() -> None:
    log = [
        Row("gps", float(k), east_m=300.0 * k - 8000, north_m=-900.0, accuracy_m=10.0)
        for k in range(20)
    ]
    found = makers.trace(TOWN, log, minutes=20)
    assert found.stays == ()
    assert [minute(end) for end in (found.trips[0].start, found.trips[0].end)] == [0, 20]
    assert [s.place_id for s in found.stretches] == [None]
    assert found.stretches[0].probability > 0.8


# ── what is not known ────────────────────────────────────────────────────────────────────────


def test_a_silent_night_at_home_is_no_gap() -> None:
    log = [*makers.pings(WEST, 18 * H, 23 * H), *makers.pings(WEST, DAY + 7 * H, DAY + 10 * H)]
    found = makers.trace(TOWN, log, home="home", minutes=2 * DAY)
    night = [g for g in found.gaps if 18 * H < minute(g.start) < DAY + 7 * H]
    assert not night
    assert "home" in places(found)


def test_a_silent_day_after_an_unknown_evening_is_a_gap() -> None:
    log = [*makers.pings(WEST, 0, 17 * H), *makers.fixes(0, -2000, 18 * H, 21 * H)]
    found = makers.trace(TOWN, log, home="home", minutes=2 * DAY)
    assert [g for g in found.gaps if minute(g.start) < 23 * H and minute(g.end) == 2 * DAY]
    assert not [s for s in found.stays if minute(s.arrived.likely) > 22 * H]


def test_a_person_without_records_is_a_gap_with_or_without_a_home() -> None:
    for home in ("", "home"):
        found = makers.trace(TOWN, [], home=home)
        assert found.stays == found.trips == found.discrepancies == ()
        assert [(minute(g.start), minute(g.end)) for g in found.gaps] == [(0.0, DAY)]


def test_a_person_whom_no_row_names_is_a_gap_too() -> None:
    found = makers.trace(TOWN, makers.pings(WEST, 0, DAY), person="nobody", home="home")
    assert found.person_id == "nobody"
    assert found.stays == ()


def test_a_statement_alone_is_believed_but_not_blindly() -> None:
    found = makers.trace(TOWN, [makers.told("shop-5", 12 * H, 13 * H)], home="home")
    assert max(found.posterior.probability) < 1.0
    stretch = [s for s in found.stretches if s.start <= MONDAY + timedelta(hours=12.5) < s.end]
    assert stretch[0].place_id in ("shop-5", None)


# ── what does not fit ────────────────────────────────────────────────────────────────────────


def test_a_card_used_by_the_family_while_the_phone_is_at_home_is_a_conflict() -> None:
    log = [*makers.pings(WEST, 0, DAY), makers.card("shop-5", 11.7 * H)]
    found = makers.trace(TOWN, log, home="home")
    assert places(found) == ["home"]
    assert kinds(found) == ["record_conflict"]
    conflict = found.discrepancies[0]
    assert conflict.records[0] == "row:144"
    assert len(conflict.records) > 1
    assert conflict.statement == ""
    assert "the shop-5" in conflict.explanation
    assert "at home" in conflict.explanation
    assert "11:42 on 4 May" in conflict.explanation  # local time
    assert "shop-5" in conflict.explanation_ko
    assert "lie" not in conflict.explanation.split()


def test_a_statement_that_a_code_elsewhere_excludes_is_contradicted() -> None:
    log = [
        *makers.pings(WEST, 0, 17.5 * H),
        *makers.pings(MIDDLE, 18 * H, 22 * H),
        makers.check_in("shop-5", 18.2 * H),
        *makers.pings(WEST, 22.5 * H, DAY),
        makers.told("home", 18.2 * H, 21.8 * H),
    ]
    found = makers.trace(TOWN, log, home="home")
    told = of_kind(found, "statement_contradicted")
    assert len(found.discrepancies) == 1
    assert told.statement == f"row:{len(log) - 1}"
    assert len(told.records) > 10
    assert minute(told.start) == pytest.approx(18.2 * H, abs=1)
    assert "at home" in told.explanation
    assert "to be asked again" in told.explanation
    assert "다시 확인" in told.explanation_ko
    assert "shop-5" in places(found)


def test_a_statement_of_a_listed_place_is_contradicted_by_fixes_elsewhere() -> None:
    log = [*makers.fixes(-1500, 0, 0, DAY), makers.told("shop-15", 12 * H, 15 * H)]
    found = makers.trace(TOWN, log, home="home")
    told = of_kind(found, "statement_contradicted")
    assert len(told.records) == 30  # fixes less than five minutes apart err alike
    assert "at home" in told.explanation


def test_a_statement_that_the_records_allow_is_let_stand() -> None:
    log = [
        *HOME_SO_FAR,
        *ON_THE_STREET,
        *HOME_AGAIN,
        makers.told("shop-5", 12.2 * H, 14.8 * H),
        makers.told("home", 0, 11.5 * H),
    ]
    found = makers.trace(TOWN, log, home="home")
    assert not found.discrepancies
    assert at(found, "shop-5").probability > 0.5


def test_a_statement_that_nothing_speaks_against_is_let_stand() -> None:
    found = makers.trace(TOWN, [makers.told("shop-5", 3 * H, 3.2 * H)], home="home")
    assert not found.discrepancies


VISIT = (
    *makers.pings(WEST, 0, 17.5 * H),
    *makers.pings(MIDDLE, 18 * H, 21 * H),
    makers.check_in("shop-5", 18.2 * H),
    *makers.pings(WEST, 21.5 * H, DAY),
)


def test_a_visit_with_a_code_that_the_interview_leaves_out_is_an_omission() -> None:
    told = [makers.told("home", 0, 17 * H), makers.told("home", 22 * H, DAY - 1)]
    omitted = of_kind(makers.trace(TOWN, [*VISIT, *told], home="home"), "omitted_stay")
    assert omitted.statement == ""
    assert "row:123" in omitted.records  # the check-in
    assert omitted.explanation.startswith("A check-in")
    assert "the shop-5" in omitted.explanation
    assert "does not mention" in omitted.explanation


def test_nobody_omits_what_nobody_asked_about() -> None:
    assert not makers.trace(TOWN, VISIT, home="home").discrepancies
    next_day = [makers.told("home", DAY + 1, DAY + 10 * H)]
    found = makers.trace(TOWN, [*VISIT, *next_day], home="home", minutes=2 * DAY)
    assert "omitted_stay" not in kinds(found)


def test_a_visit_that_the_interview_mentions_an_hour_off_is_no_omission() -> None:
    told = [makers.told("home", 0, 17 * H), makers.told("shop-5", 17.5 * H, 20 * H)]
    told.append(makers.told("home", 22 * H, DAY - 1))
    found = makers.trace(TOWN, [*VISIT, *told], home="home")
    assert "omitted_stay" not in kinds(found)


def test_a_visit_that_the_interview_describes_in_words_alone_is_no_omission() -> None:
    told = [makers.told("home", 0, 17 * H), makers.told("home", 22 * H, DAY - 1)]
    described = makers.trace(TOWN, [*VISIT, *told, makers.told("", 18 * H, 20 * H)], home="home")
    assert "omitted_stay" not in kinds(described)
    before = makers.trace(TOWN, [*VISIT, *told, makers.told("", 17 * H, 17.5 * H)], home="home")
    assert "omitted_stay" in kinds(before)


def test_home_and_work_and_short_errands_are_not_omissions() -> None:
    log = [
        *makers.fixes(-1500, 0, 0, 8 * H),
        makers.check_in("office", 9 * H),
        *makers.fixes(1500, 0, 9 * H, 12 * H),
        makers.told("", 0, 1 * H),
        makers.told("", 23 * H, DAY - 1),
    ]
    found = makers.trace(TOWN, log, home="home", work="office")
    assert "office" in places(found)
    assert "omitted_stay" not in kinds(found)


def test_a_stay_that_only_base_stations_show_is_no_omission() -> None:
    """Work that no register knows: sure enough to be told, not hard enough to be held up."""
    log = [
        *makers.pings(WEST, 0, 8 * H),
        *makers.pings(EAST, 9 * H, 18 * H),
        *makers.pings(WEST, 19 * H, DAY),
        makers.told("home", 0, 1 * H),
        makers.told("home", 23 * H, DAY - 1),
    ]
    found = makers.trace(TOWN, log, home="home")
    assert "office" in places(found)
    assert "omitted_stay" not in kinds(found)


def test_fixes_alone_can_show_an_omission() -> None:
    park = Town((*TOWN.sites, Site("park", "park", 0.0, -1500.0, 40.0, indoor=0)), SECTORS)
    log = [
        *makers.fixes(-1500, 0, 0, 8 * H),
        *makers.fixes(0, -1500, 9 * H, 12 * H),
        *makers.fixes(-1500, 0, 13 * H, DAY),
        makers.told("home", 0, DAY - 1),
    ]
    found = makers.trace(park, log, home="home")
    assert len(of_kind(found, "omitted_stay").records) == 30


def test_a_ride_past_a_stop_is_no_conflict() -> None:
    stop = Town((*TOWN.sites, Site("stop", "bus_stop", 0.0, 0.0, indoor=0)), SECTORS)
    log = [
        *makers.fixes(-1500, 0, 0, 8 * H),
        makers.tap("stop", 8.25 * H),
        *makers.fixes(1500, 0, 8.5 * H, 12 * H),
    ]
    found = makers.trace(stop, log, home="home", work="office", minutes=12 * H)
    assert not found.discrepancies


def test_a_camera_that_took_somebody_else_for_the_person_is_a_conflict() -> None:
    log = [
        *makers.fixes(-1500, 0, 0, DAY),
        makers.sighting("shop-9", 12 * H, 12.2 * H, confidence=0.6),
    ]
    found = makers.trace(TOWN, log, home="home")
    assert "CCTV" in of_kind(found, "record_conflict").explanation


def test_a_camera_keeps_one_there_as_long_as_it_looks() -> None:
    log = [*HOME_SO_FAR, makers.sighting("shop-9", 12 * H, 13.5 * H, confidence=0.97)]
    seen = at(makers.trace(TOWN, [*log, *HOME_AGAIN], home="home"), "shop-9")
    assert minute(seen.arrived.likely) <= 12 * H + 1
    assert minute(seen.left.likely) >= 13.5 * H - 1


def test_a_cancelled_card_weighs_less_than_an_approved_one() -> None:
    log = [*makers.fixes(-1500, 0, 0, 11 * H), *makers.fixes(-1500, 0, 14 * H, DAY)]

    def there(cancelled: bool) -> float:
        row = makers.card("shop-5", 12.5 * H, cancelled=cancelled)
        found = makers.trace(TOWN, [*log, row], home="home")
        shop = found.posterior.place == TOWN.places().position["shop-5"]
        return float(found.posterior.probability[shop].max(initial=0.0))

    assert there(cancelled=True) < there(cancelled=False)


# ── odd inputs ───────────────────────────────────────────────────────────────────────────────


def test_a_period_of_one_minute_is_answered() -> None:
    found = makers.trace(TOWN, [makers.check_in("shop-5", 0.2)], minutes=1, home="home")
    assert places(found) == ["shop-5"]
    assert [(minute(s.start), minute(s.end)) for s in found.stretches] == [(0.0, 1.0)]


def test_nothing_is_told_past_the_end_of_a_period_that_is_no_whole_minute() -> None:
    found = makers.trace(TOWN, makers.fixes(-1500, 0, 0, 20), minutes=20.5, home="home")
    assert minute(found.stays[-1].left.likely) == 20.5
    assert found.stretches[-1].end == found.period.end


def test_a_category_that_no_habit_knows_is_a_place_like_others() -> None:
    odd = Town((*TOWN.sites, Site("odd", "zzz", 0.0, -1500.0)), SECTORS)
    log = [*HOME_SO_FAR, makers.check_in("odd", 12.5 * H), *HOME_AGAIN]
    found = makers.trace(odd, log, home="home")
    assert at(found, "odd").category == "zzz"


def test_opening_hours_decide_between_neighbours() -> None:
    """Two cafés side by side, one closed at that hour, and no other evidence."""
    pair = (
        Site("early", "cafe", 0.0, 400.0, opens_min=300, closes_min=600),
        Site("late", "cafe", 4.0, 400.0, opens_min=660, closes_min=1380),
        Site("always", "cafe", 8.0, 400.0),
    )
    town = Town((*TOWN.sites[:3], *pair), SECTORS)
    log = [*HOME_SO_FAR, *makers.fixes(4, 400, 12 * H, 14 * H), *HOME_AGAIN]
    found = makers.trace(town, log, home="home")
    position = town.places().position
    at_one = slice(found.posterior.offsets[780], found.posterior.offsets[781])
    there = dict(
        zip(
            found.posterior.place[at_one].tolist(),
            found.posterior.probability[at_one].tolist(),
            strict=True,
        )
    )
    assert there[position["late"]] > 5 * there.get(position["early"], 0.0)
    assert there[position["always"]] > 5 * there.get(position["early"], 0.0)


def test_a_bar_that_closes_past_midnight_is_open_past_midnight() -> None:
    bars = (
        Site("night", "bar", 0.0, 400.0, opens_min=1080, closes_min=180),
        Site("day", "bar", 4.0, 400.0, opens_min=600, closes_min=1200),
    )
    town = Town((*TOWN.sites[:3], *bars), SECTORS)
    log = [*makers.pings(WEST, 0, 0.5 * H), *makers.fixes(2, 400, 1 * H, 2 * H)]
    found = makers.trace(
        town, [*log, *makers.pings(WEST, 3 * H, 8 * H)], minutes=8 * H, home="home"
    )
    stays = [p for p in places(found) if p in ("night", "day")]
    assert stays == ["night"]


def test_hours_are_local_where_clocks_change() -> None:
    """29 March 2020, Berlin: 2 o'clock becomes 3; the office hour after it is still an office hour."""
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2020, 3, 28, tzinfo=berlin).astimezone(UTC)
    log = [
        *makers.fixes(-1500, 0, 0, 33 * H, every_min=10),
        *makers.fixes(1500, 0, 34 * H, 40 * H, every_min=5),
        *makers.fixes(-1500, 0, 41 * H, 47 * H, every_min=10),
    ]
    found = makers.trace(
        Town(TOWN.sites[:3], SECTORS),
        log,
        start=start,
        minutes=47 * H,
        timezone="Europe/Berlin",
        home="home",
        work="office",
    )
    assert found.period.end.astimezone(berlin).hour == 0  # 47 hours of two days
    assert found.stretches[-1].end == found.period.end
    assert places(found) == ["home", "office", "home"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (Row("base_station", 5, record_id="base_station.csv:2"), "lacks a base station"),
        (Row("gps", 5, record_id="base_station.csv:2"), "lacks a position"),
    ],
)
def test_rows_that_lack_what_their_source_promises_are_refused(row: Row, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=rf"record base_station.csv:2: {complaint}"):
        makers.trace(TOWN, [row])


def test_a_station_or_place_that_is_not_there_is_refused() -> None:
    bigger = Town((*TOWN.sites, Site("new", "cafe", 0)), (*SECTORS, Sector("new", 0)))
    for row, what in (
        (Row("base_station", 5, station="new"), "base_station 6 is not among the 6 given"),
        (makers.card("new", 5), "place 24 is not among the 24 given"),
    ):
        with pytest.raises(InvalidInput, match=f"record row:0: {what}"):
            makers.reconstruct(
                makers.records(bigger, [row]),
                places=TOWN.places(),
                stations=TOWN.stations(),
                period=makers.period(),
                subject=makers.Subject(makers.ME),
            )


# ── crowds ───────────────────────────────────────────────────────────────────────────────────


def sums_to_one(found: Itinerary) -> bool:
    return bool((found.posterior.probability <= 1.0 + 1e-9).all()) and all(
        0 <= s.probability <= 1 for s in found.stretches
    )


def test_a_hundred_conflicting_cards_in_one_minute_do_not_make_nonsense() -> None:
    """Their factors once multiplied to zero, and every probability became NaN."""
    log = [makers.card(f"shop-{k % 20}", 60 + k / 400) for k in range(100)]
    found = makers.trace(TOWN, log, home="home", minutes=3 * H)
    assert sums_to_one(found)


def test_three_hundred_sectors_in_one_minute_do_not_make_nonsense() -> None:
    sectors = tuple(Sector(f"s{k}", k * 10.0) for k in range(300))
    log = [Row("base_station", 60 + k / 400, station=f"s{k}") for k in range(300)]
    found = makers.trace(Town(TOWN.sites, sectors), log, home="home", minutes=3 * H)
    assert sums_to_one(found)


def test_a_city_of_six_thousand_sectors_does_not_make_nonsense() -> None:
    """The floors of all sectors once summed past one, and every probability became NaN."""
    sectors = tuple(
        Sector(f"s{k}", k % 80 * 50.0 - 2000, k // 80 * 50.0 - 2000) for k in range(6000)
    )
    log = [Row("base_station", 20.0 * k, station=f"s{100 * k}") for k in range(9)]
    found = makers.trace(Town(TOWN.sites[:4], sectors), log, home="home", minutes=3 * H)
    assert sums_to_one(found)


def test_what_a_person_told_is_no_gap_even_if_nothing_else_is_known() -> None:
    found = makers.trace(TOWN, [makers.told("shop-5", 10 * H, 13 * H)], home="home")
    assert at(found, "shop-5").evidence == ("row:0",)
    assert not any(minute(gap.start) < 11 * H < minute(gap.end) for gap in found.gaps)
