"""Who can apply for what."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dongseon.public.content.finder import Group, Offer, Window, matches

TODAY = date(2020, 5, 6)
LOANS = Offer(
    "loans", frozenset({Group.SMALL_BUSINESS}), frozenset({Group.LOST_INCOME}), None, None
)
RELIEF = Offer(
    "relief",
    frozenset({Group.RESIDENT, Group.FOREIGNER}),
    frozenset(),
    date(2020, 5, 1),
    date(2020, 5, 31),
)
TALK = Offer("talk", frozenset(), frozenset(), None, None)
LATER = Offer("later", frozenset({Group.RESIDENT}), frozenset(), date(2020, 5, 7), None)
OVER = Offer("over", frozenset({Group.RESIDENT}), frozenset(), None, date(2020, 5, 5))
ALL = (OVER, LATER, LOANS, RELIEF, TALK)


def names(*ticked: Group) -> list[str]:
    return [match.offer.page for match in matches(ALL, ticked, TODAY)]


def test_who_ticks_nothing_sees_all_and_the_open_ones_first() -> None:
    assert names() == ["loans", "relief", "talk", "later", "over"]


def test_an_offer_says_why_it_fits() -> None:
    (first, *_others) = matches(ALL, {Group.FOREIGNER}, TODAY)
    assert (first.offer.page, first.because, first.fits) == ("relief", (Group.FOREIGNER,), True)


def test_an_offer_that_needs_one_thing_more_is_shown_with_it() -> None:
    found = matches(ALL, {Group.SMALL_BUSINESS}, TODAY)
    assert [(match.offer.page, match.also_needed) for match in found] == [
        ("talk", ()),
        ("loans", (Group.LOST_INCOME,)),
    ]


def test_an_offer_for_others_is_left_out() -> None:
    assert "loans" not in names(Group.STUDENT)
    assert "loans" not in names(Group.LOST_INCOME)


def test_a_window_opens_on_its_first_day_and_closes_after_its_last() -> None:
    assert [RELIEF.window(date(2020, *day)) for day in ((4, 30), (5, 1), (5, 31), (6, 1))] == [
        Window.NOT_YET,
        Window.OPEN,
        Window.OPEN,
        Window.OVER,
    ]


@given(st.sets(st.sampled_from(Group), min_size=1), st.sampled_from(Group))
def test_ticking_more_never_takes_a_fitting_offer_away(ticked: set[Group], more: Group) -> None:
    fitting = {match.offer.page for match in matches(ALL, ticked, TODAY) if match.fits}
    with_more = {match.offer.page for match in matches(ALL, ticked | {more}, TODAY) if match.fits}
    assert fitting <= with_more
