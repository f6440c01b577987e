"""No list may be turned back into a person, not even by who kept all earlier ones: widened, else withheld."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dongseon.disclosure import (
    FLOOR,
    Crowds,
    Estimate,
    Exposure,
    Reason,
    compile_list,
    memory_of,
    protect,
)
from dongseon.disclosure.types import Sourced

from .cases import (
    AT_GYM,
    CASE,
    CASES,
    GYM,
    NOW,
    PUBLISHER,
    SEOUL,
    VISIT,
    crowd_of_twelve,
    drafted,
    exposures,
    flows,
    local,
)

COUNTINGS: tuple[Crowds, ...] = (crowd_of_twelve(7), Estimate())


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


def test_without_flows_one_place_of_a_case_is_told_the_most_visited() -> None:
    busy = replace(GYM, crowd=400)
    kept = protect(drafted([VISIT, replace(AT_GYM, site=busy)]), Estimate(), zone=SEOUL)
    assert [one.site for one in kept.draft.public()] == [busy]
    assert kept.draft.left_out[-1].reason is Reason.TOO_FEW
    assert (kept.widened, kept.withheld) == (0, 1)


def test_what_is_public_already_stays_before_what_is_more_visited() -> None:
    """Else each release would tell another place of the same case."""
    here = drafted([replace(VISIT, site=replace(VISIT.site, crowd=100))])
    before = memory_of([protect(here, Estimate(), zone=SEOUL).draft.listings])
    busy = replace(AT_GYM, site=replace(GYM, crowd=4000))
    both = drafted([replace(VISIT, site=replace(VISIT.site, crowd=100)), busy])
    kept = protect(both, Estimate(), zone=SEOUL, before=before)
    assert [one.site.site_id for one in kept.draft.public()] == ["cafe"]


def test_places_that_are_public_stay_when_a_case_was_at_both() -> None:
    """Taking one back would tell of the new case; leaving both as they are tells nothing."""
    here, there = (replace(one, site=replace(one.site, crowd=100)) for one in (VISIT, AT_GYM))
    first = protect(drafted([here, replace(there, case_id="c2")]), Estimate(), zone=SEOUL)
    third = [
        replace(one, exposure_id=f"{one.exposure_id} of c3", case_id="c3") for one in (here, there)
    ]
    cases = {**CASES, "c3": replace(CASE, case_id="c3")}
    draft = compile_list(
        [here, replace(there, case_id="c2"), *third],
        cases,
        publisher=PUBLISHER,
        release="2",
        now=NOW,
    )
    kept = protect(draft, Estimate(), zone=SEOUL, before=memory_of([first.draft.listings]))
    assert {s.listing for s in kept.draft.listings} == {s.listing for s in first.draft.listings}
    assert protect(draft, Estimate(), zone=SEOUL).withheld == 1  # all new, one place of it is told


def test_what_was_public_before_is_remembered_with_its_narrow_band() -> None:
    crowd = flows(("cafe", 1, 12, 13), *(("cafe", p, 14, 15) for p in range(2, 12)))
    draft = drafted([VISIT])
    kept = protect(draft, crowd, zone=SEOUL, before=memory_of([draft.listings]))
    assert kept.draft.public() == ()
    assert kept.least == float("inf")


def test_time_that_is_added_to_a_public_listing_hides_the_case_it_was_added_for() -> None:
    """Whoever compares two releases sees which hours are new: those who were there then must be enough."""
    noon = [("cafe", p, 12, 13) for p in range(FLOOR)]
    evening = [("cafe", p, 20, 21) for p in range(21, 30)]
    crowd = flows(*noon, ("cafe", 20, 15, 16), *evening)
    early = replace(VISIT, end=local(9, 13))
    first = protect(drafted([early]), crowd, zone=SEOUL)
    later = replace(VISIT, exposure_id="e3", case_id="c2", start=local(9, 15), end=local(9, 15, 50))
    both = drafted([early, later])
    assert protect(both, crowd, zone=SEOUL).least >= FLOOR  # as one list the two hide each other
    kept = protect(both, crowd, zone=SEOUL, before=memory_of([first.draft.listings]))
    (one,) = kept.draft.public()
    assert one.bands[-1].end > local(
        9, 20
    )  # at three o'clock there was one; till the evening there were ten
    assert kept.least >= FLOOR


@given(st.lists(exposures(), max_size=3), st.sampled_from(COUNTINGS))
def test_after_protection_every_case_keeps_the_floor(
    days: list[list[Exposure]], counting: Crowds
) -> None:
    """Also for who kept all earlier releases: what came of the oldest drafts is known in the next."""
    told: list[tuple[Sourced, ...]] = []
    for found in days:
        draft = drafted(found)
        kept = protect(draft, counting, zone=SEOUL, before=memory_of(told))
        assert kept.least >= FLOOR
        assert {one.listing_id for one in kept.draft.public()} <= {
            one.listing_id for one in draft.public()
        }
        for one in kept.draft.public():
            assert all(b.end - b.start <= timedelta(days=1) for b in one.bands)
        told.append(kept.draft.listings)
