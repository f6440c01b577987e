"""What is asked again: stories of one day or a few, and the sentences that come out of them."""

import re

import pytest

from dongseon.itinerary import Discrepancy, Itinerary, words

from . import makers
from .makers import DAY, SECTORS, TOWN, H, Row, Sector, Site, Town

WEST, MIDDLE, EAST = ("west-e", "west-w"), ("mid-e", "mid-w"), ("east-e", "east-w")
NIGHT_AND_DAY = makers.pings(WEST, 0, DAY)
FAR = Town((*TOWN.sites, Site("far-cafe", "cafe", 1500.0, -300.0)), SECTORS)


def days(rows: list[Row], *numbers: int) -> list[Row]:
    """The same rows on several days."""
    return [
        Row(**{**{f: getattr(r, f) for f in Row.__slots__}, "at_min": r.at_min + DAY * n})
        for n in numbers
        for r in rows
    ]


def of_kind(found: Itinerary, kind: str) -> list[Discrepancy]:
    return [d for d in found.discrepancies if d.kind == kind]


def kinds(found: Itinerary) -> list[str]:
    return [d.kind for d in found.discrepancies]


def at_home_but(begin_h: float, end_h: float, stations: tuple[str, ...] = MIDDLE) -> list[Row]:
    """A phone at home, but for some hours."""
    return [
        *makers.pings(WEST, 0, (begin_h - 0.4) * H),
        *makers.pings(stations, begin_h * H, end_h * H),
        *makers.pings(WEST, (end_h + 0.4) * H, DAY),
    ]


# ── records against records ──────────────────────────────────────────────────────────────────


def test_a_card_paid_late_is_explained_by_the_stay_told_before() -> None:
    log = [
        *at_home_but(12, 13),
        makers.check_in("shop-5", 12 * H),
        makers.card("shop-5", 15 * H),
        makers.told("shop-5", 12 * H, 13 * H),
        makers.told("home", 13.5 * H, DAY - 1),
    ]
    (late,) = of_kind(makers.trace(TOWN, log, home="home"), "record_conflict")
    assert "posted late for a stay until about 13:00" in late.explanation
    assert "늦게 처리" in late.explanation_ko


def test_a_card_used_while_the_phone_stays_elsewhere_may_be_somebody_else_s() -> None:
    log = [*NIGHT_AND_DAY, makers.card("shop-5", 12 * H)]
    (lent,) = of_kind(makers.trace(TOWN, log, home="home"), "record_conflict")
    assert lent.statement == ""
    assert lent.records[0] == "row:144"
    assert "somebody else may have used the card" in lent.explanation


def test_a_cancelled_payment_is_asked_about_with_its_reason() -> None:
    log = [*NIGHT_AND_DAY, makers.card("shop-5", 12 * H, cancelled=True)]
    (cancelled,) = of_kind(makers.trace(TOWN, log, home="home"), "record_conflict")
    assert "cancelled later" in cancelled.explanation


def test_a_wrong_amount_put_right_at_once_is_no_conflict() -> None:
    log = [
        *at_home_but(12, 13),
        makers.card("shop-5", 12.9 * H, cancelled=True),
        makers.card("shop-5", 12.92 * H),
    ]
    assert not of_kind(makers.trace(TOWN, log, home="home"), "record_conflict")


def test_two_taps_that_nobody_could_make_are_asked_about() -> None:
    stops = (Site("west-stop", "station", -1500.0, 100.0), Site("east-stop", "station", 9000.0))
    town = Town((*TOWN.sites, *stops), (*SECTORS, Sector("far", 9000.0, 0.0)))
    log = [*NIGHT_AND_DAY, makers.tap("west-stop", 12 * H), makers.tap("east-stop", 12.05 * H)]
    (impossible,) = of_kind(makers.trace(town, log, home="home"), "record_conflict")
    assert "east-stop" in impossible.explanation
    assert {"row:144", "row:145"} <= set(impossible.records)


