"""The bench of contacts: who truly met, how a list is scored, what the bench says."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from dongseon.bench import contacts, lived, meetings
from dongseon.bench.lived import Lived
from dongseon.bench.meetings import Together
from dongseon.contacts import Contact

KEYS = ("recall_findable", "precision_at_true", "brier", "strangers_recall_p50")


@cache
def city() -> Lived:
    return lived.live(seed=11, people=600, days=2)


def contact(person: str, probability: float, **changed: object) -> Contact:
    values: dict[str, object] = {
        "person_id": person,
        "place_id": "cafe",
        "start": datetime(2020, 5, 4, 3, tzinfo=UTC),
        "end": datetime(2020, 5, 4, 4, tzinfo=UTC),
        "minutes": 60.0,
        "minutes_low": 40.0,
        "minutes_high": 80.0,
        "probability": probability,
        "distance_class": "same_room",
        "setting": "cafe",
        "infectiousness": 1.0,
        "risk": 0.1,
        "tier": "contact",
        "reason": "",
        "reason_ko": "",
        "probability_15_min": probability,
        "grounds": "rows",
    }
    return Contact(**{**values, **changed})


def test_meetings_are_those_that_a_slow_reading_finds() -> None:
    lived_city, case = city(), 40
    met = meetings.contacts_of(meetings.together(lived_city, np.array([case], np.int32)))
    v = lived_city.visits
    slow = {
        (int(v.person[j]), int(v.place[j]), int(max(v.start_s[i], v.start_s[j])))
        for i in np.flatnonzero(v.person == case)
        for j in np.flatnonzero((v.place == v.place[i]) & (v.person != case))
        if min(v.end_s[i], v.end_s[j]) - max(v.start_s[i], v.start_s[j]) >= 900
    }
    found = set(zip(met.other.tolist(), met.place.tolist(), met.start_s.tolist(), strict=True))
    assert found == slow
    assert found


def test_household_and_colleagues_are_no_strangers() -> None:
    folk = city().population
    largest = np.bincount(folk.household).argmax()
    one, two = np.flatnonzero(folk.household == largest)[:2].astype(np.int32)
    works = np.flatnonzero(folk.work == np.bincount(folk.work[folk.work >= 0]).argmax())
    case = np.array([one, works[0], 0], np.int32)
    other = np.array([two, works[1], 599], np.int32)
    assert meetings.are_strangers(city(), case, other).tolist() == [False, False, True]


def test_near_misses_are_handed_over_but_are_no_contacts() -> None:
    met = meetings.together(city(), np.arange(20, 60, dtype=np.int32))
    missed = met.end_s <= met.start_s
    assert missed.any()
    assert not np.any(missed & (met.end_s - met.start_s <= -meetings.AROUND_S))
    assert (meetings.contacts_of(met).end_s - meetings.contacts_of(met).start_s >= 900).all()


def test_of_one_meeting_under_two_numbers_the_surest_counts() -> None:
    listed = [contact("phone", 0.6), contact("card", 0.5), contact("bus", 0.9, place_id="")]
    told = contacts.probabilities(listed, {"phone": 7, "card": 7, "bus": 8})
    assert told == {7: pytest.approx(0.6)}


def test_meetings_at_two_places_add_up() -> None:
    listed = [contact("a", 0.5), contact("a", 0.5, place_id="bar")]
    assert contacts.probabilities(listed, {"a": 1}) == {1: pytest.approx(0.75)}


def scene(true: Together, traces: list[tuple[int, int, int]]) -> contacts.Scene:
    """A bundle reduced to what the scorer looks at: whose rows there are, and when."""
    chosen = lived.draw_cases(city(), 1)
    handed = lived.hand_over(city(), chosen, regime="poor")
    who, start, end = (np.array(column, np.int64) for column in zip(*traces, strict=True))
    return contacts.Scene(
        city(), handed, true, np.zeros(0, np.int32), {}, who.astype(np.int32), start, end
    )


def met(*rows: tuple[int, int, int]) -> Together:
    other, start, end = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    return Together(np.zeros(len(rows), np.int32), other, np.zeros_like(other), start, end)


def test_a_list_is_scored_by_hand() -> None:
    """Of two who left a trace one is found, first on the list; the third was never seen."""
    true = met((500, 0, 1800), (510, 0, 1800), (520, 0, 1800), (530, 0, 600))
    score = contacts.Score()
    seen = scene(true, [(500, 60, 60), (510, 90, 100), (520, 9000, 9000)])
    contacts.add(score, seen, 0, {500: 0.8, 530: 0.4})
    assert (score.findable, score.found, score.top_hits, score.listed) == (2, 1, 1, 2)
    assert sorted(score.errors) == pytest.approx([0.2**2, 0.4**2, 1.0])
    told = contacts.figures(score, "")
    assert told["recall_findable"] == 0.5
    assert told["precision_at_true"] == 0.5


def test_those_with_a_log_and_the_others_are_scored_apart() -> None:
    true = met((500, 0, 1800), (510, 0, 1800))
    seen = replace(scene(true, [(510, 90, 100)]), full=np.array([500], np.int32))
    claimed = {500: 0.8, 510: 0.6, 520: 0.4}
    for group, findable, listed in (("", 2, 3), ("in_full_", 1, 1), ("by_number_", 1, 2)):
        score = contacts.Score()
        contacts.add(score, seen, 0, claimed, group)
        assert (score.findable, score.found, score.listed) == (findable, findable, listed)


def test_nothing_to_find_is_no_figure() -> None:
    assert all(np.isnan(v) for k, v in contacts.figures(contacts.Score(), "").items() if k in KEYS)


def test_scores_are_pooled() -> None:
    one = contacts.Score(4, 2, 1, 2, 1, 5, [0.0], 7)
    both = contacts.pooled([one, one])
    assert (both.findable, both.found, both.errors) == (8, 4, [0.0, 0.0])
    assert contacts.figures(both, "")["considered"] == 16


def test_every_number_in_a_bundle_has_an_owner() -> None:
    chosen = lived.draw_cases(city(), 2)
    near = meetings.together(city(), chosen)
    handed = lived.hand_over(
        city(), chosen, regime="rich", others=near.other, full=meetings.in_full(city(), near)
    )
    seen = contacts.scene_of(city(), handed, near, chosen)
    assert len(seen.owner) > 5
    assert -1 not in seen.owner.values()
    assert contacts.owner_of("999", {}) == -1


def test_of_some_others_everything_is_handed_over_and_of_the_rest_what_was_near() -> None:
    chosen = lived.draw_cases(city(), 1)
    near = meetings.together(city(), chosen)
    others = np.setdiff1d(near.other, chosen)[:30].astype(np.int32)
    rows = {}
    for full in (False, others[:1], True):
        handed = lived.hand_over(city(), chosen, regime="typical", others=others, full=full)
        person = contacts.scene_of(city(), handed, near, chosen).person
        rows[str(full)] = np.array([(person == other).sum() for other in others])
    nobody, first, everybody = rows.values()
    assert first[0] == everybody[0] > nobody[0]
    assert np.array_equal(first[1:], nobody[1:])
    assert everybody.sum() > first.sum()


@pytest.mark.slow
def test_the_bench_tells_ours_and_the_naive_reader_s() -> None:
    ticks: list[str] = []
    table = contacts.run(
        seeds=[2],
        people=600,
        days=3,
        cases=1,
        most_others=1,
        progress=lambda done, total, what: ticks.append(what),
    )
    assert set(KEYS) <= set(table)
    assert {f"{r}_{k}" for r in contacts.REGIMES for k in KEYS} <= set(table)
    assert {f"{r}_naive_{k}" for r in contacts.REGIMES for k in KEYS} <= set(table)
    assert table["others_in_full"] > 0
    assert table["findable"] > 0
    assert 0 <= table["brier"] <= 1
    assert table["recall_findable"] >= table["rich_naive_recall_findable"] / 2
    assert ticks[-1] == "done"
