"""A set of cases against each other: shared places, candidate links."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.itinerary import makers
from tests.itinerary.makers import MONDAY, TOWN, H, Row

from dongseon.contacts import Criteria, links, shared_places
from dongseon.errors import InvalidInput
from dongseon.itinerary import Itinerary


def guest(person: str, begin_h: float, end_h: float) -> list[Row]:
    """Somebody who was in one restaurant for a while."""
    return [
        makers.check_in("shop-5", begin_h * H, person=person),
        *makers.fixes(-150, 400, begin_h * H, end_h * H, person=person),
        *makers.fixes(4000, 4000, (end_h + 1) * H, (end_h + 3) * H, person=person),
    ]


def cases(*guests: tuple[str, float, float]) -> dict[str, Itinerary]:
    return {
        person: makers.trace(TOWN, guest(person, begin, end), person=person)
        for person, begin, end in guests
    }


THREE = cases(("A", 10, 12), ("B", 11, 13), ("C", 15, 16))


def test_two_who_ate_at_one_table_are_linked_both_ways() -> None:
    found = links(THREE, TOWN.places())
    assert {(k.source, k.target) for k in found} == {("A", "B"), ("B", "A")}
    best = found[0]
    assert best.place_id == "shop-5"
    assert best.probability > 0.8
    assert best.probability_15_min > 0.7
    assert best.minutes == pytest.approx(60, abs=25)
    assert MONDAY + timedelta(hours=10) < best.start < MONDAY + timedelta(hours=12)
    assert best.infectiousness == 1.0  # no dates are known


def test_the_one_who_fell_ill_first_is_the_likelier_source() -> None:
    dates = {
        "A": Criteria(onset=MONDAY + timedelta(days=1)),
        "B": Criteria(onset=MONDAY + timedelta(days=5)),
    }
    found = links(THREE, TOWN.places(), criteria=dates)
    assert (found[0].source, found[0].target) == ("A", "B")
    weight = {(k.source, k.target): k.weight for k in found}
    assert weight["A", "B"] > 3 * weight["B", "A"]


def test_a_place_is_shared_by_all_who_came_together_or_not() -> None:
    (place,) = [p for p in shared_places(THREE, TOWN.places()) if p.place_id == "shop-5"]
    assert place.person_ids == ("A", "B", "C")
    assert place.probability > 0.9
    assert place.first < MONDAY + timedelta(hours=11)
    assert place.last > MONDAY + timedelta(hours=15)


def test_one_case_alone_shares_nothing() -> None:
    assert links({}, TOWN.places()) == ()
    assert shared_places({}, TOWN.places()) == ()
    one = {"A": THREE["A"]}
    assert links(one, TOWN.places()) == ()
    assert shared_places(one, TOWN.places()) == ()


def test_cases_of_different_periods_are_refused() -> None:
    later = makers.trace(TOWN, guest("B", 11, 13), person="B", minutes=2 * makers.DAY)
    with pytest.raises(InvalidInput, match="itinerary of B: its period differs"):
        links({"A": THREE["A"], "B": later}, TOWN.places())


def test_the_order_of_cases_changes_nothing() -> None:
    turned = dict(reversed(THREE.items()))
    assert links(THREE, TOWN.places()) == links(turned, TOWN.places())
    assert shared_places(THREE, TOWN.places()) == shared_places(turned, TOWN.places())
    assert replace(links(THREE, TOWN.places())[0]) == links(turned, TOWN.places())[0]
