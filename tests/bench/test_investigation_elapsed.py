"""How long an investigation takes in all: queues of officers, holders, and a machine that hardly counts."""

from dataclasses import replace

import pytest

from dongseon.bench import investigation_elapsed
from dongseon.bench.investigation_elapsed import Office, Spread

ALONE = Office(
    cases_per_day=1,
    days=200,
    interview=Spread(40.0, 40.0001),
    approval=Spread(4.0, 4.0001),
    study=Spread(10.0, 10.0001),
    acceptance=Spread(20.0, 20.0001),
    telco=Spread(5.0, 5.0001),
    cards=Spread(480.0, 480.0001),
    machine_itinerary_s=6.0,
    machine_ranking_s=6.0,
)


def test_a_case_alone_waits_for_nobody() -> None:
    found = investigation_elapsed.elapsed(ALONE, seed=1)
    assert found["whereabouts_median_min"] == pytest.approx(40 + 4 + 5 + 0.1)
    assert found["whereabouts_with_cards_median_min"] == pytest.approx(40 + 4 + 480 + 0.1)
    assert found["contacts_median_min"] == pytest.approx(49.1 + 10 + 4 + 5.1 + 20)


def test_too_few_officers_make_everybody_wait() -> None:
    busy = replace(ALONE, cases_per_day=40, days=5, investigators=1)
    found = investigation_elapsed.elapsed(busy, seed=1)
    assert found["whereabouts_median_min"] > 300


def test_a_slower_machine_never_makes_it_quicker() -> None:
    quick = investigation_elapsed.elapsed(Office(machine_itinerary_s=1.0), seed=3)
    slow = investigation_elapsed.elapsed(Office(machine_itinerary_s=600.0), seed=3)
    assert slow["whereabouts_median_min"] > quick["whereabouts_median_min"]


def test_the_same_seed_gives_the_same_minutes() -> None:
    assert investigation_elapsed.elapsed(Office(), seed=2) == investigation_elapsed.elapsed(
        Office(), seed=2
    )


def test_the_median_and_the_ninety_percent_point_are_those_asked_for() -> None:
    rng = investigation_elapsed.stream(1, "test")
    drawn = sorted(Spread(5.0, 20.0).draw(rng, 20_000))
    assert drawn[10_000] == pytest.approx(5.0, rel=0.05)
    assert drawn[18_000] == pytest.approx(20.0, rel=0.05)
