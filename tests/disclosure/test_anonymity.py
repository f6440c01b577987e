"""How many people a list leaves a patient among: counted in flows, or bounded without them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given

from dongseon.disclosure import Estimate, Exposure, Flows
from dongseon.disclosure.anonymity import LEAST_OF_CROWD
from dongseon.disclosure.types import Band, Listing
from dongseon.errors import InvalidInput

from .cases import AT_GYM, CAFE, GYM, VISIT, crowd_of_twelve, drafted, exposures, flows, local

DAY = Band(local(9, 0), local(10, 0))
DAY_9 = local(9, 12).date()


def plain_together(known: Flows, listings: list[Listing]) -> int:
    """The oracle: person by person, stay by stay."""
    names = {code: name for name, code in known.sites.items()}
    both = 0
    for person in set(known.person.tolist()):
        everywhere = True
        for one in listings:
            everywhere &= any(
                names[int(site)] == one.site.site_id
                and start < band.end.timestamp()
                and end > band.start.timestamp()
                for site, who, start, end in zip(
                    known.site, known.person, known.start_s, known.end_s, strict=True
                )
                if who == person
                for band in one.bands
            )
        both += everywhere
    return both


def test_people_at_all_places_are_counted_as_one_would_by_hand() -> None:
    known = flows(("cafe", 1, 12, 13), ("cafe", 2, 11, 13), ("gym", 2, 18, 20), ("gym", 3, 18, 19))
    public = list(drafted([VISIT, AT_GYM]).public())
    assert known.together(public) == plain_together(known, public) == 1
    assert known.together(public[:1]) == plain_together(known, public[:1])


def test_without_flows_a_place_has_a_share_of_its_crowd_that_grows_with_the_time() -> None:
    shares = [share for _, share in LEAST_OF_CROWD]
    assert shares == sorted(shares)
    (one,) = drafted([VISIT]).public()  # ten minutes short of an hour
    whole = replace(one, bands=(DAY,))
    assert Estimate().together([one]) == CAFE.crowd * shares[0]
    assert Estimate().together([whole]) == CAFE.crowd * shares[-1]
    assert Estimate().together([whole, one]) == CAFE.crowd * shares[0]  # both were seen
    empty = replace(one, site=replace(one.site, crowd=0))
    assert Estimate().together([empty]) == 1.0
    assert Estimate().together([]) == float("inf")


def test_without_flows_two_places_of_one_case_leave_nobody_else() -> None:
    both = list(drafted([VISIT, AT_GYM]).public())
    assert {one.site for one in both} == {CAFE, GYM}
    assert Estimate().together(both) == 1.0
    wider = {at: replace(one, bands=(DAY,)) for at, one in enumerate(both)}
    assert Estimate().instead(both, wider) == [1.0, 1.0]
    assert Estimate().instead(both[:1], {0: wider[0]}) == [Estimate().together([wider[0]])]


@given(exposures())
@example([])
def test_what_a_wider_band_gains_is_counted_as_one_would_by_hand(found: list[Exposure]) -> None:
    crowd, public = crowd_of_twelve(11), list(drafted(found).public())
    wider = {at: replace(one, bands=(DAY,)) for at, one in enumerate(public) if one.day == DAY_9}
    assert crowd.instead(public, wider) == [
        crowd.together([*public[:at], one, *public[at + 1 :]]) for at, one in wider.items()
    ]


def test_flows_that_do_not_fit_together_are_refused() -> None:
    one = flows(("cafe", 1, 12, 13), ("gym", 2, 12, 13))
    with pytest.raises(InvalidInput, match="not sorted by site"):
        replace(one, site=one.site[::-1].copy())
    with pytest.raises(InvalidInput, match="person 100 of 100"):
        replace(one, person=one.person + np.int32(98))
    with pytest.raises(InvalidInput, match="differ in length"):
        replace(one, person=one.person[:1].copy())
