"""No list may be turned back into a person by whoever knows everybody's movements."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import example, given

from dongseon.disclosure import (
    FLOOR,
    Estimate,
    Exposure,
    Flows,
    Reason,
    compile_list,
    least,
    protect,
)
from dongseon.disclosure.anonymity import SHARED
from dongseon.disclosure.types import Band, Draft, Listing
from dongseon.errors import InvalidInput

from .cases import CAFE, CASES, GYM, NOW, PUBLISHER, SEOUL, VISIT, exposures, local

DAY = Band(local(9, 0), local(10, 0))
DAY_9 = local(9, 12).date()
AT_GYM = replace(VISIT, exposure_id="e2", site=GYM, start=local(9, 18), end=local(9, 19))


def flows(*stays: tuple[str, int, int, int]) -> Flows:
    """Stays on the 9th: place, person, first hour, hour after the last."""
    sites = {"cafe": 0, "gym": 1}
    rows = sorted((sites[s], p, a, b) for s, p, a, b in stays)
    site, person, first, last = (np.array(x, dtype=np.int64) for x in zip(*rows, strict=True))
    midnight_s = int(local(9, 0).timestamp())
    return Flows(
        sites=sites,
        people=100,
        site=site.astype(np.int32),
        person=person.astype(np.int32),
        start_s=midnight_s + 3600 * first,
        end_s=midnight_s + 3600 * last,
    )


def drafted(found: list[Exposure]) -> Draft:
    return compile_list(found, CASES, publisher=PUBLISHER, release="r", now=NOW)


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


def test_a_list_that_names_nobody_stays_as_it_is() -> None:
    crowd = flows(*((place, p, 12, 20) for place in ("cafe", "gym") for p in range(FLOOR)))
    kept = protect(drafted([VISIT, AT_GYM]), crowd, zone=SEOUL)
    assert kept.draft == drafted([VISIT, AT_GYM])
    assert (kept.least, kept.widened, kept.withheld) == (FLOOR, 0, 0)


def test_bands_are_widened_until_the_floor_is_reached() -> None:
    """Alone at noon, one of many in the afternoon: six hours hide the patient."""
    crowd = flows(("cafe", 1, 12, 13), *(("cafe", p, 14, 15) for p in range(2, 12)))
    kept = protect(drafted([VISIT]), crowd, zone=SEOUL)
    (one,) = kept.draft.public()
    assert [(b.start, b.end) for b in one.bands] == [(local(9, 12), local(9, 18))]
    assert kept.least == 11
    assert (kept.widened, kept.withheld) == (1, 0)


def test_what_cannot_be_hidden_is_withheld_and_said() -> None:
    alone = flows(("gym", 1, 18, 19), *(("cafe", p, 12, 13) for p in range(1, 12)))
    kept = protect(drafted([VISIT, AT_GYM]), alone, zone=SEOUL)
    assert [one.site.site_id for one in kept.draft.public()] == ["cafe"]
    assert kept.draft.left_out[-1].exposure_id == "e2"
    assert kept.draft.left_out[-1].reason is Reason.TOO_FEW
    assert kept.least >= FLOOR
    assert kept.withheld == 1


def test_what_was_public_before_is_remembered_with_its_narrow_band() -> None:
    crowd = flows(("cafe", 1, 12, 13), *(("cafe", p, 14, 15) for p in range(2, 12)))
    draft = drafted([VISIT])
    kept = protect(draft, crowd, zone=SEOUL, remembered=draft.listings)
    assert kept.draft.public() == ()
    assert least((), crowd, draft.listings) == float("inf")


def test_without_flows_whoever_links_two_places_is_left_with_the_share_that_was_at_both() -> None:
    estimate = Estimate(people=10_001)
    both = list(drafted([VISIT, AT_GYM]).public())
    crowds = [estimate.present(one) for one in both]
    assert min(crowds) == min(CAFE.crowd, GYM.crowd)  # an hour each
    assert estimate.together(both) == pytest.approx(1 + (min(crowds) - 1) * SHARED)
    assert estimate.together(both[:1]) == estimate.present(both[0])
    assert estimate.together(()) == 10_001


def test_without_flows_a_wider_band_hides_more_and_nobody_known_is_one() -> None:
    estimate = Estimate(people=10_001)
    both = list(drafted([VISIT, AT_GYM]).public())
    wider = {at: replace(one, bands=(DAY,)) for at, one in enumerate(both)}
    assert estimate.instead(both, wider) == [
        estimate.together([wider[0], both[1]]),
        estimate.together([both[0], wider[1]]),
    ]
    empty = replace(both[0], site=replace(both[0].site, crowd=0))
    assert estimate.together([empty, both[1]]) == 1.0


@given(exposures())
@example([])
def test_what_a_wider_band_gains_is_counted_as_one_would_by_hand(found: list[Exposure]) -> None:
    generator = np.random.default_rng(11)
    stays = [
        (("cafe", "gym")[int(generator.integers(2))], person, hour, hour + 1)
        for person in range(12)
        for hour in generator.integers(0, 23, 3).tolist()
    ]
    crowd, public = flows(*stays), list(drafted(found).public())
    wider = {at: replace(one, bands=(DAY,)) for at, one in enumerate(public) if one.day == DAY_9}
    assert crowd.instead(public, wider) == [
        crowd.together([*public[:at], one, *public[at + 1 :]]) for at, one in wider.items()
    ]


@given(exposures())
def test_after_protection_every_case_keeps_the_floor(found: list[Exposure]) -> None:
    generator = np.random.default_rng(7)
    stays = [
        (("cafe", "gym")[int(generator.integers(2))], person, hour, hour + 1)
        for person in range(12)
        for hour in generator.integers(0, 23, 3).tolist()
    ]
    crowd, draft = flows(*stays), drafted(found)
    kept = protect(draft, crowd, zone=SEOUL)
    assert kept.least >= FLOOR
    told = {one.listing_id for one in kept.draft.public()}
    assert told <= {one.listing_id for one in draft.public()}
    for one in kept.draft.public():
        assert all(b.end - b.start <= timedelta(days=1) for b in one.bands)


def test_flows_that_do_not_fit_together_are_refused() -> None:
    one = flows(("cafe", 1, 12, 13), ("gym", 2, 12, 13))
    with pytest.raises(InvalidInput, match="not sorted by site"):
        replace(one, site=one.site[::-1].copy())
    with pytest.raises(InvalidInput, match="person 100 of 100"):
        replace(one, person=one.person + np.int32(98))
    with pytest.raises(InvalidInput, match="differ in length"):
        replace(one, person=one.person[:1].copy())
