"""Planted things against questions: what counts as found, what as false, what as said twice."""

import math
from datetime import UTC, datetime, timedelta

from dongseon.bench import questions
from dongseon.bench.lived import Planted
from dongseon.itinerary import Discrepancy

NOON = datetime(2020, 5, 4, 3, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def planted(
    kind: str, begin: float = 0, end: float = 60, *, record: str = "", rows: int = 3, named: int = 1
) -> Planted:
    return Planted(kind, "P1", at(begin), at(end), "shop", record, rows, named)


def asked(
    kind: str,
    begin: float = 0,
    end: float = 60,
    *,
    statement: str = "",
    records: tuple[str, ...] = (),
) -> Discrepancy:
    return Discrepancy(kind, at(begin), at(end), statement, records, "", "")


def figures(
    planted_things: list[Planted], questions_asked: list[Discrepancy], *, own: tuple[str, ...] = ()
) -> dict[str, float]:
    tally = questions.Tally()
    times = {"card.csv:7": at(30)}
    questions.add(tally, planted_things, questions_asked, times=times, own=own)
    return questions.figures(tally)


def test_an_omission_is_found_by_a_question_about_its_hours() -> None:
    table = figures([planted("omission")], [asked("omitted_stay", 20, 50)])
    assert table["omissions_found"] == 1.0
    assert table["false_per_person"] == 0.0


def test_a_question_about_other_hours_finds_nothing_and_is_false() -> None:
    table = figures([planted("omission")], [asked("omitted_stay", 70, 90)])
    assert table["omissions_found"] == 0.0
    assert table["false_per_person"] == 1.0


def test_doubting_a_record_finds_no_omission() -> None:
    table = figures([planted("omission")], [asked("record_conflict", 20, 50)])
    assert table["omissions_found"] == 0.0


def test_a_planted_record_is_found_when_it_is_cited_and_only_then() -> None:
    late = planted("late_posting", record="card.csv:7")
    cited = figures([late], [asked("record_conflict", 500, 501, records=("card.csv:7",))])
    assert cited["oddities_found"] == 1.0
    assert cited["false_per_person"] == 0.0
    near = figures([late], [asked("record_conflict", 30, 31, records=("card.csv:8",))])
    assert near["oddities_found"] == 0.0


def test_a_lie_is_found_by_its_statement_or_by_its_true_hours() -> None:
    lie = planted("lie", record="interview.csv:3")
    for question in (
        asked("statement_contradicted", 900, 960, statement="interview.csv:3"),
        asked("omitted_stay", 0, 30),
    ):
        assert figures([lie], [question])["lies_found"] == 1.0


def test_a_place_of_work_is_about_all_days_whose_records_it_cites() -> None:
    lie = planted("lie", record="interview.csv:3")
    work = asked("undeclared_workplace", -2880, -2700, records=("card.csv:7",))
    assert figures([lie], [work])["lies_found"] == 1.0


def test_what_no_record_shows_need_not_be_found_but_may_be_asked() -> None:
    silent = planted("omission", rows=1, named=0)
    assert not questions.can_be_shown(silent)
    table = figures([silent], [asked("omitted_stay")])
    assert math.isnan(table["omissions_found"])
    assert table["false_per_person"] == 0.0


def test_short_stays_and_registered_places_need_no_question() -> None:
    assert not questions.can_be_shown(planted("omission", 0, 10))
    assert not questions.can_be_shown(planted("omission"), ("shop",))
    assert questions.can_be_shown(planted("lie"), ("shop",))


def test_a_phone_left_at_home_is_shown_by_two_records_elsewhere() -> None:
    assert not questions.can_be_shown(planted("phone_left_home", named=1))
    assert questions.can_be_shown(planted("phone_left_home", named=2))


def test_asking_twice_about_one_matter_is_counted_as_false() -> None:
    table = figures([planted("omission")], [asked("omitted_stay"), asked("omitted_stay", 5, 55)])
    assert table["repeated_per_person"] == 1.0
    assert table["false_per_person"] == 1.0


def test_two_questions_with_a_planted_thing_each_repeat_nothing() -> None:
    """One cites a lent card in the hours of an omission, the other is about the omission alone."""
    lent = planted("card_by_family", 0, 1, record="card.csv:9")
    both = [asked("omitted_stay", 0, 30, records=("card.csv:9",)), asked("omitted_stay", 30, 60)]
    table = figures([planted("omission"), lent], both)
    assert table["repeated_per_person"] == 0.0
    table = figures([planted("omission"), lent], [*both, asked("omitted_stay", 20, 50)])
    assert table["repeated_per_person"] == 1.0


def test_forgetting_is_truthful_and_a_wrong_day_is_not() -> None:
    assert figures([planted("omission")], [])["truthful_persons"] == 1
    assert figures([planted("day_shift", record="interview.csv:3")], [])["truthful_persons"] == 0