def test_a_phone_left_at_home_is_told_from_a_lent_card_by_the_interview() -> None:
    log = [
        *NIGHT_AND_DAY,
        makers.card("far-cafe", 12.1 * H),
        makers.card("far-cafe", 13.9 * H),
        makers.told("far-cafe", 12 * H, 14 * H),
    ]
    found = makers.trace(FAR, log, home="home")
    (left,) = of_kind(found, "phone_left_behind")
    assert "left behind" in left.explanation
    assert "두고 나갔을" in left.explanation_ko
    assert kinds(found) == ["phone_left_behind"]  # one matter, one question


# ── the interview against records ────────────────────────────────────────────────────────────


def test_a_visit_told_for_the_wrong_day_is_explained_by_the_right_one() -> None:
    log = [
        *days(makers.pings(WEST, 0, DAY), 0, 2),
        *[Row(**{**_as_dict(r), "at_min": r.at_min + DAY}) for r in at_home_but(18, 20)],
        makers.check_in("shop-5", DAY + 18 * H),
        makers.told("home", 0, DAY + 17 * H),
        makers.told("home", DAY + 21 * H, 2 * DAY + 17 * H),
        makers.told("shop-5", 2 * DAY + 18 * H, 2 * DAY + 20 * H),
        makers.told("home", 2 * DAY + 21 * H, 3 * DAY - 1),
    ]
    found = makers.trace(TOWN, log, home="home", minutes=3 * DAY)
    (shifted,) = found.discrepancies
    assert shifted.kind == "statement_contradicted"
    assert "of the day before (18:00 on 5 May)" in shifted.explanation
    assert "전날" in shifted.explanation_ko


def test_a_visit_left_out_next_to_one_told_does_not_make_the_told_one_doubtful() -> None:
    """Both may be true: the phone was silent, so only the visit that nobody told is asked about."""
    log = [
        *days(makers.pings(WEST, 0, 16 * H), 0, 1),
        makers.check_in("shop-5", 18.1 * H),
        makers.card("shop-5", 19.9 * H),
        makers.told("home", 0, 17 * H),
        makers.told("home", 21 * H, DAY + 17 * H),
        makers.told("shop-5", DAY + 18 * H, DAY + 20 * H),
        makers.told("home", DAY + 21 * H, 2 * DAY - 1),
    ]
    found = makers.trace(TOWN, log, home="home", minutes=2 * DAY)
    (omitted,) = found.discrepancies
    assert omitted.kind == "omitted_stay"
    assert "on 4 May" in omitted.explanation


def _as_dict(row: Row) -> dict[str, object]:
    return {f: getattr(row, f) for f in Row.__slots__}


def test_a_shop_told_for_the_one_next_to_it_is_named_with_its_distance() -> None:
    log = [
        *at_home_but(12, 14),
        makers.check_in("shop-5", 12.1 * H),
        makers.card("shop-5", 13.9 * H),
        makers.told("home", 0, 11.5 * H),
        makers.told("shop-9", 12 * H, 14 * H),
        makers.told("home", 14.5 * H, DAY - 1),
    ]
    (mistaken,) = makers.trace(TOWN, log, home="home").discrepancies
    assert mistaken.kind == "statement_contradicted"
    assert "the shop-5 (12:06 on 4 May), 120 m away and of the same kind" in mistaken.explanation


def test_an_evening_told_as_at_home_that_the_phone_spent_elsewhere_is_asked_about() -> None:
    log = [
        *at_home_but(18, 22),
        makers.told("home", 0, 17 * H),
        makers.told("home", 18 * H, 22 * H),
    ]
    (told,) = makers.trace(TOWN, log, home="home").discrepancies
    assert told.kind == "statement_contradicted"
    assert told.statement == "row:141"
    assert told.explanation.startswith("The interview says at home from 18:00 to 22:00 on 4 May")


