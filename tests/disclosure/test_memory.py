"""What was public once is known for ever, and what is added to it tells of whom it was added for."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dongseon.disclosure import memory_of
from dongseon.disclosure.memory import as_seen, told_by, without
from dongseon.disclosure.types import Band

from .cases import VISIT, drafted, local

NOON, AFTERNOON = Band(local(9, 12), local(9, 13)), Band(local(9, 15), local(9, 16))
(FIRST,) = drafted([VISIT]).listings
HERE = replace(FIRST, listing=replace(FIRST.listing, bands=(NOON,)))
BOTH = replace(
    HERE,
    listing=replace(HERE.listing, bands=(NOON, AFTERNOON)),
    case_ids=frozenset({"c1", "c2"}),
)

BOTH_TIMES_OF_ONE = replace(BOTH, case_ids=frozenset({"c1"}))


@st.composite
def some_bands(draw: st.DrawFn) -> tuple[Band, ...]:
    """Bands of whole hours, in time order and apart."""
    hours = sorted(draw(st.sets(st.integers(0, 23), max_size=8)))
    pairs = zip(hours[::2], hours[1::2], strict=False)
    return tuple(Band(local(9, start), local(9, end)) for start, end in pairs)


def minutes(bands: tuple[Band, ...]) -> set[datetime]:
    """The oracle: every half hour that lies in a band."""
    halves = [local(9, 0) + timedelta(minutes=30 * at) for at in range(48)]
    return {at for at in halves if any(b.start <= at < b.end for b in bands)}


@given(some_bands(), some_bands())
def test_what_is_left_of_bands_is_what_one_would_count_by_hand(
    bands: tuple[Band, ...], others: tuple[Band, ...]
) -> None:
    assert minutes(without(bands, others)) == minutes(bands) - minutes(others)


def test_who_comes_to_a_public_listing_is_seen_by_the_time_that_is_new() -> None:
    before = memory_of([[HERE]])
    seen = as_seen(BOTH.listing, "c2", (AFTERNOON,), before)
    assert seen.bands == (AFTERNOON,)
    assert as_seen(BOTH.listing, "c1", (NOON, AFTERNOON), before) == BOTH.listing
    assert as_seen(HERE.listing, "c2", (NOON,), before) == HERE.listing  # nothing is new to see


def test_every_version_is_remembered_once() -> None:
    known = memory_of([[HERE], [HERE], [BOTH], []])
    assert known.of_case["c1"] == (HERE.listing, BOTH.listing)
    assert [one.bands for one in known.of_case["c2"]] == [(AFTERNOON,)]
    assert known.bands == {HERE.listing.listing_id: (NOON, AFTERNOON)}
    assert known.behind == {HERE.listing.listing_id: frozenset({"c1", "c2"})}


def test_a_case_whose_time_was_public_already_is_not_told_by_it() -> None:
    """The list with it and the list without it are the same: nobody can learn of it there."""
    with_another = replace(HERE, case_ids=frozenset({"c1", "c2"}))
    before = memory_of([[BOTH_TIMES_OF_ONE]])
    assert told_by(with_another, before) == BOTH_TIMES_OF_ONE  # and the time that was public stays
    assert told_by(with_another, memory_of([])) == with_another
    assert told_by(BOTH, memory_of([[HERE]])) == BOTH  # there is new time to see
    alone = replace(HERE, case_ids=frozenset({"c2"}))
    assert told_by(alone, before) == alone  # what it told of is gone: now it tells of this one
    assert told_by(HERE, before) == HERE
