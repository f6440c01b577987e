"""The list tells places and times, and nothing else."""

import json
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.disclosure import Cleaned, Exposure, Listing, Reason, between, compile_list
from dongseon.disclosure.gate import inside_window
from dongseon.disclosure.listing import outward
from dongseon.disclosure.rules import last_day, rule_on
from dongseon.disclosure.types import Draft
from dongseon.errors import InvalidInput

from .cases import CASES, GYM, NOW, PUBLISHER, SEOUL, VISIT, exposures, local


def drafted(found: list[Exposure], *, release: str = "r1", now: datetime = NOW) -> Draft:
    return compile_list(found, CASES, publisher=PUBLISHER, release=release, now=now)


def test_bands_are_rounded_outward_to_ten_minutes() -> None:
    (one,) = drafted([VISIT]).public()
    assert [(b.start, b.end) for b in one.bands] == [(local(9, 12), local(9, 12, 50))]


def test_visits_of_several_cases_become_one_listing_that_knows_neither() -> None:
    second = replace(
        VISIT, exposure_id="e2", case_id="c2", start=local(9, 12, 30), end=local(9, 14)
    )
    draft = drafted([VISIT, second])
    (one,) = draft.listings
    assert one.case_ids == {"c1", "c2"}
    assert [(b.start, b.end) for b in one.listing.bands] == [(local(9, 12), local(9, 14))]
    assert one.listing.listing_id == drafted([VISIT]).public()[0].listing_id


def test_a_night_is_two_days() -> None:
    night = replace(VISIT, start=local(9, 22), end=local(10, 3))
    days = {one.day.day: one.bands for one in drafted([night]).public()}
    assert [(b.start, b.end) for b in days[9]] == [(local(9, 22), local(10, 0))]
    assert [(b.start, b.end) for b in days[10]] == [(local(10, 0), local(10, 3))]


def test_where_cleaning_differs_the_less_reassuring_is_told() -> None:
    done = replace(VISIT, cleaned=Cleaned.YES)
    not_yet = replace(VISIT, exposure_id="e2", case_id="c2", cleaned=Cleaned.NO)
    assert drafted([done, not_yet]).public()[0].cleaned is Cleaned.NO
    assert drafted([done]).public()[0].cleaned is Cleaned.YES


def test_the_order_within_a_day_changes_with_the_release_and_follows_no_clock() -> None:
    places = [
        replace(VISIT, exposure_id=f"e{n}", site=replace(GYM, site_id=f"p{n}")) for n in range(8)
    ]
    one, two = ([x.site.site_id for x in drafted(places, release=r).public()] for r in ("r1", "r2"))
    assert sorted(one) == sorted(two)
    assert one != two


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"case_id": "c9"}, "case c9 is not known"),
        ({"end": VISIT.start}, "not after it starts"),
        ({"start": datetime(2020, 11, 9, 12)}, "name no zone"),  # noqa: DTZ001  # what is refused
    ],
)
def test_what_cannot_be_judged_is_refused(changed: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        drafted([replace(VISIT, **changed)])


@given(exposures())
def test_nothing_published_lies_outside_the_window_or_past_its_last_day(
    found: list[Exposure],
) -> None:
    draft = drafted(found)
    rule = rule_on(NOW.astimezone(SEOUL).date())
    assert rule is not None
    by_id = {one.exposure_id: one for one in found}
    for sourced in draft.listings:
        inside = [
            outward(band, SEOUL)
            for name in sourced.exposure_ids
            if (band := inside_window(by_id[name], CASES[by_id[name].case_id], rule, SEOUL))
        ]
        for band in sourced.listing.bands:
            assert any(one.start <= band.start for one in inside)
            assert any(band.end <= one.end for one in inside)
        assert NOW.astimezone(SEOUL).date() <= sourced.listing.last_day
        assert sourced.listing.last_day == last_day(sourced.listing.day, rule)


@given(exposures())
def test_every_exposure_is_on_the_list_or_has_a_reason(found: list[Exposure]) -> None:
    draft = drafted(found)
    told = {name for sourced in draft.listings for name in sourced.exposure_ids}
    left = {one.exposure_id for one in draft.left_out}
    assert told | left == {one.exposure_id for one in found}
    assert not told & left


@given(exposures())
def test_no_listing_carries_a_person(found: list[Exposure]) -> None:
    allowed = {"listing_id", "site", "day", "bands", "cleaned", "last_day"}
    assert {field.name for field in fields(Listing)} == allowed
    for one in drafted(found).public():
        said = json.dumps(asdict(one), default=str)
        assert not any(f'"{secret}"' in said for secret in ("c1", "c2", "e0", "e1", "e2"))


@given(exposures(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(found: list[Exposure], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert drafted(shuffled).listings == drafted(found).listings


@given(exposures())
def test_published_retracted_and_published_again_is_as_if_never_retracted(
    found: list[Exposure],
) -> None:
    first = drafted(found).public()
    retracted = drafted([replace(one, accepted=False) for one in found])
    assert retracted.public() == ()
    tombstones = between(first, retracted.public())
    assert set(tombstones.withdrawn) == {one.listing_id for one in first}
    assert drafted(found).public() == first


@given(exposures(), st.integers(0, 60))
def test_as_time_goes_by_a_list_only_loses(found: list[Exposure], days: int) -> None:
    later = drafted(found, now=NOW + timedelta(days=days)).public()
    earlier = {one.listing_id: one for one in drafted(found).public()}
    for one in later:
        assert earlier[one.listing_id].bands == one.bands
    if days > 28:
        assert not later


def test_a_part_that_has_expired_goes_while_the_rest_stays() -> None:
    """A night over the last midnight that may still be seen: its first half is gone already."""
    night = replace(VISIT, start=local(9, 22), end=local(10, 3))
    draft = drafted([night], now=local(24, 9))
    assert [one.day.day for one in draft.public()] == [10]
    assert drafted([night], now=local(25, 9)).left_out[0].reason is Reason.EXPIRED
