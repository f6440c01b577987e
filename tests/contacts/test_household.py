"""Who lives together: the register tells of nights that left no record."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from tests.itinerary import makers
from tests.itinerary.makers import DAY, ME, TOWN, H, Row

from dongseon.contacts import Contact, find_contacts, household
from dongseon.errors import InvalidInput
from dongseon.itinerary import Model, Subject, coarser, reconstruct
from dongseon.records.columns import Evidence, Persons

MINE = [
    *makers.fixes(-1500, 0, 0, 8 * H, every_min=8),
    *makers.fixes(1500, 0, 9 * H, 18 * H, every_min=5),
    *makers.fixes(-1500, 0, 19 * H, DAY, every_min=8),
]


def register(homes: dict[str, str]) -> Persons:
    count, empty = len(homes), ("",) * len(homes)
    unknown = [np.full(count, "NaT", "datetime64[us]") for _ in range(3)]
    return Persons(
        tuple(homes), empty, ((),) * count, empty, *unknown, tuple(homes.values()), empty
    )


def bundle(rows: Iterable[Row], homes: dict[str, str]) -> Evidence:
    return replace(makers.evidence(TOWN, [*MINE, *rows]), persons=register(homes))


def met(evidence: Evidence, model: Model | None = None) -> tuple[Contact, ...]:
    case = reconstruct(
        evidence.records,
        places=evidence.places,
        stations=evidence.stations,
        period=evidence.period,
        subject=Subject(ME, "home", "office"),
        model=model,
    )
    return find_contacts(case, evidence, model=model)


HOMES = {ME: "home", "SPOUSE": "home", "NEIGHBOUR": "next-door", "UNKNOWN": ""}


def test_one_of_the_same_household_is_found_without_any_row() -> None:
    nights = [c for c in met(bundle([], HOMES)) if c.person_id == "SPOUSE"]
    assert nights
    assert {c.place_id for c in nights} == {"home"}
    assert all(c.probability <= household.AT_HOME_BY_NIGHT for c in nights)
    assert max(c.probability for c in nights) > 0.8
    assert sum(c.minutes for c in nights) == pytest.approx(9 * H, abs=45)


def test_one_of_the_same_household_is_found_by_few_rows() -> None:
    found = met(bundle([makers.card("shop-5", 12 * H, person="SPOUSE")], HOMES))
    assert "SPOUSE" in {c.person_id for c in found if c.place_id == "home"}


def test_the_next_flat_and_an_unknown_home_are_no_household() -> None:
    probable = {c.person_id for c in met(bundle([], HOMES)) if c.probability > 0.2}
    assert probable == {"SPOUSE"}


def test_a_row_elsewhere_speaks_against_the_night_at_home() -> None:
    out = makers.sighting("shop-5", 23 * H, 23.9 * H, person="SPOUSE", confidence=1.0)
    with_it, without = (
        sum(c.probability * c.minutes for c in met(bundle(rows, HOMES)) if c.place_id == "home")
        for rows in ([out], [])
    )
    assert with_it < without - 40


def test_who_is_reconstructed_is_judged_by_the_records_alone() -> None:
    evidence = bundle(makers.fixes(1500, 0, 0, DAY, person="SPOUSE"), HOMES)
    case, other = (
        reconstruct(
            evidence.records,
            places=evidence.places,
            stations=evidence.stations,
            period=evidence.period,
            subject=subject,
        )
        for subject in (Subject(ME, "home", "office"), Subject("SPOUSE", "home"))
    )
    found = find_contacts(case, evidence, itineraries={"SPOUSE": other})
    assert not [c for c in found if c.place_id == "home" and c.probability > 0.3]
    assert [c for c in found if c.place_id == "office" and c.probability > 0.6]


def test_itineraries_on_longer_steps_tell_of_the_same_meeting() -> None:
    evidence = bundle(makers.fixes(1500, 0, 12 * H, 20 * H, person="P2"), HOMES)

    def told(model: Model | None) -> Contact:
        case, other = (
            reconstruct(
                evidence.records,
                places=evidence.places,
                stations=evidence.stations,
                period=evidence.period,
                subject=Subject(person, home, "office"),
                model=chosen,
            )
            for person, home, chosen in ((ME, "home", None), ("P2", "", model))
        )
        found = find_contacts(case, evidence, itineraries={"P2": other})
        return next(c for c in found if c.place_id == "office")

    fine, coarse = told(None), told(coarser(Model(), 5))
    assert coarse.probability == pytest.approx(fine.probability, abs=0.05)
    assert coarse.minutes == pytest.approx(fine.minutes, abs=20)


def test_steps_that_do_not_fit_are_refused() -> None:
    evidence = bundle([makers.card("shop-5", 12 * H, person="X")], HOMES)
    case, other = (
        reconstruct(
            evidence.records,
            places=evidence.places,
            stations=evidence.stations,
            period=evidence.period,
            subject=Subject(ME),
            model=coarser(Model(), times),
        )
        for times in (2, 3)
    )
    with pytest.raises(InvalidInput, match="steps of 180 s are no multiple of 120 s"):
        find_contacts(case, evidence, itineraries={"X": other}, model=coarser(Model(), 2))