def test_a_phone_that_keeps_another_sector_for_some_updates_is_not_asked_about() -> None:
    """A phone lies still and holds on to one sector of the next mast; its owner sleeps."""
    night = [Row("base_station", at, station="mid-w") for at in (120.0, 174.0, 228.0)]
    log = [
        *makers.pings(WEST, 0, 100),
        *night,
        *makers.pings(WEST, 260, DAY),
        makers.told("home", 0, DAY - 1),
    ]
    assert not makers.trace(TOWN, log, home="home").discrepancies


def test_a_place_that_only_a_phone_tells_of_stands_for_its_neighbourhood() -> None:
    shops = tuple(Site(f"shop-{k}", "shop", 1500.0 + 25.0 * k, 300.0) for k in range(6))
    log = [*at_home_but(17, 21.5, EAST), makers.told("home", 0, DAY - 1)]
    (away,) = makers.trace(Town((*TOWN.sites, *shops), SECTORS), log, home="home").discrepancies
    assert re.search(
        r"base-station records show a stay (near the \S+|elsewhere) from", away.explanation
    )


def test_one_statement_in_words_tells_of_all_records_of_its_place() -> None:
    log = [
        *at_home_but(18, 21),
        makers.check_in("shop-5", 18.1 * H),
        makers.card("shop-5", 20.9 * H),
        makers.card("shop-9", 19.5 * H),
        makers.told("home", 0, 17 * H),
        Row("interview", 18 * H, lasts_min=180, text="그쪽 식당에 있었습니다."),
        makers.told("home", 22 * H, DAY - 1),
    ]
    found = makers.trace(TOWN, log, home="home")
    assert not any("shop-5" in question.explanation for question in of_kind(found, "omitted_stay"))


def test_one_matter_makes_one_question() -> None:
    """A card, a code and the phone speak of one visit that "at home all day" leaves out."""
    log = [
        *at_home_but(18, 21),
        makers.check_in("shop-5", 18 * H),
        makers.card("shop-5", 20.9 * H),
        makers.told("home", 0, DAY - 1),
    ]
    (one,) = makers.trace(TOWN, log, home="home").discrepancies
    assert one.kind == "omitted_stay"
    assert "a card payment, a check-in and" in one.explanation


@pytest.mark.parametrize(
    ("said", "home"),
    [
        ("집에 있었습니다.", True),
        ("5월 4일 8시쯤부터 우리집에 있었습니다.", True),
        ("I was at home.", True),
        ("솔결동 쪽 어린이집에 있었습니다.", False),
        ("그 동네 떡집에 있었습니다.", False),
        ("I was at homeplus.", False),
    ],
)
def test_being_at_home_is_read_as_a_word_of_its_own(said: str, home: bool) -> None:
    """A nursery teacher's day at work (어린이집) was read as a day at home (집)."""
    assert words.at_home(said) is home


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I was at a restaurant in that street.", False),
        ("그쪽 식당에 있었습니다.", False),
        ("I was at the cinema.", True),
        ("집에 있었습니다.", True),
    ],
)
def test_words_tell_of_a_visit_if_they_can_mean_its_kind(said: str, asked: bool) -> None:
    log = [
        *at_home_but(18, 20),
        makers.check_in("shop-5", 18.1 * H),
        makers.told("home", 0, 17 * H),
        Row("interview", 18 * H, lasts_min=120, text=said),
        makers.told("home", 22 * H, DAY - 1),
    ]
    assert bool(makers.trace(TOWN, log, home="home").discrepancies) is asked


def test_a_minute_at_a_convenience_store_is_not_worth_asking() -> None:
    kiosk = Town((*TOWN.sites, Site("kiosk", "convenience_store", -1480.0, 200.0)), SECTORS)
    log = [*NIGHT_AND_DAY, makers.card("kiosk", 12 * H), makers.told("home", 0, DAY - 1)]
    assert not makers.trace(kiosk, log, home="home").discrepancies


# ── a place of work that nobody spoke of ─────────────────────────────────────────────────────

