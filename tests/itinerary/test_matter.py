"""Several things that do not fit become one question where an investigator would ask one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies.matter import JOINED, NEAR, Matter, merged

OMITTED = Matter("omitted_stay", 100, 200, 3.0, rows=(1,), other=7)
CONFLICT = Matter("record_conflict", 100, 200, 3.0, rows=(2,), claimed=4)
TOLD = Matter("statement_contradicted", 100, 200, 3.0, statement=9, rows=(3,), claimed=4, other=5)
WORK = Matter("undeclared_workplace", 100, 200, 3.0, rows=(4,), other=8)


def after(one: Matter, steps: int, **changed: object) -> Matter:
    """A matter as long as another that begins so many steps after it ends."""
    length = one.last - one.first
    begun = replace(one, first=one.last + steps, last=one.last + steps + length, rows=(11,))
    return replace(begun, **changed)  # type: ignore[arg-type]  # fields by name


def test_two_matters_apart_stay_two_in_the_order_of_time() -> None:
    later = after(OMITTED, 500)
    assert merged([later, OMITTED]) == [OMITTED, later]


def test_nothing_to_ask_is_nothing_to_merge() -> None:
    assert merged([]) == []


# ── pieces of one stay ───────────────────────────────────────────────────────────────────────


def test_pieces_of_one_unmentioned_stay_are_one_question_with_all_records_and_nats() -> None:
    piece = after(OMITTED, JOINED)
    assert merged([piece, OMITTED]) == [
        replace(OMITTED, last=piece.last, nats=OMITTED.nats + piece.nats, rows=(1, 11))
    ]


def test_pieces_touch_that_follow_each_other_at_once() -> None:
    assert len(merged([OMITTED, after(OMITTED, 0)])) == 1


def test_pieces_too_far_apart_in_time_are_two_questions() -> None:
    assert len(merged([OMITTED, after(OMITTED, JOINED + 1)])) == 2


def test_pieces_at_two_places_are_two_questions() -> None:
    assert len(merged([OMITTED, after(OMITTED, 1, other=6)])) == 2


def test_pieces_left_out_of_two_statements_are_two_questions() -> None:
    assert len(merged([OMITTED, after(OMITTED, 1, statement=5)])) == 2


def test_the_piece_that_names_a_place_speaks_for_both() -> None:
    unnamed = replace(OMITTED, other=NOWHERE)
    (one,) = merged([unnamed, after(OMITTED, 2)])
    assert (one.other, one.first, one.last, one.rows) == (7, 100, 302, (11, 1))
    (other,) = merged([OMITTED, after(OMITTED, 2, other=NOWHERE)])
    assert (other.other, other.first, other.last, other.rows) == (7, 100, 302, (1, 11))


def test_a_piece_within_another_does_not_shorten_it() -> None:
    # its begin lies before the other's end: it is the same hours, not a second piece
    inner = replace(OMITTED, first=120, last=150, rows=(12,))
    (one,) = merged([OMITTED, inner])
    assert (one.first, one.last, set(one.rows)) == (100, 200, {1, 12})


def test_a_moment_that_no_record_shows_goes_into_the_stay_it_touches() -> None:
    moment = replace(after(OMITTED, 2), last=202, rows=())
    assert len(merged([OMITTED, moment])) == 1


# ── the same hours ───────────────────────────────────────────────────────────────────────────


def test_of_the_same_hours_the_higher_kind_speaks_and_keeps_the_records_of_the_other() -> None:
    (one,) = merged([OMITTED, TOLD])
    assert one.kind == "statement_contradicted"
    assert one.rows == (3, 1)


def test_of_the_same_kind_the_surest_speaks() -> None:
    surer = replace(TOLD, nats=5.0, statement=10, rows=(6,))
    (one,) = merged([TOLD, surer])
    assert (one.nats, one.statement, one.rows) == (5.0, 10, (6, 3, 9))


def test_the_statement_of_the_one_that_speaks_is_not_among_its_own_records() -> None:
    again = replace(TOLD, nats=2.0, rows=(6,))
    (one,) = merged([TOLD, again])
    assert one.rows == (3, 6)


def test_half_of_the_shorter_is_the_same_hours_and_less_is_not() -> None:
    half = replace(TOLD, first=150, last=250, statement=10, rows=(6,))
    assert len(merged([TOLD, half])) == 1
    assert len(merged([TOLD, replace(half, first=151, last=251)])) == 2


def test_of_a_short_and_a_long_one_the_short_one_s_half_decides() -> None:
    short = replace(TOLD, last=120, nats=9.0)
    long = replace(TOLD, first=110, last=300, statement=10, rows=(6,))
    assert len(merged([short, long])) == 1
    assert len(merged([short, replace(long, first=111)])) == 2


def test_one_shared_step_of_one_is_the_same_hours_and_no_step_is_none() -> None:
    moment = replace(TOLD, first=150, last=151, statement=10, rows=(6,))
    assert len(merged([TOLD, moment])) == 1
    assert len(merged([TOLD, replace(moment, last=150)])) == 2


def test_a_record_in_doubt_is_asked_about_apart_from_what_was_said() -> None:
    assert len(merged([CONFLICT, TOLD])) == 2
    assert len(merged([CONFLICT, replace(CONFLICT, nats=1.0, rows=(5,))])) == 1


def test_two_matters_with_one_record_are_one_whenever_they_were() -> None:
    other = replace(after(TOLD, 900), rows=(3,), statement=12)
    assert len(merged([TOLD, other])) == 1


def test_two_records_in_doubt_of_different_hours_are_two_even_with_one_in_common() -> None:
    assert len(merged([CONFLICT, replace(after(CONFLICT, 900), rows=(2,))])) == 2


# ── a place worked at, a day told wrongly ────────────────────────────────────────────────────


def test_what_happened_at_a_place_worked_at_is_one_matter_with_it() -> None:
    visit = replace(after(OMITTED, 3000), other=8)
    assert [m.kind for m in merged([visit, WORK])] == ["undeclared_workplace"]


def test_the_shifts_there_answer_for_their_hours_and_others_do_not() -> None:
    shifts = replace(WORK, first=1000, last=1100, shifts=((100, 200),))
    assert len(merged([shifts, OMITTED])) == 1
    assert len(merged([replace(shifts, shifts=((300, 400),)), OMITTED])) == 2


def test_a_record_in_doubt_is_not_explained_by_work() -> None:
    assert len(merged([WORK, replace(CONFLICT, other=8)])) == 2


def test_a_visit_told_on_the_wrong_day_is_the_one_left_out_there() -> None:
    shifted = replace(TOLD, reason="shift", at=1500, other=7)
    there = replace(OMITTED, first=1500 - NEAR, last=1500 + NEAR)
    assert len(merged([shifted, there])) == 1
    assert len(merged([shifted, replace(there, first=1900, last=2000)])) == 2
    assert len(merged([shifted, replace(there, other=6)])) == 2


def test_a_visit_mistaken_for_another_is_the_one_left_out_in_those_hours() -> None:
    mistaken = replace(TOLD, reason="mistaken", other=7)
    there = replace(OMITTED, first=200 + NEAR // 2, last=200 + NEAR + NEAR // 2)
    assert len(merged([mistaken, there])) == 1
    assert len(merged([mistaken, replace(there, first=400, last=500)])) == 2


ALL = [OMITTED, CONFLICT, TOLD, WORK, after(OMITTED, 5), after(TOLD, 400)]


@given(st.permutations(ALL))
def test_the_order_in_which_matters_are_found_does_not_matter(found: list[Matter]) -> None:
    assert merged(found) == merged(ALL)