SCHOOL = Town((*TOWN.sites, Site("academy", "academy", 1500.0, 300.0, radius_m=20.0)), SECTORS)
LESSONS = [*at_home_but(17, 21.5, EAST), makers.told("home", 17 * H, 21.5 * H)]
REST = [makers.told("home", 0, 16 * H), makers.told("home", 22 * H, DAY - 1)]


def test_the_tutor_s_academy_is_flagged_from_the_records_at_hand() -> None:
    """He says that he has no work and was at home; one code and the phone tell of three evenings."""
    log = [*days([*LESSONS, *REST], 0, 1, 2), makers.check_in("academy", DAY + 17.1 * H)]
    found = makers.trace(SCHOOL, log, home="home", minutes=3 * DAY)
    (work,) = found.discrepancies
    assert work.kind == "undeclared_workplace"
    assert "at the academy from about" in work.explanation
    assert "on 4 May, 5 May, 6 May" in work.explanation
    assert "whether it is a place of work is: to be asked again." in work.explanation
    assert "일하는 곳인지" in work.explanation_ko


def test_the_phone_alone_names_the_hours_and_the_neighbourhood() -> None:
    found = makers.trace(SCHOOL, days([*LESSONS, *REST], 0, 1, 2), home="home", minutes=3 * DAY)
    (work,) = found.discrepancies
    assert work.kind == "undeclared_workplace"
    assert " at the academy" not in work.explanation
    assert "on 4 May, 5 May, 6 May" in work.explanation


def test_already_on_the_first_evening_the_statement_is_asked_about() -> None:
    (first,) = makers.trace(SCHOOL, [*LESSONS, *REST], home="home").discrepancies
    assert first.kind == "statement_contradicted"


def test_registered_work_is_no_undeclared_place() -> None:
    hours = [makers.told("academy", 17 * H, 21.5 * H), *REST]
    log = [*days([*at_home_but(17, 21.5, EAST), *hours], 0, 1, 2)]
    assert not makers.trace(SCHOOL, log, home="home", minutes=3 * DAY).discrepancies


def test_a_guest_who_pays_every_evening_is_no_worker() -> None:
    log = days([*at_home_but(18, 21), makers.card("shop-5", 20.9 * H), *REST], 0, 1, 2)
    found = makers.trace(TOWN, log, home="home", minutes=3 * DAY)
    assert set(kinds(found)) == {"omitted_stay"}


# ── what every question keeps ────────────────────────────────────────────────────────────────

ACCUSING = re.compile(r"\b(lie|lied|lying|liar|false|untrue|cheat)\b|거짓|허위")


@pytest.mark.parametrize(
    "log",
    [
        [*NIGHT_AND_DAY, makers.card("shop-5", 12 * H)],
        [*at_home_but(18, 21), makers.check_in("shop-5", 18 * H), makers.told("home", 0, DAY - 1)],
        [*NIGHT_AND_DAY, makers.sighting("shop-5", 12 * H, 12.1 * H, confidence=0.4)],
        [*at_home_but(18, 22), *REST, makers.told("home", 18 * H, 22 * H)],
    ],
)
def test_every_question_has_its_records_and_one_sentence_in_each_language(log: list[Row]) -> None:
    found = makers.trace(TOWN, log, home="home")
    assert found.discrepancies
    for asked in found.discrepancies:
        assert asked.records
        assert asked.start < asked.end
        assert asked.explanation.endswith("to be asked again.")
        assert asked.explanation_ko.endswith("다시 확인이 필요합니다.")
        assert asked.explanation.count(". ") == asked.explanation_ko.count(". ") == 0
        assert not ACCUSING.search(asked.explanation + asked.explanation_ko)


def test_records_that_agree_with_the_interview_raise_no_question() -> None:
    log = [
        *at_home_but(18, 20),
        makers.check_in("shop-5", 18.1 * H),
        makers.card("shop-5", 19.9 * H),
        makers.told("home", 0, 17.5 * H),
        makers.told("shop-5", 18 * H, 20 * H),
        makers.told("home", 20.5 * H, DAY - 1),
    ]
    assert not makers.trace(TOWN, log, home="home").discrepancies
